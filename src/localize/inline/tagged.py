"""Text with tags: HTML, where references are characters, and plain text, where they are not."""

import html
import re
from collections.abc import Iterator, Sequence

from localize.inline.grammar import TAG, PieceKind, scanned
from localize.inline.marks import MarkRole, SourceMark, TextRun, tiled

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"}
    | {"source", "track", "wbr"}
)
"""Elements of HTML that have no end tag."""
_MARKUP = re.compile(rf"<!--(?:[^-]|-(?!->)){{0,2000}}-->|{TAG}")
_NAME = re.compile(r"</?([A-Za-z][\w:.-]*)")
# The references that `html.unescape` reads.
_REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)")


def plain_marks(source: str, form: str = "", _labels: Sequence[str] = ()) -> Iterator[SourceMark]:
    """The marks of plain text. Tags pair, and everything is read as it is written."""
    return tiled_text(source, scanned(source, form))


def tiled_text(source: str, pieces: Iterator[tuple[PieceKind, int, int]]) -> Iterator[SourceMark]:
    """The marks of a text that reads as it is written."""
    position = 0
    for kind, start, end in pieces:
        if start > position:
            yield SourceMark(MarkRole.TEXT, PieceKind.TEXT, source[position:start], position, start)
        literal = source[start:end]
        if kind is PieceKind.TAG:
            yield tag_mark(literal, start)
        else:
            yield SourceMark(MarkRole.ATOM, kind, literal, start, end)
        position = end
    if position < len(source):
        yield SourceMark(MarkRole.TEXT, PieceKind.TEXT, source[position:], position, len(source))


def html_marks(source: str, form: str = "", _labels: Sequence[str] = ()) -> Iterator[SourceMark]:
    """The marks of HTML."""
    return tiled(source, _html(source, form))


def _html(source: str, form: str) -> Iterator[SourceMark]:
    position = 0
    for match in _MARKUP.finditer(source):
        yield from _run(source, position, match.start(), form)
        yield tag_mark(match[0], match.start())
        position = match.end()
    yield from _run(source, position, len(source), form)


def _run(source: str, start: int, end: int, form: str) -> Iterator[SourceMark]:
    run = TextRun()
    position = start
    for match in _REFERENCE.finditer(source, start, end):
        value = html.unescape(match[0])
        if value == match[0]:
            continue
        run.add(source[position : match.start()], position, match.start())
        run.add(value, *match.span())
        position = match.end()
    run.add(source[position:end], position, end)
    yield from run.marks(source, form)


def tag_mark(literal: str, start: int) -> SourceMark:
    """The mark of a tag or comment."""
    end = start + len(literal)
    match = _NAME.match(literal)
    if match is None:
        return SourceMark(MarkRole.ATOM, PieceKind.COMMENT, literal, start, end)
    name = match[1].lower()
    if literal.endswith("/>") or name in VOID:
        return SourceMark(MarkRole.ATOM, PieceKind.TAG, literal, start, end, name)
    role = MarkRole.CLOSE if literal.startswith("</") else MarkRole.OPEN
    return SourceMark(role, PieceKind.TAG, literal, start, end, name)
