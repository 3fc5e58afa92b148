"""A source as it is compared with others, and how similar two are.

Letters alone say little: two unrelated English paragraphs share half of theirs in order. So the
score is the mean of the similarity in letters and in words.
"""

import re
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from localize.inline.markup import syntax
from localize.inline.pieces import readable
from localize.model import Entry, Markup
from localize.scripts import CJK, SINGLE

# A word, a number, or one character of a script without spaces.
WORD = re.compile(rf"[{SINGLE}]|\w+")
# A sign of a script that puts no space between sentences.
WITHOUT_SPACES = re.compile(f"[{CJK}]")
SHORT = 12  # characters; below, nothing but near equality counts
_SHORT_CUTOFF = 0.85
_LEAST_KNOWN = 0.6


@dataclass(frozen=True, slots=True)
class ComparedText:
    """A source as it is compared."""

    entry: Entry
    plain: str
    words: tuple[str, ...]
    place: int
    """Its index in its file."""
    vocabulary: frozenset[str]
    """Its words, each once."""


def plain(entry: Entry) -> str:
    """An entry's source without markup, white space folded, in lower case."""
    how = syntax(entry.reading)
    if how.markup is Markup.TEXT:  # many catalogs do not say of their Markdown that it is some
        how = how._replace(markup=Markup.MARKDOWN)
    return " ".join(readable(entry.msgid, how).split()).casefold()


def text_of(entry: Entry, place: int) -> ComparedText:
    """An entry's source as it is compared."""
    letters = plain(entry)
    words = tuple(WORD.findall(letters))
    return ComparedText(entry, letters, words, place, frozenset(words))


def may_stand_in(part: ComparedText, whole: ComparedText) -> bool:
    """Whether enough words of a text are in another for it to be a part of that.

    Most texts are told apart by this; to align their letters takes a hundred times as long.
    """
    known = whole.vocabulary
    return sum([word in known for word in part.words]) >= _LEAST_KNOWN * len(part.words)


def similarity(text: ComparedText, other: ComparedText, cutoff: float = 0.0) -> float:
    """0..1: the mean of the similarity in letters and in words; 0 below the cut-off."""
    shorter = min(len(text.plain), len(other.plain))
    if not shorter:
        return 0.0
    cutoff = max(cutoff, _SHORT_CUTOFF) if shorter < SHORT else cutoff
    words = Indel.normalized_similarity(text.words, other.words)
    least = 2 * cutoff - words
    if least > 1:
        return 0.0
    letters = Indel.normalized_similarity(text.plain, other.plain, score_cutoff=max(least, 0.0))
    score = (words + letters) / 2
    if letters >= 0.95:  # a letter changed in one of three words is a small change
        score = letters
    return score if score >= cutoff else 0.0
