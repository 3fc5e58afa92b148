"""A long run killed at five points and resumed, against one that is left alone.

    python benchmarks/resume.py --package P.argosmodel --text T.txt
        [--count 100000] [--documents 1] [--kills 5]

RESULT identical: whether the catalogs are the same bytes; repeated: texts translated twice (by the
journal's keys); linear: time for the whole over four times the time for a quarter; quarter_mb,
full_mb: peak memory of those two runs; flat: the second over the first. Half of it is run and
printed as well. One document is the hardest case: a single catalog of all entries. 100,000 with the
small Japanese package take about six minutes on two cores.
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
from itertools import zip_longest
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
    parser.add_argument("--documents", type=int, default=1)
    parser.add_argument("--kills", type=int, default=5)
    arguments = parser.parse_args()
    lines = arguments.text.read_text(encoding="utf-8").splitlines()
    sentences = [line.strip() for line in lines if line.strip()]
    count = arguments.count
    with tempfile.TemporaryDirectory() as scratch:

        def project(name: str, count: int) -> Project:
            return Project(
                Path(scratch, name), arguments.package, sentences, count, arguments.documents
            )

        run(project("warm", 1).root)  # reads the files once, which is not what is measured
        quarter_s, quarter_mb = whole(project("quarter", count // 4))
        whole(project("half", count // 2))  # printed: in between, too
        undisturbed = project("whole", count)
        full_s, full_mb = whole(undisturbed)
        killed = project("killed", count)
        repeated = disturbed(killed, arguments.kills)
        different = differences(undisturbed, killed)
        drafts = sum(path.read_bytes().count(b"\n#, fuzzy") for path in undisturbed.paths)
    print(f"{drafts} of {count} entries are drafted, {len(different)} lines differ")
    for one, other in different[:10]:
        print(f"differs: {one!r}\n         {other!r}")
    print(
        f"RESULT identical={int(not different and drafts == count)} repeated={repeated} "
        f"linear={full_s / (4 * quarter_s):.2f} quarter_mb={quarter_mb} full_mb={full_mb} "
        f"flat={full_mb / quarter_mb:.2f} per_s={count / full_s:.0f}"
    )


class Project:
    """A project of its own with `count` entries that nobody has drafted yet."""

    def __init__(
        self, root: Path, package: Path, sentences: list[str], count: int, documents: int
    ) -> None:
        self.root, self.count = root, count
        self.target = package.stem.split("-")[1].partition("_")[2]
        self.journal = root / ".localize" / "journal" / f"{self.target}.jsonl"
        (root / "models").mkdir(parents=True)
        shutil.copy(package, root / "models")
        config = f'locales = ["{self.target}"]\n[engines.argos]\npackages = ["models"]\n'
        (root / "localize.toml").write_text(config, encoding="utf-8")
        folder = root / "locales" / self.target / "LC_MESSAGES"
        folder.mkdir(parents=True)
        texts = repeated_texts(sentences, count)
        size = -(-count // documents)
        self.paths = [folder / f"{start // size:05}.po" for start in range(0, count, size)]
        for number, path in enumerate(self.paths):
            some = texts[number * size : (number + 1) * size]
            path.write_text(catalog(self.target, some), encoding="utf-8")


def repeated_texts(sentences: list[str], count: int) -> list[str]:
    """`count` texts, a fifth of them some that were there before."""
    texts: list[str] = []
    for number in range(count):
        one, turn = sentences[number % len(sentences)], number // len(sentences)
        again = number % 5 == 4
        texts.append(texts[number // 2] if again else f"{one} {turn}." if turn else one)
    return texts


def catalog(target: str, texts: list[str]) -> str:
    """An entry for each text, in a context of its own."""
    return HEADER.format(target) + "".join(
        f'\nmsgctxt "{n}"\nmsgid {json.dumps(text, ensure_ascii=False)}\nmsgstr ""\n'
        for n, text in enumerate(texts)
    )


def differences(one: Project, other: Project) -> list[tuple[bytes, bytes]]:
    """The lines in which the catalogs of two projects are not the same."""
    return [
        pair
        for mine, theirs in zip(one.paths, other.paths, strict=True)
        for pair in zip_longest(
            mine.read_bytes().splitlines(), theirs.read_bytes().splitlines(), fillvalue=b""
        )
        if pair[0] != pair[1]
    ]


def run(root: Path) -> int:
    done = subprocess.run(
        [sys.executable, "-c", RUN], cwd=root, check=True, capture_output=True, text=True
    )
    return int(done.stdout.split()[-1])


def whole(project: Project) -> tuple[float, int]:
    began = time.perf_counter()
    memory = run(project.root)
    seconds = time.perf_counter() - began
    print(f"{project.count} entries: {seconds:.1f} s, {memory} MB", flush=True)
    return seconds, memory


def disturbed(project: Project, kills: int) -> int:
    """Kill the run at random points, then let it end; the number of texts done twice."""
    chance = random.Random(1)
    points = sorted(chance.randrange(1, project.count * 3 // 4) for _ in range(kills))
    keys: list[str] = []
    for point in points:
        process = subprocess.Popen(
            [sys.executable, "-c", RUN], cwd=project.root, stdout=subprocess.DEVNULL
        )
        while process.poll() is None and len(recorded(project.journal)) < point:
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        keys = recorded(project.journal)
        print(f"killed with {len(keys)} texts in the journal", flush=True)
    run(project.root)
    return len(keys) - len(set(keys))


def recorded(journal: Path) -> list[str]:
    """The keys of the journal's whole lines."""
    rows = journal.read_bytes().split(b"\n") if journal.exists() else []
    return [row[:30].decode() for row in rows if row.endswith(b"]")]


if __name__ == "__main__":
    main()
