"""What is wrong with an output at first sight: a loop, a length, a script. Pure, linear."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localize.model import Locale

LOOP = "loop"
LENGTH = "length"
SCRIPT = "script"
UNKNOWN = "unknown"
EMPTY = "empty"
MARKUP = "markup"
UNK = "<unk>"
# Three times in a row occurs in song and in speech.
_LOOP = re.compile(r"(.{2,16}?)\1{3}|(.)\2{7}", re.DOTALL)

# The beginnings of Unicode names of each script's letters.
_NAMES = {
    "Jpan": ("HIRAGANA", "KATAKANA", "CJK", "HALFWIDTH KATAKANA"),
    "Hans": ("CJK",),
    "Hant": ("CJK",),
    "Kore": ("HANGUL", "CJK"),
    "Deva": ("DEVANAGARI",),
    "Cyrl": ("CYRILLIC",),
    "Arab": ("ARABIC",),
    "Hebr": ("HEBREW",),
    "Grek": ("GREEK",),
    "Thai": ("THAI",),
    "Beng": ("BENGALI",),
    "Taml": ("TAMIL",),
    "Telu": ("TELUGU",),
    "Geor": ("GEORGIAN",),
    "Armn": ("ARMENIAN",),
    "Latn": ("LATIN", "FULLWIDTH LATIN"),
}
_LETTERS = re.compile(r"[^\W\d_]")


def doubts(source: str, output: str, target: Locale, *, cut: bool = False) -> tuple[str, ...]:
    """What is to be doubted of an output. `cut`: it ended because it had become too long."""
    if not output.strip():
        return (EMPTY,) if source.strip() else ()
    named = []
    if loops(output) and not loops(source):
        named.append(LOOP)
    if cut or _too_long(source, output):
        named.append(LENGTH)
    if UNK in output and UNK not in source:
        named.append(UNKNOWN)
    if wrong_script(source, output, target):
        named.append(SCRIPT)
    return tuple(named)


def loops(text: str) -> bool:
    """Whether a phrase of 2 to 16 characters stands there four times in a row.

    A single character needs eight: ellipses, rules and drawn-out words are none.
    """
    if len(text) - len(set(text)) < 6:  # so many characters at least are there again in a loop
        return False
    return any(_LETTERS.search(match[0]) for match in _LOOP.finditer(text))


def _too_long(source: str, output: str) -> bool:
    """Eight times the characters, or an eighth of them, beyond what short texts allow."""
    return len(output) > 8 * len(source) + 40 or len(source) > 8 * len(output) + 40


def wrong_script(source: str, output: str, target: Locale) -> bool:
    """Whether a text of several letters has none of the target's script.

    Names and codes are often kept as they are, so an output made of words of its source is right
    where the source has no more than two words.
    """
    names = _NAMES.get(target.script)
    if names is None or any(_is(character, names) for character in output):
        return False
    if len(_LETTERS.findall(output)) < 2:
        return False
    words = source.split()
    return len(words) > 2 or not set(output.split()) <= set(words)


@lru_cache(maxsize=4096)
def _is(character: str, names: tuple[str, ...]) -> bool:
    """Whether it is a letter of a script by the beginnings of its letters' names."""
    return character.isalpha() and unicodedata.name(character, "").startswith(names)
