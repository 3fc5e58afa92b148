"""The entries of a large file by number: each is read when it is asked for, none is held.

What is held of an entry are its place in the file, a hash of its key, and a mark: a hash of
whatever the caller compares. Hashes are of 64 bits, and of this process alone.
"""

import codecs
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

from localize.catalogs.glance import HEADER_KEY, Glance, glance
from localize.catalogs.reader import scanned, usual_entry
from localize.catalogs.stream import Survey, blocks, survey
from localize.errors import CatalogError
from localize.model.catalog import Entry, Origin, as_read

_AHEAD = 2048
"""Entries that are read at once, at most, where they are asked for in a row."""
_PIECE = 1 << 20
"""Bytes of unchanged entries that are copied at once."""


class NumberedFile:
    """The entries of a plain file, without the header, which comes first if there is one."""

    def __init__(self, path: Path, known: Survey) -> None:
        """Open a file; `numbered` does, and reads what is held of it."""
        self.path = path
        self.survey = known
        self.keys = array("q")
        self.marks = array("q")
        self.obsolete = bytearray()
        self.header: Entry | None = None
        self.tail = ""
        self._starts = array("q")
        self._held: list[Entry] = []
        self._first = 0
        self._file = path.open("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, number: int) -> Entry:
        at = number - self._first
        if not 0 <= at < len(self._held):
            in_a_row = 0 <= at <= 2 * len(self._held)
            self._read(number, min(_AHEAD, 2 * len(self._held)) if in_a_row else 1)
            at = 0
        return self._held[at]

    def seen(self) -> Iterator[Entry | Glance]:
        """All entries in file order, only looked at."""
        self._file.seek(0)
        for block, _ in blocks(self._file, self.path, glance):
            yield from (seen for seen in block if seen.obsolete or seen.key != HEADER_KEY)

    def row(self, first: int, last: int) -> Iterator[Entry]:
        """Entries from a number to before another, to be written as they are.

        Many come as one, which has their text and nothing else.
        """
        while first < last:
            end = bisect_right(self._starts, self._starts[first] + _PIECE, first + 2, last + 1) - 1
            line = 1 if first == 0 and self.header is None else 2  # whether it began the file
            yield as_read(Entry("", origin=Origin(self._text(first, end), line)))
            first = end

    def look(self, mark: Callable[[Entry | Glance], int]) -> bool:
        """Read what is held of each entry; False: the header does not come first."""
        at = len(codecs.BOM_UTF8) if self.survey.style.bom else 0
        for block, tail in blocks(self._file, self.path, glance):
            self.tail = tail
            for seen in block:
                raw = seen.raw
                size = len(raw) if raw.isascii() else len(raw.encode())
                if seen.key == HEADER_KEY and not seen.obsolete:
                    if self.keys:
                        return False
                    self.header = _whole(raw)
                else:
                    self._starts.append(at)
                    self.keys.append(hash(seen.key))
                    self.marks.append(mark(seen))
                    self.obsolete.append(seen.obsolete)
                at += size
        self._starts.append(at)
        return True

    def _read(self, number: int, count: int) -> None:
        last = min(number + max(1, count), len(self))
        line = 1 if number == 0 and self.header is None else 2
        text = self._text(number, last)
        read = scanned(text, line, path=str(self.path), usual=usual_entry)
        self._held = [entry for entry, _, _ in read]
        self._first = number
        if [hash(entry.key) for entry in self._held] != self.keys[number:last].tolist():
            raise CatalogError("changed while it was read", path=self.path, hint="try again")

    def _text(self, first: int, last: int) -> str:
        start, end = self._starts[first], self._starts[last]
        self._file.seek(start)
        try:
            return self._file.read(end - start).decode()
        except UnicodeDecodeError as error:
            raise CatalogError(
                "changed while it was read", path=self.path, hint="try again"
            ) from error


def _whole(raw: str) -> Entry:
    """The header of its text."""
    return next(entry for entry, _, _ in scanned(raw, 1, path="", usual=usual_entry))


def numbered(path: Path, mark: Callable[[Entry | Glance], int]) -> NumberedFile | None:
    """The entries of a file by number; None where it has to be held whole.

    Raises:
        CatalogError: as `entry_blocks`.
    """
    known = survey(path)
    if known is None:
        return None
    file = NumberedFile(path, known)
    try:
        if file.look(mark):
            return file
    except BaseException:
        file.__exit__()
        raise
    file.__exit__()
    return None
