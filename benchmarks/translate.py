"""The argos engine against `argostranslate.translate` and against bare CTranslate2, same package.

    python benchmarks/translate.py --package P.argosmodel --text T.txt [--limit N] [--rounds N]

`T` has a sentence a line. The peer is called per segment, as its users do; its sentence splitters
(stanza, minisbd), which need torch or the network, are replaced by one that gives each segment
back whole: that saves it time and makes the outputs comparable. Rounds alternate, and the ratios
are medians over the rounds.

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
    result: dict[str, float] = {}
    peer = peer_translation(package)
    outputs: dict[int, tuple[list[str], list[str]]] = {}
    for beam, quality in QUALITY.items():
        ours = ours_translation(package, quality)
        ratios, shares = [], []
        ours(sentences[:50])  # both are warm
        peer(sentences[:5], beam)
        for _ in range(rounds):
            peer_s, theirs = timed(lambda b=beam: peer(sentences, b))
            ours_s, mine = timed(lambda run=ours: run(sentences))
            raw_s, _ = timed_raw(package, sentences, beam)
            assert len(theirs) == len(mine) == len(sentences)
            outputs[beam] = (theirs, mine)
            ratios.append(peer_s / ours_s)
            shares.append(raw_s / ours_s)
            print(
                f"beam {beam}: peer {len(sentences) / peer_s:7.1f}/s  ours "
                f"{len(sentences) / ours_s:7.1f}/s  bare {len(sentences) / raw_s:7.1f}/s"
            )
        result[f"beam{beam}_ratio"] = statistics.median(ratios)
        if beam == 2:
            result["raw_share"] = statistics.median(shares)
    theirs, mine = outputs[4]
    same = sum(normal(a) == normal(b) for a, b in zip(theirs, mine, strict=True))
    result["agree"] = same / len(sentences)
    for source, a, b in zip(sentences, theirs, mine, strict=True):
        if normal(a) != normal(b) and same > 0.5 * len(sentences):
            print(f"differs: {source}\n   peer: {a[:100]}\n   ours: {b[:100]}")
    result["first_s"], result["rss_mb"] = first_sentence(package)
    print("RESULT " + " ".join(f"{name}={value:.3f}" for name, value in result.items()))


def normal(text: str) -> str:
    """Spaces apart, of which the peer's decoder makes some out of underscores."""
    return " ".join(text.replace("_", " ").split())


def timed(run: Callable[[], list[str]]) -> tuple[float, list[str]]:
    began = time.perf_counter()
    outputs = run()
    return time.perf_counter() - began, outputs


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


def timed_raw(package: Package, sentences: list[str], beam: int) -> tuple[float, list[str]]:
    """Nothing but `translate_batch`, on tokens that are sorted already, as fast as it goes."""
    import ctranslate2

    model = Model(package, beam=beam, device="cpu")
    tokens = sorted(model.encode(sentences), key=len, reverse=True)
    model.close()
    translator = ctranslate2.Translator(
        str(package.path / "model"),
        compute_type="int8",
        inter_threads=len(os.sched_getaffinity(0)),
        intra_threads=1,
    )
    began = time.perf_counter()
    translator.translate_batch(
        tokens,
        beam_size=beam,
        length_penalty=LENGTH_PENALTY,
        max_batch_size=BATCH_TOKENS,
        batch_type="tokens",
        max_decoding_length=2 * len(tokens[0]) + 10,
    )
    return time.perf_counter() - began, []


def first_sentence(package: Package) -> tuple[float, float]:
    """Seconds of a fresh process up to its first sentence, and its peak memory in MB."""
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
    for _ in range(3):
        began = time.time()
        done = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        )
        ended, memory = json.loads(done.stdout)
        runs.append((ended - began, memory))
    return min(runs)


if __name__ == "__main__":
    main()
