"""Signs that a target is not the translation of its source, or not all of it, weighed together.

Each sign alone is weak: translators merge sentences, answer a question mark with a full stop,
drop a face. Together they tell a fault from a free translation. The weights are a logistic
regression over references and injected faults, made by `tools/evidence_weights.py`; they are
language-independent, what differs by locale is in the length table.

How names sound is dear to find out, so it comes last in `SIGNS`, and is asked only
where it can decide.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt
from operator import mul
from typing import TYPE_CHECKING

from localize.check import locale_data, numbers, transliteration
from localize.scripts import own_scripts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localize.check.pair import Pair

_SIGNS = (
    "short long sentences_lost sentences_added question_lost question_added exclamation "
    "emoji_lost emoji_added end_lost end_other numbers_lost numbers_added quotes_lost "
    "quotes_added latin_added marks_lost marks_added tail_lost latin_shared "
    "numbers_shared marks_shared brackets ellipsis colon commas names_lost sounds_added "
    "sounds_shared"
)
SIGNS = tuple(_SIGNS.split())
_ENDS = re.compile(r"[.!?|。！？｡．؟।॥։။።…]++(?:[\"'”’»)\]』」）]*(?=\s|$)|(?<=[。！？｡।॥…]))")
_QUOTES = re.compile('["“”„«»「」『』‘‚]')
_EMOJI = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")
_MARKS = re.compile(r"[@#]\w+|https?://\S+")
CLOSERS = "\"'”’»)]』」）*_~` \n\t\u00a0\u202f\u200b\ufe0f"
_LATIN_LETTER = re.compile("[a-zA-Z]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]{2,}")


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression: its intercept and a weight a sign."""

    intercept: float
    weights: tuple[float, ...]


@lru_cache(maxsize=4)
def _weights(name: str) -> Weights:
    row = locale_data.table("evidence")[name]
    assert isinstance(row, dict)
    return Weights(row["intercept"], tuple(row["weights"].get(sign, 0.0) for sign in SIGNS))


def total(name: str, signs: tuple[float, ...]) -> float:
    """The weighed sum: the log odds of a fault of that kind."""
    model = _weights(name)
    return float(model.intercept + sum(map(mul, model.weights, signs)))  # signs may be fewer


def deviation(pair: Pair) -> float:
    """How far the length is from what the locale's translations have, in standard deviations.

    Negative: shorter. The spread is wider for short texts: it falls as 1/length to the spread of
    style, which stays. 0 where the locale was not measured.
    """
    measured = locale_data.length(pair.locale)
    if measured is None or pair.source_locale.language != "en":
        return 0.0
    # What was blanked is in both, and counts for neither.
    source, target = " ".join(pair.source_plain.split()), " ".join(pair.target_plain.split())
    if "Latn" not in own_scripts(pair.locale) and _LATIN_LETTER.search(target):
        source, target = locale_data.common_words_blanked(source, target)
    size = len(source)
    if size < 2:
        return 0.0
    ratio = log(max(locale_data.weight(target, pair.locale), 1.0) / size)
    sigma = 1.4826 * max(measured.mad, 0.095) * sqrt(0.36 + 64 / size + 1400 / size**2)
    return (ratio - measured.median) / sigma


def sentence_count(text: str) -> int:
    """Sentences by their ends; a text without any is one."""
    ends = [match.end() for match in _ENDS.finditer(text)]
    rest = text[ends[-1] :] if ends else text
    return len(ends) + any(map(str.isalpha, rest))


def ending(text: str) -> str:
    """The mark that ends a text: `.`, `?`, `!`, `…`, `:`, `,`, an emoji `e`, or none."""
    if "@" in text or "#" in text or "://" in text:
        text = _MARKS.sub("", text)
    stripped = text.rstrip(CLOSERS)
    # Japanese and Chinese put no full stop before a closing bracket.
    closed = text.rstrip()[-1:] in tuple("」』）】")
    if not stripped:
        return ""
    last = stripped[-1]
    if closed and last not in "?？!！…":
        return "."
    if last in "?？؟":
        return "?"
    if last in "!！":
        return "!"
    if last in ".。｡．।॥։။።|":
        return "…" if stripped.endswith("..") else "."
    if last in "…‥":
        return "…"
    if last in ":：;；":
        return ":"  # "the following steps." is "die folgenden Schritte:" elsewhere
    if last in ",、،-–—":
        return ","
    return "e" if _EMOJI.match(last) else ""


def headroom(name: str, pair: Pair) -> float:
    """How much the sound of names may still add to the sum of the other signs."""
    model = _weights(name)
    names, sounds, _ = model.weights[-3:]
    return 3 * (abs(names) + (abs(sounds) if pair.locale.script == "Jpan" else 0.0))


