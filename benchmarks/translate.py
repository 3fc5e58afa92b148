"""The argos engine against `argostranslate.translate` and against bare CTranslate2, same package.

    python benchmarks/translate.py --package P.argosmodel --text T.txt [--limit N] [--rounds N]

`T` has a sentence a line. The peer is called per segment, as its users do; its sentence splitters
(stanza, minisbd), which need torch or the network, are replaced by one that gives each segment
back whole: that saves it time and makes the outputs comparable. Each round has every way once,
one after the other, all warm; the ratios are medians over the rounds in which other processes took
less than a tenth of the machine, and up to as many rounds again are tried to have enough of them.

RESULT beam1_ratio, beam2_ratio, beam4_ratio: our sentences a second over the peer's; raw_share:
ours over a bare `translate_batch` on the same sorted tokens, beam 2; agree: share of equal outputs
at beam 4; first_s, rss_mb: a fresh process up to its first sentence, and its peak memory.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import types
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from localize.model import Locale
from localize.translate.engines.argos import ArgosEngine
from localize.translate.engines.argos_model import BATCH_TOKENS, LENGTH_PENALTY, Model
from localize.translate.engines.base import EngineOptions, Request
from localize.translate.engines.packages import code_locale
from localize.translate.engines.packages_unpack import unpack

if TYPE_CHECKING:
    from collections.abc import Callable

    from localize.translate.engines.packages import Package

QUALITY = {1: "fast", 2: "balanced", 4: "best"}
LEAST_S = 2.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, required=True)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    lines = arguments.text.read_text(encoding="utf-8").splitlines()
    sentences = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    sentences = sentences[: arguments.limit]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = os.environ["XDG_CACHE_HOME"] = folder
        os.environ["ARGOS_PACKAGES_DIR"] = f"{folder}/packages"
        package = unpack(arguments.package, Path(folder, "packages"))
        measure(package, sentences, arguments.rounds)


def measure(package: Package, sentences: list[str], rounds: int) -> None:
    peer, bare = peer_translation(package), bare_translation(package, sentences)
    ours = {beam: ours_translation(package, quality) for beam, quality in QUALITY.items()}
    for beam, run in ours.items():  # all are warm before anything is timed
        run(sentences[:50])
        bare(beam, 50)
        peer(sentences[:5], beam)
    found: dict[int, list[Round]] = {beam: [] for beam in QUALITY}
    outputs: dict[int, tuple[list[str], list[str]]] = {}
    while not all(enough(one, rounds) for one in found.values()):
        for beam, run in ours.items():
            busy = Busy()
            mine_s, mine_cpu, mine = timed(lambda run=run: run(sentences))
            bare_s, bare_cpu, _ = timed(lambda b=beam: bare(b, None))
            peer_s, _, theirs = timed(lambda b=beam: peer(sentences, b))
            assert len(theirs) == len(mine) == len(sentences)
            outputs[beam] = theirs, mine
            found[beam].append(Round(peer_s, mine_s, bare_s, bare_cpu / mine_cpu, busy.share()))
            print(f"beam {beam}: {found[beam][-1].line(len(sentences))}", flush=True)
    result = {
        f"beam{beam}_ratio": median(one, lambda r: r.peer_s / r.ours_s)
        for beam, one in found.items()
    }
    result["raw_share"] = median(found[2], lambda r: r.bare_s / r.ours_s)
    result["agree"] = agreement(sentences, *outputs[4])
    result["first_s"], result["rss_mb"] = first_sentence(package)
    print("RESULT " + " ".join(f"{name}={value:.3f}" for name, value in result.items()))


@dataclass(frozen=True)
class Round:
    """Seconds for all sentences, each way, one after the other."""

    peer_s: float
    ours_s: float
    bare_s: float
    cpu_share: float
    """The bare way's CPU time over ours, which says something on a busy machine, too."""
    others: float
    """The share of the machine that other processes took meanwhile, 0..1."""

    @property
    def quiet(self) -> bool:
        """Whether the round counts: what others take is missing to two threads, not to one."""
        return self.others < 0.1

    def line(self, count: int) -> str:
        """The speeds, for people."""
        return (
            f"peer {count / self.peer_s:7.1f}/s  ours {count / self.ours_s:7.1f}/s  bare "
            f"{count / self.bare_s:7.1f}/s  bare's CPU time over ours {self.cpu_share:.2f}  "
            f"other processes {self.others:.0%}"
        )


def enough(found: list[Round], rounds: int) -> bool:
    """Whether there are so many quiet rounds, or twice as many rounds were no use."""
    return sum(one.quiet for one in found) >= rounds or len(found) >= 2 * rounds


def median(found: list[Round], ratio: Callable[[Round], float]) -> float:
    """Over the quiet rounds, if there are any."""
    return statistics.median(map(ratio, [one for one in found if one.quiet] or found))


