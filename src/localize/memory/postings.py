"""Which sources share rare tokens: an inverted index in the memory's own file.

The sources are indexed in segments, each a range of their numbers. In a segment they are ordered
by length and numbered anew, from the segment's first number on; for each token (`fuzzy.tokens`)
it has these numbers, packed, 32 bits each. So texts of a fitting length are one slice of a token's
numbers: a search takes that slice of its rarest tokens and counts which sources come up most
often. The caller compares those few letter by letter, and those added since the last segment.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from localize.memory.fuzzy import tokens

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

SCHEMA = """
CREATE TABLE segments (
    id INTEGER PRIMARY KEY AUTOINCREMENT, first INTEGER NOT NULL, last INTEGER NOT NULL,
    sources BLOB NOT NULL, lengths BLOB NOT NULL);
CREATE TABLE postings (
    segment INTEGER, token TEXT, count INTEGER, numbers BLOB,
    PRIMARY KEY (segment, token)) WITHOUT ROWID;
"""
TAIL = 2_000
"""Sources that are compared one by one before they are indexed."""
_SOURCES = 300_000  # of a segment, at most
_CHARACTERS = 14_000_000  # of a segment: its postings are held in memory, some 10 bytes for each
_RARE = 4_000  # postings of the rarest tokens, whose sources are candidates
_FOLLOWED = 25_000  # postings that a search counts
_READ = 400_000  # postings that it reads
_TOKENS = 10_000  # of a text that is searched for; SQLite takes 32,766 parameters
_COMPARED = 600
_LONGEST = 0xFFFF  # as which longer texts count


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the index."""

    first: int
    sources: array[int]
    """The numbers of the sources, in the order of the segment."""
    lengths: array[int]
    """Their lengths in characters, ascending."""

    def bounds(self, shortest: float, longest: float) -> tuple[int, int]:
        """The numbers from and up to which texts have a length between two, both included."""
        return (
            self.first + bisect_left(self.lengths, min(shortest, _LONGEST)),
            self.first + bisect_right(self.lengths, min(longest, _LONGEST)),
        )


