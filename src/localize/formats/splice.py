"""Documents from the places of their segments, and texts in the place of segments. Pure."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from localize.model import Document, Problem, Rendered, Segment

Span = tuple[int, int, Segment]
"""`(start, end, segment)` in the source; end exclusive."""


def document_of(
    source: str | bytes,
    spans: Iterable[Span],
    *,
    path: str,
    form: str,
    metadata: Mapping[str, object] | None = None,
) -> Document:
    """Return the document whose segments are at `spans`, in order, with the text between them.

    Spans count characters where `source` is a str, and UTF-8 bytes where it is bytes.
    """
    parts: list[str | Segment] = []
    at = 0
    for start, end, segment in spans:
        if start > at:
            parts.append(_text(source[at:start]))
        parts.append(segment)
        at = end
    if at < len(source):
        parts.append(_text(source[at:]))
    return Document(path, form, tuple(parts), metadata or {})


def _text(piece: str | bytes) -> str:
    return piece if isinstance(piece, str) else piece.decode()


class LineCounter:
    """The 1-based lines of places in a source that are asked for in order."""

    def __init__(self, source: str | bytes) -> None:
        self._source: Any = source
        self._newline: Any = "\n" if isinstance(source, str) else b"\n"
        self._line = 1
        self._at = 0

    def at(self, place: int) -> int:
        """Return the line of a place, which is not before the last one."""
        line: int = self._line + self._source.count(self._newline, self._at, place)
        self._line, self._at = line, place
        return line


def spliced(
    document: Document, written: Callable[[int, Segment, str], str | Problem | None]
) -> Rendered:
    """Return the document with what `written(number, segment, text_before)` returns in place.

    None keeps the segment's characters; a `Problem` keeps them too and is reported.
    `text_before` is the text between the previous segment and this one, in the source.
    """
    pieces: list[str] = []
    spans: list[Span] = []
    problems: list[Problem] = []
    at = number = 0
    before = ""
    for part in document.parts:
        if isinstance(part, str):
            piece = before = part
        else:
            result = written(number, part, before)
            if isinstance(result, Problem):
                problems.append(result)
            piece = result if isinstance(result, str) else part.source
            spans.append((at, at + len(piece), part))
            number += 1
            before = ""
        pieces.append(piece)
        at += len(piece)
    return Rendered("".join(pieces), tuple(spans), tuple(problems), document.path)
