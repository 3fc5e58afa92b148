"""The file of a memory: its tables, and how it is opened."""

from __future__ import annotations

import logging
import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_LOGGER = logging.getLogger(__name__)
FAILURES = (sqlite3.Error, UnicodeDecodeError)
"""What comes of a file; the second where SQLite's own message has the damage in it."""
_VERSION = 4
_SCHEMA = """
CREATE TABLE locales (id INTEGER PRIMARY KEY, tag TEXT UNIQUE);
CREATE TABLE origins (id INTEGER PRIMARY KEY, name TEXT UNIQUE, stamp TEXT DEFAULT '');
CREATE TABLE sources (id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, locale INTEGER, text TEXT);
CREATE UNIQUE INDEX source_hash ON sources (hash);
CREATE TABLE units (
    id INTEGER PRIMARY KEY, source INTEGER NOT NULL, locale INTEGER NOT NULL,
    identity INTEGER NOT NULL, target TEXT, state INTEGER, origin INTEGER,
    before INTEGER, after INTEGER);
CREATE UNIQUE INDEX unit_source ON units (source, locale, identity);
CREATE INDEX unit_origin ON units (origin);
CREATE TABLE segments (
    id INTEGER PRIMARY KEY AUTOINCREMENT, first INTEGER NOT NULL, last INTEGER NOT NULL,
    sources BLOB NOT NULL, lengths BLOB NOT NULL);
CREATE TABLE postings (id INTEGER PRIMARY KEY, places BLOB NOT NULL)
"""


def connected(path: Path) -> sqlite3.Connection:
    """The file, opened, with its tables; a damaged one or one of another version is replaced.

    Raises:
        OSError, sqlite3.Error: it cannot be opened, or is locked.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        db = _opened(path)
        version = _version(db)
    except FAILURES as error:
        if not damaged(error):
            raise  # locked by another process, or no right to it: not ours to delete
        return renewed(path, str(error))
    if version not in {0, _VERSION}:
        db.close()
        return renewed(path, "it is of another version")
    return _with_tables(db)


def renewed(path: Path, reason: str) -> sqlite3.Connection:
    """An empty file in the place of one that is of no use, and a warning."""
    _LOGGER.warning(
        "%s: the memory is rebuilt from the catalogs (%s); "
        "what `localize tm import` took in has to be imported again",
        path,
        reason,
    )
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    return _with_tables(_opened(path))


def damaged(error: Exception) -> bool:
    """Whether the file's content is the cause, rather than a lock, a right or the disk."""
    # SQLITE_CORRUPT and SQLITE_NOTADB come as no subclass of it.
    return (
        type(error) is sqlite3.DatabaseError
        or isinstance(error, UnicodeDecodeError)
        or any(words in str(error) for words in ("decode to UTF-8", "no such "))
    )


def _with_tables(db: sqlite3.Connection) -> sqlite3.Connection:
    if _version(db) == 0:
        db.execute("BEGIN IMMEDIATE")  # of two processes that start, one makes the tables
        if _version(db) == 0:
            for statement in _SCHEMA.split(";\n"):
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
    except FAILURES:
        db.close()
        raise
    return db
