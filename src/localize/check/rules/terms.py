"""Terms of the project's termbase: kept, preferred, forbidden."""

from collections.abc import Iterator
from unicodedata import combining, normalize

from localize.check.pair import Pair
from localize.check.rule import Hit, Rule
from localize.model import Severity
from localize.scripts import UNSPACED
from localize.scripts.letters import words_of


def _kept(pair: Pair) -> Iterator[Hit]:
    for term in pair.terms:
        if term.dnt and pair.target.strip() and term.text not in pair.target:
            at = pair.source.find(term.text)
            yield Hit(
                f"{term.text} is not translated, and is missing", None, (at, at + len(term.text))
            )


def _preferred(pair: Pair) -> Iterator[Hit]:
    if not pair.terms or not pair.target.strip():
        return
    target = pair.target.casefold()
    for term in pair.terms:
        if term.dnt:
            continue
        if term.targets and not any(_occurs(name, target, pair) for name in term.targets):
            at = pair.source.find(term.text)
            wanted = " or ".join(term.targets)
            yield Hit(f"{term.text} is called {wanted} here", None, (at, at + len(term.text)))
        for name in term.forbidden:
            start = target.find(name.casefold())
            inside = any(name.casefold() in other.casefold() for other in term.targets)
            if start >= 0 and not inside:
                yield Hit(f"{name} is not to be used for {term.text}", (start, start + len(name)))


def _occurs(term: str, target: str, pair: Pair) -> bool:
    """Whether a term is in a text, its words inflected or not."""
    term = term.casefold()
    if term in target:
        return True
    if pair.locale.script in UNSPACED:
        return False
    words = [_folded(word) for word in pair.target_words]
    return all(_inflected(_folded(word), words) for word in words_of(term))


def _folded(word: str) -> str:
    """Without case and accents, which inflection changes: Schloss, Schlössern."""
    return "".join(c for c in normalize("NFKD", word.casefold()) if not combining(c))


def _inflected(word: str, words: list[str]) -> bool:
    """Whether some form of a word is among words: the same beginning, an ending that may differ."""
    stem = word[: max(len(word) - max(len(word) // 3, 1), 3)]
    return any(other.startswith(stem) and abs(len(other) - len(word)) <= 4 for other in words)


KEEP = Rule(
    "keep", Severity.ERROR, "A term that the project does not translate was translated.", _kept
)
TERMS = Rule("terms", Severity.WARNING, "The termbase calls it otherwise.", _preferred)
RULES = (KEEP, TERMS)
