"""SQLite files that can be made again: opened with tables, replaced where they are damaged."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from localize.storage.inside import make_folder

FAILURES = (sqlite3.Error, UnicodeDecodeError)
"""What comes of a file; the second where SQLite's own message has the damage in it."""
_PATIENCE = 120  # seconds for another process that writes


@dataclass(frozen=True, slots=True)
class Schema:
    """What a file has to be."""

    version: int
    """1 or more; a file of another version is replaced."""
    tables: str
    """The statements that make its tables, each but the last ended by `;` and a line feed."""
    pragmas: tuple[str, ...] = ()
    """What is said to each connection."""


def connected(
    path: Path, schema: Schema, *, replacing: Callable[[str], None] | None = None
) -> sqlite3.Connection:
    """The file, opened, with its tables; a damaged one or one of another version is replaced.

    `replacing` is called with the reason before that.

    Raises:
        OSError, sqlite3.Error: it cannot be opened, or is locked.
    """
    make_folder(path.parent)
    try:
        db = _opened(path, schema)
        version = _version(db)
    except FAILURES as error:
        if not damaged(error):
            raise  # locked by another process, or no right to it: not ours to delete
        reason = str(error)
    else:
        if version in {0, schema.version}:
            return _with_tables(db, schema)
        db.close()
        reason = "it is of another version"
    if replacing is not None:
        replacing(reason)
    return renewed(path, schema)


def renewed(path: Path, schema: Schema) -> sqlite3.Connection:
    """An empty file in the place of one that is of no use.

    Raises:
        OSError, sqlite3.Error: it cannot be made.
    """
    for suffix in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    return _with_tables(_opened(path, schema), schema)


def temporary(tables: str) -> sqlite3.Connection:
    """A database that nobody else sees and that goes with its connection.

    SQLite keeps it in memory, and in a file without a name when its cache is full.
    """
    db = sqlite3.connect("", isolation_level=None)
    db.execute(tables)
    return db


def damaged(error: Exception) -> bool:
    """Whether the file's content is the cause, rather than a lock, a right or the disk."""
    # SQLITE_CORRUPT and SQLITE_NOTADB come as no subclass of it.
    return (
        type(error) is sqlite3.DatabaseError
        or isinstance(error, UnicodeDecodeError)
        or any(words in str(error) for words in ("decode to UTF-8", "no such "))
    )


def _with_tables(db: sqlite3.Connection, schema: Schema) -> sqlite3.Connection:
    if _version(db) == 0:
        db.execute("BEGIN IMMEDIATE")  # of two processes that start, one makes the tables
        if _version(db) == 0:
            for statement in schema.tables.split(";\n"):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {schema.version}")
        db.commit()
    return db


def _version(db: sqlite3.Connection) -> int:
    """The file's version; 0 where it is empty, -1 where it has tables and no version."""
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    tables = int(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    return version or -bool(tables)


def _opened(path: Path, schema: Schema) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, timeout=_PATIENCE, check_same_thread=False)
    try:
        for pragma in schema.pragmas:
            db.execute(f"PRAGMA {pragma}")
    except FAILURES:
        db.close()
        raise
    return db
