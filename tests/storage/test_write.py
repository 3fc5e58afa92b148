"""A file is written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from localize.errors import TermError
from localize.storage import write
from localize.storage.signature import NO_FILE, signature
from localize.storage.write import explained, remove_leftovers, write_file, write_pieces


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_made_with_its_folder_and_nothing_is_left_beside_it(tmp_path):
    path = tmp_path / "a" / "b" / "x.txt"
    assert write_file(path, b"one")
    assert path.read_bytes() == b"one"
    assert names(path.parent) == ["x.txt"]
    assert write_pieces(str(path), iter([b"t", b"wo"])) == signature(path)
    assert path.read_bytes() == b"two"


@pytest.mark.parametrize("sync", [True, False])
def test_the_same_bytes_leave_a_file_untouched(tmp_path, sync):
    path = tmp_path / "x"
    assert write_file(path, b"", sync=sync), "an empty file is not a missing one"
    assert not write_file(path, b"", sync=sync)
    before = signature(path)
    assert write_file(path, b"y", sync=sync)
    assert signature(path) != before
    before = signature(path)
    assert not write_file(path, b"y", sync=sync)
    assert signature(path) == before


def test_rights_are_kept_or_given(tmp_path):
    path = tmp_path / "x"
    write_file(path, b"1")
    path.chmod(0o640)
    write_file(path, b"2")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    write_file(path, b"3", mode=0o600)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    assert write_file(path, b"3", mode=0o600), "the same bytes for all to read are not the same"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_secret_is_nobody_elses_at_any_moment(tmp_path):
    seen = []

    def pieces():
        seen.extend(stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir())
        yield b"secret"

    write_pieces(tmp_path / "key", pieces(), mode=0o600)
    assert seen == [0o600]


def test_a_copy_has_the_time_it_is_given(tmp_path):
    path = tmp_path / "x"
    write_pieces(path, [b"copy"], modified=1_500_000_000_123_456_700)
    assert signature(path).portable == (4, 1_500_000_000_123_456_700)


def test_a_link_stays_one_unless_it_is_to_be_replaced(tmp_path):
    (tmp_path / "real").mkdir()
    real, link = tmp_path / "real" / "x", tmp_path / "x"
    real.write_bytes(b"1")
    link.symlink_to(real)
    write_file(link, b"2")
    assert link.is_symlink()
    assert real.read_bytes() == b"2"
    write_file(link, b"3", follow=False)
    assert not link.is_symlink()
    assert real.read_bytes() == b"2"


def test_pieces_that_fail_leave_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"old")

    def pieces():
        yield b"new"
        raise KeyError("of the one who makes them")

    with pytest.raises(KeyError):
        write_pieces(path, pieces())
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["x"]


def test_whoever_looks_once_more_can_keep_the_old_file(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"old")
    seen = []
    assert (
        write_pieces(
            path, [b"new"], unless=lambda fresh: seen.append(Path(fresh).read_bytes()) or True
        )
        is None
    )
    assert seen == [b"new"]
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["x"]


KILLED = """
import os, sys
from localize.storage.write import write_pieces
def pieces():
    yield b"n" * (1 << 21)
    os.kill(os.getpid(), 9)
write_pieces(sys.argv[1], pieces())
"""


@pytest.mark.skipif(os.name == "nt", reason="nobody is killed so there")
def test_a_killed_writer_leaves_the_old_file_and_what_it_left_can_be_cleared_away(tmp_path):
    path = tmp_path / "x[1].po"
    path.write_bytes(b"old")
    (tmp_path / ".x1.po.00000000.tmp").write_bytes(b"of another file")
    subprocess.run([sys.executable, "-c", KILLED, path], check=False)
    assert path.read_bytes() == b"old"
    assert len(names(tmp_path)) == 3
    remove_leftovers(path)
    assert names(tmp_path) == [".x1.po.00000000.tmp", "x[1].po"]


@pytest.mark.parametrize("name", ["あ" * 84, "x" * 255, "a" * 199 + "é"])
def test_the_longest_name_of_any_script_is_written(tmp_path, name):
    path = tmp_path / name
    assert write_file(path, b"x")
    assert names(tmp_path) == [name]
    (tmp_path / write._beside(str(path)).rpartition("/")[2]).write_bytes(b"left")
    remove_leftovers(path)
    assert names(tmp_path) == [name]


def test_a_file_open_elsewhere_on_windows_is_tried_again(tmp_path, monkeypatch):
    """Windows refuses to rename over a file that a virus scanner holds for a moment."""
    refusals = iter([PermissionError(errno.EACCES, "in use")] * 3)
    replace = os.replace

    def held(fresh, target):
        for error in refusals:
            raise error
        replace(fresh, target)

    path = tmp_path / "x"
    monkeypatch.setattr(os, "replace", held)
    monkeypatch.setattr(write, "_PAUSES", (0.0, 0.0, 0.0))
    assert write_file(path, b"1")
    assert path.read_bytes() == b"1"
    refusals = iter([PermissionError(errno.EACCES, "in use")] * 4)
    with pytest.raises(PermissionError):
        write_file(path, b"2")
    assert path.read_bytes() == b"1"
    assert names(tmp_path) == ["x"]


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_explained(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(TermError) as told, explained(tmp_path / "x", TermError):
            write_file(tmp_path / "x", b"")
    finally:
        tmp_path.chmod(0o700)
    assert told.value.message == "cannot be written: Permission denied"
    assert told.value.hint == "the folder or the file is not yours to write"


def test_a_full_disk_is_explained():
    with pytest.raises(TermError) as told, explained("x", TermError, hint="else"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert str(told.value) == "x: cannot be written: No space left on device"
    assert told.value.hint == "the disk is full; nothing was changed"


def test_what_is_not_there_has_no_signature(tmp_path):
    assert signature(tmp_path / "none") == NO_FILE == (0, 0, 0, 0)
    assert signature(f"{tmp_path}/\0") == NO_FILE
    assert signature(tmp_path) != NO_FILE
