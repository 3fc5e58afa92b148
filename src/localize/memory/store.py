"""The memory of a project: one SQLite file in `.localize/`, which may be deleted at any time."""

from __future__ import annotations

import sqlite3
from itertools import islice
from typing import TYPE_CHECKING

from localize.errors import MemoryStoreError
from localize.memory.fuzzy import nearest, text_hash
from localize.memory.postings import SCHEMA as INDEX_SCHEMA
from localize.memory.postings import TAIL, Postings
from localize.memory.unit import PENALTIES, Memory, Statistics, Unit, catalog_units, ranked
from localize.model import Match, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from localize.model import Catalog, Locale

_VERSION = 2
_SCHEMA = f"""
CREATE TABLE locales (id INTEGER PRIMARY KEY, tag TEXT UNIQUE);
CREATE TABLE origins (id INTEGER PRIMARY KEY, name TEXT UNIQUE, stamp TEXT DEFAULT '');
CREATE TABLE sources (id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, locale INTEGER, text TEXT);
CREATE UNIQUE INDEX source_hash ON sources (hash);
CREATE TABLE units (
    id INTEGER PRIMARY KEY, identity INTEGER NOT NULL, source INTEGER NOT NULL, locale INTEGER,
    target TEXT, state INTEGER, origin INTEGER, before INTEGER, after INTEGER);
CREATE UNIQUE INDEX unit_identity ON units (identity);
CREATE INDEX unit_source ON units (source, locale);
CREATE INDEX unit_origin ON units (origin);
{INDEX_SCHEMA}"""
_STATES = tuple(State)
_CHUNK = 20_000
_CHUNKS_A_COMMIT = 10


def open_memory(path: Path | str) -> Memory:
    """The memory of a file, made if missing; or of a `postgresql://` address.

    A file of another version, or none of ours, is made anew: all in it can be had again.

    Raises:
        MemoryStoreError: it cannot be opened.
    """
    if isinstance(path, str) and path.startswith(("postgresql://", "postgres://")):
        from localize.memory.postgres import PostgresMemory

        return PostgresMemory(path)
    from pathlib import Path as FilePath

    return SqliteMemory(FilePath(path))


def rebuild(
    memory: Memory, catalogs: Iterable[Catalog], source_locale: Locale, target_locale: Locale
) -> int:
    """Replace what the memory knows of some catalogs by what they say now; the number of units."""
    count = 0
    for catalog in catalogs:
        memory.forget(catalog.path)
        count += memory.add(
            catalog_units(catalog, source_locale, target_locale, origin=catalog.path)
        )
    return count


