"""Placeholders and tags as inline codes, which a CAT tool protects, and back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from localize.inline.markup import Syntax
from localize.inline.pieces import kept, segments

_PLAIN = Syntax()
# XML 1.0 §2.2: what may not be in a document, not even as a reference.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# U+000D may, as a reference; a parser makes a line feed of a literal one.


@dataclass(frozen=True, slots=True)
class Code:
    """An inline code: its number in its unit and what it stands for."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Control:
    """A character that XML has no place for."""

    character: str


def coded(
    text: str, known: tuple[Code, ...] = (), how: Syntax = _PLAIN
) -> tuple[str | Code | Control, ...]:
    """The text in pieces. A code that is `known` (from the source) keeps its number there.

    Invariant: the pieces' texts, concatenated, are the text; the numbers are unique.
    """
    free = list(known)
    number = len(known)
    pieces: list[str | Code | Control] = []
    for piece in _pieces(text, how):
        if isinstance(piece, Code):
            same = next((code for code in free if code.text == piece.text), None)
            if same is None:
                number += 1
                pieces.append(Code(number, piece.text))
            else:
                free.remove(same)
                pieces.append(same)
        else:
            pieces.append(piece)
    return tuple(pieces)


def codes(pieces: tuple[str | Code | Control, ...]) -> tuple[Code, ...]:
    """The codes among the pieces, in order."""
    return tuple(piece for piece in pieces if isinstance(piece, Code))


def without_controls(text: str) -> Iterator[str | Control]:
    """The text in pieces, characters that XML has no place for by themselves."""
    at = 0
    for match in _FORBIDDEN.finditer(text):
        if match.start() > at:
            yield text[at : match.start()]
        yield Control(match[0])
        at = match.end()
    if at < len(text):
        yield text[at:]


def _pieces(text: str, how: Syntax) -> Iterator[str | Code | Control]:
    for part in segments(text, kept(text, how)):
        literal = part if isinstance(part, str) else text[part.start : part.end]
        if isinstance(part, str) or _FORBIDDEN.search(literal):
            yield from without_controls(literal)
        else:
            yield Code(0, literal)
