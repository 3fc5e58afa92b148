"""Which texts of a catalog are units."""

from __future__ import annotations

from localize.memory.unit import sentence_pairs
from localize.model import locale

EN, JA = locale("en"), locale("ja")


def test_sentences_that_correspond_are_paired():
    assert sentence_pairs("Use 1.5 of it. Then stop!", "1.5を使う。止まれ！", EN, JA) == [
        ("Use 1.5 of it.", "1.5を使う。"),
        ("Then stop!", "止まれ！"),
    ]
    assert sentence_pairs("One. Two.", "一つ。", EN, JA) == []
