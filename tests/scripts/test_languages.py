"""The tables of languages and scripts: they hold together, and one entry is enough."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from importlib.resources import files

import pytest

from localize.model import locale
from localize.scripts import (
    LETTERS,
    UNSPACED,
    known_script,
    language,
    letter_of,
    own_scripts,
    phrase_ends,
    writing,
)
from localize.scripts.languages import Language, codes
from localize.scripts.letters import diff_tokens, script_counts, script_name, script_of, words_of
from localize.scripts.style import with_languages
from localize.scripts.writing import WRITINGS

TABLE = tomllib.loads((files("localize.scripts") / "languages.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", sorted(codes()))
def test_every_entry_is_of_a_language_and_has_known_keys(code):
    assert locale(code).language == code
    assert TABLE[code].keys() <= {field.name for field in fields(Language)} | {"like"}
    assert len(language(code).quotes) in {0, 2}


def test_an_abbreviation_of_the_table_is_found_in_any_case_and_has_no_last_full_stop():
    assert "κοσ" in language("el").titles
    for code in codes():
        entry = language(code)
        for word in entry.abbreviations | entry.titles | entry.before_numbers | entry.units:
            assert word == word.casefold(), (code, word)
            assert not word.endswith("."), (code, word)


def test_every_script_has_letters_that_are_known():
    for code, entry in WRITINGS.items():
        assert set(entry.letters) <= LETTERS.keys(), code
    assert {"Jpan", "Thai", "Tibt"} <= UNSPACED
    assert "Kore" not in UNSPACED


def test_letters_are_counted_by_script():
    assert script_counts("Привет, 世界!") == {"Cyrl": 6, "Hani": 2}
    assert own_scripts(locale("ja")) == {"Hira", "Kana", "Hani"}
    assert known_script(locale("hi"))
    assert letter_of(locale("ar")).search("abc ب").start() == 4
    assert (script_of("々"), script_of("ー"), script_of("1")) == ("Hani", "Kana", "Latn")
    assert script_name("Deva") == "Devanagari"


def test_words_keep_their_marks_and_a_diff_cuts_scripts_without_spaces():
    assert words_of("हिन्दी don't x") == ["हिन्दी", "don't", "x"]
    assert diff_tokens("हिन्दी ab漢字.") == ["हिन्दी", " ", "ab", "漢", "字", "."]


def test_phrases_end_where_a_line_may():
    ends = phrase_ends("今日は天気です。", locale("ja"))
    assert ends[-1] == 8
    assert 3 in ends
    assert phrase_ends("It is fine.", locale("en")) is None


def test_urdu_is_set_in_nastaliq_and_persian_is_not():
    assert writing(locale("ur")).faces == ("Noto Nastaliq Urdu",)
    assert writing(locale("fa")).faces == ("Noto Naskh Arabic",)


def test_a_style_sheet_gets_the_faces_of_every_script():
    style = with_languages(b"a {}\n/* languages */\n").decode()
    rows = {row.split(" {")[0]: row for row in style.splitlines()}
    assert "/* languages */" not in style
    assert style.count("{") == style.count("}")
    hindi = next(row for selector, row in rows.items() if '[lang|="hi"]' in selector)
    assert "Noto Serif Devanagari" in hindi
    assert re.search(r"--leading: 1\.8", hindi)
    assert with_languages(b"a {}") == b"a {}"
