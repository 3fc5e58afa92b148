"""A translation in another script or language, or a copy of the source."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from localize.check import locale_data
from localize.check.code import is_code
from localize.check.rule import Hit, Rule
from localize.check.rules.leftover import LEFTOVER, is_title
from localize.model import Locale, Severity
from localize.scripts import UNSPACED, known_script, own_scripts
from localize.scripts.letters import first_run, script_name, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localize.check.pair import Pair

# Hashtags, paths, names of programs and their options: 'debconf/priority', 'a_b', 'x=1'.
_NOT_WORD = re.compile(r"[^\s\w'’.,;:!?()\"“”…—–-]|\w[_.]\w|^--?[a-z]")
_LONG_ENOUGH = 20
"""Letters from which on a text in Han only is not Japanese: titles and names are shorter."""


def _prose_words(text: str) -> list[str]:
    """The words of a text without what is a name of something."""
    if not _NOT_WORD.search(text):
        return words_of(text)
    return words_of(" ".join(one for one in text.split() if not _NOT_WORD.search(one)))


def _copy(pair: Pair) -> Iterator[Hit]:
    source, target = pair.source.strip(), pair.target.strip()
    if source != target or not source or pair.locale.language == pair.source_locale.language:
        return
    if is_code(source, strings=pair.technical or pair.markdown):
        return
    if len(source.split()) == 1 and source[-1].isalnum():
        return  # a name, or a word that both languages have
    words = _prose_words(pair.source_plain)
    if any(piece.kind == "code" for piece in pair.source_pieces) and is_title(words):
        return  # the name of a specification and its number
    if not words or not _is_prose(pair, words) or (pair.technical and _is_term(source)):
        return
    yield Hit("the translation is the source text")


_FUNCTION = re.compile(
    r"\b(?:an?|and|are|be|by|can|do|does|for|from|has|have|how|i|if|it|its|let|must|no|of|on|or|our|"
    r"so|that|the|these|they|this|to|us(?:e|ing)|was|we|what|when|where|which|will|with|your?)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?:]['\")]*$")


def _is_term(source: str) -> bool:
    """Whether a text of a manual is a name or term, or a list of such, rather than a sentence."""
    words = source.split()
    if _ENDS.search(source) and len(words) > 2:
        return False
    if len(words) < 3 or source.count(",") * 2 >= len(words) - 1:
        return True
    return len(words) < 5 and not _FUNCTION.search(source)


def _is_prose(pair: Pair, words: list[str]) -> bool:
    """Whether these words are a sentence to translate, not names, codes or terms of both."""
    known = locale_data.frequent_words(pair.source_locale)
    if not own_scripts(pair.locale) & pair.source_scripts.keys():
        # Another script: a word in lower case is a word, unless it is a lone identifier.
        lower = [word for word in words if word.islower() and len(word) > 1]
        return (len(words) > 1 and bool(lower)) or any(
            word.lower() in known and len(word) > 1 for word in words
        )
    if not known:
        return len(words) >= 4
    theirs = locale_data.frequent_words(pair.locale)
    common = [word for word in words if word.lower() in known and word.lower() not in theirs]
    return len(words) >= 3 and len(common) >= max(1 if len(words) > 3 else 2, len(words) // 6)


def _script(pair: Pair) -> Iterator[Hit]:
    if not known_script(pair.locale):
        return
    letters = pair.target_scripts
    total = letters.total()
    if total < 2:
        return
    mine = own_scripts(pair.locale)
    own = sum(letters[script] for script in mine)
    foreign = {
        script: count
        for script, count in letters.items()
        if script not in mine and script != "Latn"
    }
    for script, count in foreign.items():
        if script in pair.source_scripts or count < 2 or count < 0.03 * total:
            continue  # a quotation, a formula's Greek letter, a face: (ノಠ益ಠ)
        if count < 0.5 * total and count < 4:
            continue
        name = script_name(script)
        yield Hit(f"{count} {name} letters in a {_script_name(pair)} text", _run(pair, script))
        return
    if own == 0 and "Latn" not in mine and _untranslated(pair, letters["Latn"]):
        yield Hit(f"no {_script_name(pair)} letter in it")
    elif pair.locale.script == "Jpan" and own >= _LONG_ENOUGH and _without_kana(pair):
        yield Hit("Han without kana: this is Chinese, not Japanese")


def _without_kana(pair: Pair) -> bool:
    letters = pair.target_scripts
    return (letters["Hira"] + letters["Kana"]) * 33 < letters.total()


def _untranslated(pair: Pair, latin: int) -> bool:
    """Whether Latin letters are where others should be: not for names and codes kept as they are."""
    if latin < 4 or pair.source.strip() == pair.target.strip():
        return False  # the rule `copy` speaks of it
    kept = {word.lower() for word in pair.source_words}
    words = _prose_words(pair.target_plain)
    return any(word.lower() not in kept and not word.isupper() for word in words)


def _script_name(pair: Pair) -> str:
    return script_name(pair.locale.script)


def _run(pair: Pair, script: str) -> tuple[int, int] | None:
    return first_run(pair.target_plain, script)


def _foreign(pair: Pair) -> Iterator[Hit]:
    """Another language of the same script, told by its most frequent words.

    These are a tenth to a half of any prose, and a text of some length without a single one of
    its own language, but with several of another's, is not in its own.
    """
    if pair.locale.script in UNSPACED or pair.source == pair.target:
        return
    own = locale_data.frequent_words(pair.locale)
    words = [word for word in pair.target_words[:1000] if not word[0].isupper()]
    if len(words) < 5 or not own:
        return
    if sum(word in own for word in words) * 5 > 2 * len(words):
        return
    counts: Counter[str] = Counter()
    rivals = locale_data.rival_words(pair.locale)
    for word in words:
        for tag in rivals.get(word, ()):
            counts[tag] += 1
    for tag, count in counts.most_common(1):
        theirs = locale_data.frequent_words(Locale(tag))
        foreign = [word for word in words if word in theirs and word not in own]
        mine = sum(word in own and word not in theirs for word in words)
        if count * 6 >= len(words) and count >= max(3, 4 * mine) and len(set(foreign)) >= 3:
            told = ", ".join(dict.fromkeys(foreign[:4]))
            yield Hit(f"reads like {tag}, not {pair.locale}: {told}")


# Words in a row, with what may be between them.
COPY = Rule(
    "copy",
    Severity.ERROR,
    "The source was left as it is.",
    _copy,
)
SCRIPT = Rule(
    "script",
    Severity.ERROR,
    "A text in another script is in another language.",
    _script,
)
FOREIGN = Rule(
    "language",
    Severity.ERROR,
    "A text in another language of the same script.",
    _foreign,
)
RULES = (COPY, SCRIPT, LEFTOVER, FOREIGN)
