"""Two processes write one catalog at once, and writers are killed at random.

    python benchmarks/concurrency.py [--rounds 1000] [--seed 7]

Half of the rounds are writes of two processes at once, all of which must be found; the other half
are kills at a random moment, after each of which the catalog must be whole and hold every save
that was reported.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from localize.catalogs.po import read_catalog

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from localize.catalogs.files import edit_catalog
from localize.model import Entry
path, name, rounds = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(rounds):
    edit_catalog(path, lambda c: replace(
        c, entries=(*c.entries[-400:], Entry(f"{name} {number}", ("訳",)))))
    print(f"{name} {number}", flush=True)
"""


def writer(path: Path, name: str, rounds: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), name, str(rounds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def lost_to_each_other(path: Path, rounds: int) -> int:
    lost = 0
    for batch in range(0, rounds, 200):
        each = min(200, rounds - batch) // 2
        both = [writer(path, f"{name} {batch}", each) for name in ("one", "two")]
        said = {line for one in both for line in one.communicate()[0].splitlines()}
        found = {entry.msgid for entry in read_catalog(path).entries}
        lost += len(said - found)
    return lost


def lost_to_kills(path: Path, rounds: int, chance: random.Random) -> int:
    """How often a save that was reported is not there after the writer was killed."""
    lost = 0
    for number in range(rounds):
        one = writer(path, f"killed {number}", 1_000_000)
        assert one.stdout is not None
        first = one.stdout.readline().strip()
        time.sleep(chance.uniform(0, 0.02))
        one.send_signal(signal.SIGKILL)
        said = [first, *one.communicate()[0].splitlines()]
        lost += said[-1] not in {entry.msgid for entry in read_catalog(path).entries[-3:]}
    return lost


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "ja.po"
        path.write_text(HEADER, encoding="utf-8")
        together = lost_to_each_other(path, options.rounds // 2)
        print(f"two at once: {together} lost of {options.rounds // 2}", flush=True)
        killed = lost_to_kills(path, options.rounds // 2, chance)
        print(f"killed: {killed} lost of {options.rounds // 2}")
    print(f"RESULT rounds={options.rounds} lost_together={together} lost_killed={killed}")


if __name__ == "__main__":
    main()
