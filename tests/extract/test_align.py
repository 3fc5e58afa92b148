"""Which segment of a translated document translates which of its source."""

from __future__ import annotations

from localize.extract.align import alignment
from localize.model import Document, Kind, Segment


def document(*blocks):
    parts = [
        Segment(text, text, kind, level=2 if kind is Kind.HEADING else 0) for kind, text in blocks
    ]
    return Document("a.md", "markdown", tuple(parts))


def test_segments_align_by_structure_and_say_whether_what_is_invariant_agrees():
    source = document(
        (Kind.HEADING, "Start"), (Kind.PARAGRAPH, "Use `x` 3 times."), (Kind.PARAGRAPH, "End.")
    )
    target = document(
        (Kind.HEADING, "始め"), (Kind.PARAGRAPH, "`x`を4回使う。"), (Kind.PARAGRAPH, "終わり。")
    )
    aligned = alignment(source, target)
    assert [(pair.target.msgid, pair.agrees) for pair in aligned.pairs] == [
        ("始め", True),
        ("`x`を4回使う。", False),
        ("終わり。", True),
    ]


def test_a_section_of_another_shape_is_left_and_nothing_is_guessed():
    source = document(
        (Kind.HEADING, "One"), (Kind.PARAGRAPH, "a"), (Kind.HEADING, "Two"), (Kind.PARAGRAPH, "b")
    )
    target = document(
        (Kind.HEADING, "一"),
        (Kind.HEADING, "二"),
        (Kind.PARAGRAPH, "乙"),
    )
    aligned = alignment(source, target)
    assert [pair.target.msgid for pair in aligned.pairs] == ["二", "乙"]
    assert [one.msgid for one in aligned.source_left] == ["One", "a"]
    assert [one.msgid for one in aligned.target_left] == ["一"]
