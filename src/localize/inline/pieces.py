"""The flat view of a text's marks: everything in it that is not prose, in order."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from localize.inline.grammar import PieceKind, is_amount, scanned
from localize.inline.marks import MarkRole
from localize.inline.markup import Syntax, read
from localize.model import Markup

_PLAIN = Syntax()
_HINTS = re.compile(r"[@<&%{`$]|://|www\.|mailto:|\]\(|\]\[|\[\^")
_DESTINATIONS = frozenset({PieceKind.LINK, PieceKind.IMAGE})
_AS_WRITTEN = frozenset({PieceKind.CODE, PieceKind.MATH, PieceKind.FOOTNOTE, PieceKind.TAG})
_UNREADABLE = frozenset({PieceKind.TAG, PieceKind.COMMENT, PieceKind.FOOTNOTE})
_REQUIRED = frozenset(PieceKind) - {PieceKind.CHARACTER, PieceKind.PERCENT, PieceKind.BRANCH}
_NUMBERED = re.compile(r"%\d{1,3}\$")
_ICU = re.compile(r"\{\s*([\w.-]+)\s*,\s*(plural|select|selectordinal)\b.*", re.DOTALL)


class Piece(NamedTuple):
    """A stretch that is not prose."""

    kind: PieceKind
    text: str
    """What it is: its source, or where a link or image leads."""
    start: int
    end: int

    @property
    def key(self) -> str:
        """By which it is known in a translation: `%1$s` may be written for `%s`.

        An ICU argument has the branches that the language has.
        """
        if self.kind is PieceKind.PLACEHOLDER and ("$" in self.text or "," in self.text):
            return _ICU.sub(r"{\1, \2, …}", _NUMBERED.sub("%", self.text))
        return self.text


def pieces(text: str, how: Syntax = _PLAIN) -> tuple[Piece, ...]:
    """Everything in a text that is not prose, in order, without overlaps.

    Emphasis is not among them: it stays with its words, wherever a translator puts them.
    """
    if how.markup is Markup.TEXT:  # as `plain_marks` reads it, without the marks in between
        scan = scanned(text, how.form)
        return tuple(Piece(kind, text[start:end], start, end) for kind, start, end in scan)
    if not _HINTS.search(text):
        return ()
    return tuple(_pieces(text, how))


def _pieces(text: str, how: Syntax) -> Iterator[Piece]:
    for role, kind, value, start, end, _ in read(text, how):
        if role is MarkRole.TEXT:
            if kind is PieceKind.CHARACTER:
                yield Piece(kind, text[start:end], start, end)
        elif role is MarkRole.ATOM or kind is PieceKind.TAG:
            if kind is not PieceKind.BREAK:
                yield Piece(kind, text[start:end] if kind in _AS_WRITTEN else value, start, end)
        elif role is MarkRole.CLOSE and kind in _DESTINATIONS and end - start > 1:
            yield Piece(kind, value, start + 1, end)


def readable(text: str, how: Syntax = _PLAIN) -> str:
    """The text as a reader sees it: no markup, and no addresses behind links."""
    return "".join(
        mark.value
        for mark in read(text, how)
        if mark.role is MarkRole.TEXT
        or (mark.role is MarkRole.ATOM and mark.kind not in _UNREADABLE)
    )


def kept(text: str, how: Syntax = _PLAIN) -> tuple[Piece, ...]:
    """The pieces that a translation has as they are: all but references to characters."""
    return tuple(piece for piece in pieces(text, how) if piece.kind is not PieceKind.CHARACTER)


def required(
    text: str, how: Syntax = _PLAIN, kinds: frozenset[PieceKind] = _REQUIRED
) -> Counter[str]:
    """The keys of the pieces that a translation must hold as often.

    An amount (`$5`) may be written in another way.
    """
    return Counter(
        piece.key
        for piece in pieces(text, how)
        if piece.kind in kinds and not is_amount(piece.text)
    )


def lost(
    source: str, target: str, how: Syntax = _PLAIN, kinds: frozenset[PieceKind] = _REQUIRED
) -> tuple[str, ...]:
    """What one of the two must hold and the other holds less often, sorted."""
    here, there = required(source, how, kinds), required(target, how, kinds)
    return tuple(sorted((here - there) + (there - here)))


def segments(text: str, parts: Sequence[Piece]) -> Iterator[str | Piece]:
    """The text in its pieces and what is between them.

    Invariant: the strings and `text[piece.start:piece.end]`, put together, are the text.
    """
    position = 0
    for piece in parts:
        if piece.start > position:
            yield text[position : piece.start]
        yield piece
        position = piece.end
    if position < len(text):
        yield text[position:]


def blanked(text: str, parts: Iterable[Piece]) -> str:
    """The text with each piece replaced by as many spaces; what may be an amount stays."""
    blank: list[str] = []
    position = 0
    for piece in parts:
        if not is_amount(piece.text):
            blank += (text[position : piece.start], " " * (piece.end - piece.start))
            position = piece.end
    return "".join((*blank, text[position:])) if blank else text
