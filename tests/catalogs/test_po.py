"""Reading and writing catalogs: everything comes back, and what is malformed is named."""

from __future__ import annotations

import os
import tarfile
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from localize.catalogs.po import decoded, encoded, parse, read_catalog, serialized
from localize.catalogs.strings import escaped
from localize.errors import CatalogError
from localize.model import Catalog, CatalogStyle, Entry

HEADER = 'msgid ""\nmsgstr ""\n"Language: ja\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'

EVERY_KIND = HEADER + (
    "# a translator's comment\n#\n#no space\n#  two spaces\n#. extracted\n#: a.md:1 b.md\n"
    '#, fuzzy, markdown-text\n#| msgctxt "old"\n#| msgid "was"\n#| msgid_plural "were"\n'
    'msgctxt "menu"\nmsgid "one"\nmsgid_plural "many"\nmsgstr[0] "一"\nmsgstr[1] "多"\n\n'
    'msgid ""\n"wrapped "\n"text\\n"\n"and more"\nmsgstr ""\n"訳 "\n"文"\n\n'
    '#, fuzzy\n#~| msgid "older"\n#~ msgctxt "c"\n#~ msgid "gone"\n#~ msgstr ""\n#~ "行"\n#~ "った"\n'
)

QUIRKS = {
    "empty": "",
    "only comments": "# nothing\n# here\n",
    "no header": 'msgid "a"\nmsgstr "b"\n',
    "no final line feed": HEADER + 'msgid "a"\nmsgstr "b"',
    "obsolete without final line feed": HEADER + '#~ msgid "a"\n#~ msgstr "b"',
    "every kind": EVERY_KIND,
    "sticky flags of gettext 0.26": HEADER + '#, fuzzy\n#= c-format\nmsgid "a"\nmsgstr "b"\n',
    "line separators inside": HEADER + 'msgid "a\u2028b\u0085c\x1cd"\nmsgstr "e\u2029f"\n',
    "no blank lines": 'msgid "a"\nmsgstr "b"\nmsgid "c"\nmsgstr "d"\n#~ msgid "e"\n#~ msgstr "f"\n',
    "many blank lines": "\n\n\n" + HEADER + '\n\n\nmsgid "a"\nmsgstr "b"\n\n\n\n',
    "blank lines with spaces": HEADER + '  \nmsgid "a"\nmsgstr "b"\n \t\n',
    "comments apart": HEADER + '# section\n\n# of it\n\n#: x\nmsgid "a"\nmsgstr "b"\n',
    "indented": HEADER + 'msgid   "a"\n   "b"\nmsgstr\t"c"\n  "d"  \n',
    "on one line": HEADER + 'msgid "a" msgstr "b" "c" msgid "d" msgstr "e"\n',
    "tight obsolete": HEADER
    + '#~msgid "a"\n#~msgstr "b"\n#~ # late comment\n#~ msgid "c"\n#~ msgstr "d"\n',
    "obsolete one after the other": HEADER
    + '#~ msgid "a"\n#~ msgstr "b"\n#~ msgid "c"\n#~ msgstr "d"\n',
    "escapes": HEADER + r'msgid "\a\b\f\v\r\t\n\\\"\303\251\x41"' + '\nmsgstr "x"\n',
    "compendium": HEADER
    + '#, fuzzy\nmsgid "a"\nmsgstr ""\n"#-#-#-#-#  one.po  #-#-#-#-#\\n"\n"b"\n',
    "comments at the end": HEADER + 'msgid "a"\nmsgstr "b"\n\n# the end\n#~ \n',
    "header in the middle": 'msgid "a"\nmsgstr "b"\n\n' + HEADER + 'msgid "c"\nmsgstr "d"\n',
    "blank line inside a string": HEADER
    + 'msgid "a"\nmsgstr "b"\n\n"c"\n\n#~ msgid "d"\n#~ msgstr ""\n\n#~ "e"\n\nmsgid "f"\nmsgstr ""\n',
    "domain": HEADER + 'domain "other"\n\nmsgid "a"\nmsgstr "b"\n',
    "crlf": EVERY_KIND.replace("\n", "\r\n"),
    "crlf and lf": HEADER + 'msgid "a"\r\nmsgstr "b"\r\n\r\n#, fuzzy\nmsgid "c"\nmsgstr "d"\n',
    "babel's previous": HEADER + '# | msgid "x"\nmsgid "a"\nmsgstr "b"\n',
    "file name with spaces": HEADER + '#: \u2068a b.md\u2069:3 c.md\nmsgid "a"\nmsgstr "b"\n',
    "header in lower case": 'msgid ""\nmsgstr "language: ja\\ncontent-type: text/plain; charset=utf-8\\n"\n',
    "header of one line, then none": 'msgid "" msgstr "X: y"\nmsgid "a"\nmsgstr "b"',
    "fuzzy header": "# title\n#, fuzzy\n" + HEADER + 'msgid "a"\nmsgstr "b"\n',
    "tabs and trailing spaces": HEADER
    + '#\ta comment\t \n#:  a.md  \n#,\tfuzzy \nmsgid\t"a"  \nmsgstr \t "b"\t\n',
    "folded anywhere": HEADER
    + 'msgid "fol"\n"" "d"\n"ed\\n\\n" ""\n"x"\nmsgstr ""\n""\n"訳\\n"\n"" "\\n" ""\n',
    "very long lines": HEADER + f'# {"c" * 9000}\nmsgid "{"a " * 9000}"\nmsgstr "{"訳" * 9000}"\n',
    "obsolete plural": HEADER
    + '# c\n#, fuzzy\n#~| msgctxt "k"\n#~| msgid "o"\n#~| msgid_plural "os"\n#~ msgid "a"\n'
    + '#~ msgid_plural "b"\n#~ msgstr[0] "c"\n#~ msgstr[1] ""\n#~ "d"\n',
    "obsolete with comments of every kind": HEADER
    + '#. extracted\n#: a.md:1\n#, fuzzy, c-format\n#| msgid "was"\n#~ msgid "a"\n#~ msgstr "b"\n',
    "compendium of comments": HEADER
    + "# #-#-#-#-#  one.po  #-#-#-#-#\n# first\n# #-#-#-#-#  two.po  #-#-#-#-#\n# second\n"
    + '#, fuzzy\nmsgid "a"\nmsgstr ""\n"#-#-#-#-#  one.po  #-#-#-#-#\\n"\n"b\\n"\n'
    + '"#-#-#-#-#  two.po  #-#-#-#-#\\n"\n"c"\n',
    "escapes of all kinds": HEADER + r'msgid "\x41\101\x41\303\251 \0 \x0"' + '\nmsgstr "\\a"\n',
    "a carriage return inside": HEADER + 'msgid "a\\r\\n"\nmsgstr "b\\r\\n"\n',
    "only an obsolete entry": '#~ msgid "a"\n#~ msgstr "b"\n',
    "references in columns": HEADER
    + '#: a.c:1 b.c:2\\\n#: c.c:3\n#:d.c:4\nmsgid "a"\nmsgstr "b"\n',
    "range flags": HEADER
    + '#, range: 0..10, no-wrap\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n',
    "duplicate among the obsolete": HEADER
    + 'msgid "a"\nmsgstr "b"\n\n#~ msgid "a"\n#~ msgstr "c"\n',
}


