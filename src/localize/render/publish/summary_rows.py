"""The summaries of all editions in the ledger, in the orders that pages across documents need."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from localize.render.edition_summary import EditionSummary

if TYPE_CHECKING:
    import sqlite3

_NAMES = tuple(one.name for one in fields(EditionSummary))
_PATH, _ENGINES, _PUBLISHED, _HIDDEN = (
    1 + _NAMES.index(name) for name in ("path", "engines", "published", "hidden")
)
_values = attrgetter(*_NAMES)
_MARKS = ", ".join("?" * (1 + len(_NAMES)))
_INSERT = f"INSERT INTO editions VALUES ({_MARKS})"  # noqa: S608 - nothing but question marks
# `place`: the edition's among those of its document, the original's is 0. The first index gives a
# locale's newest first; the second one is nearly always empty.
SCHEMA = f"""
CREATE TABLE editions (place, {", ".join(_NAMES)}, PRIMARY KEY (path, place)) WITHOUT ROWID;
CREATE INDEX newest ON editions (tag, date DESC, path) WHERE published;
CREATE INDEX withheld ON editions (path, tag) WHERE NOT published
"""

Row = tuple[Any, ...]
"""An edition as it is kept: a page that is not made again needs no more of it."""


def summary_in(row: Row) -> EditionSummary:
    """The fact of a row."""
    values = list(row)
    values[_ENGINES] = tuple(json.loads(row[_ENGINES]))
    values[_PUBLISHED], values[_HIDDEN] = bool(row[_PUBLISHED]), bool(row[_HIDDEN])
    return EditionSummary(*values[1:])


def _row_of(place: int, summary: EditionSummary) -> Row:
    row = [place, *_values(summary)]
    row[_ENGINES] = json.dumps(summary.engines)
    return tuple(row)


class SummaryRows:
    """The summaries of all editions. Rows are given of those that are published, and streamed."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def put(self, path: str, summaries: Iterable[EditionSummary]) -> None:
        """Set down the summaries of a document's editions, instead of those before."""
        self.drop(path)
        rows = [_row_of(place, one) for place, one in enumerate(summaries)]
        self._database.executemany(_INSERT, rows)

    def drop(self, path: str) -> None:
        """Forget a document's."""
        self._database.execute("DELETE FROM editions WHERE path = ?", (path,))

    def withheld(self) -> dict[str, frozenset[str]]:
        """The locales in which a document is not published, by its path; of those with any."""
        tags_by_path: dict[str, frozenset[str]] = {}
        same: dict[frozenset[str], frozenset[str]] = {}
        for path, tag in self._rows("SELECT path, tag FROM editions WHERE NOT published"):
            tags = tags_by_path.get(path, frozenset()) | {tag}
            tags_by_path[path] = same.setdefault(tags, tags)
        return tags_by_path

    def standings(self) -> Iterator[tuple[str, bool, float, float]]:
        """`(tag, published, accepted, share)` of all editions, document by document."""
        rows = self._rows(
            "SELECT tag, published, accepted, accepted + machine + work, share "
            "FROM editions ORDER BY path, place"
        )
        return (
            (tag, bool(published), accepted / (total or 1), share)
            for tag, published, accepted, total, share in rows
        )

    def tags(self, *, hidden: bool) -> frozenset[str]:
        """The locales that have editions; without `hidden`, editions that may be indexed."""
        rows = self._rows(
            "SELECT DISTINCT tag FROM editions WHERE published AND (? OR NOT hidden)", hidden
        )
        return frozenset(tag for (tag,) in rows)

    def count(self, tag: str) -> int:
        """How many editions a locale has."""
        return self._number("SELECT count(*) FROM editions WHERE tag = ? AND published", tag)

    def total(self, *, hidden: bool) -> int:
        """How many editions there are; without `hidden`, that may be indexed."""
        return self._number(
            "SELECT count(*) FROM editions WHERE published AND (? OR NOT hidden)", hidden
        )

    def newest(self, tag: str) -> Iterator[Row]:
        """A locale's: the dated ones by day, newest first; then the rest by path."""
        return self._rows(
            "SELECT * FROM editions WHERE tag = ? AND published ORDER BY date DESC, path", tag
        )

    def fed(self, tag: str, most: int) -> list[Row]:
        """Return the editions of a locale's feed, at most so many: dated, newest first."""
        rows = self._rows(
            "SELECT * FROM editions WHERE tag = ? AND published AND date != '' "
            "ORDER BY date DESC, path DESC LIMIT ?",
            tag,
            most,
        )
        return list(rows)

    def beside(self, rows: Iterable[Row]) -> list[Row]:
        """All editions of the documents of some rows, in the order of these."""
        paths = [row[_PATH] for row in rows]
        turns = {path: turn for turn, path in enumerate(paths)}
        editions = self._rows(
            "SELECT path, * FROM editions WHERE published "
            "AND path IN (SELECT value FROM json_each(?)) ORDER BY path, place",
            json.dumps(paths),
        )
        return [row[1:] for row in sorted(editions, key=lambda row: turns[row[0]])]

    def addresses(self) -> Iterator[Row]:
        """All that a sitemap says of the editions, document by document."""
        return self._rows(
            "SELECT path, slug, tag, updated, hidden FROM editions WHERE published "
            "ORDER BY path, place"
        )

    def by_document(self) -> Iterator[EditionSummary]:
        """The summaries of all editions, document by document."""
        rows = self._rows("SELECT * FROM editions WHERE published ORDER BY path, place")
        return map(summary_in, rows)

    def _rows(self, statement: str, *values: object) -> Iterator[Row]:
        return self._database.execute(statement, values)

    def _number(self, statement: str, *values: object) -> int:
        return int(next(self._rows(statement, *values))[0])
