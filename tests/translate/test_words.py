from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.model import locale
from localize.translate.protect.words import cuts_word, word_end


def whole(text, code):
    """The text in pieces that no place within cuts."""
    target = locale(code)
    cuts = [place for place in range(len(text) + 1) if not cuts_word(text, place, target)]
    return [text[a:b] for a, b in pairwise(cuts)]


@pytest.mark.parametrize(
    ("code", "text", "pieces"),
    [
        ("fr", "l'été 42e", ["l", "'", "été", " ", "42e"]),
        ("hi", "नमस्ते जी", ["नमस्ते", " ", "जी"]),
        ("ja", "秘密のデータ42", ["秘密", "の", "データ", "42"]),
        ("ja", "GitHubを使う", ["GitHub", "を", "使", "う"]),
        ("ja", "人々と〇〆切", ["人々", "と", "〇〆切"]),
        ("zh-Hans", "我用Git的", ["我", "用", "Git", "的"]),
        ("th", "ที่นี่", ["ที่", "นี่"]),
    ],
)
def test_words_are_not_cut_as_far_as_the_letters_tell(code, text, pieces):
    assert whole(text, code) == pieces


@pytest.mark.parametrize(
    ("code", "text", "place", "expected"),
    [
        ("en", "a kettle boils", 4, "a kettle"),
        ("ja", "彼女は川の近くに立った。", 2, "彼女は"),
        ("ja", "彼女は川の近くに立った。", 6, "彼女は川の"),
        ("ja", "はい。そうです", 3, "はい。"),
        ("zh-Hant", "今天天氣晴朗。", 1, "今天"),
        ("km", "ភាសាខ្មែរ", 4, "ភាសា"),
    ],
)
def test_a_point_goes_to_the_end_of_a_word_or_phrase(code, text, place, expected):
    assert text[: word_end(text, place, locale(code))] == expected


@given(st.text(max_size=20), st.integers(0, 20), st.sampled_from(["en", "ja", "zh-Hans", "th"]))
def test_a_point_stays_within_the_text(text, place, code):
    place = min(place, len(text))
    assert 0 <= word_end(text, place, locale(code)) <= len(text)
