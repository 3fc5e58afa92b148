"""What is known of languages, beyond CLDR: one table each in `languages.toml`."""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Language:
    """An entry of `languages.toml`. A language that has none is this without arguments."""

    quotes: str = ""
    """The opening and the closing quotation mark that come in pairs; empty: several are in use."""
    ordinals: bool = False
    """Whether a number with a full stop is an ordinal before a capital."""
    ends: str = ""
    """Marks that end a sentence in this language only, before white space."""
    abbreviations: frozenset[str] = frozenset()
    """In lower case, without the last full stop: what may end a sentence as well."""
    titles: frozenset[str] = frozenset()
    """Abbreviations that never end a sentence."""
    before_numbers: frozenset[str] = frozenset()
    """Words that are abbreviations before a number."""
    units: frozenset[str] = frozenset()
    """Abbreviations that end a sentence before a capital."""
    letters: frozenset[str] = frozenset()
    """Single letters that are words."""
    starters: frozenset[str] = frozenset()
    """Words that begin sentences and are hardly ever a part of a name."""
    endings: tuple[str, ...] = ()
    """Grammatical endings that terms are compared without, the longest first."""
    prefixes: tuple[str, ...] = ()
    """What is written to the beginning of words and no part of terms, the longest first."""


@cache
def _tables() -> dict[str, dict[str, Any]]:
    text = (files("localize.scripts") / "languages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def language(code: str) -> Language:
    """The entry of a primary language subtag, with the abbreviations that all languages have."""
    table = _tables().get(code, {})
    table = _tables().get(table.get("like", ""), {}) | table
    common = _tables()["und"]
    values: dict[str, Any] = {}
    for field in fields(Language):
        if field.name in {"quotes", "ordinals", "ends"}:
            values[field.name] = table.get(field.name, field.default)
        elif field.name in {"endings", "prefixes"}:
            values[field.name] = tuple(table.get(field.name, "").split())
        else:
            words = f"{table.get(field.name, '')} {common.get(field.name, '')}"
            values[field.name] = frozenset(words.casefold().split())
    return Language(**values)


def codes() -> frozenset[str]:
    """The languages that have an entry."""
    return frozenset(_tables()) - {"und"}
