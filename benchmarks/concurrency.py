"""Two processes update one catalog at once, and one of them is killed at any byte.

    python benchmarks/concurrency.py [--rounds 1000] [--seed 7]

Each round forks two processes, which bring the same catalog up to templates that differ, and save
a reviewer's texts in it between. In turns: both finish; one gets SIGKILL at a random moment; one
is ended by the kernel when it writes a certain byte of the file (RLIMIT_FSIZE); one kills itself
before a certain line of the code that writes, every line in its turn: before and behind each
write, fsync and rename. After each round the catalog must be read (else it is broken) and hold
every text that a person had in it and every save that was reported (else it is lost), and the
other process must have finished (else it is stuck).

Prints `RESULT rounds=… killed=… lost=… broken=… stuck=… seconds=…`. Needs an operating system that
forks.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from localize.catalogs import disk, files
from localize.catalogs.files import edit_catalog
from localize.catalogs.po import encoded, parse, read_catalog, serialized
from localize.errors import CatalogError
from localize.model import Catalog, Entry
from localize.model.state import edited
from localize.storage import lock, write
from localize.update.merge import merged

if TYPE_CHECKING:
    from collections.abc import Callable

HEADER = Entry("", ("Language: ja\nContent-Type: text/plain; charset=UTF-8\n",))
PARAGRAPHS = 60
SLOTS = 4
"""Entries of each process in which it saves a reviewer's texts."""
STEPS = 4
"""Updates, and saves, of a process in a round."""
PATIENCE = 30.0  # seconds for a round
WATCHED = frozenset(module.__file__ for module in (disk, files, lock, write))


class Kill(StrEnum):
    """How one of the two processes of a round ends."""

    NOT = "not"
    MOMENT = "moment"
    BYTE = "byte"
    LINE = "line"


def paragraph(number: int, words: str = "") -> str:
    return f"Paragraph {number} tells of the garden, the harbour and the town{words}."


def slot(name: str, number: int) -> str:
    return f"{name} reviews text {number}."


def template(chance: random.Random) -> Catalog:
    """A template of which a few paragraphs were edited, dropped or moved."""
    numbers = list(range(PARAGRAPHS))
    for _ in range(3):
        numbers.remove(chance.choice(numbers))
    numbers.insert(0, numbers.pop(chance.randrange(len(numbers))))
    words = {chance.choice(numbers): " again"}
    sources = [paragraph(number, words.get(number, "")) for number in numbers]
    sources += [slot(name, number) for name in ("one", "other") for number in range(SLOTS)]
    return Catalog(tuple(Entry(source) for source in sources), HEADER)


def first() -> Catalog:
    """The catalog as it is before the first round: every paragraph translated by a person."""
    entries = [Entry(paragraph(n), (f"段落 {n}",)) for n in range(PARAGRAPHS)]
    entries += [Entry(slot(name, n)) for name in ("one", "other") for n in range(SLOTS)]
    return parse(serialized(Catalog(tuple(entries), HEADER)))


@dataclass
class Process:
    """One of the two, and what it said it had saved."""

    name: str
    number: int
    pipe: int
    said: bytes = b""

    def saved(self) -> dict[int, list[str]]:
        """The texts that were reported as saved, by slot, in their order."""
        texts: dict[int, list[str]] = {}
        for line in self.said.decode().splitlines():
            place, _, text = line.partition(" ")
            texts.setdefault(int(place), []).append(text)
        return texts


def started(path: Path, name: str, number: int, how: Callable[[], None], seed: int) -> Process:
    """A process that works on the catalog; `how` arranges its end."""
    read, write = os.pipe()
    child = os.fork()
    if child:
        os.close(write)
        return Process(name, child, read)
    code = 1
    try:
        os.close(read)
        chance = random.Random(seed)
        how()
        for step in range(STEPS):
            _updates(path, chance)
            place, text = step % SLOTS, f"{name} {number}.{step}"
            _saves(path, slot(name, place), text)
            os.write(write, f"{place} {text}\n".encode())
        code = 0
    finally:
        os._exit(code)


def _updates(path: Path, chance: random.Random) -> None:
    new = template(chance)
    edit_catalog(path, lambda catalog: merged(new, catalog)[0])


def _saves(path: Path, source: str, text: str) -> None:
    def change(catalog: Catalog) -> Catalog:
        entries = tuple(
            edited(one, (text,), fuzzy=False) if one.msgid == source else one
            for one in catalog.entries
        )
        return replace(catalog, entries=entries)

    edit_catalog(path, change)


