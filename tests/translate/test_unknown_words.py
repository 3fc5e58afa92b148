from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.model import locale
from localize.translate.engines.argos_model import Hypothesis
from localize.translate.engines.base import Request
from localize.translate.engines.unknown_words import with_words

EN, JA, HI = locale("en"), locale("ja"), locale("hi")
UNK = "<unk>"


def pieces(text: str, *ends: int) -> list[tuple[int, int]]:
    """Offsets of pieces that end there."""
    return list(zip((0, *ends), (*ends, len(text)), strict=True))


def copied(text, ends, looks, tokens, target):
    """The tokens, each having looked at one piece."""
    offsets = pieces(text, *ends)
    rows = tuple(tuple(float(place == look) for place in range(len(offsets))) for look in looks)
    hypothesis = Hypothesis(tokens, -1.0, rows)
    return tuple(with_words(hypothesis, text, offsets, target).tokens)


def test_a_piece_brings_its_whole_word():
    # Her| p|ul|se| rose
    assert copied("Her pulse rose", (3, 5, 7, 9), (0, 1, 4), ("彼女の", UNK, "が"), JA) == (
        "彼女の",
        "pulse",
        "が",
    )


def test_a_word_in_spaced_writing_keeps_its_space():
    assert copied("Her pulse rose", (3, 5, 7, 9), (0, 2), ("▁उसकी", UNK), HI) == (
        "▁उसकी",
        "▁pulse",
    )
    assert copied("Her pulse rose", (3, 5, 7, 9), (0, 2), ("▁", UNK), HI) == ("▁", "pulse")


@pytest.mark.parametrize(("rest", "expected"), [("ने", "▁ने"), ("▁ने", "▁ने"), ("।", "।"), ("े", "े")])
def test_the_rest_of_a_word_is_not_joined_to_a_copied_one(rest, expected):
    tokens = ("▁उसकी", UNK, rest)
    found = copied("Her pulse rose", (3, 5, 7, 9), (0, 2, 2), tokens, HI)
    assert found == ("▁उसकी", "▁pulse", expected)
    unspaced = copied("Her pulse rose", (3, 5, 7, 9), (0, 2, 2), ("彼女の", UNK, "拍"), JA)
    assert unspaced == ("彼女の", "pulse", "拍")


def test_pieces_of_one_word_in_a_row_bring_it_once():
    tokens = (UNK, UNK, "が", UNK)
    assert copied("pulse rose", (1, 3, 5), (0, 1, 3, 2), tokens, JA) == ("pulse", "が", "pulse")


def test_marks_around_a_word_are_no_part_of_it():
    assert copied("“re-use’s!”", (3, 8), (1,), (UNK,), JA) == ("re-use’s",)
    assert copied("a ☃☃ b", (1, 3), (1,), (UNK,), JA) == ("☃",)


def test_without_spaces_between_words_the_piece_is_the_word():
    assert copied("私は脈拍が", (1, 2, 3, 4), (2,), (UNK,), EN) == ("脈",)


@settings(deadline=None, max_examples=100)
@given(st.text(min_size=1, max_size=30), st.data())
def test_what_is_written_stands_in_the_source(text, data):
    """Invariant: as many rows as tokens, and every token is one of before or a part of the text."""
    ends = sorted(data.draw(st.sets(st.integers(1, max(len(text) - 1, 1)), max_size=5)))
    offsets = pieces(text, *ends)
    size = len(offsets)
    rows = data.draw(
        st.lists(st.lists(st.floats(0, 1), min_size=size, max_size=size).map(tuple), max_size=6)
    )
    tokens = tuple(UNK if number % 2 else "x" for number in range(len(rows)))
    found = with_words(Hypothesis(tokens, -1.0, tuple(rows)), text, offsets, HI)
    assert len(found.tokens) == len(found.attention)
    for token in found.tokens:
        assert token in {UNK, "x", "▁x"} or token.removeprefix("▁") in text


def test_a_word_that_the_model_cannot_write_is_copied_whole_and_doubted(argos):
    pytest.importorskip("ctranslate2", reason="pip install ctranslate2 sentencepiece numpy")
    ((_, draft),) = argos.translate([Request("He is a detective.")], EN, JA)
    assert draft.text == "彼はdetectiveだ。"
    assert draft.doubts == ("unknown",)
