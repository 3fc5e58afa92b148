"""A file brought up to its template without being held: the bytes and the report of `merged`."""

from __future__ import annotations

import tarfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.catalogs.test_po import HEADER, catalogs
from tests.catalogs.test_stream import DOCS, refusal

from localize.catalogs import numbered, stream
from localize.catalogs.po import encoded, parse, read_catalog, serialized
from localize.model import Catalog, Entry, locale
from localize.model.state import drafted, edited, may_draft
from localize.update import plan
from localize.update.files import create_file, update_file
from localize.update.header import new_catalog
from localize.update.merge import UpdateOptions, merged

NOW = "2026-11-28 20:00+0000"
DATED = HEADER.replace(
    '"Language', '"POT-Creation-Date: 2026-01-01\\n"\n"PO-Revision-Date: never\\n"\n"Language'
)
SENTENCES = [
    "The quick brown fox jumps over the lazy dog in the garden.",
    "Catalogs are kept in git, beside the articles they belong to.",
    "A reviewer reads every paragraph and accepts it or not.",
    "A machine writes the first draft. Nobody has looked at it yet.",
    "Short.",
    "The harbour is full of ships, and the town of sailors.",
]


def numbered_or_none(path):
    file = numbered.numbered(path, lambda _: 0)
    if file is not None:
        file.__exit__()
    return file


def is_odd(template):
    """Whether a template is one that is only held whole."""
    file = numbered_or_none(template)
    return file is None or any(file.obsolete)


def same_as_held(template, path, *, dry_run=False):
    """Update a file, and see that `merged` says and writes the same."""
    before = read_catalog(path)
    held, report = merged(read_catalog(template), before, UpdateOptions(), now=NOW)
    done = update_file(template, path, UpdateOptions(), now=NOW, dry_run=dry_run)
    if done is None:
        assert is_odd(template) or numbered_or_none(path) is None, "it could have been done"
        return False
    assert done.report == report
    assert done.changed == (held.entries != before.entries or held.header != before.header)
    assert path.read_bytes() == encoded(before if dry_run else held)
    return True


@st.composite
def entries(draw):
    """Entries as a project has them: drafts, texts of people, notes, obsolete ones."""
    result = []
    for number in draw(st.permutations(range(len(SENTENCES)))):
        words = draw(st.sampled_from(["", "", " And more of it.", " Also."]))
        entry = Entry(
            SENTENCES[number] + words,
            msgctxt=draw(st.sampled_from([None, None, "menu"])),
            extracted=draw(st.sampled_from([(), ("paragraph",)])),
            references=draw(st.sampled_from([(), ("a.md",), ("a.md", "b.md")])),
            flags=draw(st.sampled_from([(), ("markdown-text",)])),
        )
        match draw(st.sampled_from(["", "draft", "person", "note", "obsolete", "out"])):
            case "draft" if may_draft(entry):
                entry = drafted(entry, (f"訳{number}",), engine="argos/x@1")
            case "person":
                entry = edited(entry, (f"人の訳{number}。",), fuzzy=draw(st.booleans()))
            case "note":
                entry = replace(entry, comments=("see the glossary", "fuzzy words"))
            case "obsolete":
                entry = replace(entry, msgstr=("昔",), obsolete=True, references=(), extracted=())
            case "out":
                continue
        result.append(entry)
    return result


def written(path, header, some):
    header = parse(header).header
    path.write_text(serialized(Catalog(tuple(some), header)), newline="")
    return path


@settings(deadline=None, max_examples=150)
@given(
    entries(),
    entries(),
    st.sampled_from([HEADER, DATED]),
    st.sampled_from([HEADER, DATED.replace("2026-01", "2026-02")]),
    st.integers(1, 400),
    st.booleans(),
)
def test_a_file_is_updated_as_in_memory(tmp_path_factory, new, old, head, late, size, look):
    folder = tmp_path_factory.mktemp("files")
    sources = [replace(one, msgstr=("",), comments=(), obsolete=False, flags=()) for one in new]
    template = written(folder / "a.pot", late, sources)
    path = written(folder / "a.po", head, old)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stream, "_BLOCK", size)
        patched.setattr(numbered, "_PIECE", size)
        assert same_as_held(template, path, dry_run=look)
        assert same_as_held(template, path)
        before = path.read_bytes()
        assert same_as_held(template, path)
        assert path.read_bytes() == before, "updating twice is updating once"
    assert sorted(one.name for one in folder.iterdir()) == ["a.po", "a.pot"]


@settings(deadline=None, max_examples=60)
@given(catalogs, catalogs)
def test_any_file_is_updated_as_in_memory_or_left_to_it(tmp_path_factory, new, old):
    folder = tmp_path_factory.mktemp("files")
    template, path = folder / "a.pot", folder / "a.po"
    template.write_text(serialized(new), newline="")
    path.write_text(serialized(old), newline="")
    if refusal(lambda: read_catalog(template)) or refusal(lambda: read_catalog(path)):
        return
    before = path.read_bytes()
    if not same_as_held(template, path):
        assert path.read_bytes() == before


@settings(deadline=None, max_examples=40)
@given(entries(), st.sampled_from([HEADER, DATED]))
def test_a_file_is_made_as_in_memory(tmp_path_factory, some, head):
    folder = tmp_path_factory.mktemp("made")
    sources = [replace(one, msgstr=("",), comments=(), obsolete=False) for one in some]
    template = written(folder / "a.pot", head, sources)
    path = folder / "ja" / "a.po"
    report = create_file(template, path, locale("ja"), UpdateOptions(), now=NOW)
    fresh = new_catalog(read_catalog(template), locale("ja"), now=NOW)
    held, told = merged(read_catalog(template), replace(fresh, entries=()), now=NOW)
    assert (path.read_bytes(), report) == (encoded(held), told)


def test_beyond_a_hundred_thousand_changes_only_their_counts_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(plan, "MOST_LINES", 2)
    template = written(tmp_path / "a.pot", HEADER, [Entry(text) for text in SENTENCES])
    report = create_file(template, tmp_path / "a.po", locale("ja"), UpdateOptions(), now=NOW)
    assert (report.lines, report.counts["added"]) == ((), len(SENTENCES))
    assert str(report) == "6 added"


@pytest.mark.skipif(not DOCS.is_file(), reason="needs the catalogs of the Python documentation")
def test_real_catalogs_are_updated_as_in_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(stream, "_BLOCK", 5000)
    with tarfile.open(DOCS) as archive:
        files = [one for one in archive if one.name.endswith(".po")][::11]
        read = [archive.extractfile(one).read() for one in files]
    done = 0
    for raw in read:
        path, template = tmp_path / "a.po", tmp_path / "a.pot"
        path.write_bytes(raw)
        catalog = read_catalog(path)
        sources = [replace(one, msgstr=("",) * len(one.msgstr)) for one in catalog.live()[1:]]
        sources = [replace(one, comments=(), previous_msgid=None) for one in sources]
        for at in range(0, len(sources), 7):
            sources[at] = replace(sources[at], msgid=sources[at].msgid + " (as of now)")
        sources[2:4] = reversed(sources[2:4])
        unique = {one.key: replace(one, flags=()) for one in sources}
        template.write_bytes(encoded(Catalog(tuple(unique.values()), catalog.header)))
        done += same_as_held(template, path)
    assert done > 20