@pytest.mark.parametrize("text", QUIRKS.values(), ids=QUIRKS)
def test_every_manner_comes_back_byte_for_byte(text):
    assert serialized(parse(text)) == text
    raw = b"\xef\xbb\xbf" + text.encode()
    assert encoded(decoded(raw)) == raw


@pytest.mark.parametrize("text", QUIRKS.values(), ids=QUIRKS)
def test_a_changed_entry_changes_no_other_byte(text):
    catalog = parse(text)
    newline = catalog.style.newline
    for at, entry in enumerate(catalog.entries):
        changed = replace(entry, msgstr=("新", *entry.msgstr[1:]))
        result = serialized(replace(catalog, entries=with_one(catalog, at, changed)))
        own = entry.raw.replace("\n", newline) if newline == "\r\n" else entry.raw
        start = text.index(own)
        assert result.startswith(text[:start])
        assert result.endswith(text[start + len(own) :])
        again = parse(result)
        assert [one for one in again.entries if one.key != entry.key] == [
            one for one in catalog.entries if one.key != entry.key
        ]
        assert "新" in {one.text for one in again.entries}


def with_one(catalog, at, entry):
    return (*catalog.entries[:at], entry, *catalog.entries[at + 1 :])


def test_fields_of_every_kind_are_read():
    entry, wrapped, gone = parse(EVERY_KIND).entries
    assert entry == Entry(
        "one",
        ("一", "多"),
        "menu",
        "many",
        comments=("a translator's comment", "", "no space", " two spaces"),
        extracted=("extracted",),
        references=("a.md:1", "b.md"),
        flags=("fuzzy", "markdown-text"),
        previous_msgctxt="old",
        previous_msgid="was",
        previous_msgid_plural="were",
    )
    assert (wrapped.msgid, wrapped.text) == ("wrapped text\nand more", "訳 文")
    assert gone.obsolete
    assert gone.fuzzy
    assert (gone.msgctxt, gone.msgid, gone.text, gone.previous_msgid) == (
        "c",
        "gone",
        "行った",
        "older",
    )
    assert [one.line for one in (entry, wrapped, gone)] == [6, 22, 30]


