"""Which sources of a memory may be similar to a text: from its index, and those not in it yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from localize.memory.fuzzy import text_hash
from localize.memory.rows import highest

if TYPE_CHECKING:
    import sqlite3

    from localize.memory.postings import Postings

_CHUNK = 20_000
_TAIL = 2_000  # sources that are compared one by one before they are indexed
_TEXTS = "SELECT id, text FROM sources WHERE locale = (SELECT id FROM locales WHERE tag = ?)"

NumberedTexts: TypeAlias = list[tuple[int, str]]
"""Sources by the number of their row."""


class SourceSearch:
    """The search of a memory's file. Without numpy all sources are candidates."""

    def __init__(self, db: sqlite3.Connection, folder: Path) -> None:
        self._db = db
        self._folder = folder
        self._postings: Postings | None = None
        self._tail: tuple[tuple[str, int, int], NumberedTexts] | None = None

    def index(self) -> None:
        """Index the sources that are not in the index yet, if they are many."""
        if highest(self._db, "sources") - self._last() > _TAIL and (index := self._index()):
            index.write()

    def candidates(self, source: str, tag: str, cutoff: float) -> Iterator[NumberedTexts]:
        """The sources of a locale that may be similar, some at a time."""
        last = self._last()
        index = self._index() if last else None
        if index is None:
            last = 0
        numbers = index.candidates(source, cutoff) if index else []
        marks = ",".join("?" * len(numbers))
        # The same text is found, however common its words.
        same = text_hash(f"{tag}\0{source}")
        yield self._db.execute(f"{_TEXTS} AND hash = ?", (tag, same)).fetchall()
        yield self._db.execute(f"{_TEXTS} AND id IN ({marks})", (tag, *numbers)).fetchall()
        rest = tag, last, highest(self._db, "sources")
        if rest[2] - last > _CHUNK:  # without numpy, or the index was not finished
            rows = self._db.execute(f"{_TEXTS} AND id > ?", (tag, last))
            while some := rows.fetchmany(_CHUNK):
                yield some
            return
        if self._tail is None or self._tail[0] != rest:
            rows = self._db.execute(f"{_TEXTS} AND id > ?", (tag, last))
            self._tail = rest, rows.fetchall()
        yield self._tail[1]

    def _last(self) -> int:
        """The number of the last source that is in the index; 0 where it is empty."""
        [last] = self._db.execute("SELECT coalesce(max(last), 0) FROM segments").fetchone()
        return int(last)

    def _index(self) -> Postings | None:
        """The index; None without numpy."""
        if self._postings is None:
            try:
                from localize.memory.postings import Postings  # 0.1 s
            except ImportError:
                return None
            self._postings = Postings(self._db, self._folder)
        return self._postings
