"""What is known of scripts and locales, as data: script ranges, sentence ends, brackets, words.

Measured tables (length ratios, frequent words) are `tables/*.json`, made by
`tools/length_table.py`; what stands here follows Unicode and CLDR.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from localize.model import Locale

# Unicode blocks, letters and the marks that belong to them. Runs of a script, one group each.
_BLOCKS = {
    "Latn": r"a-zA-Z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff",
    "Hira": r"\u3041-\u309f",
    "Kana": r"\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f",
    "Hani": r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
    "Deva": r"\u0900-\u0963\u0970-\u097f\ua8e0-\ua8ff",
    "Cyrl": r"\u0400-\u052f\u1c80-\u1c8f",
    "Arab": r"\u0610-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff",
    "Hang": r"\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
    "Grek": r"\u0370-\u03ff\u1f00-\u1fff",
    "Hebr": r"\u0591-\u05f4\ufb1d-\ufb4f",
    "Beng": r"\u0980-\u09e3\u09f0-\u09ff",
    "Guru": r"\u0a00-\u0a65\u0a70-\u0a7f",
    "Gujr": r"\u0a80-\u0ae5\u0af0-\u0aff",
    "Orya": r"\u0b00-\u0b65\u0b70-\u0b7f",
    "Taml": r"\u0b80-\u0be5\u0bf0-\u0bff",
    "Telu": r"\u0c00-\u0c65\u0c70-\u0c7f",
    "Knda": r"\u0c80-\u0ce5\u0cf0-\u0cff",
    "Mlym": r"\u0d00-\u0d65\u0d70-\u0d7f",
    "Sinh": r"\u0d80-\u0de5\u0df0-\u0dff",
    "Thai": r"\u0e01-\u0e4e",
    "Laoo": r"\u0e81-\u0ecd\u0edc-\u0eff",
    "Tibt": r"\u0f00\u0f18-\u0f1f\u0f34-\u0fff",
    "Mymr": r"\u1000-\u103f\u1050-\u109f",
    "Geor": r"\u10a0-\u10ff\u1c90-\u1cbf",
    "Ethi": r"\u1200-\u135f\u1380-\u139f",
    "Khmr": r"\u1780-\u17d3\u17dc-\u17df",
    "Armn": r"\u0531-\u0587",
    "Thaa": r"\u0780-\u07bf",
}
_RUNS = re.compile("|".join(f"(?P<{name}>[{block}]+)" for name, block in _BLOCKS.items()))
_HAN = re.compile(f"[{_BLOCKS['Hani']}]")
_OWN = {
    "Jpan": frozenset({"Hira", "Kana", "Hani"}),
    "Hans": frozenset({"Hani"}),
    "Hant": frozenset({"Hani"}),
    "Kore": frozenset({"Hang", "Hani"}),
}
# Marks of Indic and other scripts are not `\w` to Python; a word keeps them.
_MARKS = (
    r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957"
    r"\u0962\u0963\u0981-\u0d63\u0e31-\u0e4e\u0eb1-\u0ecd\u0f71-\u0f84\u102b-\u103e\u17b4-\u17d3\u200c\u200d"
)
_WORD = re.compile(rf"[^\W\d_][\w{_MARKS}]*(?:['’][^\W\d_][\w{_MARKS}]*)*")
UNSPACED = frozenset({"Jpan", "Hans", "Hant", "Thai", "Laoo", "Khmr", "Mymr", "Tibt"})
"""Scripts that put no space between words."""


_LETTERS = {name: re.compile(f"[{block}]+") for name, block in _BLOCKS.items()}


@lru_cache(maxsize=64)
def _others(expected: frozenset[str]) -> re.Pattern[str]:
    return re.compile(
        "[" + "".join(row for name, row in _BLOCKS.items() if name not in expected) + "]"
    )


_LATIN = frozenset({"Latn"})


def scripts(text: str, expected: frozenset[str] = _LATIN) -> Counter[str]:
    """Letters by script (`Hira`, `Kana` and `Hani` apart).

    `expected`: where no other script occurs, which is usual, a few searches are enough.
    """
    found: Counter[str] = Counter()
    expected |= _LATIN
    if text.isascii() or not _others(expected).search(text):
        for name in expected:
            if letters := _LETTERS[name].findall(text):
                found[name] = len("".join(letters))
        return found
    for match in _RUNS.finditer(text):
        found[match.lastgroup or ""] += match.end() - match.start()
    return found


def first_run(text: str, script: str) -> tuple[int, int] | None:
    """Where the first letters of a script stand, end exclusive."""
    found = (match.span() for match in _RUNS.finditer(text) if match.lastgroup == script)
    return next(found, None)


@lru_cache(maxsize=256)
def own_scripts(locale: Locale) -> frozenset[str]:
    """The scripts that a text of the locale is written in."""
    return _OWN.get(locale.script, frozenset({locale.script}))


@lru_cache(maxsize=256)
def known_script(locale: Locale) -> bool:
    """Whether letters of the locale's script can be counted here."""
    return own_scripts(locale) <= _BLOCKS.keys()


def common_words_blanked(source: str, target: str) -> tuple[str, str]:
    """Both texts without the words that stand in both: names, commands, terms kept as they are."""
    common = set(words(source)) & set(words(target))
    if not common:
        return source, target

    def kept(match: re.Match[str]) -> str:
        return "" if match[0] in common else match[0]

    return _WORD.sub(kept, source), _WORD.sub(kept, target)


def words(text: str) -> list[str]:
    """Runs of letters, with the marks, digits and apostrophes inside them."""
    return _WORD.findall(text)


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
    found = frozenset(row.split()) if isinstance(row, str) else frozenset()
    return found | _ENGLISH if locale.language == "en" else found


@lru_cache(maxsize=64)
def rival_words(locale: Locale) -> dict[str, tuple[str, ...]]:
    """Frequent words that a locale does not have, and the languages of its script that do.

    A language that shares most of them is left out: words do not tell it apart.
    """
    own = frequent_words(locale)
    found: dict[str, tuple[str, ...]] = {}
    for tag in table("words"):
        other = Locale(tag)
        theirs = frequent_words(other)
        same = other.language == locale.language or other.script != locale.script
        if same or len(theirs & own) * 10 >= 6 * len(own):
            continue
        for word in theirs - own:
            found[word] = (*found.get(word, ()), tag)
    return found


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