def test_escapes_are_bytes_of_the_charset():
    entry = parse(QUIRKS["escapes"]).entries[0]
    assert entry.msgid == '\a\b\f\v\r\t\n\\"éA'
    broken = parse(HEADER + r'msgid "a\377b"' + '\nmsgstr "x"\n').entries[0]
    assert escaped(broken.msgid) == r"a\377b"


MALFORMED = {
    "unterminated": (HEADER + 'msgid "a"\nmsgstr "b\n', 7, "closing quote"),
    "no msgstr": (HEADER + 'msgid "a"\n\nmsgid "b"\nmsgstr "c"\n', 8, "expected msgstr"),
    "no msgstr at the end": (HEADER + 'msgid "a"\n', 6, "expected msgstr"),
    "no msgid": (HEADER + 'msgstr "a"\n', 6, "expected msgid"),
    "no string": (HEADER + 'msgid\nmsgstr "a"\n', 7, "quoted"),
    "stray text": (HEADER + 'hello world\nmsgid "a"\nmsgstr "b"\n', 6, "expected a comment"),
    "stray string": (HEADER + '# x\n"c"\n', 7, "expected msgid"),
    "duplicate": (HEADER + 'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', 9, "line 6"),
    "escape": (HEADER + 'msgid "a"\nmsgstr "\\q"\n', 6, r"\q"),
    "plural gap": (
        HEADER + 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[2] "d"\n',
        9,
        "msgstr[1]",
    ),
    "plural without forms": (HEADER + 'msgid "a"\nmsgid_plural "b"\nmsgstr "c"\n', 8, "msgstr[0]"),
    "forms without plural": (HEADER + 'msgid "a"\nmsgstr[0] "c"\n', 7, "msgid_plural"),
    "half obsolete": (HEADER + '#~ msgid "a"\nmsgstr "b"\n', 7, "#~"),
    "conflict markers": (HEADER + '<<<<<<< HEAD\nmsgid "a"\nmsgstr "b"\n', 6, "<<<<<<< HEAD"),
    "comment inside": (HEADER + 'msgid "a"\n# why\nmsgstr "b"\n', 7, "expected msgstr before"),
    "msgctxt late": (HEADER + 'msgid "a"\nmsgctxt "c"\nmsgstr "b"\n', 7, "msgctxt before msgid"),
}


@pytest.mark.parametrize(("text", "line", "said"), MALFORMED.values(), ids=MALFORMED)
def test_malformed_is_refused_with_line_and_expectation(text, line, said):
    for form in (text, text.replace("\n", "\r\n")):
        with pytest.raises(CatalogError) as error:
            parse(form, path="ja.po")
        assert error.value.line == line
        assert said in error.value.message
        assert str(error.value).startswith(f"ja.po:{line}:")


def test_charset_of_the_header_is_kept(tmp_path):
    words = {
        "ISO-8859-1": "é",
        "ISO-8859-2": "žř",
        "ISO-8859-15": "œ€",
        "KOI8-R": "да",
        "CP1251": "да",
        "TIS-620": "ไทย",
        "EUC-KR": "한국어",
        "Big5": "許功蓋",
    }
    for charset in (*words, "EUC-JP", "Shift_JIS", "GB18030", "GBK"):
        word = words.get(charset, "訳表")
        raw = (HEADER.replace("UTF-8", charset) + f'msgid "a"\nmsgstr "{word}"\n').encode(charset)
        path = tmp_path / "a.po"
        path.write_bytes(raw)
        catalog = read_catalog(path)
        assert catalog.entries[0].text == word
        assert encoded(catalog) == raw
    with pytest.raises(CatalogError, match="no '雪'") as error:
        entry = Entry("b", ("雪",))
        latin = decoded((HEADER.replace("UTF-8", "ISO-8859-1")).encode())
        encoded(replace(latin, entries=(entry,)))
    assert "msgconv" in error.value.hint


