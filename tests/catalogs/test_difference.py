"""What a reviewer is told of two versions of a catalog."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from localize.catalogs.difference import DifferenceKind, differences, word_diff
from localize.model import Catalog, Entry, State
from localize.model.state import reviewed

KEPT, OLD, GONE = Entry("kept", ("k",)), Entry("old", ("o",)), Entry("gone", ("g",))


def test_added_changed_and_removed_units_are_told_and_moved_ones_are_not():
    accepted = reviewed(OLD, by="A", at="2026-11-22")
    new = Catalog((Entry("new"), accepted, replace(KEPT, references=("elsewhere.md",))))
    told = list(differences(Catalog((KEPT, OLD, GONE)), new))
    assert [(one.kind, one.entry.msgid) for one in told] == [
        (DifferenceKind.ADDED, "new"),
        (DifferenceKind.CHANGED, "old"),
        (DifferenceKind.REMOVED, "gone"),
    ]
    assert told[1].states == (State.TRANSLATED, State.REVIEWED)
    assert not told[1].text_changed


@given(st.text("ab 日。"), st.text("ab 日。"))
def test_a_word_diff_holds_both_texts(old, new):
    marks = word_diff(old, new)
    assert "".join(text for mark, text in marks if mark != "+") == old
    assert "".join(text for mark, text in marks if mark != "-") == new
