"""Sentences that were left in the source's language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localize.check import locale_data
from localize.check.code import is_code
from localize.check.rule import Hit, Rule
from localize.model import Severity
from localize.scripts import own_scripts
from localize.scripts.letters import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localize.check.pair import Pair

_LATIN_RUN = re.compile(r"(?<![A-Za-z'’-])[A-Za-z][A-Za-z'’-]*(?:[ ,;:]+[A-Za-z][A-Za-z'’-]*)+")


def _leftover(pair: Pair) -> Iterator[Hit]:
    if pair.locale.language == pair.source_locale.language:
        return
    if pair.source.strip() == pair.target.strip() or is_code(pair.source, strings=pair.technical):
        return
    known = locale_data.frequent_words(pair.source_locale)
    if not known or pair.target_scripts["Latn"] < 12:
        return
    same_script = "Latn" in own_scripts(pair.locale)
    theirs = locale_data.frequent_words(pair.locale) if same_script else frozenset()
    least = 5 if same_script else 4
    source = [word.lower() for word in pair.source_words]
    grams = set(zip(*(source[n:] for n in range(least)), strict=False))
    for match in _LATIN_RUN.finditer(pair.target_plain):
        words = words_of(match[0])
        if len(words) < least or match[0].count(",") * 2 >= len(words):
            continue  # too short, or a list of names
        stretch = _longest(words, grams, known - theirs, least)
        if stretch:
            start = match[0].find(stretch[0]) + match.start()
            if _is_kept(pair, start):
                continue
            yield Hit(f"{' '.join(stretch)!r} is left in the source language", (start, match.end()))
            return


_OPENING = "“„«「『‘（(["
_CLOSING = "”“»」』’）)]"


def _is_kept(pair: Pair, start: int) -> bool:
    """Whether the text at a place is what the original calls it, in brackets.

    In a manual also a quotation that both have: what a program says.
    """
    before = pair.target_plain[:start]
    if before.endswith(("(", "（", "[")):
        return True
    if not pair.technical:
        return False
    if before.count('"') % 2 and pair.source_plain.count('"') >= 2:
        return True
    return any(
        opening in before[-60:] and closing not in before[before.rfind(opening) :]
        for opening, closing in zip(_OPENING, _CLOSING, strict=True)
    )


def _longest(
    words: list[str], grams: set[tuple[str, ...]], known: frozenset[str], least: int
) -> list[str] | None:
    """The first stretch of at least `least` words that is in the source as well.

    It counts where it reads like a sentence: words of the language among them, not all of them
    capitalized as a title is.
    """
    lower = [word.lower() for word in words]
    start = 0
    while start + least <= len(words):
        end = start
        while end + least <= len(words) and tuple(lower[end : end + least]) in grams:
            end += 1
        if end == start:
            start += 1
            continue
        stretch = words[start : end + least - 1]
        common = sum(word.lower() in known for word in stretch)
        wanted = 2 if least > 4 and len(stretch) == least else 1
        if common >= max(len(stretch) / (5 if least > 4 else 8), wanted) and not is_title(stretch):
            return stretch
        start = end + least - 1
    return None


# What a title in title case may have in lower case.
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "de",
        "for",
        "from",
        "in",
        "into",
        "of",
        "on",
        "or",
        "the",
        "to",
        "vs",
        "with",
    ]
)


def is_title(words: list[str]) -> bool:
    """Whether this is The Name of a Thing, or a name and an author."""
    return all(word[0].isupper() or word in _SMALL for word in words)


LEFTOVER = Rule(
    "leftover",
    Severity.ERROR,
    "A sentence, or most of one, was left in the source language.",
    _leftover,
)