@pytest.mark.parametrize("header", ["", HEADER.replace("; charset=UTF-8", ""), HEADER])
def test_a_text_that_names_a_charset_is_not_the_header(header):
    said = "Content-Type: text/html; charset=Shift_JIS"
    raw = f'# {said}\n\n{header}msgid "Send {said} 日本"\nmsgstr "{said}"\n'.encode()
    catalog = decoded(raw)
    assert catalog.style.charset == "utf-8"
    (entry,) = catalog.entries
    drafted = replace(catalog, entries=(replace(entry, msgstr=("訳",)),))
    assert encoded(drafted) == raw.replace(f'msgstr "{said}'.encode(), 'msgstr "訳'.encode())


@pytest.mark.parametrize("name", ["表", "ソ\\n", "a"])
def test_a_header_is_read_whatever_stands_before_its_charset(name):
    header = f'msgid ""\nmsgstr "Last-Translator: {name}"\n"Content-Type: text/plain; charset=CP932\\n"\n'
    raw = f'# x\n{header}\nmsgid "a"\nmsgstr "訳"\n'.encode("cp932")
    for newline in (b"\n", b"\r\n"):
        assert decoded(raw.replace(b"\n", newline)).entries[0].text == "訳"


def test_bytes_that_are_not_the_charset_are_refused_with_their_line(tmp_path):
    path = tmp_path / "a.po"
    path.write_bytes(HEADER.encode() + b'msgid "a"\nmsgstr "\xff"\n')
    with pytest.raises(CatalogError, match="not UTF-8") as error:
        read_catalog(path)
    assert error.value.line == 7
    path.write_bytes(HEADER.replace("UTF-8", "KLINGON").encode())
    with pytest.raises(CatalogError, match="unknown charset") as error:
        read_catalog(path)
    assert error.value.line == 4
    with pytest.raises(CatalogError, match="cannot be read"):
        read_catalog(tmp_path / "missing.po")


words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"])
    | st.sampled_from('"\\\n\t\r \u2028訳ア'),
    max_size=60,
)
lines = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30)
names = st.from_regex(r"[a-z][a-z0-9./-]{0,12}(:[0-9]{1,3})?", fullmatch=True)
entries = st.builds(
    Entry,
    msgid=words.filter(bool),
    msgstr=st.tuples(words),
    msgctxt=st.none() | words,
    comments=st.lists(
        lines.map(
            lambda one: one if one[:1] not in {".", ":", ",", "|", "~", "=", "!"} else " " + one
        ),
        max_size=3,
    ).map(tuple),
    extracted=st.lists(lines, max_size=2)
    .map(tuple)
    .map(lambda all_: tuple(one.rstrip(" ") for one in all_)),
    references=st.lists(names, max_size=4).map(tuple),
    flags=st.sampled_from([(), ("fuzzy",), ("fuzzy", "markdown-text")]),
    previous_msgid=st.none() | words,
    obsolete=st.booleans(),
)
catalogs = st.builds(
    Catalog,
    st.lists(entries, max_size=6, unique_by=lambda one: one.key).map(tuple),
    style=st.builds(
        CatalogStyle,
        newline=st.sampled_from(["\n", "\r\n"]),
        wrap=st.sampled_from([0, 40, 79]),
        joined_references=st.booleans(),
    ),
)


@settings(deadline=None, max_examples=60)
@given(catalogs)
@example(Catalog((Entry("a" * 90 + " b\n c", ("  ",)),), style=CatalogStyle(wrap=40)))
def test_what_is_written_anew_is_read_as_the_same(catalog):
    text = serialized(catalog)
    again = parse(text)
    assert again.entries == catalog.entries
    assert serialized(again) == text


def changed_and_back(entry):
    away = replace(entry, msgstr=("x",), comments=(), flags=("fuzzy",), obsolete=not entry.obsolete)
    return replace(
        away,
        msgstr=entry.msgstr,
        comments=entry.comments,
        flags=entry.flags,
        obsolete=entry.obsolete,
    )


CHANGES = {
    "nothing": lambda entry: entry,
    "a copy": replace,
    "changed and back": changed_and_back,
    "a text": lambda entry: replace(entry, msgstr=(*entry.msgstr[:-1], entry.msgstr[-1] + " new")),
    "a comment": lambda entry: replace(entry, comments=(*entry.comments, "new")),
    "a place": lambda entry: replace(entry, references=(*entry.references, "new.md")),
    "a flag": lambda entry: replace(entry, flags=(*entry.flags, "c-format")),
    "a source": lambda entry: replace(entry, msgid=entry.msgid + " new"),
}
SAME = ("nothing", "a copy", "changed and back")