def at_byte(limit: int) -> Callable[[], None]:
    """Be ended by the kernel at the first write beyond a file's byte `limit`."""

    def arranged() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return arranged


def at_line(limit: int) -> Callable[[], None]:
    """Be killed before the line number `limit` of all that are run of what locks and writes."""
    count = 0

    def trace(frame: object, event: str, _: object) -> object:
        nonlocal count
        code = frame.f_code.co_filename  # type: ignore[attr-defined]
        if code not in WATCHED:
            return None
        if event == "line":
            count += 1
            if count > limit:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return lambda: sys.settrace(trace)  # type: ignore[arg-type]


def finished(process: Process, deadline: float) -> int | None:
    """The exit status of a process; none: it had to be ended."""
    while True:
        number, status = os.waitpid(process.number, os.WNOHANG)
        late = time.monotonic() > deadline
        if not number and late:
            os.kill(process.number, signal.SIGKILL)
            _, status = os.waitpid(process.number, 0)
        if number or late:
            with os.fdopen(process.pipe, "rb") as pipe:
                process.said = pipe.read()
            return None if late else os.waitstatus_to_exitcode(status)
        time.sleep(0.0005)


@dataclass
class Count:
    """What came of all rounds."""

    killed: int = 0
    lost: int = 0
    broken: int = 0
    stuck: int = 0


def lost_of(path: Path, one: Process, before: Catalog) -> int:
    """How many of a process's slots hold neither the last text it reported nor a later one."""
    now, then = read_catalog(path).by_key(), before.by_key()
    lost = 0
    for place in range(SLOTS):
        key = (None, slot(one.name, place))
        reported = one.saved().get(place, [])
        wanted = reported[-1] if reported else then[key].text
        # Steps are numbered: what was in flight is the later one.
        lost += now[key].text != wanted and _step(now[key].text) < _step(wanted)
    return lost


def _step(text: str) -> tuple[int, ...]:
    _, _, number = text.rpartition(" ")
    return tuple(int(one) for one in number.split(".")) if number else ()


def play(path: Path, rounds: int, chance: random.Random) -> Count:
    count = Count()
    usual = 0.05  # seconds of a round in which nobody is killed
    size = len(encoded(first()))
    lines = 40  # of a first write; it grows as they are counted
    kinds, line = cycle(Kill), 0
    for number in range(1, rounds + 1):
        kind = next(kinds)
        before = read_catalog(path)
        how: Callable[[], None] = int
        if kind is Kill.BYTE:
            how = at_byte(chance.randrange(size + 1))
        elif kind is Kill.LINE:
            how, line = at_line(line), (line + 1) % lines
        begun = time.monotonic()
        one = started(path, "one", number, how, chance.randrange(1 << 30))
        other = started(path, "other", number, int, chance.randrange(1 << 30))
        if kind is Kill.MOMENT:
            time.sleep(chance.uniform(0, usual))
            os.kill(one.number, signal.SIGKILL)
        statuses = [finished(each, begun + PATIENCE) for each in (one, other)]
        count.stuck += statuses[1] != 0
        count.killed += statuses[0] in {-signal.SIGKILL, -signal.SIGXFSZ}
        if kind is Kill.NOT:
            usual = (usual + time.monotonic() - begun) / 2
            count.stuck += statuses[0] != 0
        if kind is Kill.LINE and statuses[0] == -signal.SIGKILL and line == 0:
            lines *= 2
        try:
            texts = {text for entry in read_catalog(path).entries for text in entry.msgstr}
            count.lost += sum(f"段落 {n}" not in texts for n in range(PARAGRAPHS))
            count.lost += lost_of(path, one, before) + lost_of(path, other, before)
            size = path.stat().st_size
        except CatalogError as error:
            print(f"broken in round {number}, killed at {kind}: {error}", file=sys.stderr)
            count.broken += 1
            path.write_bytes(encoded(before))
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "ja.po"
        path.write_bytes(encoded(first()))
        count = play(path, options.rounds, random.Random(options.seed))
        edit_catalog(path, lambda catalog: merged(template(random.Random(1)), catalog)[0])
        left = [one.name for one in path.parent.iterdir() if one != path]
    print(f"files left beside the catalog after one more write: {left or 'none'}")
    print(
        f"RESULT rounds={options.rounds} killed={count.killed} lost={count.lost} "
        f"broken={count.broken} stuck={count.stuck} seconds={time.monotonic() - begun:.0f}"
    )
    sys.exit(1 if count.lost or count.broken or count.stuck or left else 0)


if __name__ == "__main__":
    main()
