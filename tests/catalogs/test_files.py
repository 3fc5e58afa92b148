"""Writes: atomic, locked, minimal, and never over another's words."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from localize.catalogs import files
from localize.catalogs.files import (
    cached_catalog,
    edit_catalog,
    held_catalog,
    save_entry,
    write_catalog,
)
from localize.catalogs.po import decoded, parse, read_catalog
from localize.errors import CatalogError, ConflictError
from localize.model import Entry
from localize.model.state import edited, entry_hash

ROOT = Path(__file__).parents[2]
TEXT = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "a"\nmsgstr "b"\n'


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "locales/ja/LC_MESSAGES/a.po"
    path.parent.mkdir(parents=True)
    path.write_text(TEXT, encoding="utf-8")
    return path


def with_text(text):
    return lambda entry: edited(entry, (text,), fuzzy=False)


def added(msgid):
    def change(catalog):
        return replace(catalog, entries=(*catalog.entries, Entry(msgid, ("訳",))))

    return change


def test_equal_bytes_are_not_written(path):
    before = files.signature(path)  # of a stat, the time of the last reading may change
    assert not write_catalog(path, read_catalog(path))
    assert files.signature(path) == before
    assert write_catalog(path.with_name("new.po"), parse(TEXT))


def test_mode_and_symbolic_link_are_kept(path, tmp_path):
    path.chmod(0o640)
    link = tmp_path / "link.po"
    link.symlink_to(path)
    edit_catalog(link, added("c"))
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert read_catalog(path).entries[1].msgid == "c"


def test_saving_over_another_text_is_a_conflict(path):
    entry = read_catalog(path).entries[0]
    seen = entry_hash(entry)
    held = save_entry(path, None, entry.key, expected=seen, change=with_text("私の"))
    assert held.catalog.entries[0].text == "私の"
    with pytest.raises(ConflictError) as error:
        save_entry(path, held, entry.key, expected=seen, change=with_text("他の"))
    assert error.value.line == 4
    assert read_catalog(path).entries[0].text == "私の"
    with pytest.raises(ConflictError, match="gone"):
        save_entry(path, held, (None, "x"), expected="", change=with_text("y"))


MANY = (
    TEXT
    + """
#. a note
#, fuzzy, c-format
#| msgid "old %d"
msgid "%d boat"
msgid_plural "%d boats"
msgstr[0] "舟 %d"
msgstr[1] "船 %d"

# by hand
msgctxt "menu"
msgid ""
"Open\\n"
"it"
msgstr ""

#~ msgid "gone"
#~ msgstr "昔"
"""
)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff", "\n\n"])
@pytest.mark.parametrize("end", ["", "\n", "\n# tail\n"])
def test_a_catalog_held_over_saves_is_the_one_in_its_file(path, newline, start, end):
    text = (start + MANY.rstrip("\n") + end).replace("\n", newline)
    path.write_bytes(text.encode())
    held = held_catalog(path)
    for step, entry in enumerate(held.catalog.live()):
        texts = tuple(f"新 {step}\n{form}" for form in entry.msgstr)
        held = save_entry(
            path,
            held,
            entry.key,
            expected=entry_hash(entry),
            change=lambda one, texts=texts: edited(one, texts, fuzzy=False),
        )
        assert held.raw == path.read_bytes()
        assert told(held.catalog) == told(decoded(held.raw, path=str(path)))
        assert held.stamp == files.signature(path)


def told(catalog):
    return catalog, [entry.raw for entry in (catalog.header, *catalog.entries)]


def test_change_is_applied_to_what_another_program_wrote_meanwhile(path):
    calls = []

    def change(catalog):
        calls.append(1)
        if len(calls) == 1:  # Poedit saves between our reading and our writing
            path.write_text(TEXT + '\nmsgid "poedit"\nmsgstr "p"\n', encoding="utf-8")
        return added("ours")(catalog)

    edit_catalog(path, change)
    assert [entry.msgid for entry in read_catalog(path).entries] == ["a", "poedit", "ours"]
    assert len(calls) == 2


def test_a_change_that_left_the_raw_text_is_written_all_the_same(path):
    edit_catalog(
        path, lambda c: replace(c, entries=tuple(replace(e, msgstr=("新",)) for e in c.entries))
    )
    assert read_catalog(path).entries[0].text == "新"


def test_error_in_the_change_leaves_the_file_and_the_lock(path):
    def fails(_):
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        edit_catalog(path, fails)
    assert path.read_text(encoding="utf-8") == TEXT
    edit_catalog(path, added("c"))


def test_full_disk_and_read_only_folder_are_named_and_change_nothing(path):
    # A limit on the size of files is what a full disk looks like to a writer.
    code = (
        "import resource, signal, sys; from pathlib import Path; "
        "from localize.catalogs.files import edit_catalog; from localize.errors import CatalogError; "
        "from localize.model import Entry; from dataclasses import replace\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (64, resource.RLIM_INFINITY))\n"
        "try: edit_catalog(Path(sys.argv[1]), lambda c: replace(c, entries=(*c.entries, Entry('x'))))\n"
        "except CatalogError as error: print(error, error.hint)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, path], capture_output=True, text=True, check=True
    )
    assert "cannot be written: File too large" in done.stdout
    assert path.read_text(encoding="utf-8") == TEXT
    assert [one.name for one in path.parent.iterdir()] == ["a.po"]
    if os.geteuid():  # root may write anywhere
        path.parent.chmod(0o500)
        try:
            with pytest.raises(CatalogError, match="cannot be written"):
                edit_catalog(path, added("c"))
        finally:
            path.parent.chmod(0o700)
    with pytest.raises(CatalogError, match="cannot be written"):
        write_catalog(path / "below.po", parse(TEXT))


def test_unchanged_file_is_not_parsed_again(path):
    first = cached_catalog(path)
    assert cached_catalog(path) is first
    edit_catalog(path, added("c"))
    assert len(cached_catalog(path).entries) == 2


WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from localize.catalogs.files import edit_catalog
from localize.model import Entry
name, rounds = sys.argv[2], int(sys.argv[3])
for number in range(rounds):
    edit_catalog(Path(sys.argv[1]), lambda c: replace(
        c, entries=(*c.entries, Entry(f"{name} {number}", ("訳",)))))
    print(number, flush=True)
"""


def test_two_processes_at_once_lose_nothing(path):
    rounds = 100
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, path, name, str(rounds)], stdout=subprocess.PIPE
        )
        for name in ("one", "two")
    ]
    for writer in writers:
        writer.communicate(timeout=120)
        assert writer.returncode == 0
    found = {entry.msgid for entry in read_catalog(path).entries}
    assert found == {"a"} | {
        f"{name} {number}" for name in ("one", "two") for number in range(rounds)
    }


def test_two_at_once_of_which_one_is_killed_at_any_byte_or_line_lose_nothing():
    rounds = ROOT / "benchmarks/concurrency.py"
    done = subprocess.run(
        [sys.executable, rounds, "--rounds", "16"], capture_output=True, text=True, check=False
    )
    assert "lost=0 broken=0 stuck=0" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0


def test_signature_changes_with_the_file(path):
    before = files.signature(path)
    assert files.signature(path) == before
    edit_catalog(path, added("c"))
    assert files.signature(path) != before
    assert files.signature(path.with_name("none.po")) == (0, 0, 0, 0)
