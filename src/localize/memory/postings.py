"""Which sources share rare tokens: an inverted index in the memory's own file. Needs numpy.

The sources are indexed in segments, each a range of their numbers. In a segment they are put in
order of length and have their place in it as another number; for each token (`tokens.tokens`) it
has these places, packed, 32 bits each. So texts of a fitting length are one slice of a token's
places: a search takes that slice of its rarest tokens and adds up what the sources share. The
caller compares those few letter by letter.
"""

import math
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from localize.memory.indexing import posting, write_segment
from localize.memory.tokens import RUN, SHORT, Numbers, Places, tokens

_SOURCES = 1_000_000  # a segment of so many is not rewritten with what comes after it
_LEAST = 10  # tokens of each kind that a search follows, the rarest
_FOLLOWED = 15_000  # of them and of more, the places that it adds up, about
_MOST = 400_000  # … or, where even the rarest tokens are common, so many, and fewer tokens
_READ = 1_000_000  # places that it reads, of any length
_TOKENS = 10_000  # of a text that is searched for; SQLite takes 32,766 parameters
_COMPARED = 200
_RUN = int(RUN)
_TOKEN = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class IndexSegment:
    """A part of the index."""

    sources: Numbers
    """The numbers of the sources, in the order of the segment."""
    lengths: Numbers
    """Their lengths in characters, ascending."""

    def bounds(self, length: int, cutoff: float) -> Numbers:
        """The places from and up to which texts have a length that allows for the ratio."""
        shortest, longest = length * cutoff / (2 - cutoff), length * (2 - cutoff) / cutoff
        # Of the type of the lengths: else they would be copied, all of them, to that of these.
        limits = np.array((math.ceil(shortest), math.floor(longest) + 1), np.uint32)
        return self.lengths.searchsorted(limits).astype(np.uint32)


