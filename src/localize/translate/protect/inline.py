"""The inline source of a msgid as a tree: text, what must stay as it stands, and paired markup."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


class AtomKind(StrEnum):
    """Why something must come through as it stands."""

    PLACEHOLDER = "placeholder"
    MARKUP = "markup"
    """A tag without a partner, a line break, an image, a footnote mark."""
    CODE = "code"
    URL = "url"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Atom:
    """What must be in the translation exactly as often as in the source."""

    literal: str
    kind: AtomKind
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


@dataclass(frozen=True, slots=True)
class Pair:
    """Paired markup around text: `**…**`, `<b>…</b>`, `[…](url)`."""

    open: str
    close: str
    children: tuple[Node, ...]


Node: TypeAlias = "str | Atom | Pair"
Nodes: TypeAlias = "tuple[Node, ...]"
TermSpan: TypeAlias = tuple[int, int, str]
"""`(start, end, replacement)` in characters of a text; empty: the term stays as it is."""
Terms: TypeAlias = "Callable[[str], Sequence[TermSpan]]"

_PLACEHOLDERS = (
    ("url", r"https?://[^\s<>\"'「」（）()、。]*[^\s<>\"'「」（）(),.;:!?、。*_\]]"),
    ("url", r"www\.[\w-]+(?:\.[\w-]+)+(?:/[^\s<>\"'「」（）()、。]*[^\s<>\"'「」（）(),.;:!?、。*_\]])?"),  # noqa: E501
    ("url", r"(?<![\w.+-])[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"),
    ("code", r"\{%.*?%\}|\{#.*?#\}"),
    ("placeholder", r"\{\{[^{}\n]*\}\}"),
    ("placeholder", r"[$#@]\{[^{}\n]+\}"),
    ("placeholder", r"\{[\w.\[\]:!^<>,+\- ]{0,60}\}"),
    ("placeholder", r"%\([\w.\- ]+\)[-+0#]*\d*(?:\.\d+)?[a-zA-Z]"),
    ("placeholder", r"%(?:\d+\$)?[-+0#]*\d*(?:\.\d+)?(?:hh?|ll?|z|j|t|L)?[sdiufgGxXoceEr@](?![A-Za-z])"),  # noqa: E501
    ("placeholder", r"%%(?=[\w(])|%[A-Za-z_]\w+%"),
    ("placeholder", r"\$(?:\d+(?![\d.,])|[A-Za-z_]\w*)"),
    ("placeholder", r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});"),
    ("markup", r"\[\^[^\]\s]+\]"),
)  # fmt: skip
_PLACEHOLDER = re.compile("|".join(f"({pattern})" for _, pattern in _PLACEHOLDERS))
_KINDS = tuple(AtomKind(kind) for kind, _ in _PLACEHOLDERS)

Mark: TypeAlias = "Atom | tuple[str, str, str]"
"""`("text", text, "")`, `("open", literal, name)`, `("close", literal, name)`, or an atom."""


def with_atoms(text: str, terms: Terms | None = None) -> Iterator[str | Atom]:
    """A run of text with its placeholders as atoms.

    Invariant: the pieces' texts and literals, concatenated, are the text.
    """
    position = 0
    for match in _PLACEHOLDER.finditer(text):
        if match.start() > position:
            yield from _with_terms(text[position : match.start()], terms)
        yield Atom(match[0], _KINDS[(match.lastindex or 1) - 1])
        position = match.end()
    if position < len(text):
        yield from _with_terms(text[position:], terms)


def _with_terms(text: str, terms: Terms | None) -> Iterator[str | Atom]:
    position = 0
    for start, end, replacement in sorted(terms(text)) if terms is not None else ():
        if start < position:
            continue
        if start > position:
            yield text[position:start]
        yield Atom(text[start:end], AtomKind.TERM, replacement)
        position = end
    if position < len(text):
        yield text[position:]


def tree(marks: Iterable[Mark]) -> Nodes:
    """The tree of a text's marks, in order. What has no partner of its name is an atom."""
    stack: list[tuple[str, str, list[Node]]] = [("", "", [])]
    for mark in marks:
        if isinstance(mark, Atom):
            stack[-1][2].append(mark)
            continue
        role, literal, name = mark
        if role == "text":
            _append(stack[-1][2], literal)
        elif role == "open":
            stack.append((literal, name, []))
        elif not any(one[1] == name for one in stack[1:]):
            stack[-1][2].append(Atom(literal, AtomKind.MARKUP))
        else:
            while stack[-1][1] != name:
                _dissolve(stack)
            opening, _, children = stack.pop()
            stack[-1][2].append(_pair(opening, literal, children))
    while len(stack) > 1:
        _dissolve(stack)
    return tuple(stack[0][2])


