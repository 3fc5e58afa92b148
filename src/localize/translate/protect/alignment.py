"""Where the marks of a source belong in its translation, by what the model looked at.

Detag-and-project: each target token has a share of its attention on the characters a node covers;
the node goes around the run of tokens with the largest sum of what exceeds a threshold (Kadane),
snapped to words, nested as in the source.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from itertools import pairwise

from localize.inline.tree import Atom, Nodes, Wrap, walk
from localize.model import Alignment, Locale
from localize.translate.protect.layout import Span, TextLayout
from localize.translate.protect.words import cuts_word, letter, word_end

_THRESHOLD = 0.3
"""The share of its attention from which a target token belongs to a node."""


def projected(
    nodes: Nodes,
    source: TextLayout,
    text: str,
    masked: Mapping[int, Span],
    alignment: Sequence[Alignment],
    target: Locale,
) -> TextLayout | None:
    """The layout of the translation `text`. `masked`: where the masks of atoms are in it.

    None where a node has no place of its own.
    """
    spans = dict(masked)
    placing = _Placing(nodes, source, text, spans, _tokens(alignment), target)
    if not placing.place(nodes):
        return None
    _clamp_points(nodes, placing.numbers, spans)
    return TextLayout(text, spans) if placing.all_have_text() else None


class _Placing:
    """The spans of nodes in a translation, found one by one."""

    def __init__(
        self,
        nodes: Nodes,
        source: TextLayout,
        text: str,
        spans: dict[int, Span],
        tokens: Sequence[_Token],
        target: Locale,
    ) -> None:
        self._nodes, self._source, self._text = nodes, source, text
        self._spans, self._tokens, self._target = spans, tokens, target
        self._all = _stripped(source.text, 0, len(source.text))
        self.numbers = {id(node): number for number, node in enumerate(walk(nodes))}

    def place(self, children: Nodes) -> bool:
        """Give each of them a span, what is inside first; False: there is none for one."""
        inner = [child for child in children if not isinstance(child, str)]
        for child in inner:
            number = self.numbers[id(child)]
            if isinstance(child, Atom):
                if number not in self._spans:
                    point = _point(self._source, number, self._text, self._tokens, self._target)
                    self._spans[number] = (point, point)
                continue
            span = self._span(number, child) if self.place(child.children) else None
            if span is None:
                return False
            self._spans[number] = span
        return _disjoint([self.numbers[id(child)] for child in inner], self._spans, self._text)

    def _span(self, number: int, pair: Wrap) -> Span | None:
        source, text = self._source, self._text
        if _stripped(source.text, *source.spans[number]) == self._all:
            return _stripped(text, 0, len(text))
        span = _run(_words(source.text, source.spans[number]), text, self._tokens)
        if span is None:
            return None
        span = _without_punctuation(text, _snapped(text, span, self._target))
        if _ends_in_punctuation(source.text, source.spans[number]):
            span = _with_punctuation(text, span)
        return _hull(span, [self._spans[self.numbers[id(node)]] for node in walk(pair.children)])

    def all_have_text(self) -> bool:
        """Whether each pair has text around which it goes, or an atom."""
        return all(
            self._text[slice(*self._spans[self.numbers[id(node)]])].strip()
            or any(isinstance(inner, Atom) for inner in walk(node.children))
            for node in walk(self._nodes)
            if isinstance(node, Wrap)
        )


_Token = tuple[Span, "tuple[tuple[Span, float], ...]"]


def _tokens(alignment: Sequence[Alignment]) -> list[_Token]:
    """Each target token with the source tokens it looked at, weights normalized to a sum of 1."""
    tokens: list[_Token] = []
    for block in alignment:
        for span, row in zip(block.target, block.weights, strict=True):
            total = sum(row[: len(block.source)]) or 1.0
            shares = tuple(
                (where, weight / total)
                for where, weight in zip(block.source, row, strict=False)
                if weight > 0.01 * total
            )
            if span[0] < span[1]:
                tokens.append((span, shares))
    return tokens


def _mass(shares: tuple[tuple[Span, float], ...], span: Span) -> float:
    start, end = span
    total = 0.0
    for (low, high), weight in shares:
        common = min(high, end) - max(low, start)
        if common > 0:
            total += weight * common / max(high - low, 1)
    return total


def _words(text: str, span: Span) -> Span:
    """The span without the punctuation at its edges, if there is anything else in it.

    Models look at a full stop when they have nothing better to look at.
    """
    start, end = span
    while start < end and not letter(text[start]):
        start += 1
    while end > start and not letter(text[end - 1]):
        end -= 1
    return (start, end) if start < end else span


def _run(span: Span, text: str, tokens: Sequence[_Token]) -> Span | None:
    """The run of target tokens that a source span is aligned with. Punctuation begins none."""
    if not tokens:
        return None
    masses = [_mass(shares, span) for _, shares in tokens]
    words = [n for n, (where, _) in enumerate(tokens) if any(map(letter, text[slice(*where)]))]
    for number in {*range(len(tokens))} - {*words} if words else ():
        masses[number] = min(masses[number], _THRESHOLD)
    best = total = 0.0
    start, chosen = 0, (-1, -1)
    for number, mass in enumerate(masses):
        total += mass - _THRESHOLD
        if total <= 0:
            total, start = 0.0, number + 1
        elif total > best:
            best, chosen = total, (start, number)
    if chosen[0] < 0:
        some = [number for number in words if masses[number] > 0]
        top = max(some or range(len(masses)), key=masses.__getitem__)
        if masses[top] <= 0:
            return None
        chosen = (top, top)
    return tokens[chosen[0]][0][0], tokens[chosen[1]][0][1]


def _point(
    source: TextLayout, number: int, text: str, tokens: Sequence[_Token], target: Locale
) -> int:
    """The place in the translation for an atom that was left out of the source."""
    place = source.spans[number][0]
    if not source.text[:place].strip():
        return len(text) - len(text.lstrip())
    if not source.text[place:].strip():
        return len(text.rstrip())
    before = max(
        (where for _, shares in tokens for where, _ in shares if where[1] <= place),
        default=None,
        key=lambda where: where[1],
    )
    if before is None or not tokens:
        return _by_share(source.text, place, text, target)
    masses = [_mass(shares, before) for _, shares in tokens]
    top = max(range(len(masses)), key=masses.__getitem__)
    point = tokens[top][0][1]
    rest = source.text[place:].strip()
    if rest and not any(character.isalnum() for character in rest):
        # Nothing but punctuation follows: before the translation's own.
        point = _without_punctuation(text, (0, len(text.rstrip())))[1]
    return word_end(text, point, target)


def _by_share(source: str, place: int, text: str, target: Locale) -> int:
    point = round(len(text) * place / max(len(source), 1))
    return word_end(text, point, target)


def _snapped(text: str, span: Span, target: Locale) -> Span:
    """The span, widened to whole words; whitespace at its edges left out."""
    start, end = _stripped(text, *span)
    while cuts_word(text, start, target):
        start -= 1
    while cuts_word(text, end, target):
        end += 1
    return start, end


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] == "P" and character not in "%&@#"


def _ends_in_punctuation(text: str, span: Span) -> bool:
    inner = text[slice(*span)].strip()
    return bool(inner) and _punctuation(inner[-1])


def _without_punctuation(text: str, span: Span) -> Span:
    start, end = span
    while end > start + 1 and (_punctuation(text[end - 1]) or text[end - 1].isspace()):
        end -= 1
    while start < end - 1 and (_punctuation(text[start]) or text[start].isspace()):
        start += 1
    return start, end


def _with_punctuation(text: str, span: Span) -> Span:
    start, end = span
    while end < len(text) and _punctuation(text[end]):
        end += 1
    return start, end


def _hull(span: Span, inner: Sequence[Span]) -> Span:
    """The span and the atoms and pairs within it: what is inside in the source stays inside."""
    return (min([span[0], *(one[0] for one in inner)]), max([span[1], *(one[1] for one in inner)]))


def _disjoint(numbers: Sequence[int], spans: dict[int, Span], text: str) -> bool:
    """Cut siblings that overlap; False where one would lose all it has."""
    order = sorted(numbers, key=lambda number: (spans[number], number))
    for left, right in pairwise(order):
        low, high = spans[left], spans[right]
        if high[0] >= low[1]:
            continue
        if low[0] == low[1] or high[0] == high[1]:  # a point within a span: to its nearer edge
            continue
        if low[0] < high[0]:
            spans[left] = _stripped(text, low[0], high[0])
        elif high[1] > low[1]:
            spans[right] = _stripped(text, low[1], high[1])
        else:
            return False
        if low[1] > high[1]:  # one within the other
            return False
    return True


def _clamp_points(nodes: Nodes, numbers: Mapping[int, int], spans: dict[int, Span]) -> None:
    """Atoms that fell into a sibling pair go to its nearer edge."""

    def visit(children: Nodes) -> None:
        inner = [child for child in children if not isinstance(child, str)]
        pairs = [spans[numbers[id(one)]] for one in inner if isinstance(one, Wrap)]
        for child in inner:
            number = numbers[id(child)]
            if isinstance(child, Wrap):
                visit(child.children)
                continue
            start, end = spans[number]
            for low, high in pairs:
                if start == end and low < start < high:
                    edge = low if start - low < high - start else high
                    spans[number] = (edge, edge)

    visit(nodes)