class Postings:
    """The index of a memory's sources."""

    def __init__(self, db: sqlite3.Connection, folder: Path) -> None:
        self._db = db
        self._folder = folder
        self._known: dict[int, IndexSegment] = {}

    def candidates(self, source: str, cutoff: float) -> list[int]:
        """The sources that share the most, at most some hundred.

        Those whose length alone keeps the ratio below the cut-off (0..1) are left out.
        """
        segments = self._segments()
        counts = self._counts(source, segments)
        if not counts:
            return []
        total = sum(len(one.sources) for one in segments.values())
        bounds = {key: one.bounds(len(source), max(cutoff, 0.1)) for key, one in segments.items()}
        fitting = sum(int(high) - int(low) for low, high in bounds.values()) / total
        weights = {token: math.log1p(total / count) for token, count in counts.items()}
        words = {token: count for token, count in counts.items() if not token & _RUN}
        runs = {token: count for token, count in counts.items() if token & _RUN}
        followed = [*_rarest(words, fitting), *_rarest(runs, fitting)]
        of_followed = {token: weights[token] for token in followed}
        # A longer text has no runs: it shares what it can of the words.
        whole = sum(weights.values()), sum(weights[token] for token in words) or 1
        best = [
            _best(one, bounds[key], self._shared(key, bounds[key], of_followed), len(source), whole)
            for key, one in segments.items()
        ]
        scores, sources = (np.concatenate(one) for one in zip(*best, strict=True))
        return [int(number) for number in sources[_largest(scores)]]

    def _counts(self, source: str, segments: Iterable[int]) -> dict[int, int]:
        """How many sources have each of a text's tokens, of those that any has."""
        wanted = sorted(set(tokens([source])[0].tolist()))[:_TOKENS]
        counts: dict[int, int] = {}
        for key in segments:
            rows = self._db.execute(
                f"SELECT id, length(places) FROM postings WHERE id IN ({_marks(wanted)})",  # noqa: S608 - marks only
                [posting(key, token) for token in wanted],
            )
            for row, size in rows:
                token = row & _TOKEN
                counts[token] = counts.get(token, 0) + size // 4
        return counts

    def _shared(
        self, segment: int, bounds: Numbers, weights: dict[int, float]
    ) -> NDArray[np.float32]:
        """What each source of a segment within bounds shares of some tokens, by their weight."""
        rows = self._db.execute(
            f"SELECT id, places FROM postings WHERE id IN ({_marks(weights)})",  # noqa: S608 - marks only
            [posting(segment, token) for token in weights],
        )
        shared = np.zeros(int(bounds[1]) - int(bounds[0]), np.float32)
        for row, packed in rows:
            places = np.frombuffer(packed, np.uint32)
            low, high = places.searchsorted(bounds)
            try:
                shared[places[low:high] - bounds[0]] += weights[row & _TOKEN]
            except IndexError as error:
                raise sqlite3.DatabaseError("the index does not fit the texts") from error
        return shared

    def _segments(self) -> dict[int, IndexSegment]:
        """The segments there are now, read once each."""
        keys = [row[0] for row in self._db.execute("SELECT id FROM segments")]
        for key in set(keys) - set(self._known):
            row = self._db.execute(
                "SELECT sources, lengths FROM segments WHERE id = ?", (key,)
            ).fetchone()
            self._known[key] = IndexSegment(*(np.frombuffer(one, np.uint32) for one in row))
        self._known = {key: self._known[key] for key in keys}
        return self._known

    def write(self) -> None:
        """Index all sources that are not indexed yet.

        Small segments before them are rewritten with them: few segments make a quick search,
        and a source is rewritten only as often as the memory doubles.
        """
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")  # of two processes one writes a segment
            [highest] = self._db.execute("SELECT coalesce(max(id), 0) FROM sources").fetchone()
            [last] = self._db.execute("SELECT coalesce(max(last), 0) FROM segments").fetchone()
            if highest > last:
                write_segment(self._db, self._apart(last, highest - last) + 1, self._folder)

    def _apart(self, last: int, new: int) -> int:
        """Drop the last segments that are small beside what is to be written; what is left."""
        for key, first, end in self._db.execute(
            "SELECT id, first, last FROM segments ORDER BY first DESC"
        ).fetchall():
            if end - first >= min(2 * new, _SOURCES):
                break
            last, new = first - 1, new + end - first + 1
            self._db.execute("DELETE FROM segments WHERE id = ?", (key,))
            self._db.execute(
                "DELETE FROM postings WHERE id BETWEEN ? AND ?",
                (posting(key, 0), posting(key, _TOKEN)),
            )
        return last


def _rarest(counts: dict[int, int], fitting: float) -> list[int]:
    """The tokens to follow, where a share (0..1) of their places is of a fitting length."""
    followed: list[int] = []
    read = 0
    for count, token in sorted((count, token) for token, count in counts.items()):
        enough = _FOLLOWED if len(followed) >= _LEAST else _MOST
        if followed and (read > _READ or read * fitting > enough):
            break
        followed.append(token)
        read += count
    return followed


def _best(
    segment: IndexSegment,
    bounds: Numbers,
    shared: NDArray[np.float32],
    length: int,
    whole: tuple[float, float],
) -> tuple[NDArray[np.float32], Numbers]:
    """Scores and sources that share the most with a text of a length.

    Two texts are about as similar as the share of their tokens that they have in common. `whole`:
    the weights of the text's tokens all together, for short sources and for the others.
    """
    places = np.flatnonzero(shared > 0)  # of truth values: five times as quick
    lengths = segment.lengths[bounds[0] : bounds[1]][places]
    scores = (
        shared[places]
        / np.where(lengths < SHORT, np.float32(whole[0]), np.float32(whole[1]))
        / (lengths + np.uint32(length))
    )
    largest = _largest(scores)
    return scores[largest], segment.sources[bounds[0] : bounds[1]][places[largest]]


def _largest(scores: NDArray[np.float32]) -> Places:
    if len(scores) <= _COMPARED:
        return np.arange(len(scores))
    return np.argpartition(scores, -_COMPARED)[-_COMPARED:]


def _marks(values: Iterable[object]) -> str:
    return ",".join("?" for _ in values)
