"""The file of a memory: its tables, and what is said where it has to be replaced."""

import logging
import sqlite3
from pathlib import Path

from localize.storage import database

_LOGGER = logging.getLogger(__name__)
_TABLES = """
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
_SCHEMA = database.Schema(
    version=4,
    tables=_TABLES,
    pragmas=(
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "cache_size = -49152",  # 48 MiB
        "temp_store = MEMORY",
        # Pages, 32 MiB: hashes touch all of an index, each checkpoint writes it once more.
        "wal_autocheckpoint = 8192",
    ),
)


def connected(path: Path) -> sqlite3.Connection:
    """The file, opened; a damaged one or one of another version is replaced, with a warning.

    Raises:
        OSError, sqlite3.Error: it cannot be opened, or is locked.
    """
    return database.connected(path, _SCHEMA, replacing=lambda reason: _warn(path, reason))


def renewed(path: Path, reason: str) -> sqlite3.Connection:
    """An empty file in the place of one that is of no use, and a warning."""
    _warn(path, reason)
    return database.renewed(path, _SCHEMA)


def _warn(path: Path, reason: str) -> None:
    _LOGGER.warning(
        "%s: the memory is rebuilt from the catalogs (%s); "
        "what `localize tm import` took in has to be imported again",
        path,
        reason,
    )
