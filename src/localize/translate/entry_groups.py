"""What is due in catalogs, so many entries at a time that they can be held."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from localize.catalogs.stream import entry_blocks
from localize.model import Entry

MOST = 4096
"""Entries that are due that go through together: enough to sort well, few enough to hold."""
CHARACTERS = 1 << 20
"""Characters of theirs, should they be long."""
_GAP = Entry("")
"""Stands between two documents, so that no entry of one is a neighbour in the other."""


@dataclass(slots=True)
class Group:
    """Entries that are due and go through together."""

    around: list[Entry] = field(default_factory=list)
    """In file order, with those beside them."""
    due: list[Entry] = field(default_factory=list)
    place: dict[int, Path] = field(default_factory=dict)
    """The catalog of each, by the entry's `id`."""
    _characters: int = 0
    _idle: int = 0
    """How many at the end of `around` are not due; 2: or more."""

    def pass_by(self, entry: Entry) -> None:
        """Take an entry that is not due, as long as it is beside one that is."""
        if self._idle == 2:
            self.around.pop()
        self.around.append(entry)
        self._idle = min(self._idle + 1, 2)

    def add(self, path: Path, entry: Entry) -> None:
        """Take an entry that is due."""
        self.around.append(entry)
        self._idle = 0
        self.due.append(entry)
        self.place[id(entry)] = path
        self._characters += len(entry.msgid)

    @property
    def full(self) -> bool:
        """Whether it is to go through."""
        return len(self.due) >= MOST or self._characters >= CHARACTERS


def groups(paths: Iterable[Path], due: Callable[[Path, Entry], bool]) -> Iterator[Group]:
    """What is due in some catalogs, a group at a time."""
    group = Group()
    for path in paths:
        group.pass_by(_GAP)
        for entry in live(path):
            if group.full:
                group.pass_by(entry)
                yield group
                group = Group(group.around[-2:-1])
            if due(path, entry):
                group.add(path, entry)
            else:
                group.pass_by(entry)
    if group.due:
        yield group


def live(path: Path) -> Iterator[Entry]:
    """The entries of a catalog that are not obsolete, in file order, a block of them held."""
    return (entry for block in entry_blocks(path) for entry in block if not entry.obsolete)