class SqliteMemory:
    """A translation memory in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = _connected(path)
            self._postings = Postings(self._db)
            self._postings.last()
        except (OSError, sqlite3.Error) as error:
            raise MemoryStoreError(
                f"the memory cannot be opened: {error}", path=path, hint="delete it to start anew"
            ) from error
        self._ids: dict[tuple[str, str], int] = {}

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

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

    def add(self, units: Iterable[Unit]) -> int:
        """Add units; the number of those that were not there."""
        before = self._db.total_changes
        count = self._count()
        waiting = iter(units)
        inserted = 0
        try:
            # One commit for many chunks: each writes every index page that it touched.
            while chunk := list(islice(waiting, _CHUNK)):
                self._insert(chunk)
                inserted += 1
                if inserted % _CHUNKS_A_COMMIT == 0:
                    self._db.commit()
            self._db.commit()
            if self._db.total_changes != before and self._postings.tail_length() > TAIL:
                self._postings.write()
        except BaseException as error:
            self._db.rollback()
            self._ids.clear()  # numbers given in what was rolled back
            if not isinstance(error, sqlite3.Error):
                raise
            raise MemoryStoreError(f"cannot be written: {error}", path=self.path) from error
        return self._count() - count

    def _count(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM units").fetchone()[0])

    def _insert(self, chunk: list[Unit]) -> None:
        sources, rows = [], []
        states = {one: number for number, one in enumerate(_STATES)}
        tags = {tag for unit in chunk for tag in (unit.source_locale, unit.target_locale)}
        locales = {tag: self._id("locales", "tag", tag) for tag in sorted(tags)}
        origins = {
            name: self._id("origins", "name", name) for name in {unit.origin for unit in chunk}
        }
        for unit in chunk:
            source = text_hash(f"{unit.source_locale}\0{unit.source}")
            before, after = (text_hash(one) if one else 0 for one in (unit.before, unit.after))
            identity = text_hash(
                f"{source}\0{unit.target_locale}\0{unit.target}\0{unit.origin}\0{before}\0{after}"
            )
            sources.append((source, locales[unit.source_locale], unit.source))
            rows.append(
                (
                    identity, source, locales[unit.target_locale], unit.target,
                    states[unit.state], origins[unit.origin], before, after,
                )
            )  # fmt: skip
        self._db.executemany(
            "INSERT OR IGNORE INTO sources (hash, locale, text) VALUES (?, ?, ?)", sources
        )
        self._db.executemany(
            "INSERT INTO units (identity, source, locale, target, state, origin, before, after) "
            "VALUES (?, (SELECT id FROM sources WHERE hash = ?), ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (identity) DO UPDATE SET state = excluded.state",
            rows,
        )

    def exact(
        self, source: str, source_locale: Locale, target_locale: Locale,
        *, before: str = "", after: str = "",
    ) -> list[Match]:  # fmt: skip
        """The translations of the same text: same neighbours first, then reviewed, then newest."""
        rows = self._db.execute(
            "SELECT s.text, u.target, u.state, o.name, u.before, u.after FROM sources s "
            "JOIN units u ON u.source = s.id JOIN origins o ON o.id = u.origin "
            "WHERE s.hash = ? AND u.locale = (SELECT id FROM locales WHERE tag = ?) "
            "ORDER BY u.id DESC",
            (text_hash(f"{source_locale}\0{source}"), str(target_locale)),
        ).fetchall()
        around = tuple(text_hash(one) if one else 0 for one in (before, after))
        matches = [
            Match(text, target, 1.0, _STATES[how], origin, context=any(around) and (b, a) == around)
            for text, target, how, origin, b, a in rows
            if text == source
        ]
        return ranked(matches)

    def fuzzy(
        self, source: str, source_locale: Locale, target_locale: Locale,
        *, cutoff: float = 0.7, limit: int = 5,
    ) -> list[Match]:  # fmt: skip
        """The translations of similar texts, the best score (0..1, penalties off) first."""
        numbers = self._postings.candidates(source, cutoff)
        marks = ",".join("?" * len(numbers))
        known = self._db.execute(
            f"SELECT id, text FROM sources WHERE (id IN ({marks}) OR id > ? "  # noqa: S608 - marks
            "OR hash = ?) AND locale = (SELECT id FROM locales WHERE tag = ?)",
            (
                *numbers, self._postings.last(), text_hash(f"{source_locale}\0{source}"),
                str(source_locale),
            ),
        ).fetchall()  # fmt: skip
        texts = [text for _, text in known]
        found = nearest(source, texts, cutoff=cutoff, count=limit * 4)
        matches: list[Match] = []
        for index, score in found:
            matches += self._targets(known[index][0], texts[index], score, target_locale)
        matches = [one for one in matches if one.score >= cutoff]
        return sorted(matches, key=lambda one: -one.score)[:limit]

    def _targets(self, number: int, text: str, score: float, locale: Locale) -> list[Match]:
        rows = self._db.execute(
            "SELECT u.target, u.state, o.name FROM units u JOIN origins o ON o.id = u.origin "
            "WHERE u.source = ? AND u.locale = (SELECT id FROM locales WHERE tag = ?) "
            "ORDER BY u.id DESC",
            (number, str(locale)),
        ).fetchall()
        return ranked(
            Match(text, target, score - PENALTIES[_STATES[how]], _STATES[how], origin)
            for target, how, origin in rows
        )

    def units(self) -> Iterator[Unit]:
        """All units, in the order they came."""
        rows = self._db.execute(
            "SELECT s.text, u.target, a.tag, b.tag, u.state, o.name FROM units u "
            "JOIN sources s ON s.id = u.source JOIN locales a ON a.id = s.locale "
            "JOIN locales b ON b.id = u.locale JOIN origins o ON o.id = u.origin ORDER BY u.id"
        )
        for source, target, one, other, how, origin in rows:
            yield Unit(source, target, one, other, _STATES[how], origin)

    def forget(self, origin: str) -> int:
        """Drop the units of an origin; their number. The index keeps its sources, without harm."""
        with self._db:
            done = self._db.execute(
                "DELETE FROM units WHERE origin = (SELECT id FROM origins WHERE name = ?)",
                (origin,),
            )
        return done.rowcount

    def seen(self, origin: str) -> str:
        """What `see` noted of an origin; empty: nothing."""
        row = self._db.execute("SELECT stamp FROM origins WHERE name = ?", (origin,)).fetchone()
        return str(row[0]) if row else ""

    def see(self, origin: str, stamp: str) -> None:
        """Note in what state an origin was taken in, so that it need not be read again."""
        with self._db:
            self._db.execute(
                "INSERT INTO origins (name, stamp) VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET stamp = excluded.stamp",
                (origin, stamp),
            )

    def statistics(self) -> list[Statistics]:
        """Counts by pair of locales."""
        accepted = tuple(number for number, one in enumerate(_STATES) if one.accepted)
        rows = self._db.execute(
            "SELECT a.tag, b.tag, count(*), sum(u.state IN (?, ?)) FROM units u "
            "JOIN sources s ON s.id = u.source JOIN locales a ON a.id = s.locale "
            "JOIN locales b ON b.id = u.locale GROUP BY 1, 2 ORDER BY 1, 2",
            accepted,
        )
        return [Statistics(*row) for row in rows]


def _connected(path: Path) -> sqlite3.Connection:
    try:
        db = _opened(path)
        version = _version(db)
    except sqlite3.OperationalError:
        raise  # locked by another process, or no right to it: not ours to delete
    except sqlite3.DatabaseError:
        version = -1
    if version not in {0, _VERSION}:
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        db = _opened(path)
        version = 0
    if version == 0:
        db.execute("BEGIN IMMEDIATE")  # of two processes that start, one makes the tables
        if _version(db) == 0:
            for statement in _SCHEMA.strip().split(";\n"):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {_VERSION}")
        db.commit()
    return db


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=120, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA cache_size = -49152")  # 48 MiB
        db.execute("PRAGMA temp_store = MEMORY")
        # Pages, 32 MiB: hashes touch all of an index, each checkpoint writes it once more.
        db.execute("PRAGMA wal_autocheckpoint = 8192")
    except sqlite3.Error:
        db.close()
        raise
    return db