def _append(children: list[Node], text: str) -> None:
    if children and isinstance(children[-1], str):
        children[-1] += text
    elif text:
        children.append(text)


def _pair(opening: str, closing: str, children: list[Node]) -> Node:
    """A pair; one with no text in it is an atom, for there is nothing to align it with."""
    if any(_has_content(child) for child in children):
        return Pair(opening, closing, tuple(children))
    inner = "".join(child if isinstance(child, str) else source(child) for child in children)
    literal = opening + inner + closing
    match [child for child in children if not isinstance(child, str)]:
        case [Atom(head=head, alt=alt, tail=tail)] if head:  # an image that is a link
            head, tail = opening + head, tail + closing
            return Atom(literal, AtomKind.MARKUP, head + alt + tail, head, alt, tail)
    return Atom(literal, AtomKind.MARKUP)


def _has_content(node: Node) -> bool:
    if isinstance(node, str):
        return bool(node.strip())
    return isinstance(node, Pair) or node.kind is not AtomKind.MARKUP


def _dissolve(stack: list[tuple[str, str, list[Node]]]) -> None:
    """An opening that was never closed becomes an atom before its children."""
    literal, _, children = stack.pop()
    stack[-1][2].append(Atom(literal, AtomKind.MARKUP))
    for child in children:
        if isinstance(child, str):
            _append(stack[-1][2], child)
        else:
            stack[-1][2].append(child)


def source(node: Node) -> str:
    """What a node is in its source, text as it reads."""
    if isinstance(node, str):
        return node
    if isinstance(node, Atom):
        return node.literal
    return node.open + "".join(map(source, node.children)) + node.close


def plain(nodes: Nodes) -> str:
    """The text as a reader sees it, atoms as they stand in the translation, pairs dissolved."""
    return "".join(
        node
        if isinstance(node, str)
        else node.written
        if isinstance(node, Atom)
        else plain(node.children)
        for node in nodes
    )


def walk(nodes: Nodes) -> Iterator[Atom | Pair]:
    """The atoms and pairs, a parent before its children, in source order.

    Their places in this order are the numbers by which the rest of this package calls them.
    """
    for node in nodes:
        if isinstance(node, Atom):
            yield node
        elif isinstance(node, Pair):
            yield node
            yield from walk(node.children)


def signature(nodes: Nodes) -> Counter[str]:
    """What two texts of the same structure have in common: each atom and each pair's marks."""
    found: Counter[str] = Counter()
    for node in walk(nodes):
        if isinstance(node, Pair):
            found[f"{node.open}…{node.close}"] += 1
        elif node.head:
            found[f"{node.head}…{node.tail}"] += 1
        elif node.kind is not AtomKind.TERM:
            found[node.literal] += 1
    return found


def has_words(nodes: Nodes) -> bool:
    """Whether there is anything to translate: a letter outside of the atoms."""
    return any(
        any(character.isalpha() for character in node)
        if isinstance(node, str)
        else isinstance(node, Pair) and has_words(node.children)
        for node in nodes
    )
