"""A word's form for comparison: light stemming, by the endings of `scripts/languages.toml`.

Light means: number and case endings only, so that `alliances` meets `alliance` and समझौते meets
समझौता, while `building` does not meet `build` (Savoy, "Light stemming approaches", SIGIR 2006).
"""

import re
import unicodedata
from functools import lru_cache

from localize.scripts import language as entry

_SHORTEST = 3
"""Letters that must be left when an ending is taken off."""
_ACRONYMS = re.compile("[A-Z]{2,}s")
"""APIs, URLs."""
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640]")
_ARABIC_LETTERS = str.maketrans("أإآٱىة", "اااايه")
_QUOTES = str.maketrans("’‘ʼ＇", "''''")


def folded(text: str) -> str:
    """The text without what case, width and quotes of a typist change (NFKC, casefold)."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_QUOTES)


@lru_cache(maxsize=65536)
def stem(word: str, language: str) -> str:
    """The word, folded, without its grammatical ending. `language`: a primary subtag."""
    if _ACRONYMS.fullmatch(word):
        word = word[:-1]
    word = folded(word)
    if any(c.isdigit() for c in word):
        return word
    if language == "en":
        return _english(word)
    if language in {"ar", "fa", "ur"}:
        word = _ARABIC_MARKS.sub("", word)
    known = entry(language)
    for prefix in known.prefixes:
        if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST:
            word = word[len(prefix) :]
            break
    for ending in known.endings:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST - 1:
            word = word[: -len(ending)]
            break
    return word.translate(_ARABIC_LETTERS)


def _english(word: str) -> str:
    """Number only: `policies` to `policy`, `businesses` to `business`, `pacts` to `pact`."""
    if len(word) <= _SHORTEST or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


def verb_forms(word: str, language: str) -> tuple[str, ...]:
    """The regular past and gerund of a lower-case English word; else none.

    They are made from the term, not cut off the text: `draft` finds `drafting`, and a term
    `building` does not find `build`.
    """
    if language != "en" or not word.isascii() or not word.isalpha() or not word.islower():
        return ()
    if len(word) < _SHORTEST or word.endswith(("ing", "ed", "ion", "ness", "ment", "ity")):
        return ()
    if word.endswith("e"):
        return word + "d", word[:-1] + "ing"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ied", word + "ing"
    if re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", word):
        return word + word[-1] + "ed", word + word[-1] + "ing"
    return word + "ed", word + "ing"
