"""Catalogs as polib has them, and back; compiled catalogs as msgfmt makes them."""

from __future__ import annotations

import gettext
import io
import os
import subprocess
import tarfile
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.catalogs.interop import compiled, from_polib, polib_file
from localize.catalogs.po import decoded, encoded, parse, read_catalog, serialized
from localize.model import Entry, state

ROOT = Path(__file__).parents[2]
OURS = sorted((ROOT / "locales").rglob("*.po"))
FULL = """\
# Somebody
# localize: header
msgid ""
msgstr ""
"Project-Id-Version: a b\\n"
"Language: ja\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=n != 1;\\n"
"X-Kept: as: it is\\n"

#. heading 1
#. of the page
#: content/a b.md content/garden.md:12
#, fuzzy, markdown-text
#| msgctxt "old menu"
#| msgid "Old"
# localize: mt engine=argos/en_ja@1 src=x out=y
msgctxt "menu"
msgid "Open"
msgstr "開く\\n"

msgctxt ""
msgid "Open"
msgstr ""

#, c-format
#| msgid "a file"
#| msgid_plural "files"
msgid "%d file"
msgid_plural "%d files"
msgstr[0] "%d ファイル"
msgstr[1] "%d ファイルズ"

#~ msgid "Gone"
#~ msgstr "なし"

#~ msgid "Gone"
#~ msgstr "もうない"
"""


@pytest.mark.parametrize("path", OURS, ids=lambda path: "/".join(path.parts[-3:]))
def test_our_own_catalogs_go_to_polib_and_back_to_the_byte(path):
    catalog = read_catalog(path)
    assert encoded(from_polib(polib_file(catalog), like=catalog)) == path.read_bytes()
    alone = from_polib(polib_file(catalog))
    assert alone == replace(catalog, style=alone.style)


def test_every_part_of_an_entry_has_its_place_in_polib_and_comes_back(tmp_path):
    catalog = parse(FULL)
    file = polib_file(catalog)
    menu = file[0]
    assert (menu.msgctxt, menu.msgid, menu.msgstr) == ("menu", "Open", "開く\n")
    assert (menu.previous_msgctxt, menu.previous_msgid) == ("old menu", "Old")
    assert menu.fuzzy
    assert ("content/garden.md", "12") in menu.occurrences
    assert menu.comment == "heading 1\nof the page"
    assert menu.tcomment.startswith("localize: mt engine=")
    assert file[2].msgstr_plural == {0: "%d ファイル", 1: "%d ファイルズ"}
    assert [one.msgstr for one in file.obsolete_entries()] == ["なし", "もうない"]
    assert file.metadata["X-Kept"] == "as: it is"
    assert serialized(from_polib(file, like=catalog)) == FULL
    assert from_polib(file).entries == catalog.entries
    assert from_polib(file).header == catalog.header
    file.save(str(tmp_path / "a.po"))
    saved = read_catalog(tmp_path / "a.po")
    assert [replace(one, origin=None) for one in saved.live()] == list(catalog.live())
    assert [state(one) for one in saved.live()] == [state(one) for one in catalog.live()]
    assert from_polib(polib.pofile(str(tmp_path / "a.po"))).live() == catalog.live()


def test_what_was_changed_in_polib_is_all_that_changes():
    catalog = parse(FULL)
    file = polib_file(catalog)
    file[0].msgstr, file[0].flags = "ひらく\n", ["markdown-text"]
    file.metadata["X-Kept"] = "another"
    changed = FULL.replace("開く", "ひらく").replace("fuzzy, ", "").replace("as: it is", "another")
    assert serialized(from_polib(file, like=catalog)) == changed
    del file[1]
    file.append(polib.POEntry(msgid="New", msgstr="新", occurrences=[("x.md", 3)]))
    made = from_polib(file, like=catalog)
    assert [one.msgid for one in made.live()] == ["Open", "%d file", "New"]
    assert made.entries[-1].references == ("x.md:3",)
    assert parse(serialized(made)).live() == made.live()


