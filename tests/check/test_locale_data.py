"""What is known of scripts, numbers and sounds."""

from __future__ import annotations

import pytest

from localize.check import locale_data, numbers
from localize.check.consonants import skeleton
from localize.model import locale
from localize.scripts.letters import script_counts


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234", 1234),
        ("1.234", 1234),
        ("1 234", 1234),
        ("1.234,5", 1234.5),
        ("１２３", 123),
        ("१२३", 123),
        ("١٢٣", 123),
        ("1億2345万", 123450000),
        ("1.5 million", 1.5e6),
        ("15 लाख", 1.5e6),
        ("3 миллионов", 3e6),
        ("2,5 Mio.", 2.5e6),
        ("12,34,567", 1234567),
        ("3千万", 3e7),
    ],
)
def test_a_number_is_read_in_its_notation(text, value):
    assert any(value in one.values for one in numbers.numbers(text)), numbers.numbers(text)


@pytest.mark.parametrize(
    ("text", "value"), [("三百", 300), ("二〇二四", 2024), ("千二百万", 1.2e7), ("十二", 12)]
)
def test_a_number_in_han_is_read(text, value):
    assert value in numbers.spelled(text)


@pytest.mark.parametrize(
    ("name", "others"), [("Siso", ("シソ", "सीसो", "Сисо")), ("Roman", ("ロマン", "रोमन", "Роман"))]
)
def test_a_name_sounds_alike_in_every_script(name, others):
    assert {skeleton(other) for other in others} == {skeleton(name)}


def test_tables_know_forty_locales_and_more():
    assert len(locale_data.table("length")) >= 40
    for tag in (
        "ja",
        "hi",
        "de",
        "es",
        "cs",
        "is",
        "ru",
        "uk",
        "zh-CN",
        "zh-Hant",
        "pt-BR",
        "ar",
        "fr-CA",
    ):
        measured = locale_data.length(locale(tag))
        assert measured is not None, tag
        assert measured.count >= 150
        assert 0.02 < measured.mad < 0.5


def test_a_scripts_letters_are_counted_alike_by_the_short_way_and_the_long():
    text = "Hello Король 王は眠った राजा"
    counted = script_counts(text, frozenset({"Cyrl", "Hani", "Hira", "Deva"}))
    assert counted == script_counts(text)
    assert counted["Cyrl"] == 6
