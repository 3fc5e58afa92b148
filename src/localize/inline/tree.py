"""The marks of a text as a tree: text, what must stay as it is, and paired markup around text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from localize.inline.grammar import PieceKind
from localize.inline.marks import MarkRole, SourceMark

MASKABLE = frozenset(
    {PieceKind.PLACEHOLDER, PieceKind.PERCENT, PieceKind.CODE, PieceKind.MATH, PieceKind.URL}
    | {PieceKind.EMAIL, PieceKind.MENTION, PieceKind.ENTITY, PieceKind.TERM}
)
"""What is in a sentence like a word, so that a mask can take its place."""


@dataclass(frozen=True, slots=True)
class Atom:
    """What must be in the translation exactly as often as in the source."""

    literal: str
    kind: PieceKind
    replacement: str = ""
    """What is written instead: a term's one translation, an image with another text."""
    head: str = ""
    """What an image is before the text that stands for it: `![`, or `[![` where it is a link."""
    alt: str = ""
    """That text, which is translated by itself."""
    tail: str = ""
    """What follows it: `](cat.png)`."""

    @property
    def written(self) -> str:
        """What stands for it in the translation."""
        return self.replacement or self.literal

    @property
    def maskable(self) -> bool:
        """Whether a mask can take its place in a sentence."""
        return self.kind in MASKABLE


@dataclass(frozen=True, slots=True)
class Wrap:
    """Paired markup around text: `**…**`, `<b>…</b>`, `[…](url)`."""

    open: str
    close: str
    children: tuple[Node, ...]


Node: TypeAlias = "str | Atom | Wrap"
Nodes: TypeAlias = "tuple[Node, ...]"
TermSpan: TypeAlias = tuple[int, int, str]
"""`(start, end, replacement)` in characters of a text; empty: the term stays as it is."""
Terms: TypeAlias = "Callable[[str], Sequence[TermSpan]]"


@dataclass(slots=True)
class _Level:
    """A pair that is open, and what is in it so far."""

    opening: SourceMark | None
    children: list[Node]


def tree(source: str, marks: Iterable[SourceMark], terms: Terms | None = None) -> Nodes:
    """The tree of a source. What has no partner of its name is an atom."""
    return _Builder(source, terms).build(marks)


class _Builder:
    def __init__(self, source: str, terms: Terms | None) -> None:
        self._source = source
        self._terms = terms
        self._stack = [_Level(None, [])]
        self._text = ""

    def build(self, marks: Iterable[SourceMark]) -> Nodes:
        for mark in marks:
            if mark.role is MarkRole.TEXT:
                self._text += mark.value
                continue
            self._flush()
            if mark.role is MarkRole.ATOM:
                self._add(Atom(self._literal(mark), mark.kind))
            elif mark.role is MarkRole.OPEN:
                self._stack.append(_Level(mark, []))
            else:
                self._close(mark)
        self._flush()
        while len(self._stack) > 1:
            self._dissolve()
        return tuple(self._stack[0].children)

    def _literal(self, mark: SourceMark) -> str:
        return self._source[mark.start : mark.end]

    def _add(self, node: Node) -> None:
        self._stack[-1].children.append(node)

    def _flush(self) -> None:
        for piece in _with_terms(self._text, self._terms):
            _append(self._stack[-1].children, piece)
        self._text = ""

    def _close(self, mark: SourceMark) -> None:
        name = (mark.kind, mark.name)
        if not any(
            (one.opening.kind, one.opening.name) == name  # type: ignore[union-attr] # only the first has none
            for one in self._stack[1:]
        ):
            self._add(Atom(self._literal(mark), mark.kind))
            return
        while True:
            opening = self._stack[-1].opening
            assert opening is not None
            if (opening.kind, opening.name) == name:
                break
            self._dissolve()
        children = self._stack.pop().children
        self._add(self._pair(opening, mark, children))

    def _pair(self, opening: SourceMark, closing: SourceMark, children: list[Node]) -> Node:
        inner = self._source[opening.end : closing.start]
        start, end = self._literal(opening), self._literal(closing)
        if closing.kind in {PieceKind.LINK, PieceKind.IMAGE} and end in {"]", "][]"}:
            end = f"][{inner}]"  # known by its text, which may become another one
        if opening.kind is PieceKind.IMAGE:
            literal = self._source[opening.start : closing.end]
            return Atom(literal, PieceKind.IMAGE, start + inner + end, start, inner, end)
        return _wrapped(start, end, opening.kind, children)

    def _dissolve(self) -> None:
        """An opening that was never closed becomes an atom before its children."""
        level = self._stack.pop()
        assert level.opening is not None
        self._add(Atom(self._literal(level.opening), level.opening.kind))
        for child in level.children:
            _append(self._stack[-1].children, child)