@settings(deadline=None, max_examples=80)
@given(
    catalogs.map(serialized) | st.sampled_from(sorted(QUIRKS.values())),
    st.lists(st.sampled_from(sorted(CHANGES)), min_size=8, max_size=8),
)
@example(QUIRKS["tight obsolete"], ["a flag"] * 8)
def test_what_is_unchanged_keeps_its_bytes_and_what_changed_is_written(text, names):
    read = parse(text)
    chosen = [CHANGES[name](entry) for name, entry in zip(names * 4, read.entries, strict=False)]
    result = serialized(replace(read, entries=tuple(chosen)))
    again = parse(result)
    assert list(again.entries) == chosen, "a change was lost"
    for name, before, after in zip(names * 4, read.entries, again.entries, strict=False):
        if name in SAME:
            assert after.raw.strip("\n") == before.raw.strip("\n")
    if set(names[: len(chosen)]) <= set(SAME):
        assert result == text


# polib does not read octal escapes, and splits at other line separators than gettext's.
plain = st.text(st.sampled_from('abc "\\\n訳アー、é{}%'), max_size=30)


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.builds(
            Entry, plain.filter(bool), st.tuples(plain), st.none() | plain, obsolete=st.booleans()
        ),
        max_size=5,
        unique_by=lambda one: one.key,
    ),
    st.sampled_from([0, 40]),
)
def test_polib_reads_what_we_write_as_we_do(tmp_path_factory, chosen, wrap):
    catalog = Catalog(tuple(chosen), style=CatalogStyle(wrap=wrap))
    path = tmp_path_factory.mktemp("polib") / "a.po"
    path.write_bytes(encoded(catalog))
    theirs = {
        (one.msgctxt, one.msgid, one.msgstr, bool(one.obsolete)) for one in polib.pofile(str(path))
    }
    assert theirs == {(one.msgctxt, one.msgid, one.text, one.obsolete) for one in chosen}


@settings(deadline=None, max_examples=120)
@given(st.text(st.sampled_from('msgidtrcx "\\\n#~|.,:[]01a \r'), max_size=120))
def test_anything_is_read_without_loss_or_refused(text):
    try:
        catalog = parse(HEADER + text)
    except CatalogError as error:
        if not error.line:
            raise
        return
    assert serialized(catalog) == HEADER + text


def test_hostile_input_takes_linear_time():
    for text in (
        'msgid "' + "\\" * 200_000,
        "#" * 300_000,
        '"' * 200_000,
        "#\n" * 100_000,
        "\n" * 300_000,
    ):
        try:
            parse(HEADER + text)
        except CatalogError:
            continue


def test_catalogs_of_python_docs_come_back_identical(tmp_path):
    archive = (
        Path(os.environ.get("LOCALIZE_DATA", "../shared/data")) / "gettext/python-docs-ja.tar.xz"
    )
    if not archive.is_file():
        pytest.skip("set LOCALIZE_DATA to a folder with gettext/python-docs-ja.tar.xz")
    with tarfile.open(archive) as tar:
        tar.extractall(tmp_path, filter="data")
    paths = sorted(tmp_path.rglob("*.po"))
    assert paths
    for path in paths[::10]:
        assert encoded(read_catalog(path)) == path.read_bytes()


def test_a_name_in_another_charset_stays_where_nobody_looks_at_bytes():
    entry = 'msgid "a"\nmsgstr "一"\n'.encode()
    raw = HEADER.encode() + b"# Jes\xfas Bravo\n# note\n#. Jes\xfas\n" + entry
    catalog = decoded(raw)
    one = catalog.entries[0]
    assert (one.comments, one.extracted) == (("Jes\ufffds Bravo", "note"), ("Jes\ufffds",))
    assert encoded(catalog) == raw
    changed = replace(one, msgstr=("二",), comments=(*one.comments, "more"))
    after = encoded(replace(catalog, entries=(changed,)))
    assert after == raw.replace(b"# note\n", b"# note\n# more\n").replace(
        "一".encode(), "二".encode()
    )
    for line in (b'#~ msgid "\xfa"\n#~ msgstr ""\n', b'#| msgid "\xfa"\n'):
        with pytest.raises(CatalogError, match="not UTF-8"):
            decoded(HEADER.encode() + line + entry)
