"""What the source of a text consists of: marks, in order, which tile it."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from localize.inline.grammar import PieceKind, scanned


class MarkRole(StrEnum):
    """What a mark does."""

    TEXT = "text"
    ATOM = "atom"
    OPEN = "open"
    CLOSE = "close"


class SourceMark(NamedTuple):
    """A stretch of a source. Invariant: the marks of a source, put together, are the source."""

    role: MarkRole
    kind: PieceKind
    value: str
    """Text as it reads; the destination of a link or image, at its close; else its source."""
    start: int
    end: int
    name: str = ""
    """Of a tag, in lower case: what opens and what closes have the same."""


SourceMarks: TypeAlias = tuple[SourceMark, ...]


def tiled(source: str, marks: Iterable[SourceMark]) -> Iterator[SourceMark]:
    """The marks, and as text that reads as nothing what is between them: an escape's backslash."""
    position = 0
    for mark in marks:
        if mark.start > position:
            yield SourceMark(MarkRole.TEXT, PieceKind.TEXT, "", position, mark.start)
        yield mark
        position = mark.end
    if position < len(source):
        yield SourceMark(MarkRole.TEXT, PieceKind.TEXT, "", position, len(source))


class TextRun:
    """A run of text as it reads, and where its characters are in its source."""

    __slots__ = ("_parts", "_places", "value")

    def __init__(self) -> None:
        self.value = ""
        self._parts: list[tuple[str, int, int]] = []
        """`(value, start, end)`: as it reads, and where it is in the source."""
        self._places: list[int] = []

    @property
    def end(self) -> int:
        """Where it ends in the source; -1: it is empty."""
        return self._parts[-1][2] if self._parts else -1

    def add(self, value: str, start: int, end: int) -> None:
        """Add what reads as `value`."""
        if value:
            self._places.append(len(self.value))
            self._parts.append((value, start, end))
            self.value += value

    def marks(self, source: str, form: str, *, tags: bool = False) -> Iterator[SourceMark]:
        """Its text and placeholders."""
        position = 0
        for kind, start, end in scanned(self.value, form, tags=tags):
            yield from self._text(source, position, start)
            low, high = self._start(start), self._end(end)
            yield SourceMark(MarkRole.ATOM, kind, self.value[start:end], low, high)
            position = end
        yield from self._text(source, position, len(self.value))

    def _text(self, source: str, start: int, end: int) -> Iterator[SourceMark]:
        if start == end:
            return
        for number in range(self._part(start), len(self._parts)):
            value, low, high = self._parts[number]
            place = self._places[number]
            if place >= end:
                return
            inside = value[max(start - place, 0) : end - place]
            if inside != value:
                low, high = self._start(max(start, place)), self._end(min(end, place + len(value)))
            reference = source[low] == "&" and source[low:high] != inside
            kind = PieceKind.CHARACTER if reference else PieceKind.TEXT
            yield SourceMark(MarkRole.TEXT, kind, inside, low, high)

    def _part(self, place: int) -> int:
        return bisect_right(self._places, place) - 1

    def _start(self, place: int) -> int:
        number = self._part(place)
        value, start, end = self._parts[number]
        into = place - self._places[number]
        return start if not into else max(start, end - (len(value) - into))

    def _end(self, place: int) -> int:
        number = self._part(place - 1)
        value, start, end = self._parts[number]
        return max(start, end - (self._places[number] + len(value) - place))
