"""Placeholders and tags as inline codes, which a CAT tool protects, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_CODE = re.compile(
    r"\{\{[^{}\n]{0,100}\}\}|\$\{[^{}\n]{0,100}\}|\{[A-Za-z0-9_.:!\[\]-]{0,60}\}"
    r"|%\([A-Za-z0-9_]{1,60}\)[#0+-]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]"
    r"|%(?:\d\$)?[#0+-]*\d*(?:\.\d+)?l?[diuxXeEfgcrsa@](?![A-Za-z])"
    r"|</?[A-Za-z][^<>\n]{0,500}>"
)
# XML 1.0 §2.2: what may not stand in a document, not even as a reference.
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


def coded(text: str, known: tuple[Code, ...] = ()) -> tuple[str | Code | Control, ...]:
    """The text in pieces. A code that is `known` (from the source) keeps its number there.

    Invariant: the pieces' texts, concatenated, are the text; the numbers are unique.
    """
    free = list(known)
    number = len(known)
    pieces: list[str | Code | Control] = []
    for piece in _pieces(text):
        if isinstance(piece, Code):
            same = next((one for one in free if one.text == piece.text), None)
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
    for found in _FORBIDDEN.finditer(text):
        if found.start() > at:
            yield text[at : found.start()]
        yield Control(found[0])
        at = found.end()
    if at < len(text):
        yield text[at:]


def _pieces(text: str) -> Iterator[str | Code | Control]:
    at = 0
    for found in _CODE.finditer(text):
        if _FORBIDDEN.search(found[0]):
            continue
        yield from without_controls(text[at : found.start()])
        yield Code(0, found[0])
        at = found.end()
    yield from without_controls(text[at:])