def _with_terms(text: str, terms: Terms | None) -> Iterator[str | Atom]:
    position = 0
    for start, end, replacement in sorted(terms(text)) if terms is not None and text else ():
        if start < position:
            continue
        if start > position:
            yield text[position:start]
        yield Atom(text[start:end], PieceKind.TERM, replacement)
        position = end
    if position < len(text):
        yield text[position:]


def _append(children: list[Node], node: Node) -> None:
    if isinstance(node, str) and children and isinstance(children[-1], str):
        children[-1] += node
    else:
        children.append(node)


def _wrapped(opening: str, closing: str, kind: PieceKind, children: list[Node]) -> Node:
    """A pair; without text in it an atom, for there is nothing to align it with."""
    if any(_has_content(child) for child in children):
        return Wrap(opening, closing, tuple(children))
    literal = opening + "".join(map(source, children)) + closing
    match [child for child in children if not isinstance(child, str)]:
        case [Atom(head=head, alt=alt, tail=tail)] if head:  # an image that is a link
            head, tail = opening + head, tail + closing
            return Atom(literal, PieceKind.IMAGE, head + alt + tail, head, alt, tail)
    return Atom(literal, kind)


def _has_content(node: Node) -> bool:
    if isinstance(node, str):
        return bool(node.strip())
    return isinstance(node, Wrap) or node.maskable


def source(node: Node) -> str:
    """What a node is in its source, text as it reads."""
    if isinstance(node, str):
        return node
    if isinstance(node, Atom):
        return node.literal
    return node.open + "".join(map(source, node.children)) + node.close


def plain(nodes: Nodes) -> str:
    """The text as a reader sees it, atoms as the translation has them, pairs dissolved."""
    return "".join(
        node
        if isinstance(node, str)
        else node.written
        if isinstance(node, Atom)
        else plain(node.children)
        for node in nodes
    )


def walk(nodes: Nodes) -> Iterator[Atom | Wrap]:
    """The atoms and pairs, a parent before its children, in source order.

    Their places in this order are the numbers by which a layout calls them.
    """
    for node in nodes:
        if isinstance(node, Atom):
            yield node
        elif isinstance(node, Wrap):
            yield node
            yield from walk(node.children)


def texts(nodes: Nodes) -> Iterator[str]:
    """The runs of text, in source order."""
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif isinstance(node, Wrap):
            yield from texts(node.children)


def signature(nodes: Nodes) -> Counter[str]:
    """What two texts of the same structure have in common: each atom and each pair's marks."""
    counts: Counter[str] = Counter()
    for node in walk(nodes):
        if isinstance(node, Wrap):
            counts[f"{node.open}…{node.close}"] += 1
        elif node.head:
            counts[f"{node.head}…{node.tail}"] += 1
        elif node.kind is not PieceKind.TERM:
            counts[node.literal] += 1
    return counts


def has_words(nodes: Nodes) -> bool:
    """Whether there is anything to translate: a letter outside of the atoms."""
    return any(any(map(str.isalpha, text)) for text in texts(nodes))
