"""A SQLite file that can be made again is opened, or replaced, but never taken from another."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from localize.storage.database import Schema, connected, damaged, renewed, temporary

SCHEMA = Schema(2, "CREATE TABLE a (x);\nCREATE TABLE b (y)", ("journal_mode = WAL",))


def filled(path):
    with closing(connected(path, SCHEMA)) as db:
        db.execute("INSERT INTO a VALUES (1)")
        db.commit()


def rows(path, replacing=None):
    with closing(connected(path, SCHEMA, replacing=replacing)) as db:
        return db.execute("SELECT x FROM a").fetchall()


def test_what_was_written_is_there_again(tmp_path):
    path = tmp_path / "folder" / "x.sqlite"
    filled(path)
    assert rows(path, replacing=pytest.fail) == [(1,)]


@pytest.mark.parametrize("raw", [b"no database at all" * 100, bytes(8192)])
def test_a_file_that_is_no_database_is_replaced_with_its_reason(tmp_path, raw):
    path = tmp_path / "x.sqlite"
    path.write_bytes(raw)
    reasons = []
    assert rows(path, replacing=reasons.append) == []
    assert reasons == ["file is not a database"]


@pytest.mark.parametrize("version", [0, 1, 3])
def test_a_file_of_another_version_is_replaced(tmp_path, version):
    path = tmp_path / "x.sqlite"
    filled(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {version}")
    reasons = []
    assert rows(path, replacing=reasons.append) == []
    assert reasons == ["it is of another version"]


def test_an_empty_file_gets_its_tables(tmp_path):
    (tmp_path / "x.sqlite").touch()
    assert rows(tmp_path / "x.sqlite", replacing=pytest.fail) == []


def test_a_file_that_cannot_be_opened_is_not_deleted(tmp_path):
    (tmp_path / "x.sqlite").mkdir()
    with pytest.raises(sqlite3.OperationalError) as told:
        connected(tmp_path / "x.sqlite", SCHEMA)
    assert not damaged(told.value)
    assert (tmp_path / "x.sqlite").is_dir()


def test_renewed_leaves_nothing_of_the_old_file(tmp_path):
    path = tmp_path / "x.sqlite"
    filled(path)
    for suffix in ("-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).write_bytes(b"of a killed process")
    renewed(path, SCHEMA).close()
    assert rows(path) == []


def test_a_temporary_one_has_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with closing(temporary("CREATE TABLE a (x)")) as db:
        db.execute("INSERT INTO a VALUES (1)")
        assert db.execute("SELECT x FROM a").fetchall() == [(1,)]
    assert not list(tmp_path.iterdir())