word = st.text(st.sampled_from('abc "\\\n:訳ア\u2028é{}%#'), max_size=20)
line = st.text(st.sampled_from("abc :訳ア\u2028é"), min_size=1, max_size=20)
forms = st.lists(word, min_size=1, max_size=3)
entries = st.builds(
    lambda plural, texts, **rest: Entry(
        msgid_plural=plural, msgstr=tuple(texts if plural is not None else texts[:1]), **rest
    ),
    st.none() | word,
    forms,
    msgid=word.filter(bool),
    msgctxt=st.none() | word,
    comments=st.lists(line, max_size=3).map(tuple),
    extracted=st.lists(line, max_size=3).map(tuple),
    references=st.lists(
        st.from_regex(r"[a-z/]{1,9}\.md(:[0-9]{1,4})?", fullmatch=True), max_size=3
    ).map(tuple),
    flags=st.lists(st.sampled_from(["fuzzy", "c-format", "markdown-text"]), unique=True).map(tuple),
    previous_msgctxt=st.none() | word,
    previous_msgid=st.none() | word,
    previous_msgid_plural=st.none() | word,
    obsolete=st.booleans(),
)


@settings(deadline=None)
@given(st.lists(entries, max_size=4, unique_by=lambda one: (one.key, one.obsolete)))
def test_any_entry_goes_to_polib_and_back(some):
    catalog = replace(parse(FULL), entries=tuple(some))
    assert from_polib(polib_file(catalog)).entries == catalog.entries
    assert from_polib(polib_file(catalog), like=catalog) == catalog


def test_the_catalogs_of_the_python_documentation_go_to_polib_and_back():
    data = Path(os.environ.get("LOCALIZE_DATA", "none")) / "gettext/python-docs-ja.tar.xz"
    if not data.is_file():
        pytest.skip("set LOCALIZE_DATA to a folder with gettext/python-docs-ja.tar.xz")
    seen = 0
    with tarfile.open(data) as archive:
        for number, member in enumerate(one for one in archive if one.name.endswith(".po")):
            if number % 7:
                continue
            raw = archive.extractfile(member).read()
            catalog = decoded(raw, path=member.name)
            assert encoded(from_polib(polib_file(catalog), like=catalog)) == raw, member.name
            assert from_polib(polib_file(catalog)).entries == catalog.entries, member.name
            seen += len(catalog.entries)
    assert seen > 1000


def messages(raw):
    return gettext.GNUTranslations(io.BytesIO(raw))._catalog


def without_header(raw):
    return {key: text for key, text in messages(raw).items() if key}


@pytest.mark.parametrize("path", OURS[:12], ids=lambda path: "/".join(path.parts[-3:]))
def test_a_compiled_catalog_says_what_msgfmt_s_says(path, tmp_path, tool):
    tool("msgfmt", "gettext")
    subprocess.run(["msgfmt", "-o", tmp_path / "a.mo", path], check=True)
    theirs = (tmp_path / "a.mo").read_bytes()
    assert without_header(compiled(read_catalog(path))) == without_header(theirs)
    subprocess.run(["msgfmt", "--use-fuzzy", "-o", tmp_path / "a.mo", path], check=True)
    theirs = (tmp_path / "a.mo").read_bytes()
    catalog = read_catalog(path)
    ours = compiled(catalog, entries=[one for one in catalog.live() if one.translated])
    assert without_header(ours) == without_header(theirs)


def test_plurals_and_contexts_are_found_by_gettext():
    made = gettext.GNUTranslations(io.BytesIO(compiled(parse(FULL))))
    assert made.ngettext("%d file", "%d files", 1) == "%d ファイル"
    assert made.ngettext("%d file", "%d files", 5) == "%d ファイルズ"
    assert made.pgettext("menu", "Open") == "Open", "it is fuzzy"
    both = compiled(parse(FULL), entries=parse(FULL).live())
    assert gettext.GNUTranslations(io.BytesIO(both)).pgettext("menu", "Open") == "開く\n"
    assert compiled(parse('msgid "a"\nmsgstr "訳"\n')) != b""
    bare = gettext.GNUTranslations(io.BytesIO(compiled(parse('msgid "a"\nmsgstr "訳"\n'))))
    assert bare.gettext("a") == "訳", "a catalog without a header is UTF-8"
