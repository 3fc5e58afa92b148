"""A Markdown text as a document: its leaf blocks, front matter and HTML blocks as segments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localize.errors import ConfigError, DocumentError
from localize.formats import front_matter, html_write
from localize.formats.directives import Directives
from localize.formats.html_scan import HtmlScanner, Run
from localize.formats.markdown.mask import SHORTCODE, masked
from localize.formats.markdown.scan import Leaf, folded, leaves
from localize.model import Document, Kind, Markup, Segment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# Slots: how a segment is written back.
_BLOCK: Mapping[str, object] = {"as": "block"}
_LINE: Mapping[str, object] = {"as": "line"}
_CELL: Mapping[str, object] = {"as": "cell"}
_CODE: Mapping[str, object] = {"as": "code"}
_FRONT: Mapping[str, Mapping[str, object]] = {
    "-": {"as": "yaml"},
    "+": {"as": "toml"},
    "{": {"as": "json"},
}
"""By the first character of a front matter."""

_PERSISTENT = frozenset(
    {"pre", "div", "section", "article", "aside", "details", "table", "span", "p"}
)
"""Elements that, opened in an HTML block and silent, silence the Markdown until they close."""
_FENCED = re.compile(rb"(?P<fence>`{3,}|~{3,})[^\n]*\n(?P<lines>[^\r]*?)\n(?P=fence)[`~]*\s*\Z")
_LETTER = re.compile(r"[^\W\d_]")


def document(source: str, path: str, options: Mapping[str, object]) -> Document:
    """The document of a Markdown text.

    Raises:
        DocumentError: its front matter cannot be read, and `options` says `strict`.
    """
    found = front_matter.front_matter(source, _front_matter_keys(options))
    if found and found.fault and options.get("strict"):
        line, reason = found.fault
        raise DocumentError(
            f"the front matter is {reason}", path=path, line=line,
            hint="mend it; a value with a colon or a bracket wants quotes",
        )  # fmt: skip
    raw = source.encode()
    parts: list[str | Segment] = []
    at = 0
    for start, end, segment in _placed(source, raw, found, path):
        if start > at:
            parts.append(raw[at:start].decode())
        parts.append(segment)
        at = end
    if at < len(raw):
        parts.append(raw[at:].decode())
    return Document(path, "markdown", tuple(parts), found.metadata if found else {})


def _front_matter_keys(options: Mapping[str, object]) -> tuple[str, ...]:
    keys = options.get("front-matter", front_matter.KEYS)
    if isinstance(keys, (list, tuple)) and all(isinstance(key, str) for key in keys):
        return tuple(keys)
    raise ConfigError(
        f"formats.markdown.front-matter must be a list of keys, not {keys!r}",
        hint='for example: front-matter = ["title", "description", "seo.*"]',
    )


def _placed(
    source: str, raw: bytes, found: front_matter.FrontMatter | None, path: str
) -> Iterator[tuple[int, int, Segment]]:
    """`(start, end, segment)` in bytes of the source, in order."""
    line, at = 1, 0

    def line_of(start: int) -> int:
        nonlocal line, at
        line += raw.count(b"\n", at, start)
        at = start
        return line

    if found:
        yield from _front_segments(source, found, line_of)
    yield from _body_segments(raw, leaves(masked(source, path), raw), line_of)


def _front_segments(
    source: str, found: front_matter.FrontMatter, line_of: Callable[[int], int]
) -> Iterator[tuple[int, int, Segment]]:
    slot = _FRONT[source.lstrip("\ufeff")[0]]
    for value in found.values:
        text = source[value.start : value.end]
        start = len(source[: value.start].encode())
        kind = Kind.TITLE if value.key == "title" else Kind.FRONT_MATTER
        segment = Segment(
            text, value.text, kind, Markup.TEXT,
            line=line_of(start), key=value.key, slot=slot,
        )  # fmt: skip
        yield start, start + len(text.encode()), segment


def _body_segments(
    raw: bytes, found: list[Leaf], line_of: Callable[[int], int]
) -> Iterator[tuple[int, int, Segment]]:
    directives = Directives()
    scanner = HtmlScanner(directives)
    skipped_to = 0
    for leaf in found:
        if leaf.role == "html":
            if leaf.start < skipped_to:
                continue
            text = raw[leaf.start : leaf.end].decode()
            for start, end, run in html_runs(scanner, text, leaf):
                segment = html_write.segment(run, text, line_of(start))
                yield start, end, segment
            continue
        if directives.skip:
            directives.skip = False
            skipped_to = leaf.end
        if directives.off or leaf.start < skipped_to:
            continue
        if leaf.role == "code" and directives.code:
            directives.code = False
            yield from _code_segment(raw, leaf, directives, line_of)
        if leaf.role != "prose":
            continue
        source = raw[leaf.start : leaf.end].decode()
        if scanner.silent in _PERSISTENT:
            for _ in scanner.runs(source):  # the closing tag may stand in this paragraph
                pass
            continue
        if not leaf.lettered:
            continue
        if "{" in source and not _LETTER.search(SHORTCODE.sub("", source)):
            continue
        context, note = directives.taken()
        msgid = folded(raw, leaf) if "\n" in source or "\r" in source else source
        slot = _BLOCK
        if leaf.kind is Kind.TABLE_CELL:
            slot = _CELL
        elif leaf.kind is Kind.TITLE or (leaf.kind is Kind.HEADING and _is_atx(raw, leaf.start)):
            slot = _LINE
        segment = Segment(
            source, msgid, leaf.kind, Markup.MARKDOWN, context, leaf.level,
            line_of(leaf.start), "", note, slot, leaf.labels,
        )  # fmt: skip
        yield leaf.start, leaf.end, segment


def _code_segment(
    raw: bytes, leaf: Leaf, directives: Directives, line_of: Callable[[int], int]
) -> Iterator[tuple[int, int, Segment]]:
    """The lines of a fenced block that a directive asks for; not where a container indents it."""
    match = _FENCED.match(raw, leaf.start, leaf.end)
    if match is None:
        return
    start, end = match.span("lines")
    lines = raw[start:end].decode()
    context, note = directives.taken()
    segment = Segment(
        lines, lines, Kind.CODE, Markup.TEXT, context, 0, line_of(start), "", note, _CODE
    )
    yield start, end, segment


def html_runs(scanner: HtmlScanner, text: str, leaf: Leaf) -> Iterator[tuple[int, int, Run]]:
    """`(start, end, run)` of an HTML block, in bytes of the document."""
    # A comment of MDX, or a quotation, whose marks stand between the lines: only directives.
    if text.startswith("{/*") or (leaf.depth and "\n" in text.rstrip()):
        scanner.directives.read(text)
        return
    at, byte = 0, leaf.start
    for run in scanner.runs(text):
        start = byte + len(text[at : run.start].encode())
        at, byte = run.end, start + len(text[run.start : run.end].encode())
        yield start, byte, run


def _is_atx(raw: bytes, start: int) -> bool:
    before = start - 1
    while before >= 0 and raw[before] in b" \t":
        before -= 1
    return before >= 0 and raw[before] == 0x23
