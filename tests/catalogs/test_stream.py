"""Catalogs by blocks: the same entries and the same bytes as in one piece, and no more held."""

from __future__ import annotations

import os
import tarfile
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.catalogs.test_po import HEADER, QUIRKS

from localize.catalogs import stream
from localize.catalogs.files import edit_catalog
from localize.catalogs.po import read_catalog
from localize.catalogs.stream import edit_entries, entry_blocks
from localize.errors import CatalogError
from localize.storage.signature import signature

DATA = Path(os.environ.get("LOCALIZE_DATA", "../shared/data"))
DOCS = DATA / "gettext/python-docs-ja.tar.xz"


def told(entries):
    """Entries with what comparing them leaves out."""
    return [(one, one.raw, one.origin) for one in entries]


def same_as_whole(path):
    """Entry by entry, a file is read and written as in one piece."""
    found = [entry for block in entry_blocks(path) for entry in block]
    assert told(found) == told(read_catalog(path).entries)
    before, stamp = path.read_bytes(), signature(path)
    edit_entries(path, lambda: lambda entry: entry)
    assert path.read_bytes() == before
    assert signature(path) == stamp, "it was written"
    edit_entries(path, lambda: lambda entry: with_text(entry, "新しい 訳 " * 9))
    here = path.read_bytes()
    path.write_bytes(before)
    edit_catalog(
        path, lambda c: replace(c, entries=tuple(with_text(e, "新しい 訳 " * 9) for e in c.entries))
    )
    assert path.read_bytes() == here


def refusal(call):
    """What is said where a file is refused."""
    try:
        call()
    except CatalogError as error:
        return str(error)
    return ""


def with_text(entry, text):
    return entry if entry.obsolete else replace(entry, msgstr=(text,) * len(entry.msgstr))


@pytest.mark.parametrize("size", [1, 7, 64, 1 << 20])
@pytest.mark.parametrize("name", QUIRKS)
def test_every_quirk_is_read_and_written_by_blocks_as_in_one_piece(
    tmp_path, monkeypatch, name, size
):
    monkeypatch.setattr(stream, "_BLOCK", size)
    path = tmp_path / "a.po"
    path.write_bytes(QUIRKS[name].encode())
    same_as_whole(path)


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf" + (HEADER + 'msgid "a"\nmsgstr "b"\n').encode(),
        (HEADER.replace("UTF-8", "Shift_JIS") + 'msgid "a"\nmsgstr "訳"\n').encode("shift_jis"),
        (HEADER + "# Ren\u00e9\n").encode("latin-1") + b'msgid "a"\nmsgstr "b"\n',
        b"",
    ],
    ids=["byte order mark", "another charset", "a foreign name in a comment", "nothing"],
)
def test_what_is_not_plain_is_read_whole(tmp_path, monkeypatch, raw):
    monkeypatch.setattr(stream, "_BLOCK", 8)
    path = tmp_path / "a.po"
    path.write_bytes(raw)
    same_as_whole(path)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(sorted(QUIRKS)), max_size=4), st.integers(1, 200))
def test_files_put_together_are_refused_or_read_by_blocks_as_in_one_piece(
    tmp_path_factory, names, size
):
    path = tmp_path_factory.mktemp("stream") / "a.po"
    path.write_bytes("\n".join(QUIRKS[name] for name in names).encode())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stream, "_BLOCK", size)
        whole, by_blocks = (
            refusal(lambda: read_catalog(path)),
            refusal(lambda: list(entry_blocks(path))),
        )
        assert by_blocks == whole
        if not whole:
            same_as_whole(path)


@pytest.mark.skipif(not DOCS.is_file(), reason="needs the catalogs of the Python documentation")
def test_real_catalogs_are_read_and_written_by_blocks_as_in_one_piece(tmp_path, monkeypatch):
    monkeypatch.setattr(stream, "_BLOCK", 3000)
    with tarfile.open(DOCS) as archive:
        files = [one for one in archive if one.name.endswith(".po")][::9]
        for one in files:
            path = tmp_path / "a.po"
            path.write_bytes(archive.extractfile(one).read())
            same_as_whole(path)
    assert len(files) > 30


