"""Units as rows of the memory's file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from localize.memory.fuzzy import text_hash
from localize.memory.unit import MemoryUnit
from localize.model import State

if TYPE_CHECKING:
    import sqlite3

STATES = tuple(State)
"""The states by their number in a row."""
_NUMBERS = {one: number for number, one in enumerate(STATES)}


class Rows:
    """Writes units, and knows the numbers of the locales and origins it met."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._ids: dict[tuple[str, str], int] = {}

    def insert(self, chunk: Sequence[MemoryUnit]) -> None:
        """Write units; of those that are there already the state."""
        sources, rows = [], []
        tags = {tag for unit in chunk for tag in (unit.source_locale, unit.target_locale)}
        locales = {tag: self._id("locales", "tag", tag) for tag in sorted(tags)}
        origins = {
            name: self._id("origins", "name", name)
            for name in sorted({unit.origin for unit in chunk})
        }
        for unit in chunk:
            source = text_hash(f"{unit.source_locale}\0{unit.source}")
            before = text_hash(unit.before) if unit.before else 0
            after = text_hash(unit.after) if unit.after else 0
            identity = text_hash(f"{unit.target}\0{unit.origin}\0{before}\0{after}")
            sources.append((source, locales[unit.source_locale], unit.source))
            what = source, locales[unit.target_locale], identity, unit.target
            rows.append((*what, _NUMBERS[unit.state], origins[unit.origin], before, after))
        self._db.executemany(
            "INSERT OR IGNORE INTO sources (hash, locale, text) VALUES (?, ?, ?)", sources
        )
        self._db.executemany(
            "INSERT INTO units (source, locale, identity, target, state, origin, before, after) "
            "VALUES ((SELECT id FROM sources WHERE hash = ?), ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (source, locale, identity) DO UPDATE SET state = excluded.state",
            rows,
        )

    def _id(self, table: str, column: str, value: str) -> int:
        """The number of a locale or an origin, given one if it is new."""
        known = self._ids.get((table, value))
        if known is None:
            insert = f"INSERT OR IGNORE INTO {table} ({column}) VALUES (?)"  # noqa: S608 - ours
            self._db.execute(insert, (value,))
            query = f"SELECT id FROM {table} WHERE {column} = ?"  # noqa: S608 - our own names
            known = int(self._db.execute(query, (value,)).fetchone()[0])
            self._ids[table, value] = known
        return known


def highest(db: sqlite3.Connection, table: str) -> int:
    """The highest number of a row in a table; 0 where it is empty."""
    query = f"SELECT coalesce(max(id), 0) FROM {table}"  # noqa: S608 - our own names
    return int(db.execute(query).fetchone()[0])
