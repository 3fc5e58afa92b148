"""A long run killed at five points and resumed, against one that is left alone.

    python benchmarks/resume.py --package P.argosmodel --text T.txt [--count 100000] [--kills 5]

RESULT identical: whether the catalogs are the same bytes; repeated: texts translated twice (by the
journal's keys); linear: time for the whole over four times the time for a quarter; quarter_mb,
full_mb: peak memory of those two runs, the catalog of that size included. Half of it is run and
printed as well. 100,000 with the small Japanese package take about six minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEADER = 'msgid ""\nmsgstr ""\n"Language: {0}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
RUN = (
    "import re, sys; from localize.cli.app import main;"
    "sys.argv = ['localize', '--quiet', 'translate', '--quality', 'fast']\n"
    "try: main()\n"
    "except SystemExit as e: code = e.code or 0\n"
    "peak = re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read())[1]\n"
    "print(int(peak) // 1024); sys.exit(code)"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, required=True)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=5)
    arguments = parser.parse_args()
    lines = arguments.text.read_text(encoding="utf-8").splitlines()
    sentences = [line.strip() for line in lines if line.strip()]
    target = arguments.package.stem.split("-")[1].partition("_")[2]
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        (root / "models").mkdir()
        shutil.copy(arguments.package, root / "models")
        config = f'locales = ["{target}"]\n[engines.argos]\npackages = ["models"]\n'
        (root / "localize.toml").write_text(config, encoding="utf-8")
        path = root / "locales" / target / "LC_MESSAGES" / "long.po"
        path.parent.mkdir(parents=True)
        run(root)  # unpacks the package, which is not what is measured
        quarter_s, quarter_mb = whole(root, path, target, sentences, arguments.count // 4)
        whole(root, path, target, sentences, arguments.count // 2)  # printed: in between, too
        full_s, full_mb = whole(root, path, target, sentences, arguments.count)
        undisturbed = path.read_bytes()
        path.write_text(catalog(target, sentences, arguments.count), encoding="utf-8")
        repeated = disturbed(root, target, arguments.count, arguments.kills)
        before, after = undisturbed.splitlines(), path.read_bytes().splitlines()
        different = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
        identical = int(not different)
        for one, other in different[:10]:
            print(f"differs: {one.decode()}\n         {other.decode()}")
        print(f"{len(different)} of {len(before)} lines differ")
    print(
        f"RESULT identical={identical} repeated={repeated} linear={full_s / (4 * quarter_s):.2f} "
        f"quarter_mb={quarter_mb} full_mb={full_mb} per_s={arguments.count / full_s:.0f}"
    )


def catalog(target: str, sentences: list[str], count: int) -> str:
    """`count` entries, a fifth of them texts that were there before, in another context."""
    texts: list[str] = []
    for number in range(count):
        one, turn = sentences[number % len(sentences)], number // len(sentences)
        again = number % 5 == 4
        texts.append(texts[number // 2] if again else f"{one} {turn}." if turn else one)
    return HEADER.format(target) + "".join(
        f'\nmsgctxt "{n}"\nmsgid {json.dumps(text, ensure_ascii=False)}\nmsgstr ""\n'
        for n, text in enumerate(texts)
    )


def run(root: Path) -> int:
    done = subprocess.run(
        [sys.executable, "-c", RUN], cwd=root, check=True, capture_output=True, text=True
    )
    return int(done.stdout.split()[-1])


def whole(
    root: Path, path: Path, target: str, sentences: list[str], count: int
) -> tuple[float, int]:
    path.write_text(catalog(target, sentences, count), encoding="utf-8")
    began = time.perf_counter()
    memory = run(root)
    seconds = time.perf_counter() - began
    print(f"{count} entries: {seconds:.1f} s, {memory} MB")
    return seconds, memory


def disturbed(root: Path, target: str, count: int, kills: int) -> int:
    """Kill the run at random points, then let it end; the number of texts done twice."""
    chance = random.Random(1)
    journal = root / ".localize" / "journal" / f"{target}.jsonl"
    points = sorted(chance.randrange(1, count * 3 // 4) for _ in range(kills))
    keys: list[str] = []
    for point in points:
        process = subprocess.Popen([sys.executable, "-c", RUN], cwd=root, stdout=subprocess.DEVNULL)
        while process.poll() is None and len(recorded(journal)) < point:
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        keys = recorded(journal)
        print(f"killed with {len(keys)} texts in the journal")
    run(root)
    return len(keys) - len(set(keys))


def recorded(journal: Path) -> list[str]:
    """The keys of the journal's whole lines."""
    rows = journal.read_bytes().split(b"\n") if journal.exists() else []
    return [row[:30].decode() for row in rows if row.endswith(b"]")]


if __name__ == "__main__":
    main()
