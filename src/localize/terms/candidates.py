"""Words of the content that may be terms: names, acronyms, and phrases that come again."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import log2

from localize.inline.markup import Syntax
from localize.inline.pieces import pieces, segments
from localize.model import Locale, Markup
from localize.terms.stems import stem

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’][^\W_]+)*")
_MARKDOWN = Syntax(Markup.MARKDOWN)
_SENTENCE_END = re.compile(r"[.!?:|\n\"“‘(—]")
_JOINT = re.compile("[ \n\u2010-\u2013-]*")
_POSSESSIVE = re.compile(r"['’]s$")
_LONGEST = 5
"""Words of a candidate."""
_STOPWORD_LIST = """
a about above across after again against all almost along already also although always am among an
and another any are around as at away back be became because become been before behind being below
between both but by came can cannot could did do does doing don done down during each either
enough even ever every few find first for from further gave get getting give given gives go goes
going gone had has have having he her here herself him himself his how however i if in instead
into is isn it its itself just keep know known last least less let like made make makes making
many may me might more most much must my near need never new next no none nor not nothing now of
off often on once one only or other others our out over own part per perhaps put quite rather
really said same saw say says see seem seemed seems seen several she should show since so some
something still such take taken than that the their them then there these they thing things think
this those though three through thus to today together too took toward two under until up upon us
use used uses using very want was way we well were what when where whether which while who whole
whom whose why will with within without would yes yet you your yours
"""
_STOPWORDS = frozenset(_STOPWORD_LIST.split())


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that may be a term."""

    text: str
    """As it is written most often."""
    count: int
    score: float
    """C-value (Frantzi, Ananiadou, Mima 2000); names and acronyms count double."""


def candidates(
    texts: Iterable[tuple[str, bool]], source: Locale, *, least: int = 2
) -> tuple[Candidate, ...]:
    """What comes at least so often, the best first; names and acronyms may come once.

    `texts`: `(text, heading)`. A heading's capitals prove no name, and what is in headings
    only is no candidate.
    """
    written: dict[tuple[str, ...], Counter[str]] = {}
    counts: Counter[tuple[str, ...]] = Counter()
    inside: set[tuple[str, ...]] = set()
    lower: set[str] = set()
    for text, heading in texts:
        clean = _prose(text)
        for run, first in _runs(clean):
            lower.update(word.text for word in run if word.text.islower())
            for start, phrase in _phrases(run):
                key = tuple(stem(word.text, source.language) for word in phrase)
                counts[key] += 1
                if heading:
                    continue
                form = clean[phrase[0].start : phrase[-1].end]
                written.setdefault(key, Counter())[form] += 1
                if start or not first:
                    inside.add(key)
    names = {key for key in inside if _is_name(written[key], lower)}
    kept = {key: n for key, n in counts.items() if n >= least or key in names}
    scored = [
        Candidate(
            min(written[key], key=lambda form: (-written[key][form], form)),
            kept[key],
            round(score * (2 if key in names else 1), 2),
        )
        for key, score in _c_values(kept).items()
        if score > 0 and key in written and (len(key) > 1 or key in names)
    ]
    return tuple(sorted(scored, key=lambda one: (-one.score, -one.count, one.text)))


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int


def _prose(text: str) -> str:
    """A text with a mark in the place of each tag, code, address and placeholder."""
    parts = segments(text, pieces(text, _MARKDOWN))
    return "".join(part if isinstance(part, str) else " | " for part in parts)


def _runs(text: str) -> Iterator[tuple[list[_Word], bool]]:
    """Words side by side, and whether the run begins a sentence."""
    run: list[_Word] = []
    end = 0
    first = True
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        if run and not _JOINT.fullmatch(between):
            yield run, first
            run = []
        if not run:
            first = not end or bool(_SENTENCE_END.search(between))
        word = _POSSESSIVE.sub("", match[0])
        run.append(_Word(word, match.start(), match.start() + len(word)))
        end = match.end()
        if word != match[0]:  # behind a possessive a new phrase begins
            yield run, first
            run = []
    if run:
        yield run, first


def _phrases(run: list[_Word]) -> Iterator[tuple[int, list[_Word]]]:
    for start in range(len(run)):
        for end in range(start + 1, min(len(run), start + _LONGEST) + 1):
            phrase = run[start:end]
            if _edge(phrase[0].text) and _edge(phrase[-1].text):
                yield start, phrase


def _edge(word: str) -> bool:
    return len(word) > 1 and word.casefold() not in _STOPWORDS and not word.isdigit()


def _is_name(forms: Counter[str], lower: set[str]) -> bool:
    """Whether every word is capitalised, and its only word is written small nowhere else."""
    for form in forms:
        words = form.split()
        if not all(word[:1].isupper() or word[:1].isdigit() for word in words):
            return False
        if len(words) == 1 and not form.isupper() and form.lower() in lower:
            return False
    return True


def _c_values(counts: dict[tuple[str, ...], int]) -> dict[tuple[str, ...], float]:
    """Each phrase's count, less what it owes to longer ones, by the length of the phrase."""
    inside: dict[tuple[str, ...], list[int]] = {}
    for key, count in counts.items():
        for start in range(len(key)):
            for end in range(start + 1, len(key) + 1):
                if end - start < len(key):
                    inside.setdefault(key[start:end], []).append(count)
    values = {}
    for key, count in counts.items():
        longer = inside.get(key, [])
        less = sum(longer) / len(longer) if longer else 0.0
        # log2(n + 1): single words, of which Frantzi has none, are worth something.
        values[key] = log2(len(key) + 1) * (count - less)
    return values
