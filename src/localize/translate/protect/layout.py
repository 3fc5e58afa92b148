"""A tree as flat text with places, and back: the same shape for a source and its translation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from localize.translate.protect.inline import Atom, AtomKind, Nodes, Pair, plain, walk
from localize.translate.protect.syntax import escaped, same

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from localize.model import Locale, Markup

Span = tuple[int, int]
_UNSPACED = frozenset({"Jpan", "Hans", "Hant", "Thai", "Laoo", "Khmr", "Mymr"})


@dataclass(frozen=True, slots=True)
class Layout:
    """Text, and where in it the nodes of a tree stand, by their number in `inline.walk`.

    An atom that is left out of the text has an empty span at its place.
    """

    text: str
    spans: Mapping[int, Span]


def flat(nodes: Nodes, mask: Callable[[int, Atom], str]) -> Layout:
    """The layout of a tree; `mask` gives what stands for an atom, which may be nothing."""
    pieces: list[str] = []
    spans: dict[int, Span] = {}
    size = number = 0

    def add(text: str) -> None:
        nonlocal size
        # Where an atom is left out, one space of the two around it is enough.
        if text.startswith(" ") and pieces and pieces[-1].endswith(" ") and removed:
            text = text[1:]
        if text:
            pieces.append(text)
            size += len(text)

    removed = False

    def visit(children: Nodes) -> None:
        nonlocal number, removed
        for child in children:
            if isinstance(child, str):
                add(child)
                removed = False
                continue
            here, start = number, size
            number += 1
            if isinstance(child, Atom):
                text = mask(here, child)
                removed = not text
                add(text)
            else:
                visit(child.children)
            spans[here] = (start, size)

    visit(nodes)
    return Layout("".join(pieces), spans)


def write(nodes: Nodes, layout: Layout, markup: Markup, target: Locale) -> str | None:
    """The msgstr of a tree whose nodes stand in a translation as `layout` says.

    None where that cannot be written so that it has the structure of the source.
    """
    expected = _assembled(nodes, layout, target, lambda text: text, marks=False)
    for fully in (False, True):
        escape = partial(escaped, markup=markup, fully=fully)
        text = _assembled(nodes, layout, target, escape, marks=True)
        if same(nodes, text, expected, markup):
            return text
    return None


def _assembled(
    nodes: Nodes,
    layout: Layout,
    target: Locale,
    escape: Callable[[str], str],
    *,
    marks: bool,
) -> str:
    numbers = {id(node): number for number, node in enumerate(walk(nodes))}
    spaced = target.script not in _UNSPACED

    def emit(children: Nodes, low: int, high: int) -> str:
        inner = [child for child in children if not isinstance(child, str)]
        inner.sort(key=lambda child: (layout.spans[numbers[id(child)]], numbers[id(child)]))
        text = ""
        position = low
        for child in inner:
            start, end = layout.spans[numbers[id(child)]]
            start = min(max(start, position), high)
            end = min(max(end, start), high)
            text += escape(layout.text[position:start])
            if isinstance(child, Pair):
                body = emit(child.children, start, end)
                text += child.open + body + child.close if marks else body
            else:
                literal = child.written if marks else plain((child,))
                after = layout.text[end : end + 1]
                text += _with_space(
                    text, literal, after, child, spaced=spaced, removed=start == end
                )
            position = end
        return text + escape(layout.text[position:high])

    return emit(nodes, 0, len(layout.text))


def _with_space(
    before: str, literal: str, after: str, atom: Atom, *, spaced: bool, removed: bool
) -> str:
    """The literal with the space it needs so as to be read as one, where it was put in between."""
    if atom.kind is AtomKind.MARKUP:
        return literal
    wide = atom.kind is AtomKind.URL and not literal.startswith("<")
    if not (wide or (spaced and removed)):
        return literal
    lead = " " if re.search(r"\w$", before) else ""
    trail = " " if re.match(r"\w", after) else ""
    return lead + literal + trail