class Postings:
    """The index of a memory's sources."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._known: dict[int, Segment] = {}

    def candidates(self, source: str, cutoff: float) -> list[int]:
        """The sources that share the most tokens, at most some hundred.

        Those whose length alone keeps the ratio below the cut-off (0..1) are left out.
        """
        segments = self._segments()
        least = max(cutoff, 0.1)
        shortest, longest = (len(source) * one for one in (least / (2 - least), 2 / least - 1))
        bounds = {key: one.bounds(shortest, longest) for key, one in segments.items()}
        counts: Counter[int] = Counter()
        read = followed = 0
        for count, token, where in self._rarest(source, segments):
            read += count
            if followed > _FOLLOWED or (read > _READ and counts):
                break
            slices = [self._slice(key, token, *bounds[key]) for key in where]
            for numbers in slices:
                # What shares no rare token is no candidate, however many common ones it shares.
                if followed > _RARE:
                    counts.update(filter(counts.__contains__, numbers))
                else:
                    counts.update(numbers)
            followed += sum(map(len, slices))
        found = _most_common(counts, _COMPARED)
        starts = sorted((one.first, key) for key, one in segments.items())
        return [_source(number, segments, starts) for number in found]

    def _rarest(self, source: str, segments: Iterable[int]) -> list[tuple[int, str, list[int]]]:
        """`(count, token, segments that have it)` of a text's tokens, the rarest first."""
        keys, wanted = list(segments), sorted(tokens(source))[:_TOKENS]
        rows = self._db.execute(
            "SELECT token, segment, count FROM postings "  # noqa: S608 - marks only
            f"WHERE segment IN ({_marks(keys)}) AND token IN ({_marks(wanted)})",
            (*keys, *wanted),
        )
        counts: Counter[str] = Counter()
        where: dict[str, list[int]] = {}
        for token, segment, count in rows:
            counts[token] += count
            where.setdefault(token, []).append(segment)
        return sorted((count, token, where[token]) for token, count in counts.items())

    def _slice(self, segment: int, token: str, low: int, high: int) -> array[int]:
        """The numbers of a token from `low` up to but not including `high`."""
        row = self._db.execute(
            "SELECT numbers FROM postings WHERE segment = ? AND token = ?", (segment, token)
        ).fetchone()
        numbers = array("I")
        if row:  # or another process has just written the segment anew
            numbers.frombytes(row[0])
        return numbers[bisect_left(numbers, low) : bisect_left(numbers, high)]

    def _segments(self) -> dict[int, Segment]:
        """The segments there are now, read once each."""
        keys = [row[0] for row in self._db.execute("SELECT id FROM segments")]
        for key in set(keys) - set(self._known):
            row = self._db.execute(
                "SELECT first, sources, lengths FROM segments WHERE id = ?", (key,)
            ).fetchone()
            if row:
                sources, lengths = array("I"), array("H")
                sources.frombytes(row[1])
                lengths.frombytes(row[2])
                self._known[key] = Segment(row[0], sources, lengths)
        self._known = {key: self._known[key] for key in keys if key in self._known}
        return self._known

    def last(self) -> int:
        """The number of the last source that is indexed."""
        row = self._db.execute("SELECT coalesce(max(last), 0) FROM segments").fetchone()
        return int(row[0])

    def tail_length(self) -> int:
        """How many sources are not indexed yet, at most."""
        highest = self._db.execute("SELECT coalesce(max(id), 0) FROM sources").fetchone()[0]
        return int(highest) - self.last()

    def write(self) -> None:
        """Index all sources that are not indexed yet.

        Small segments before them are written anew with them: few segments make a quick search,
        and a source is written anew only as often as the memory doubles.
        """
        joined = False
        while self.tail_length():
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")  # of two processes one writes a segment
                if not joined:
                    self._take_apart()
                    joined = True
                if self.tail_length():
                    self._write_segment(self.last() + 1)

    def _take_apart(self) -> None:
        """Drop the last segments that are small beside what is to be written."""
        new = self.tail_length()
        for key, first, last in self._db.execute(
            "SELECT id, first, last FROM segments ORDER BY first DESC"
        ).fetchall():
            if last - first >= 2 * new or 2 * new >= _SOURCES:
                break
            new += last - first + 1
            self._db.execute("DELETE FROM segments WHERE id = ?", (key,))
            self._db.execute("DELETE FROM postings WHERE segment = ?", (key,))

    def _write_segment(self, first: int) -> None:
        last = self._end(first)
        sources, lengths = array("I"), array("H")
        postings: dict[str, array[int]] = {}
        rows = self._db.execute(
            "SELECT id, text FROM sources WHERE id BETWEEN ? AND ? ORDER BY length(text), id",
            (first, last),
        )
        for number, (source, text) in enumerate(rows, first):
            sources.append(source)
            lengths.append(min(len(text), _LONGEST))
            for token in tokens(text):
                try:
                    postings[token].append(number)
                except KeyError:
                    postings[token] = array("I", (number,))
        key = self._db.execute(
            "INSERT INTO segments (first, last, sources, lengths) VALUES (?, ?, ?, ?)",
            (first, last, sources.tobytes(), lengths.tobytes()),
        ).lastrowid
        self._db.executemany(
            "INSERT INTO postings VALUES (?, ?, ?, ?)",
            (
                (key, token, len(postings[token]), postings[token].tobytes())
                for token in sorted(postings)
            ),
        )

    def _end(self, first: int) -> int:
        """The last source of a segment, so that it can be written in bounded memory."""
        last = first
        characters = 0
        rows = self._db.execute(
            "SELECT id, length(text) FROM sources WHERE id >= ? ORDER BY id LIMIT ?",
            (first, _SOURCES),
        )
        for number, length in rows:
            last = number
            characters += length
            if characters > _CHARACTERS:
                break
        rows.close()
        return last


def _source(number: int, segments: dict[int, Segment], starts: list[tuple[int, int]]) -> int:
    segment = segments[starts[bisect_right(starts, (number, 2**63)) - 1][1]]
    return segment.sources[number - segment.first]


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _most_common(counts: Counter[int], number: int) -> list[int]:
    """The numbers counted most often; of equals those that were counted first."""
    if len(counts) <= number:
        return list(counts)
    levels = Counter(counts.values())
    room = number
    for least in sorted(levels, reverse=True):
        if levels[least] > room:
            break
        room -= levels[least]
    best = [one for one, count in counts.items() if count > least]
    best += islice((one for one, count in counts.items() if count == least), room)
    return best
