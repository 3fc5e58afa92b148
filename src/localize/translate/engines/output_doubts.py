"""What is wrong with an output at first sight: a loop, a length, a script. Pure, linear."""

import re

from localize.inline.pieces import lost
from localize.model import Locale
from localize.scripts import letter_of
from localize.translate.engines.base import Request

LOOP = "loop"
LENGTH = "length"
SCRIPT = "script"
UNKNOWN = "unknown"
EMPTY = "empty"
MARKUP = "markup"
PLACEHOLDER = "placeholder"
UNK = "<unk>"
# Three times in a row occurs in song and in speech.
_LOOP = re.compile(r"(.{2,16}?)\1{3}|(.)\2{7}", re.DOTALL)

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


def service_doubts(request: Request, target: str, locale: Locale) -> tuple[str, ...]:
    """What is to be doubted of a service's translation of a text as its author wrote it."""
    source = request.text
    unkept = any(target.count(one) != source.count(one) for one in request.keep)
    others = doubts(source, target, locale)
    return (PLACEHOLDER, *others) if unkept or lost(source, target) else others


def loops(text: str) -> bool:
    """Whether a phrase of 2 to 16 characters is there four times in a row.

    A single character needs eight: ellipses, rules and drawn-out words do not count.
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
    own = letter_of(target)
    if own is None or own.search(output):
        return False
    if len(_LETTERS.findall(output)) < 2:
        return False
    words = source.split()
    return len(words) > 2 or not set(output.split()) <= set(words)
