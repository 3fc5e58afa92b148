"""The strings of PO files: escaped, quoted, wrapped."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from localize.catalogs.strings import columns, escaped, quoted_lines, unescaped

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]) | st.sampled_from('"\\\n'))


@given(texts)
def test_unescape_undoes_escape(text):
    assert unescaped(escaped(text)) == text


@given(texts, st.sampled_from([0, 20, 79]))
def test_quoted_lines_together_are_the_text(text, wrap):
    lines = quoted_lines("msgid", text, wrap=wrap).split("\n")[:-1]
    pieces = [line.removeprefix("msgid ")[1:-1] for line in lines]
    assert unescaped("".join(pieces)) == text


def test_wide_and_combining_characters_count_as_terminals_show_them():
    assert [columns(text) for text in ("abc", "日本", "e\u0301")] == [3, 4, 1]
