"""The letters and the words of a text, by script."""

import re
from collections import Counter
from functools import cache, lru_cache

from localize.scripts.writing import LETTERS, MARKS, SINGLE

_RUNS = re.compile("|".join(f"(?P<{name}>[{block}]+)" for name, block in LETTERS.items()))
_LETTERS = {name: re.compile(f"[{block}]+") for name, block in LETTERS.items()}
_LATIN = frozenset({"Latn"})
WORD = re.compile(rf"[^\W\d_][\w{MARKS}]*(?:['’][^\W\d_][\w{MARKS}]*)*")
"""A run of letters, with the marks, digits and apostrophes inside it."""
_PIECE = re.compile(rf"[{SINGLE}]|(?:[^\W_{SINGLE}]|[{MARKS}])+|\s+|.", re.DOTALL)


@lru_cache(maxsize=64)
def _others(expected: frozenset[str]) -> re.Pattern[str]:
    return re.compile(
        "[" + "".join(LETTERS[name] for name in LETTERS if name not in expected) + "]"
    )


def script_counts(text: str, expected: frozenset[str] = _LATIN) -> Counter[str]:
    """Letters by script (`Hira`, `Kana` and `Hani` apart).

    `expected`: where no other script occurs, which is usual, a few searches are enough.
    """
    counts: Counter[str] = Counter()
    expected |= _LATIN
    if text.isascii() or not _others(expected).search(text):
        for name in expected:
            if letters := _LETTERS[name].findall(text):
                counts[name] = len("".join(letters))
        return counts
    for match in _RUNS.finditer(text):
        counts[match.lastgroup or ""] += match.end() - match.start()
    return counts


def first_run(text: str, script: str) -> tuple[int, int] | None:
    """The span of the first letters of a script."""
    match = _LETTERS[script].search(text)
    return match.span() if match else None


def words_of(text: str) -> list[str]:
    """Runs of letters, with the marks, digits and apostrophes inside them."""
    return WORD.findall(text)


def diff_tokens(text: str) -> list[str]:
    """The text as words, white space and signs; scripts without spaces by character."""
    return _PIECE.findall(text)


@lru_cache(maxsize=4096)
def script_of(character: str) -> str:
    """The key of `LETTERS` that a character is of; Latin for digits, signs and the rest."""
    match = _RUNS.match(character)
    return match.lastgroup or "" if match else "Latn"


@cache
def script_name(code: str) -> str:
    """The English name of a script, for messages."""
    import babel

    return str(babel.Locale("en").scripts.get(code, code))
