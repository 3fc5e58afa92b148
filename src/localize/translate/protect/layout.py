"""A tree as flat text with places, and back: the same shape for a source and its translation."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from localize.inline.grammar import PieceKind
from localize.inline.markup import Syntax, escaped, same
from localize.inline.tree import Atom, Node, Nodes, Wrap, walk
from localize.model import Locale, Markup
from localize.scripts import UNSPACED

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
    # A stack and not a function that calls itself: each of those is a cycle for the collector.
    open_pairs: list[tuple[Iterator[Node], int, int]] = [(iter(nodes), -1, 0)]
    while open_pairs:
        children, own, start = open_pairs[-1]
        for child in children:
            if isinstance(child, str):
                piece = text(child)
            elif isinstance(child, Atom):
                piece = mask(number, child)
                spans[number] = (size, size + len(piece))
                number += 1
            else:
                open_pairs.append((iter(child.children), number, size))
                number += 1
                break
            pieces.append(piece)
            size += len(piece)
        else:
            open_pairs.pop()
            if own >= 0:
                spans[own] = (start, size)
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
    nodes: Nodes, layout: TextLayout, target: Locale, escape: Callable[[str], str], *, marks: bool
) -> str:
    numbers = {id(node): number for number, node in enumerate(walk(nodes))}
    spaces = _spaces(nodes) if target.script not in UNSPACED else {}
    assembly = _Assembly(layout, numbers, spaces, escape, marks)
    return assembly.of(nodes, 0, len(layout.text))


@dataclass(frozen=True, slots=True)
class _Assembly:
    """Writes nodes at their places in a layout."""

    layout: TextLayout
    numbers: Mapping[int, int]
    """The number of each node, by its `id`."""
    spaces: Mapping[int, tuple[bool, bool]]
    escape: Callable[[str], str]
    marks: bool
    """Whether the marks of pairs are written."""

    def of(self, children: Nodes, low: int, high: int) -> str:
        """The text from `low` to `high` of the layout, with these nodes in it."""
        layout, numbers = self.layout, self.numbers
        inner = [child for child in children if not isinstance(child, str)]
        inner.sort(key=lambda child: (layout.spans[numbers[id(child)]], numbers[id(child)]))
        text = ""
        position = low
        for child in inner:
            start, end = layout.spans[numbers[id(child)]]
            start = min(max(start, position), high)
            end = min(max(end, start), high)
            text += self.escape(layout.text[position:start])
            if isinstance(child, Wrap):
                body = self.of(child.children, start, end)
                text += child.open + body + child.close if self.marks else body
            else:
                nothing = (False, False)
                around = self.spaces.get(id(child), nothing) if start == end else nothing
                text += _with_space(text, child, layout.text[end : end + 1], around)
            position = end
        return text + self.escape(layout.text[position:high])


def _leaves(nodes: Nodes) -> Iterator[str | Atom]:
    for node in nodes:
        if isinstance(node, Wrap):
            yield from _leaves(node.children)
        else:
            yield node


def _spaces(nodes: Nodes) -> dict[int, tuple[bool, bool]]:
    """Whether each atom, by its `id`, has a space before and after it in the source."""
    leaves = list(_leaves(nodes))
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
