"""Where terms are in a text: Aho-Corasick over words (or characters), in linear time.

A text is cut into tokens. A word is one token, and so is each character of a script that writes
no spaces. White space, hyphens, emphasis and tags lie between tokens and do not count, so that
`open source` is found in `open-source` and in `<b>open</b> source`. URLs, code and placeholders
are one token that no term has.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from localize.inline.grammar import PieceKind
from localize.inline.pieces import pieces
from localize.scripts import LETTERS, MARKS, SINGLE
from localize.terms.stems import folded, stem

_LETTER = r"[^\W\d_]"
_TOKEN = re.compile(
    # Most words of most texts, before anything else is tried: a third less time.
    r"(?P<plain>[A-Za-z]+(?=[\s,;!?)]))"
    r"|(?P<gap>[\s*~\u00ad\u2010-\u2015\u2212-]+)|(?P<opaque>`[^`]*`)"
    rf"|(?P<single>[{SINGLE}])"
    rf"|(?P<word>(?:{_LETTER}\.){{2,}}|(?:{_LETTER}\.)+{_LETTER}(?![\w.])"
    rf"|(?:[^\W_{SINGLE}]|[{MARKS}])+)"
    rf"|(?P<other>.)",
    re.DOTALL,  # no IGNORECASE: with ranges as large as these it takes 20 ms to compile
)
_KATAKANA = re.compile(f"[{LETTERS['Kana']}]+")
_HANGUL = re.compile(f"[{LETTERS['Hang']}]")
_OPAQUE = "\0"


class Token(NamedTuple):
    """A word, a character or an opaque piece. `key` is what is compared."""

    key: str
    start: int
    end: int


def tokens(text: str, language: str) -> Iterator[Token]:
    """The tokens of a text, in order, gaps left out."""
    position = 0
    for piece in pieces(text):
        yield from _words(text, position, piece.start, language)
        if piece.kind is not PieceKind.TAG:
            yield Token(_OPAQUE, piece.start, piece.end)
        position = piece.end
    yield from _words(text, position, len(text), language)


def _words(text: str, start: int, end: int, language: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text, start, end):
        group = match.lastgroup
        if group == "gap":
            continue
        if group == "plain":
            key = stem(match[0], language)
        elif group == "word":
            key = stem(match[0].replace(".", ""), language)
        elif group == "opaque":
            key = _OPAQUE
        else:
            key = folded(match[0])
        yield Token(key, *match.span())


@dataclass(slots=True)
class _Node:
    children: dict[str, int] = field(default_factory=dict)
    fail: int = 0
    depth: int = 0
    values: list[int] = field(default_factory=list)
    longest: int = -1
    """The node of the longest pattern that ends here, along the failure links; -1: none."""


class Matcher:
    """Finds patterns (sequences of token keys) in token sequences (Aho and Corasick, 1975)."""

    def __init__(self, patterns: Iterable[tuple[tuple[str, ...], int]]) -> None:
        """`patterns`: `(keys, value)`; several values may share the same keys."""
        self._nodes = [_Node()]
        for keys, value in patterns:
            if keys:
                self._add(keys, value)
        self._link()

    def _add(self, keys: tuple[str, ...], value: int) -> None:
        here = 0
        for key in keys:
            step = self._nodes[here].children.get(key)
            if step is None:
                step = len(self._nodes)
                self._nodes[here].children[key] = step
                self._nodes.append(_Node(depth=self._nodes[here].depth + 1))
            here = step
        if value not in self._nodes[here].values:
            self._nodes[here].values.append(value)

    def _link(self) -> None:
        queue = deque([0])
        while queue:
            number = queue.popleft()
            node = self._nodes[number]
            node.longest = number if node.values else self._nodes[node.fail].longest
            for key, child in node.children.items():
                self._nodes[child].fail = self._step(node.fail, key) if number else 0
                queue.append(child)

    def _step(self, number: int, key: str) -> int:
        while number and key not in self._nodes[number].children:
            number = self._nodes[number].fail
        return self._nodes[number].children.get(key, 0)

    def ends(self, keys: Iterable[str]) -> Iterator[tuple[int, int]]:
        """`(end, node)` of the longest pattern that ends behind each token, end exclusive."""
        number = 0
        for position, key in enumerate(keys, 1):
            number = self._step(number, key)
            if self._nodes[number].longest >= 0:
                yield position, self._nodes[number].longest

    def shorter(self, node: int) -> int:
        """The next shorter pattern that ends where this one does; -1: none."""
        return self._nodes[self._nodes[node].fail].longest

    def length(self, node: int) -> int:
        """The tokens of a pattern."""
        return self._nodes[node].depth

    def values(self, node: int) -> list[int]:
        """The values of a pattern, in the order they were added."""
        return self._nodes[node].values


def at_boundaries(text: str, start: int, end: int) -> bool:
    """Whether a span may be a term alone: Hangul begins its word, short katakana is the whole run.

    インド is not found in インドネシア; ストレージ is, in クラウドストレージ.
    """
    if start and _HANGUL.match(text[start]) and _HANGUL.match(text[start - 1]):
        return False
    if end - start <= 3 and _KATAKANA.fullmatch(text, start, end):
        before = start and _KATAKANA.match(text[start - 1])
        return not before and not _KATAKANA.match(text[end : end + 1])
    return True
