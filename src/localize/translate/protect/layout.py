"""A tree as flat text with places, and back: the same shape for a source and its translation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from localize.inline.grammar import PieceKind
from localize.inline.markup import Syntax, escaped, same
from localize.inline.tree import Atom, Nodes, Wrap, walk
from localize.scripts import UNSPACED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from localize.model import Locale, Markup

Span = tuple[int, int]
_ADDRESSES = frozenset({PieceKind.URL, PieceKind.EMAIL})


@dataclass(frozen=True, slots=True)
class TextLayout:
    """Text, and where in it the nodes of a tree are, by their number in `tree.walk`.

    An atom that is left out of the text has an empty span at its place.
    """

    text: str
    spans: Mapping[int, Span]


def flat(
    nodes: Nodes, mask: Callable[[int, Atom], str], text: Callable[[str], str] = str
) -> TextLayout:
    """The layout of a tree.

    `mask` gives what stands for an atom, which may be nothing; `text` what stands for a run of
    text, asked in order.
    """
    pieces: list[str] = []
    spans: dict[int, Span] = {}
    size = number = 0

    def add(piece: str) -> None:
        nonlocal size
        pieces.append(piece)
        size += len(piece)

    def visit(children: Nodes) -> None:
        nonlocal number
        for child in children:
            if isinstance(child, str):
                add(text(child))
                continue
            here, start = number, size
            number += 1
            if isinstance(child, Atom):
                add(mask(here, child))
            else:
                visit(child.children)
            spans[here] = (start, size)

    visit(nodes)
    return TextLayout("".join(pieces), spans)


def write(nodes: Nodes, layout: TextLayout, how: Syntax | Markup, target: Locale) -> str | None:
    """The msgstr of a tree whose nodes are in a translation where `layout` says.

    None where that cannot be written so that it has the structure of the source.
    """
    how = how if isinstance(how, Syntax) else Syntax(how)
    expected = _assembled(nodes, layout, target, lambda text: text, marks=False)
    for fully in (False, True):
        escape = partial(escaped, markup=how.markup, fully=fully)
        text = _assembled(nodes, layout, target, escape, marks=True)
        if same(nodes, text, expected, how):
            return text
    return None


def _assembled(
    nodes: Nodes,
    layout: TextLayout,
    target: Locale,
    escape: Callable[[str], str],
    *,
    marks: bool,
) -> str:
    numbers = {id(node): number for number, node in enumerate(walk(nodes))}
    spaces = _spaces(nodes) if target.script not in UNSPACED else {}

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
            if isinstance(child, Wrap):
                body = emit(child.children, start, end)
                text += child.open + body + child.close if marks else body
            else:
                around = spaces.get(id(child), (False, False)) if start == end else (False, False)
                text += _with_space(text, child, layout.text[end : end + 1], around)
            position = end
        return text + escape(layout.text[position:high])

    return emit(nodes, 0, len(layout.text))


def _spaces(nodes: Nodes) -> dict[int, tuple[bool, bool]]:
    """Whether each atom, by its `id`, has a space before and after it in the source."""
    leaves: list[str | Atom] = []

    def visit(children: Nodes) -> None:
        for child in children:
            if isinstance(child, Wrap):
                visit(child.children)
            else:
                leaves.append(child)

    visit(nodes)
    texts = ["", *(leaf if isinstance(leaf, str) else leaf.written for leaf in leaves), ""]
    return {
        id(leaf): (texts[place][-1:].isspace(), texts[place + 2][:1].isspace())
        for place, leaf in enumerate(leaves)
        if isinstance(leaf, Atom)
    }


def _with_space(before: str, atom: Atom, after: str, around: tuple[bool, bool]) -> str:
    """The atom with the space it had, and that an address needs so as to be read as one."""
    literal = atom.written
    address = atom.kind in _ADDRESSES and not literal.startswith("<")
    lead = (around[0] and before and not before[-1].isspace()) or (
        address and re.search(r"\w$", before)
    )
    trail = (around[1] and after and not after.isspace()) or (address and re.match(r"\w", after))
    return (" " if lead else "") + literal + (" " if trail else "")
