"""Markdown: CommonMark, GFM, and what site generators add. Lossless."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from localize.errors import ConfigError, DocumentError
from localize.formats import front_matter, html_write, markdown_write
from localize.formats.directives import Directives
from localize.formats.files import utf8_bytes, utf8_text
from localize.formats.html_scan import HtmlScanner, Run
from localize.formats.markdown_mask import SHORTCODE, masked
from localize.formats.markdown_scan import Leaf, folded, leaves
from localize.formats.splice import spliced
from localize.model import Document, Kind, Markup, Problem, Rendered, Segment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# Slots: how a segment is written back.
_BLOCK: Mapping[str, object] = {"as": "block"}
_LINE: Mapping[str, object] = {"as": "line"}
_CELL: Mapping[str, object] = {"as": "cell"}
_CODE: Mapping[str, object] = {"as": "code"}
_YAML: Mapping[str, object] = {"as": "yaml"}
_TOML: Mapping[str, object] = {"as": "toml"}

_PERSISTENT = frozenset(
    {"pre", "div", "section", "article", "aside", "details", "table", "span", "p"}
)
"""Elements that, opened in an HTML block and silent, silence the Markdown until they close."""
_FENCED = re.compile(rb"(?P<fence>`{3,}|~{3,})[^\n]*\n(?P<lines>[^\r]*?)\n(?P=fence)[`~]*\s*\Z")
_LETTER = re.compile(r"[^\W\d_]")
_REASON = "the translation would change the structure of the document"
_MAX_REPAIRS = 32
"""Segments put back one by one where the structure would change; then all of those at once."""


class MarkdownFormat:
    """`.md`, `.markdown`, `.mdx`."""

    name: ClassVar[str] = "markdown"
    suffixes: ClassVar[tuple[str, ...]] = (".md", ".markdown", ".mdx")

    def decode(self, raw: bytes, path: str) -> str:
        """The text of a file."""
        return utf8_text(raw, path)

    def encode(self, text: str, original: bytes) -> bytes:  # noqa: ARG002 - the Protocol's
        """The bytes of a localized file."""
        return utf8_bytes(text)

    def parse(self, source: str, path: str, options: Mapping[str, object]) -> Document:
        """The document: a segment a leaf block with something to translate.

        A front matter that cannot be read is kept as it is.

        Raises:
            DocumentError: it cannot be read, and `options` says `strict`, as the commands do.
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
        return Document(path, self.name, tuple(parts), found.metadata if found else {})

    def render(
        self,
        document: Document,
        target: Callable[[Segment], str | None],
        *,
        anew: bool = False,
    ) -> Rendered:
        """The document with each segment's target in its place, its blocks unchanged.

        `anew` writes a segment also where its target is its msgid: a trial of the writer.
        """
        return rendered(document, target, anew=anew)

    def html(self, rendered: Rendered, attributes: Callable[[Segment], Mapping[str, str]]) -> str:
        """The body as HTML."""
        from localize.formats.markdown_html import body

        return body(rendered, attributes)


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
    slot = _TOML if source.lstrip("\ufeff").startswith("+") else _YAML
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
            for start, end, run in _html_runs(scanner, text, leaf):
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
            line_of(leaf.start), "", note, slot,
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


def _html_runs(scanner: HtmlScanner, text: str, leaf: Leaf) -> Iterator[tuple[int, int, Run]]:
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


def rendered(
    document: Document, target: Callable[[Segment], str | None], *, anew: bool = False
) -> Rendered:
    """The document with the targets in place; what would change its blocks is put back.

    `anew`: write a segment also where its target is its msgid (a test of the writer).
    """
    strict: set[int] = set()
    kept: dict[int, str] = {}

    def written(number: int, segment: Segment, before: str) -> str | Problem | None:
        if number in kept:
            return Problem(segment, kept[number])
        text = target(segment)
        if text is None or (text == segment.msgid and not anew):
            return None
        return _written(segment, text, before, strictly=number in strict)

    for _ in range(_MAX_REPAIRS):
        result = spliced(document, written)
        bad = _misplaced(document, result, kept)
        if not bad:
            return result
        if bad[0] not in strict:
            strict.add(bad[0])
        else:
            kept[bad[0]] = _REASON
    kept.update(dict.fromkeys(bad, _REASON))
    return spliced(document, written)


def _written(segment: Segment, text: str, before: str, *, strictly: bool) -> str | Problem | None:
    how = segment.slot.get("as")
    if not text.strip():
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if how == "line":
        return markdown_write.line(text)
    if how == "cell":
        return markdown_write.cell(text)
    if how == "code":
        is_fence = any(line.lstrip(" ").startswith(("```", "~~~")) for line in text.split("\n"))
        return Problem(segment, "a fence would end the code") if is_fence else text.strip("\n")
    if how in ("html", "html text"):
        result = html_write.written(segment, text)
        return result or Problem(segment, "a tag is left open or closed twice")
    if how in ("yaml", "toml"):
        value = front_matter.written(segment.source, text, is_toml=how == "toml")
        return value or Problem(segment, f"cannot be written as a {how} value")
    return markdown_write.paragraph(text, segment.source, before, strictly=strictly)


def _misplaced(document: Document, result: Rendered, kept: Mapping[int, str]) -> list[int]:
    """The changed segments that are no longer the block they were, by number, in order.

    A text that would begin another block, end its own or be swallowed has another range when the
    result is read again, so ranges are all that must be compared.
    """
    text = result.text
    is_ascii = text.isascii()
    changed = [text[start:end] != segment.source for start, end, segment in result.spans]
    if not any(changed):
        return []
    ranges = _ranges(text, document.path)
    bad: list[int] = []
    at = bytes_at = 0
    last_changed = -1
    for number, (start, end, segment) in enumerate(result.spans):
        if is_ascii:
            first, last = start, end
        else:
            first = bytes_at + len(text[at:start].encode())
            last = first + len(text[start:end].encode())
            at, bytes_at = end, last
        if changed[number]:
            last_changed = number
        if segment.markup is Markup.TEXT:
            continue
        is_same = ranges.get((first, last)) == (segment.markup, segment.kind, segment.level)
        if not is_same and last_changed >= 0 and last_changed not in kept:
            bad.append(last_changed)
    return bad


def _ranges(text: str, path: str) -> dict[tuple[int, int], tuple[Markup, Kind, int]]:
    """Markup, kind and level of the prose of a text by its range in bytes, translatable or not."""
    raw = text.encode()
    found: dict[tuple[int, int], tuple[Markup, Kind, int]] = {}
    scanner = HtmlScanner()
    for leaf in leaves(masked(text, path), raw):
        if leaf.role == "prose":
            found[leaf.start, leaf.end] = (Markup.MARKDOWN, leaf.kind, leaf.level)
        elif leaf.role == "html":
            block = raw[leaf.start : leaf.end].decode()
            for start, end, run in _html_runs(scanner, block, leaf):
                found[start, end] = (Markup.HTML, run.kind, run.level)
    return found
