from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.model import Entry, State, may_draft, state
from localize.model.state import (
    Stamp,
    drafted,
    edited,
    entry_hash,
    machine_stamp,
    reviewed,
    stamp,
    with_acceptance,
)

EMPTY = Entry("Hello.", ("",))
DRAFT = drafted(EMPTY, ("こんにちは。",), engine="argos/en_ja@1.1", score=-0.42)


def test_draft_is_machine_and_says_by_whom():
    assert state(DRAFT) is State.MACHINE
    assert machine_stamp(DRAFT).get("engine") == "argos/en_ja@1.1"
    assert may_draft(DRAFT)


def test_accepting_a_draft_in_any_tool_makes_it_translated():
    accepted = replace(DRAFT, flags=())
    assert state(accepted) is State.TRANSLATED
    assert not may_draft(accepted)


def test_draft_edited_in_another_tool_is_a_persons():
    changed = replace(DRAFT, msgstr=("やあ。",))
    assert state(changed) is State.NEEDS_WORK
    assert not may_draft(changed)


def test_draft_whose_source_changed_is_stale_and_may_be_drafted_again():
    # msgmerge keeps the comment, sets fuzzy and writes the previous msgid
    moved = replace(DRAFT, msgid="Hello, you.", previous_msgid="Hello.")
    assert state(moved) is State.STALE
    assert may_draft(moved)


def test_persons_text_whose_source_changed_is_stale_and_stays_theirs():
    theirs = Entry("Hello, you.", ("やあ。",), flags=("fuzzy",), previous_msgid="Hello.")
    assert state(theirs) is State.STALE
    assert not may_draft(theirs)


def test_accepted_draft_stays_a_persons_when_its_source_changes():
    accepted = with_acceptance(replace(DRAFT, flags=()))
    moved = replace(accepted, msgid="Hello, you.", previous_msgid="Hello.", flags=("fuzzy",))
    assert state(moved) is State.STALE
    assert machine_stamp(moved).get("engine") == "argos/en_ja@1.1"
    assert not may_draft(moved)


def test_reviewed_draft_stays_a_persons_though_another_tool_updated_the_catalog():
    approved = reviewed(DRAFT, by="A", at="2026-11-22")
    moved = replace(approved, msgid="Hello, you.", previous_msgid="Hello.", flags=("fuzzy",))
    assert state(moved) is State.STALE
    assert not may_draft(moved)


def test_review_counts_only_while_both_texts_stand():
    approved = reviewed(DRAFT, by="Aiko Sato", at="2026-11-22")
    assert state(approved) is State.REVIEWED
    assert state(replace(approved, msgstr=("やあ。",))) is State.TRANSLATED
    assert state(replace(approved, msgid="Bye.")) is State.TRANSLATED
    assert state(replace(approved, flags=("fuzzy",))) is not State.REVIEWED


def test_review_of_one_context_is_not_one_of_another():
    approved = reviewed(replace(DRAFT, msgctxt="menu"), by="A", at="2026-11-22")
    assert state(replace(approved, msgctxt="title")) is State.TRANSLATED


def test_editing_takes_the_review_away():
    approved = reviewed(DRAFT, by="A", at="2026-11-22")
    assert state(edited(approved, ("やあ。",), fuzzy=False)) is State.TRANSLATED
    assert state(edited(approved, ("やあ。",), fuzzy=True)) is State.NEEDS_WORK


def test_plural_with_an_empty_form_needs_work():
    entry = Entry("one", ("a", ""), msgid_plural="many")
    assert state(entry) is State.NEEDS_WORK
    assert not may_draft(entry)


def test_obsolete_entry_is_never_drafted():
    assert not may_draft(replace(EMPTY, obsolete=True))


def test_drafting_a_persons_entry_is_refused():
    with pytest.raises(AssertionError):
        drafted(Entry("a", ("b",)), ("c",), engine="pseudo")


texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\n\r"), max_size=40)


@given(st.lists(st.tuples(st.sampled_from(["by", "at", "engine"]), texts), max_size=3))
def test_stamp_is_read_as_it_was_written(fields):
    written = Stamp("reviewed", tuple(fields))
    assert stamp(str(written)) == written


@given(texts, texts)
def test_hash_tells_any_edit_apart(first, second):
    left, right = replace(EMPTY, msgstr=(first,)), replace(EMPTY, msgstr=(second,))
    assert (entry_hash(left) == entry_hash(right)) == (first == second)