class Busy:
    """What other processes take of the machine's time from now on, where the system tells it."""

    def __init__(self) -> None:
        self._began = time.perf_counter(), time.process_time(), self._ticks()

    @staticmethod
    def _ticks() -> float:
        """Seconds that all cores together were busy."""
        try:
            fields = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]
        except OSError:
            return 0.0
        user, nice, system, _, _, *rest = map(int, fields)
        return (user + nice + system + sum(rest)) / os.sysconf("SC_CLK_TCK")

    def share(self) -> float:
        """Their share since then, 0..1."""
        wall, own, ticks = self._began
        others = self._ticks() - ticks - (time.process_time() - own)
        return max(0.0, others / (os.cpu_count() or 1) / (time.perf_counter() - wall))


def agreement(sentences: list[str], theirs: list[str], mine: list[str]) -> float:
    """The share of equal outputs; what differs is printed."""
    same = [normal(a) == normal(b) for a, b in zip(theirs, mine, strict=True)]
    if sum(same) > 0.5 * len(same):
        for source, a, b, equal in zip(sentences, theirs, mine, same, strict=True):
            if not equal:
                print(f"differs: {source}\n   peer: {a[:100]}\n   ours: {b[:100]}")
    return sum(same) / len(same)


def normal(text: str) -> str:
    """Spaces apart, of which the peer's decoder makes some out of underscores."""
    return " ".join(text.replace("_", " ").split())


def timed(run: Callable[[], list[str]]) -> tuple[float, float, list[str]]:
    """Seconds, seconds of CPU, and the outputs. What is short is run again, against hiccups."""
    began, cpu = time.perf_counter(), time.process_time()
    times = 0
    while not times or (time.perf_counter() - began < LEAST_S):
        outputs = run()
        times += 1
    seconds = (time.perf_counter() - began) / times
    return seconds, (time.process_time() - cpu) / times, outputs


def ours_translation(package: Package, quality: str) -> Callable[[list[str]], list[str]]:
    engine = ArgosEngine(EngineOptions(quality=quality, device="cpu"))
    source, target = code_locale(package.source), code_locale(package.target)
    assert isinstance(source, Locale)
    assert isinstance(target, Locale)

    def run(sentences: list[str]) -> list[str]:
        requests = [Request(sentence) for sentence in sentences]
        drafts = dict(engine.translate(requests, source, target))
        return [drafts[number].text for number in range(len(sentences))]

    return run


def peer_translation(package: Package) -> Callable[[list[str], int], list[str]]:
    for name in ("stanza", "minisbd"):
        if name not in sys.modules:
            stub = types.ModuleType(name)
            stub.__spec__ = importlib.util.spec_from_loader(name, None)
            sys.modules[name] = stub
    sys.modules["stanza"].Pipeline = object
    sys.modules["minisbd"].SBDetect = Whole
    sys.modules["minisbd"].models = types.SimpleNamespace(
        cache_dir="", list_models=lambda: ["en", package.source]
    )
    from argostranslate import settings, translate

    def run(sentences: list[str], beam: int) -> list[str]:
        settings.beam_size = beam
        translation = translate.get_translation_from_codes(package.source, package.target)
        return [translation.translate(sentence) for sentence in sentences]

    return run


class Whole:
    """A sentence splitter for texts that are sentences."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def sentences(self, text: str) -> list[str]:
        """The text, whole."""
        return [text]


def bare_translation(
    package: Package, sentences: list[str]
) -> Callable[[int, int | None], list[str]]:
    """Nothing but `translate_batch`, on tokens that are sorted already, as fast as it goes."""
    import ctranslate2

    model = Model(package, beam=1, device="cpu")
    tokens = sorted(model.tokenizer.encode(sentences), key=len, reverse=True)
    model.close()
    translator = ctranslate2.Translator(
        str(package.path / "model"),
        compute_type="int8",
        inter_threads=len(os.sched_getaffinity(0)),
        intra_threads=1,
    )

    def run(beam: int, limit: int | None) -> list[str]:
        translator.translate_batch(
            tokens[:limit],
            beam_size=beam,
            length_penalty=LENGTH_PENALTY,
            max_batch_size=BATCH_TOKENS,
            batch_type="tokens",
            max_decoding_length=2 * len(tokens[0]) + 10,
        )
        return []

    return run


def first_sentence(package: Package) -> tuple[float, float]:
    """Seconds of a fresh process up to its first sentence, and its peak memory in MB.

    With compiled modules, as they are where it is installed: the first of the runs compiles them.
    """
    environment = {
        **{name: value for name, value in os.environ.items() if "BYTECODE" not in name},
        "PYTHONPYCACHEPREFIX": os.environ["XDG_CACHE_HOME"],
    }
    code = (
        "import json, re, time;"
        "from localize.translate.engines.argos import engine;"
        "from localize.translate.engines.base import EngineOptions, Request;"
        "from localize.model import locale;"
        f"made = engine(EngineOptions());"
        f"pair = locale({package.source!r}), locale({package.target!r});"
        "next(iter(made.translate([Request('Who is she?')], *pair)));"
        "now = time.time();"
        # Not getrusage: its maximum is the parent's, where that had more before the exec.
        "peak = re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read())[1];"
        "print(json.dumps([now, int(peak) / 1024]))"
    )
    runs = []
    for _ in range(4):
        began = time.time()
        done = subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            text=True,
            env=environment,
        )
        ended, memory = json.loads(done.stdout)
        runs.append((ended - began, memory))
    return min(runs)


if __name__ == "__main__":
    main()
