"""A catalog follows its template, and nothing a person wrote is lost."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.catalogs.po import encoded, parse, serialized
from localize.model import Catalog, Entry, State, state
from localize.model.state import drafted, may_draft, reviewed
from localize.update.merge import UpdateOptions, merged
from localize.update.report import Change

HEADER = Entry(
    "", ("Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n",)
)
ONE = "The quick brown fox jumps over the lazy dog in the garden."
TWO = "Catalogs are kept in git, beside the articles they belong to."
THREE = "A reviewer reads every paragraph and accepts it or not."


def template(*msgids, **fields):
    return Catalog(
        tuple(one if isinstance(one, Entry) else Entry(one, **fields) for one in msgids), HEADER
    )


def catalog(*entries):
    return parse(serialized(Catalog(tuple(entries), HEADER)))


def changes(report):
    return {change: len(report.of(change)) for change in Change if report.of(change)}


def test_nothing_changed_is_the_same_catalog():
    old = catalog(Entry(ONE, ("一",)), Entry(TWO, ("二",)))
    result, report = merged(template(ONE, TWO), old)
    assert result is old
    assert (changes(report), report.unchanged, str(report)) == ({}, 2, "unchanged")


def test_changed_paragraph_keeps_its_translation_as_fuzzy_with_what_it_was():
    old = catalog(Entry(ONE, ("一",), comments=("note",)), Entry(TWO, ("二",)))
    changed = ONE.replace("quick", "quick and red")
    result, report = merged(template(changed, TWO), old)
    entry, other = result.entries
    assert (entry.msgid, entry.msgstr, entry.previous_msgid) == (changed, ("一",), ONE)
    assert entry.fuzzy
    assert entry.comments == ("note",)
    assert state(entry) is State.STALE
    assert other is old.entries[1]
    assert changes(report) == {Change.CHANGED: 1}


def test_stamps_stay_and_no_longer_count():
    was = reviewed(Entry(ONE, ("一",)), by="Aiko", at="2026-11-22")
    draft = drafted(Entry(TWO), ("二",), engine="argos")
    old = catalog(was, draft)
    assert [state(one) for one in old.entries] == [State.REVIEWED, State.MACHINE]
    result, _ = merged(template(ONE + " Really.", TWO + " Really."), old)
    assert [state(one) for one in result.entries] == [State.STALE, State.STALE]
    back, _ = merged(template(ONE, TWO), result)
    assert [one.comments for one in back.entries] == [one.comments for one in old.entries]


def test_removed_text_is_obsolete_and_comes_back_as_it_was():
    was = reviewed(Entry(ONE, ("一",), comments=("note",)), by="Aiko", at="2026-11-22")
    old = catalog(was, Entry(TWO, ("二",)), Entry(THREE))
    gone, report = merged(template(TWO), old)
    assert changes(report) == {Change.OBSOLETE: 1, Change.REMOVED: 1}
    assert [one.obsolete for one in gone.entries] == [False, True]
    back, report = merged(template(ONE, TWO), parse(serialized(gone)))
    assert changes(report) == {Change.REVIVED: 1}
    assert state(back.entries[0]) is State.REVIEWED


def test_untranslated_entry_with_a_comment_is_kept():
    gone, _ = merged(template(TWO), catalog(Entry(ONE, comments=("ask the author",)), Entry(TWO)))
    assert gone.entries[-1].comments == ("ask the author",)


def test_moved_paragraphs_are_reported_and_keep_their_bytes():
    old = catalog(Entry(ONE, ("一",)), Entry(TWO, ("二",)), Entry(THREE, ("三",)))
    result, report = merged(template(THREE, ONE, TWO), old)
    assert result.entries == (old.entries[2], old.entries[0], old.entries[1])
    assert [line.key for line in report.of(Change.MOVED)] == [(None, THREE)]


def test_split_paragraph_proposes_both_halves():
    old = catalog(
        Entry("Before."),
        Entry(f"{ONE} {TWO}", ("狐は跳ぶ。カタログは git にある。",)),
        Entry("After."),
    )
    result, _ = merged(template("Before.", ONE, TWO, "After."), old)
    assert [one.text for one in result.live()] == ["", "狐は跳ぶ。", "カタログは git にある。", ""]
    assert all(one.fuzzy for one in result.live()[1:3])
    assert result.entries[-1].obsolete
    assert result.entries[-1].text == "狐は跳ぶ。カタログは git にある。"


@pytest.mark.parametrize(
    ("new", "old"), [("Storing Books", "String"), ("Open", "Close"), ("Yes", "No"), ("1.", "2.")]
)
def test_short_texts_are_not_similar(new, old):
    result, _ = merged(template(new), catalog(Entry(old, ("訳",))))
    assert result.entries[0].msgstr == ("",)
    assert result.entries[1].obsolete


def test_text_in_another_context_is_proposed():
    old = catalog(Entry("Open", ("開く",), msgctxt="menu"))
    result, _ = merged(template(Entry("Open", msgctxt="state")), old)
    assert (result.entries[0].text, result.entries[0].fuzzy) == ("開く", True)
    assert result.entries[0].previous_msgctxt == "menu"


def test_markup_and_white_space_alone_are_a_small_change():
    old = catalog(Entry("See [the  list](a.md) of *flowers*.", ("見よ",)))
    _, report = merged(template("See [the list](b.md) of **flowers**."), old)
    assert report.lines[0].score == pytest.approx(0.99)


def test_plural_changes_keep_the_text():
    old = catalog(Entry("A file", ("一つ",)), Entry("a day", ("一日", "日々"), msgid_plural="days"))
    new = template(Entry("A file", msgid_plural="files"), Entry("a day"))
    result, _ = merged(new, old)
    assert [one.msgstr for one in result.entries] == [("一つ", "一つ"), ("一日",)]
    assert all(one.fuzzy for one in result.entries)


def test_new_places_change_comment_lines_only():
    old = parse('#: a.md:1\nmsgid ""\n"wrapped "\n"by hand"\nmsgstr ""\n"手で"\n"折った"\n')
    result, report = merged(template("wrapped by hand", references=("b.md:7",)), old)
    assert serialized(result) == serialized(old).replace("a.md:1", "b.md:7")
    assert (changes(report), report.comments_changed) == ({}, 1)


def test_revision_date_changes_only_with_a_text():
    header = replace(HEADER, msgstr=(HEADER.text + "PO-Revision-Date: 2020-01-01 00:00+0000\n",))
    old = replace(catalog(Entry(ONE, ("一",))), header=header)
    now = "2026-11-22 20:17+0000"
    same, _ = merged(template(ONE, references=("x",)), old, now=now)
    assert same.header == header
    other, _ = merged(template(ONE, TWO), old, now=now)
    assert f"PO-Revision-Date: {now}" in other.header.text


def test_similar_texts_are_not_looked_for_when_told_so():
    result, _ = merged(
        template(ONE + " More."), catalog(Entry(ONE, ("一",))), UpdateOptions(fuzzy=False)
    )
    assert result.entries[0].msgstr == ("",)


sentences = st.sampled_from(
    [ONE, TWO, THREE, "Short.", "A", "Another sentence of some length stands here."]
)
sources = st.lists(
    st.builds(
        Entry,
        st.lists(sentences, min_size=1, max_size=3).map(" ".join),
        msgctxt=st.sampled_from([None, None, "menu"]),
        msgid_plural=st.sampled_from([None, None, None, "many"]),
        references=st.sampled_from([(), ("a.md",), ("b.md", "c.md")]),
    ),
    max_size=8,
    unique_by=lambda one: one.key,
)


def translated(entries, seed):
    chance = random.Random(seed)
    result = []
    for number, entry in enumerate(entries):
        forms = 1 if entry.msgid_plural is None else 2
        text = (
            tuple(f"訳{number}。形{form}。" for form in range(forms))
            if chance.random() < 0.8
            else ("",) * forms
        )
        one = replace(
            entry, msgstr=text, comments=(f"note {number}",) if chance.random() < 0.3 else ()
        )
        if any(text) and chance.random() < 0.3:
            one = reviewed(one, by="A", at="2026-11-22")
        result.append(replace(one, obsolete=chance.random() < 0.2))
    return catalog(*result)


@settings(deadline=None, max_examples=120)
@given(sources, sources, sources, st.integers(0, 99))
def test_no_translation_and_no_comment_is_ever_lost_and_twice_is_once(old, new, newer, seed):
    before = translated(old, seed)
    for sources_now in (new, newer, old):
        after, _ = merged(Catalog(tuple(sources_now), HEADER), before)
        assert [one.key for one in after.live()] == [one.key for one in sources_now]
        said = {
            (text, comment)
            for one in after.entries
            for text in one.msgstr
            for comment in ("", *one.comments)
        }
        for one in before.entries:
            text = one.msgstr[0]
            if not text and not one.comments:
                continue
            assert (text, "") in said
            assert all((text, comment) in said for comment in one.comments)
        accepted = {one.key: one for one in before.live() if state(one).accepted}
        for one in after.live():
            if one.key in accepted and one.msgid_plural == accepted[one.key].msgid_plural:
                assert state(one) is state(accepted[one.key])
        keys = [one.key for one in after.entries]
        assert len(keys) == len(set(keys)), "gettext refuses duplicates, obsolete ones too"
        again, _ = merged(Catalog(tuple(sources_now), HEADER), parse(serialized(after)))
        assert encoded(again) == encoded(after)
        before = parse(serialized(after))


def test_joined_paragraphs_propose_both_translations():
    old = catalog(
        Entry("Before."),
        reviewed(Entry(ONE, ("狐は跳ぶ。",), comments=("a fox",)), by="A", at="2026-11-22"),
        Entry(TWO, ("カタログは **git** にある。",), comments=("of catalogs",)),
        Entry("After."),
    )
    new = template("Before.", f"{ONE} Besides, {TWO}", "After.")
    result, report = merged(new, old)
    entry = result.entries[1]
    assert entry.text == "狐は跳ぶ。カタログは **git** にある。"
    assert (entry.previous_msgid, state(entry)) == (f"{ONE} {TWO}", State.STALE)
    assert entry.comments == ("a fox", "of catalogs")
    assert [one.previous for one in report.of(Change.CHANGED)] == [(None, f"{ONE} {TWO}")]
    assert [(one.msgid, one.obsolete) for one in result.entries[3:]] == [(ONE, True), (TWO, True)]
    again, _ = merged(new, parse(serialized(result)))
    assert serialized(again) == serialized(result)
    back, _ = merged(template("Before.", ONE, TWO, "After."), result)
    assert [state(one) for one in back.live()[1:3]] == [State.REVIEWED, State.TRANSLATED]


def test_joined_paragraphs_of_other_scripts_have_a_space_between():
    old = catalog(Entry(ONE, ("Der Fuchs springt.",)), Entry(TWO, ("Kataloge in git.",)))
    result, _ = merged(template(f"{ONE} {TWO}"), old)
    assert result.entries[0].text == "Der Fuchs springt. Kataloge in git."


def test_joined_and_split_drafts_are_left_to_the_engine():
    one, two = (drafted(Entry(msgid), ("草案。草案。",), engine="argos") for msgid in (ONE, TWO))
    result, _ = merged(template(f"{ONE} {TWO}"), catalog(one, two))
    assert all(may_draft(one) for one in result.live())
    whole = drafted(Entry(f"{ONE} {TWO}"), ("草案。草案。",), engine="argos")
    result, _ = merged(template(ONE, TWO), catalog(whole))
    assert all(may_draft(one) for one in result.live())


def test_a_paragraph_that_went_beside_an_edited_one_is_not_joined():
    old = catalog(Entry(ONE, ("一",)), Entry(TWO, ("二",)))
    result, _ = merged(template(f"{ONE} Something quite new was written behind it today."), old)
    assert result.entries[0].text == "一"
