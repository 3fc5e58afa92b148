"""Large catalogs without holding them: the same entries, states and losses as in one piece."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.catalogs.test_po import EVERY_KIND, HEADER, QUIRKS, catalogs
from tests.catalogs.test_stream import refusal

from localize.catalogs import numbered, stream, versions
from localize.catalogs.glance import standing_of
from localize.catalogs.lost_entries import losses
from localize.catalogs.po import read_catalog, serialized
from localize.catalogs.stream import glances
from localize.model import Entry
from localize.model.state import drafted, edited, may_draft, reviewed, standing

ANY = catalogs.map(serialized) | st.sampled_from(sorted(QUIRKS.values()))


def stamped(entry, how):
    """The entry as an engine or a person left it."""
    if entry.obsolete or not how:
        return entry
    if how == "draft" and may_draft(entry):
        return drafted(entry, ("訳",) * len(entry.msgstr), engine="argos/x@1", score=-0.5)
    if how == "stale" and may_draft(entry):
        draft = drafted(replace(entry, msgid="was"), ("訳",), engine="argos/y@1")
        return replace(draft, msgid=entry.msgid)
    if how == "edited":
        return edited(entry, ("人",) * len(entry.msgstr), fuzzy=False)
    return reviewed(edited(entry, ("人",), fuzzy=False), by="Aiko", at="2026-01-02")


def written_to(path, text, hows=()):
    path.write_text(text, newline="")
    if hows and not refusal(lambda: read_catalog(path)):
        catalog = read_catalog(path)
        entries = [
            stamped(entry, how) for entry, how in zip(catalog.entries, hows, strict=False)
        ] + list(catalog.entries[len(hows) :])
        path.write_text(serialized(replace(catalog, entries=tuple(entries))), newline="")
    return path


@settings(deadline=None, max_examples=120)
@given(
    ANY,
    st.lists(st.sampled_from(["", "draft", "stale", "edited", "reviewed"]), max_size=6),
    st.integers(1, 400),
)
def test_a_glance_tells_the_state_and_the_key_of_every_entry(tmp_path_factory, text, hows, size):
    path = written_to(tmp_path_factory.mktemp("glance") / "a.po", text, hows)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stream, "_BLOCK", size)
        assert refusal(lambda: list(glances(path))) == refusal(lambda: read_catalog(path))
        if refusal(lambda: read_catalog(path)):
            return
        told = [(seen.key, seen.obsolete, seen.raw, standing_of(seen)) for seen in glances(path)]
    whole = read_catalog(path).entries
    assert told == [(one.key, one.obsolete, one.raw, standing(one)) for one in whole]


@settings(deadline=None, max_examples=120)
@given(ANY, st.randoms(use_true_random=False), st.integers(1, 8))
def test_entries_come_by_number_as_in_one_piece_and_rows_are_their_text(
    tmp_path_factory, text, chance, piece
):
    path = written_to(tmp_path_factory.mktemp("numbered") / "a.po", text)
    if refusal(lambda: read_catalog(path)):
        return
    whole = read_catalog(path)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(numbered, "_PIECE", piece * 20)
        file = numbered.numbered(path, lambda seen: hash(seen.raw))
        if file is None:
            assert "\r" in text or whole.style.header_at or not text
            return
        with file:
            numbers = [chance.randrange(len(file)) for _ in range(9)] if len(file) else []
            for number in [*range(len(file)), *numbers]:
                got, want = file[number], whole.entries[number]
                assert (got, got.raw) == (want, want.raw)
            assert (file.header, list(file.obsolete)) == (
                whole.header,
                [entry.obsolete for entry in whole.entries],
            )
            rows = "".join(row.raw for row in file.row(0, len(file)))
            head = file.header.raw if file.header else ""
            assert head + rows + file.tail == text


@settings(deadline=None, max_examples=100)
@given(catalogs, st.data())
def test_two_versions_without_what_is_the_same_tell_the_same_losses(tmp_path_factory, old, data):
    folder = tmp_path_factory.mktemp("versions")
    before = folder / "before.po"
    before.write_text(HEADER + serialized(replace(old, header=None)), newline="")
    if refusal(lambda: read_catalog(before)):
        return
    kept = []
    for entry in read_catalog(before).entries:
        match data.draw(st.sampled_from(["keep", "keep", "drop", "empty", "other", "bare"])):
            case "keep":
                kept.append(entry)
            case "empty":
                kept.append(replace(entry, msgstr=("",) * len(entry.msgstr)))
            case "other":
                kept.append(replace(entry, msgid=entry.msgid + "!"))
            case "bare":
                kept.append(replace(entry, comments=()))
    after = folder / "after.po"
    catalog = read_catalog(before)
    after.write_text(serialized(replace(catalog, entries=tuple(kept))), newline="")
    if refusal(lambda: read_catalog(after)):
        return
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(versions, "LARGE", 0)
        small = versions.without_same(before, after)
    whole = read_catalog(before), read_catalog(after)
    assert list(losses(*small)) == list(losses(*whole))


def test_states_are_counted_without_holding_the_entries(tmp_path):
    path = written_to(tmp_path / "a.po", EVERY_KIND)
    seen = list(glances(path))
    assert sum(isinstance(one, Entry) for one in seen) == 2, "a plural, and an obsolete one"
    assert Counter(standing_of(one)[0] for one in seen) == Counter(
        standing(one)[0] for one in read_catalog(path).entries
    )
