"""Where words end, also in scripts that write no spaces. Pure."""

import unicodedata

from localize.model import Locale
from localize.scripts import UNSPACED, phrase_ends
from localize.scripts.letters import script_of

_HAN = frozenset({"Hani"})
_OPEN = frozenset({"Hira", "Thai", "Laoo", "Khmr", "Mymr", "Tibt"})
"""Letters of which several words may follow without a sign."""


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
    before, after = script_of(text[place - 1]), script_of(text[place])
    return before == after and before not in (_OPEN if target.script == "Jpan" else _HAN | _OPEN)


def word_end(text: str, place: int, target: Locale) -> int:
    """The nearest place at which nothing is cut: the end of a word, or of a phrase."""
    if target.script not in UNSPACED:
        while cuts_word(text, place, target):
            place += 1
        return place
    if not 0 < place < len(text) or not (letter(text[place - 1]) and letter(text[place])):
        return place
    ends = phrase_ends(text, target)
    if ends is None:
        return place
    return min((0, *ends), key=lambda end: (abs(end - place), -end))