def test_a_syntax_error_is_told_where_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(stream, "_BLOCK", 100)
    path = tmp_path / "a.po"
    good = "".join(f'msgid "{n}"\nmsgstr "x"\n\n' for n in range(50))
    path.write_text(HEADER + good + 'msgid "open\nmsgstr ""\n\n' + good.replace('"x"', '"y"'))
    with pytest.raises(CatalogError, match="unterminated string") as refused:
        list(entry_blocks(path))
    assert refused.value.line == HEADER.count("\n") + 151


@pytest.mark.parametrize("size", [1, 40, 1 << 18])
def test_what_follows_an_entry_on_its_line_is_told_where_it_is(tmp_path, monkeypatch, size):
    monkeypatch.setattr(stream, "_BLOCK", size)
    path = tmp_path / "a.po"
    path.write_text(HEADER + 'msgid "a"\nmsgstr ""\n\n#, fuzzy\nmsgid "b"\nmsgstr "x"# tail\n')
    line = HEADER.count("\n") + 6
    for call in (lambda: read_catalog(path), lambda: list(entry_blocks(path))):
        with pytest.raises(CatalogError, match="found '# tail'") as refused:
            call()
        assert refused.value.line == line


def test_an_entry_larger_than_a_block_is_read_in_linear_time(tmp_path, monkeypatch):
    monkeypatch.setattr(stream, "_BLOCK", 1 << 12)
    path = tmp_path / "a.po"
    lines = '"one line of very many\\n"\n' * 40_000
    path.write_text(
        HEADER + f'msgid "a"\nmsgstr ""\n\nmsgid ""\n{lines}msgstr ""\n\nmsgid "z"\nmsgstr ""\n'
    )
    began = time.perf_counter()
    assert [len(one.msgid) for block in entry_blocks(path) for one in block] == [1, 880_000, 1]
    assert time.perf_counter() - began < 3  # about 0.2; read token by token at every block, 8


def test_a_msgid_that_stands_twice_is_refused_and_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(stream, "_BLOCK", 50)
    path = tmp_path / "a.po"
    path.write_text(HEADER + "".join(f'msgid "{n % 40}"\nmsgstr ""\n\n' for n in range(41)))
    before = path.read_bytes()
    for call in (
        lambda: list(entry_blocks(path)),
        lambda: edit_entries(path, lambda: lambda e: replace(e, msgstr=("x",))),
    ):
        with pytest.raises(CatalogError, match="occurs a second time; the first is on line 6"):
            call()
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.po"]


def test_what_another_program_writes_meanwhile_is_changed_too(tmp_path):
    path = tmp_path / "a.po"
    path.write_text(HEADER + 'msgid "a"\nmsgstr ""\n')
    asked = []

    def changes():
        asked.append(path.read_text())
        if len(asked) == 1:
            path.write_text(HEADER + 'msgid "a"\nmsgstr ""\n\nmsgid "theirs"\nmsgstr "mine"\n')
        return lambda entry: with_text(entry, "x") if not entry.text else entry

    edit_entries(path, changes)
    assert len(asked) == 2
    assert [(one.msgid, one.text) for one in read_catalog(path).entries] == [
        ("a", "x"),
        ("theirs", "mine"),
    ]


def test_a_change_that_fails_leaves_the_file_alone(tmp_path):
    path = tmp_path / "a.po"
    path.write_text(HEADER + 'msgid "a"\nmsgstr ""\n')
    before = path.read_bytes()

    def failing(entry):
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        edit_entries(path, lambda: failing)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.po"]


def test_four_times_the_entries_take_no_more_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(stream, "_BLOCK", 1 << 12)
    monkeypatch.setattr(stream, "_SURVEYED", 1 << 14)
    path = tmp_path / "a.po"
    peaks = []
    for count in (1_500, 6_000):
        path.write_text(
            HEADER + "".join(f'msgid "sentence {n}"\nmsgstr ""\n\n' for n in range(count))
        )
        tracemalloc.start()
        try:
            edit_entries(path, lambda: lambda entry: with_text(entry, "ein Satz"))
            assert sum(len(block) for block in entry_blocks(path)) == count
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0], peaks
