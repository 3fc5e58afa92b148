"""What was measured of locales: length ratios and frequent words, `tables/*.json`.

`tools/length_table.py` makes the tables.
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from localize.model import Locale
from localize.scripts import LETTERS
from localize.scripts.letters import WORD, words_of

_HAN = re.compile(f"[{LETTERS['Hani']}]")


def common_words_blanked(source: str, target: str) -> tuple[str, str]:
    """Both texts without the words that are in both: names, commands, terms kept as they are."""
    common = set(words_of(source)) & set(words_of(target))
    if not common:
        return source, target

    def kept(match: re.Match[str]) -> str:
        return "" if match[0] in common else match[0]

    return WORD.sub(kept, source), WORD.sub(kept, target)


@dataclass(frozen=True, slots=True)
class Length:
    """How long translations into a locale are: ln(target / source), in characters."""

    median: float
    mad: float
    """Median absolute deviation of whole sentences."""
    count: int
    """Pairs measured."""


@lru_cache(maxsize=8)
def table(name: str) -> dict[str, object]:
    """A measured table of `tables/`, by locale or name."""
    text = (files("localize.check") / "tables" / f"{name}.json").read_text(encoding="utf-8")
    rows: dict[str, object] = json.loads(text)
    return rows


def _row(name: str, locale: Locale) -> object:
    rows = table(name)
    if locale.tag in rows:
        return rows[locale.tag]
    if locale.language == "zh":
        return rows.get("zh-TW" if locale.script == "Hant" else "zh-CN")
    # The only variant that was measured stands for the language: pt for pt-AO, sr-Latn for itself.
    return rows.get(locale.language)


@lru_cache(maxsize=64)
def length(locale: Locale) -> Length | None:
    """The measured lengths of a locale against English, or of its language; none: not measured."""
    row = _row("length", locale)
    return Length(*row) if isinstance(row, list) else None


@lru_cache(maxsize=64)
def frequent_words(locale: Locale) -> frozenset[str]:
    """The most frequent words of a locale, lower case; empty: not measured."""
    row = _row("words", locale)
    measured = frozenset(row.split()) if isinstance(row, str) else frozenset()
    return measured | _ENGLISH if locale.language == "en" else measured


@lru_cache(maxsize=64)
def rival_words(locale: Locale) -> dict[str, tuple[str, ...]]:
    """Frequent words that a locale does not have, and the languages of its script that do.

    A language that shares most of them is left out: words do not tell it apart.
    """
    own = frequent_words(locale)
    rivals: dict[str, tuple[str, ...]] = {}
    for tag in table("words"):
        other = Locale(tag)
        theirs = frequent_words(other)
        same = other.language == locale.language or other.script != locale.script
        if same or len(theirs & own) * 10 >= 6 * len(own):
            continue
        for word in theirs - own:
            rivals[word] = (*rivals.get(word, ()), tag)
    return rivals


# The measured English is that of programs; prose has these as well.
_ENGLISH_PROSE = """
i me my mine we us our you your he him his she her it its they them their who what which this
that these those am is are was were be been being have has had do does did doing will would
shall should can could may might must not no nor a an the and but or if because as until while
of at by for with about against between into through during before after above below to from
up down in out on off over under again then once here there when where why how all any both
each few more most other some such only own same so than too very just also now never always
ever still even yet already really get got go going went come came make made take took know
think see saw look want like good new first last long great little old right back way day time
thing things people man woman said says say one two i'm i've i'll i'd it's that's don't didn't
doesn't can't won't isn't wasn't aren't there's they're we're you're he's she's let's what's
couldn't wouldn't much many something nothing everything anything someone everyone
"""
_ENGLISH = frozenset(_ENGLISH_PROSE.split())


def weight(text: str, locale: Locale) -> float:
    """How much a text says, in characters. A Han character of Japanese counts twice.

    Kana stand for a syllable, Han for a word or half of one: counted alike, a text of Japanese
    varies in length by its style.
    """
    if locale.script != "Jpan":
        return float(len(text))
    return len(text) + float(len(_HAN.findall(text)))