def seen_signs(pair: Pair) -> tuple[float, ...]:
    """The signs of a pair but the last three, each about 0..3, in the order of `SIGNS`."""
    source, target = pair.source_plain, pair.target_plain
    z = max(min(pair.once(deviation), 6.0), -6.0)
    here, there = sentence_count(source), sentence_count(target)
    questions = _count(source, "?？؟"), _count(target, "?？؟")
    exclaims = _count(source, "!！"), _count(target, "!！")
    faces = _faces(source), _faces(target)
    ends = ending(pair.source), ending(pair.target)
    quotes = _QUOTES.search(source) is not None, _QUOTES.search(target) is not None
    marks = _marks(pair.source), _marks(pair.target)
    lost, added, shared = _numbers(pair)
    return (
        max(-z, 0.0),
        max(z, 0.0),
        min(max(here - there, 0) / sqrt(max(here, 1)), 3.0),
        min(max(there - here, 0) / sqrt(max(here, 1)), 3.0),
        float(questions[0] > questions[1]),
        float(questions[1] > questions[0]),
        float(bool(exclaims[0]) != bool(exclaims[1])),
        float(faces[0] != faces[1] and bool(Counter(faces[0]) - Counter(faces[1]))),
        float(faces[0] != faces[1] and bool(Counter(faces[1]) - Counter(faces[0]))),
        float(ends[0] in tuple(".?!…") and ends[1] in ("", ",")),
        float(ends[0] != ends[1] and bool(ends[0]) and bool(ends[1]) and ":" not in ends),
        lost,
        added,
        float(quotes[0] and not quotes[1]),
        float(quotes[1] and not quotes[0]),
        _latin_added(pair),
        float(len(marks[0]) > len(marks[1])),
        float(len(marks[1]) > len(marks[0])),
        float(bool(ends[1]) and not ends[0]),
        _latin_shared(pair),
        shared,
        float(not set(marks[0]).isdisjoint(marks[1])),
        float(_has(source, "(（") != _has(target, "(（")),
        float(_has(source, _ELLIPSES) != _has(target, _ELLIPSES)),
        float(_has(source, ":：;；") != _has(target, ":：;；")),
        min(abs(log((1 + _count(source, ",;")) / (1 + _count(target, ",;、，،")))), 2.0),
    )


def signs(pair: Pair) -> tuple[float, ...]:
    """All signs, in the order of `SIGNS`."""
    return (*pair.once(seen_signs), *transliteration.signs(pair))


_ELLIPSES = ("...", "…")


def _count(text: str, characters: str) -> int:
    return sum(map(text.count, characters))


def is_emoji(text: str) -> bool:
    """Whether a text is an emoji, or begins with one."""
    return _EMOJI.match(text) is not None


def _has(text: str, parts: Iterable[str]) -> bool:
    return any(map(text.__contains__, parts))


def _faces(text: str) -> list[str]:
    return [] if text.isascii() else _EMOJI.findall(text)


def _marks(text: str) -> list[str]:
    return _MARKS.findall(text) if "@" in text or "#" in text or "://" in text else []


def _numbers(pair: Pair) -> tuple[float, float, float]:
    here = pair.source_numbers
    there = pair.target_numbers
    if not here and not there:
        return 0.0, 0.0, 0.0
    known = {value for one in there for value in one.values} | numbers.spelled(pair.target_plain)
    meant = {value for one in here for value in one.values}
    lost = sum(1 for one in here if not known & one.values)
    added = sum(1 for one in there if not meant & one.values)
    if numbers.vague(pair.source_words):
        added = 0
    shared = sum(1 for one in here if known & one.values)
    return min(lost, 3.0), min(added, 3.0), min(shared, 3.0)


def _latin_added(pair: Pair) -> float:
    """Latin words of a target in another script that the source does not have."""
    if "Latn" in own_scripts(pair.locale) or "Latn" not in pair.target_scripts:
        return 0.0
    source = pair.source.lower()
    return min(sum(word.lower() not in source for word in _LATIN.findall(pair.target_plain)), 3.0)


def _latin_shared(pair: Pair) -> float:
    """Latin words of the source that are in a target of another script."""
    if "Latn" in own_scripts(pair.locale) or "Latn" not in pair.target_scripts:
        return 0.0
    source = pair.source.lower()
    shared = {word for word in _LATIN.findall(pair.target_plain) if word.lower() in source}
    return min(len(shared), 3.0)


def contributions(name: str, signs: tuple[float, ...]) -> list[tuple[str, float]]:
    """The signs and what each adds to the sum, the strongest first."""
    model = _weights(name)
    rows = ((sign, w * s) for sign, w, s in zip(SIGNS, model.weights, signs, strict=True))
    return sorted(rows, key=lambda row: -row[1])
