from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.model import Entry, State, state
from localize.model.state import drafted, may_draft, review_stamp, stamp
from localize.review.decide import (
    Act,
    Decision,
    Reviewer,
    Role,
    author,
    decided,
    refusal,
    remarks,
)

AIKO = Reviewer("Aiko Sato")
OMAR = Reviewer("Omar Haddad", Role.TRANSLATE)
TODAY = "2026-11-22"
DRAFT = drafted(Entry("One boat.", comments=("by hand",)), ("船一隻。",), engine="argos/en_ja@1.9")


def did(entry, act, text=None, by=AIKO, **options):
    decision = Decision(act, by, TODAY, (text,) if text is not None else None)
    assert not refusal(entry, decision, **options)
    return decided(entry, decision, **options)


def test_saving_a_draft_accepts_it_and_keeps_where_it_came_from():
    after = did(DRAFT, Act.SAVE)
    assert state(after) is State.TRANSLATED
    assert any("argos/en_ja@1.9" in one for one in after.comments)
    assert author(after) == ""


def test_saving_another_text_names_its_author():
    after = did(DRAFT, Act.SAVE, "舟が一つ。")
    assert after.text == "舟が一つ。"
    assert author(after) == "Aiko Sato"
    assert author(replace(after, msgstr=("by Poedit",))) == ""


def test_approving_stamps_name_and_day():
    after = did(DRAFT, Act.APPROVE)
    assert state(after) is State.REVIEWED
    assert review_stamp(after).get("by") == "Aiko Sato"
    assert review_stamp(after).get("at") == TODAY


def test_needs_work_on_an_untouched_draft_takes_it_from_the_engine():
    after = did(DRAFT, Act.NEEDS_WORK)
    assert state(after) is State.NEEDS_WORK
    assert not may_draft(after)
    assert any("argos/en_ja@1.9" in one for one in after.comments)


def test_back_to_the_draft_is_a_draft_again():
    after = did(did(DRAFT, Act.SAVE, "別"), Act.DRAFT, "船一隻。")
    assert state(after) is State.MACHINE
    assert may_draft(after)


def test_back_to_a_draft_that_never_was_is_refused():
    assert refusal(DRAFT, Decision(Act.DRAFT, AIKO, TODAY, ("別",)))


def test_saving_an_approved_text_as_it_is_takes_no_approval_away():
    approved = did(DRAFT, Act.APPROVE)
    assert did(approved, Act.SAVE) == approved
    assert state(did(approved, Act.SAVE, "別")) is State.TRANSLATED


def test_translator_does_not_approve():
    assert "reviewer approves" in refusal(DRAFT, Decision(Act.APPROVE, OMAR, TODAY))
    assert not refusal(DRAFT, Decision(Act.SAVE, OMAR, TODAY, ("x",)))


def test_four_eyes_refuses_ones_own_text():
    mine = did(DRAFT, Act.SAVE, "舟が一つ。")
    assert "four_eyes" in refusal(mine, Decision(Act.APPROVE, AIKO, TODAY), four_eyes=True)
    other = Reviewer("Mika Tanaka")
    assert state(did(mine, Act.APPROVE, by=other, four_eyes=True)) is State.REVIEWED


def test_four_eyes_saves_a_changed_text_and_does_not_approve_it():
    assert state(did(DRAFT, Act.APPROVE, "舟が一つ。", four_eyes=True)) is State.TRANSLATED


def test_empty_text_is_neither_saved_nor_approved():
    for act in (Act.SAVE, Act.APPROVE):
        assert refusal(Entry("a"), Decision(act, AIKO, TODAY, ("  ",)))
    assert state(did(DRAFT, Act.NEEDS_WORK, "")) is State.MISSING


@pytest.mark.parametrize(
    ("msgid", "typed", "kept"),
    [
        ("a\n", "b", "b\n"),
        ("a", "b\n", "b"),
        ("\na", "b", "\nb"),
        ("a", "\nb", "b"),
        ("a\r\nb", "x\ny", "x\r\ny"),
        ("a\nb", "x\ny", "x\ny"),
    ],
)
def test_line_ends_are_those_msgfmt_wants(msgid, typed, kept):
    assert did(Entry(msgid), Act.SAVE, typed).text == kept


def test_a_comment_changes_nothing_else():
    decision = Decision(Act.COMMENT, AIKO, TODAY, comment="Is this\nthe boat?")
    after = decided(DRAFT, decision)
    assert remarks(after) == ("by hand", "Aiko Sato (2026-11-22): Is this the boat?")
    assert replace(after, comments=()) == replace(DRAFT, comments=())


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(Act),
    st.text(max_size=20),
    st.booleans(),
    st.sampled_from([AIKO, OMAR]),
    st.lists(st.text(alphabet="ab #", max_size=5), max_size=3),
)
def test_identity_comments_and_references_outlive_every_decision(act, text, eyes, by, words):
    entry = replace(
        drafted(Entry("a %s", comments=tuple(words), references=("x:1",)), ("b",), engine="e"),
        flags=("fuzzy", "c-format"),
    )
    decision = Decision(act, by, TODAY, (text,), "word")
    if refusal(entry, decision, four_eyes=eyes):
        return
    after = decided(entry, decision, four_eyes=eyes)
    assert (after.key, after.references, len(after.msgstr)) == (entry.key, ("x:1",), 1)
    assert "c-format" in after.flags
    kept = [one for one in after.comments if stamp(one) is None]
    assert kept[: len(words)] == words
