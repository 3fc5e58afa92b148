"""A catalog of a million entries: what `update` and `status` take.

    python benchmarks/big.py [--entries 1000000] [--changed 50]

Writes documents of that many paragraphs, lets `localize` make template and catalog, puts a text
into every entry as another program would, changes some paragraphs, and measures `localize update`
behind `localize extract`, and `localize status`: wall clock and peak memory of the real commands as
child processes. Then the catalog is read piece by piece: every text must be there, each changed
paragraph's as fuzzy.

Prints `RESULT entries=… update_s=… update_mb=… status_s=… status_mb=…`; before it, a line each for
the first update, which makes the catalog, for `extract`, and for `status` behind another program.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from localize.catalogs.stream import edit_entries, entry_blocks
from localize.model import Entry
from localize.model.state import edited

CONFIG = 'locales = ["ja"]\ncontent = ["content/*.md"]\ndomain = "all"\n'
A_DOCUMENT = 5_000
"""Paragraphs of one."""


def paragraph(number: int, words: str = "") -> str:
    return f"Sentence number {number} is here{words}."


def text(number: int) -> str:
    return f"文 {number} です。"


def write_documents(root: Path, count: int, changed: int = 0) -> None:
    """Documents of so many paragraphs, some of them evenly spread with another word."""
    step = count // changed if changed else 0
    for start in range(0, count, A_DOCUMENT):
        numbers = range(start, min(start + A_DOCUMENT, count))
        lines = (paragraph(n, " now" if step and n % step == 0 else "") for n in numbers)
        path = root / f"content/{start // A_DOCUMENT:05}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")


def measured(root: Path, *words: str) -> tuple[float, int]:
    """Seconds and megabytes of a command, which must succeed."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "localize", "-C", str(root), *words]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    if child.returncode:
        sys.exit(f"localize {' '.join(words)}: exit code {child.returncode}")
    megabytes = usage.ru_maxrss // 1024
    print(f"{' '.join(words)}: {seconds:.1f} s, {megabytes} MB", flush=True)
    return seconds, megabytes


def translate(path: Path) -> None:
    """A text into every entry, by a person."""

    def translated(entry: Entry) -> Entry:
        number = int(entry.msgid.split()[2])
        return edited(entry, (text(number),), fuzzy=False)

    edit_entries(path, lambda: translated)


def wrong(path: Path, count: int, changed: int) -> int:
    """The entries of a catalog that do not say what they should."""
    step = count // changed
    bad, seen = 0, 0
    for block in entry_blocks(path):
        for entry in block:
            number = int(entry.msgid.split()[2])
            other = number % step == 0
            expected = paragraph(number, " now" if other else "")
            was = paragraph(number) if other else None
            bad += (entry.msgid, entry.text, entry.fuzzy, entry.previous_msgid) != (
                expected,
                text(number),
                other,
                was,
            )
            seen += 1
    return bad + abs(seen - count)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--changed", type=int, default=50)
    options = parser.parse_args()
    count, changed = options.entries, options.changed
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "localize.toml").write_text(CONFIG, encoding="utf-8")
        write_documents(root, count)
        measured(root, "extract")
        measured(root, "update")
        path = root / "locales/ja/LC_MESSAGES/all.po"
        translate(path)
        measured(root, "status")
        write_documents(root, count, changed)
        measured(root, "extract")
        update_s, update_mb = measured(root, "update")
        status_s, status_mb = measured(root, "status")
        bad = wrong(path, count, changed)
        print(f"{path.stat().st_size / 1e6:.0f} MB, {bad} entries are not what they should be")
    print(
        f"RESULT entries={count} update_s={update_s:.1f} update_mb={update_mb} "
        f"status_s={status_s:.1f} status_mb={status_mb}"
    )
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
