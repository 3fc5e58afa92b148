"""Terms and where they are in a text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from localize.model import Locale, TermHit
from localize.terms.matcher import Matcher, at_boundaries, tokens
from localize.terms.stems import verb_forms


@dataclass(frozen=True, slots=True)
class Term:
    """A row of the termbase."""

    source: str
    dnt: bool = False
    """Do not translate: every locale has it as in the source."""
    targets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By BCP 47 tag: the preferred translation, then others that are allowed."""
    forbidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By BCP 47 tag: translations that may not be used."""
    note: str = ""
    case: bool = False
    """Whether it is only meant in this very letter case."""
    line: int = 0
    """1-based line in its file; 0 for a term not yet written."""

    def targets_in(self, locale: Locale) -> tuple[str, ...]:
        """The translations for a locale, or for the locale it is a variant of."""
        if self.dnt:
            return (self.source,)
        return _nearest(self.targets, locale)

    def forbidden_in(self, locale: Locale) -> tuple[str, ...]:
        """The translations that may not be used in a locale."""
        return _nearest(self.forbidden, locale)


def _nearest(by_tag: Mapping[str, tuple[str, ...]], locale: Locale) -> tuple[str, ...]:
    subtags = locale.tag.split("-")
    for length in range(len(subtags), 0, -1):
        texts = by_tag.get("-".join(subtags[:length]))
        if texts:
            return texts
    return ()


class Termbase:
    """Terms, and a search for all of them at once.

    Invariant: the time to search a text is linear in its length, whatever the terms are.
    """

    def __init__(self, terms: tuple[Term, ...] = (), source: Locale | None = None) -> None:
        """`source`: the locale of the terms' source column; English unless said."""
        self.terms = terms
        self.source = source or Locale("en")
        self._matcher = Matcher(self._patterns())

    def _patterns(self) -> Iterator[tuple[tuple[str, ...], int]]:
        language = self.source.language
        for number, term in enumerate(self.terms):
            yield tuple(token.key for token in tokens(term.source, language)), number
            if not term.dnt:
                for form in verb_forms(term.source, language):
                    yield (form,), number

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms)

    def matches(self, text: str, locale: Locale) -> tuple[TermHit, ...]:
        """The terms in a source text that say something about this target locale, in order.

        A term inside a longer one (`NATO` in `Asian NATO`) is left out; others may overlap.
        """
        return tuple(
            TermHit(
                text[start:end],
                targets,
                forbidden,
                term.dnt,
                start=start,
                source=term.source,
                note=term.note,
                line=term.line,
            )
            for start, end, term in self._found(text)
            for targets, forbidden in [(term.targets_in(locale), term.forbidden_in(locale))]
            if targets or forbidden
        )

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """`(start, end)` of the terms in a text, whatever the locale."""
        return tuple((start, end) for start, end, _ in self._found(text))

    def invariant(self, text: str) -> list[tuple[int, int]]:
        """`(start, end)` of what must not be translated, in order, end exclusive, disjoint."""
        spans: list[tuple[int, int]] = []
        for start, end, term in self._found(text, dnt=True):
            if term.dnt and spans and start < spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            elif term.dnt:
                spans.append((start, end))
        return spans

    def rows(self, text: str, locale: Locale) -> tuple[tuple[str, str], ...]:
        """`(source, target)` of the terms in a text, each once, as engines take them."""
        hits = self.matches(text, locale)
        return tuple(dict.fromkeys((m.source, m.target) for m in hits if m.target))

    def _found(self, text: str, *, dnt: bool = False) -> Iterator[tuple[int, int, Term]]:
        """Every maximal match, in order. `dnt`: only do-not-translate terms take part."""
        if not self.terms:
            return
        cut = list(tokens(text, self.source.language))
        longest: list[tuple[int, int, Term]] = []
        least = len(cut)
        ends = list(self._matcher.ends(token.key for token in cut))
        for end, node in reversed(ends):
            start = end - self._matcher.length(node)
            if start >= least:
                continue  # inside a longer match that ends later
            hit = self._fitting(text, cut[start].start, cut[end - 1].end, node, dnt=dnt)
            shorter = self._matcher.shorter(node)
            # The longest may fail on its letter case, or not be a DNT term: look at what it ends
            # with, a fixed number of steps so that the search stays linear.
            for _ in range(8):
                if hit is not None or shorter < 0:
                    break
                start = end - self._matcher.length(shorter)
                if start < least:
                    span = cut[start].start, cut[end - 1].end
                    hit = self._fitting(text, *span, shorter, dnt=dnt)
                shorter = self._matcher.shorter(shorter)
            if hit is not None:
                longest.append((cut[start].start, cut[end - 1].end, hit))
                least = start
        yield from reversed(longest)

    def _fitting(self, text: str, start: int, end: int, node: int, *, dnt: bool) -> Term | None:
        if not at_boundaries(text, start, end):
            return None
        for number in self._matcher.values(node):
            term = self.terms[number]
            if (term.dnt or not dnt) and _case_fits(term, text[start:end]):
                return term
        return None


def _case_fits(term: Term, seen: str) -> bool:
    """Whether the letter case of a text can mean the term.

    `Go` (do not translate) is not `go`, `IT` is not `it`; `GitHub` is `github`, because no other
    word is, and `strategic autonomy` is `Strategic Autonomy`.
    """
    written = term.source.replace(".", "")
    seen = seen.replace(".", "")
    if term.case:
        return seen == written or seen.startswith(written)
    if any(c.isspace() for c in written) or written.islower():
        return True
    letters = [c for c in written if c.isalpha()]
    if len(letters) > 1 and written.isupper():
        return seen[: len(written)].isupper()
    if term.dnt and term.source.isalpha() and written[:1].isupper() and written[1:].islower():
        return seen[:1].isupper()
    return len(letters) != 1 or not term.dnt or seen == written
