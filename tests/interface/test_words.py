"""The interface's words: complete in every language, found by every reader, said by nobody else."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from pathlib import Path

import pytest

import localize
from localize.catalogs.po import read_catalog
from localize.interface.words import LOCALES, Interface, interface, preferred, spoken
from localize.model import Locale, State, state

JA, HI, AR, RU = (Locale(tag) for tag in ("ja", "hi", "ar", "ru"))
PACKAGE = Path(localize.__file__).parent
CATALOGS = sorted(LOCALES.glob("*/LC_MESSAGES/*.po"))
REVIEW = ("site", "review")


def sources(folder: str, *patterns: str) -> dict[str, str]:
    paths = (path for pattern in patterns for path in (PACKAGE / folder).glob(pattern))
    return {path.name: path.read_text(encoding="utf-8") for path in paths}


RENDER = sources("render", "theme/*", "*.py")
REVIEWING = sources("review", "*.py", "web/*.py", "web/templates/*", "web/static/*.js")


def said(texts: dict[str, str]) -> set[str]:
    calls = re.compile(r'\b(?:say(?:\.plural)?|refused|text)\(\s*(?:request, )?"([^"]+)"')
    return {msgid for text in texts.values() for msgid in calls.findall(text)}


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{\w+}", text))


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_every_catalog_of_the_interface_is_complete_and_keeps_placeholders(path: Path):
    template = read_catalog(LOCALES / f"{path.stem}.pot")
    entries = read_catalog(path).by_key()
    assert set(entries) == {entry.key for entry in template.live()}
    for entry in entries.values():
        assert all(entry.msgstr)
        for form in entry.msgstr if entry.msgid_plural is None else entry.msgstr[-1:]:
            assert placeholders(form) == placeholders(entry.msgid)


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_gettext_takes_every_catalog_of_the_interface(path: Path, tool):
    tool("msgfmt", "gettext")
    done = subprocess.run(
        ["msgfmt", "--check-format", "--check-domain", "-o", "/dev/null", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_draft_of_the_interface_says_that_it_is_one():
    drafts = [path for path in CATALOGS if path.parts[-3] != "en"]
    assert len(drafts) == 22
    for path in drafts:
        assert {state(entry) for entry in read_catalog(path).live()} == {State.MACHINE}, path


@pytest.mark.parametrize(
    ("domains", "texts"), [(("site",), RENDER), (REVIEW, REVIEWING)], ids=["site", "review"]
)
def test_every_word_that_templates_code_and_scripts_say_is_in_the_template(domains, texts):
    known = {e.msgid for domain in domains for e in read_catalog(LOCALES / f"{domain}.pot").live()}
    assert said(texts)
    assert said(texts) - known == set()


def test_every_word_of_the_review_is_said_where_its_reference_points():
    for entry in read_catalog(LOCALES / "review.pot").live():
        assert entry.references
        for name in entry.references:
            assert f'"{entry.msgid}"' in REVIEWING[name], (name, entry.msgid)


def test_interface_falls_back_by_script_then_to_english():
    assert interface(Locale("zh-TW"))("Languages") == "語言"
    assert interface(Locale("pt"))("Languages") == "Idiomas"
    swahili = interface(Locale("sw"))
    assert swahili("Languages") == "Languages"
    assert swahili.mark == ' lang="en" dir="ltr"'
    assert swahili.language(Locale("de")) == "German"  # it stands among English words
    assert (interface(JA).mark, interface(JA).language(Locale("de"))) == ("", "ドイツ語")


@pytest.mark.parametrize(
    ("tags", "speaks"),
    [
        (("ja-JP", "en"), "ja"),
        (("sw", "pt-PT", "en"), "pt-BR"),
        (("zh-TW",), "zh-Hant"),
        (("zh-CN",), "zh-Hans"),
        (("zh",), "zh-Hans"),
        (("no such", "*", "", "hi"), "hi"),
        (("sw",), "en"),
        ((), "en"),
    ],
)
def test_reader_gets_the_first_language_that_we_speak(tags, speaks):
    assert str(preferred(tags)) == speaks


def test_we_speak_twelve_languages():
    assert len(spoken()) == 12
    assert [each.tag for each in spoken() if each.direction == "rtl"] == ["ar"]


@pytest.mark.parametrize(
    ("locale", "n", "text"),
    [
        (Locale("en"), 1, "1 unit"),
        (Locale("en"), 8000, "8,000 units"),
        (Locale("sw"), 1, "1 unit"),
        (JA, 1, "1 件"),
        (RU, 1, "1 фрагмент"),
        (RU, 3, "3 фрагмента"),
        (RU, 11, "11 фрагментов"),
        (RU, 21, "21 фрагмент"),
        (AR, 0, "لا وحدات"),
        (AR, 2, "وحدتان"),
        (AR, 5, "5 وحدات"),
        (AR, 11, "11 وحدة"),
        (AR, 100, "100 وحدة"),
        (Locale("fr"), 0, "0 segment"),
        (Locale("es"), 1_000_000, "1.000.000 segmentos"),
    ],
)
def test_number_of_things_has_the_form_of_its_language(locale, n, text):
    made = interface(locale, REVIEW).plural("{n} unit", "{n} units", n)
    assert made.replace("\xa0", " ").replace("\u202f", " ") == text


def test_percentages_and_dates_are_the_locales_own():
    assert Interface(HI).percent(0.5) == "50%"
    assert Interface(Locale("de")).percent(0.5) == "50\xa0%"
    assert Interface(JA).date(dt.date(2026, 10, 3)) == "2026年10月3日"


@pytest.mark.parametrize(
    ("share", "shown_as"), [(0.999, "99%"), (0.001, "1%"), (0, "0%"), (1, "100%")]
)
def test_percentage_never_says_all_before_all_or_nothing_after_a_start(share, shown_as):
    assert Interface(Locale("en")).percent(share) == shown_as


def test_engine_is_named_as_readers_may_know_it():
    say = Interface(Locale("en"))
    assert say.engine("argos/en_ja@1.1") == "Argos Translate (en → ja, 1.1)"
    assert say.engine("llm") == "a language model"
    assert say.engine("mine") == "mine"
    assert interface(JA).engine("tm") == "翻訳メモリ"


def test_a_name_keeps_its_direction_among_arabic_words():
    assert Interface(AR).isolated("Aiko") == "\u2068Aiko\u2069"
    assert Interface(JA).isolated("Aiko") == "Aiko"
