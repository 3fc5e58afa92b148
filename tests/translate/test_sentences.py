from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.model import locale
from localize.translate.sentences import parts, sentences, separator


@pytest.mark.parametrize(
    ("text", "tag", "expected"),
    [
        ("1. Open the door. 2. Close it.", "en", ["1. Open the door.", "2. Close it."]),
        ("M. Dupont est venu. Il dort.", "fr", ["M. Dupont est venu.", "Il dort."]),
        ("He met Mr. J. Smith. Fine.", "en", ["He met Mr. J. Smith.", "Fine."]),
        ("彼は「行く。」と言った。彼は寝た。", "ja", ["彼は「行く。」と言った。", "彼は寝た。"]),
        ("one\ntwo", "en", ["one", "two"]),
        ("  ", "en", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, tag, expected):
    assert [text[start:end] for start, end in sentences(text, locale(tag))] == expected


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=80), st.sampled_from(["en", "ja", "hi"]))
def test_nothing_but_whitespace_stands_between_sentences(text, tag):
    position = 0
    for start, end in sentences(text, locale(tag)):
        assert position <= start < end
        assert not text[position:start].strip()
        position = end
    assert not text[position:].strip()


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200), st.integers(1, 40))
def test_parts_are_short_and_lose_nothing_but_whitespace(text, size):
    spans = parts(text, size)
    assert all(end - start <= size for start, end in spans)
    joined = "".join("".join(text[start:end].split()) for start, end in spans)
    assert joined == "".join(text.split())


def test_sentences_are_joined_as_the_target_does():
    assert separator(" ", locale("ja")) == ""
    assert separator("", locale("hi")) == " "
    assert separator("\n\n", locale("ja")) == "\n\n"
