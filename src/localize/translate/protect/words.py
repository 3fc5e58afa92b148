"""Where words end, also in scripts that write no spaces. Pure."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from localize.model import Locale

UNSPACED = frozenset({"Jpan", "Hans", "Hant", "Thai", "Laoo", "Khmr", "Mymr"})
_HAN = frozenset({"CJK"})
_OPEN = frozenset({"HIRAGANA", "THAI", "LAO", "KHMER", "MYANMAR"})
"""Letters, by the beginning of their names, of which several words may follow without a sign."""
_PARSERS = {
    "Jpan": "japanese",
    "Hans": "simplified_chinese",
    "Hant": "traditional_chinese",
    "Thai": "thai",
}


def letter(character: str) -> bool:
    """Whether a character is a part of a word: a letter, a digit, a mark on one."""
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def cuts_word(text: str, place: int, target: Locale) -> bool:
    """Whether a place between two characters lies within a word, as far as the letters tell.

    Without spaces: within katakana, within Han in Japanese, within a word of a script that has
    spaces, before a combining mark. Of other letters in a row nobody can tell.
    """
    if not 0 < place < len(text) or not (letter(text[place - 1]) and letter(text[place])):
        return False
    if target.script not in UNSPACED or unicodedata.category(text[place])[0] == "M":
        return True
    before, after = _kind(text[place - 1]), _kind(text[place])
    return before == after and before not in (_OPEN if target.script == "Jpan" else _HAN | _OPEN)


def word_end(text: str, place: int, target: Locale) -> int:
    """The nearest place at which nothing is cut: the end of a word, or of a phrase."""
    if target.script not in UNSPACED:
        while cuts_word(text, place, target):
            place += 1
        return place
    if not 0 < place < len(text) or not (letter(text[place - 1]) and letter(text[place])):
        return place
    name = _PARSERS.get(target.script)
    if name is None:
        return place
    ends = accumulate(map(len, _parser(name).parse(text)), initial=0)
    return min(ends, key=lambda end: (abs(end - place), -end))


@lru_cache(maxsize=4096)
def _kind(character: str) -> str:
    if character == "ー":
        return "KATAKANA"
    if character in "々〆〇":
        return "CJK"
    name = unicodedata.name(character, "").removeprefix("HALFWIDTH ").removeprefix("FULLWIDTH ")
    return "LATIN" if name.startswith("DIGIT") else name.split(" ", 1)[0].split("-", 1)[0]


@lru_cache(maxsize=4)
def _parser(name: str) -> Any:
    import budoux

    return getattr(budoux, f"load_default_{name}_parser")()
