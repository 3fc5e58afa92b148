"""A Markdown text as a document: its leaf blocks, front matter and HTML blocks."""

import re
from collections.abc import Iterable, Iterator, Mapping

from localize.errors import ConfigError, DocumentError
from localize.formats import html_write
from localize.formats.base import Slot
from localize.formats.directives import Directives
from localize.formats.front_matter import KEYS, FrontMatter, front_matter
from localize.formats.html_scan import HtmlScanner, ProseRun
from localize.formats.markdown.mask import SHORTCODE, masked
from localize.formats.markdown.scan import Leaf, folded, leaves
from localize.formats.splice import LineCounter, Span, document_of
from localize.model import Document, Kind, Markup, Segment

_PERSISTENT = frozenset(
    {"pre", "div", "section", "article", "aside", "details", "table", "span", "p"}
)
"""Elements that, opened in an HTML block and silent, silence the Markdown until they close."""
_FENCED = re.compile(rb"(?P<fence>`{3,}|~{3,})[^\n]*\n(?P<lines>[^\r]*?)\n(?P=fence)[`~]*\s*\Z")
_LETTER = re.compile(r"[^\W\d_]")


def document(source: str, path: str, options: Mapping[str, object]) -> Document:
    """Return the document of a Markdown text.

    Raises:
        DocumentError: its front matter cannot be read, and `options` says `strict`.
    """
    head = front_matter(source, _front_matter_keys(options))
    if head and head.fault and options.get("strict"):
        line, reason = head.fault
        raise DocumentError(
            f"the front matter is {reason}",
            path=path,
            line=line,
            hint="mend it; a value with a colon or a bracket wants quotes",
        )
    raw = source.encode()
    metadata = head.metadata if head else {}
    spans = _spans(source, raw, head, path)
    return document_of(raw, spans, path=path, form="markdown", metadata=metadata)


def _front_matter_keys(options: Mapping[str, object]) -> tuple[str, ...]:
    keys = options.get("front-matter", KEYS)
    if isinstance(keys, (list, tuple)) and all(isinstance(key, str) for key in keys):
        return tuple(keys)
    raise ConfigError(
        f"formats.markdown.front-matter must be a list of keys, not {keys!r}",
        hint='for example: front-matter = ["title", "description", "seo.*"]',
    )


def _spans(source: str, raw: bytes, head: FrontMatter | None, path: str) -> Iterator[Span]:
    """Yield the segments, their places in bytes of the source."""
    lines = LineCounter(raw)
    if head:
        yield from _front_spans(source, head, lines)
    yield from _Body(raw, lines).spans(leaves(masked(source, path), raw))


def _front_spans(source: str, head: FrontMatter, lines: LineCounter) -> Iterator[Span]:
    for value in head.values:
        text = source[value.start : value.end]
        start = len(source[: value.start].encode())
        segment = Segment(
            text,
            value.text,
            Kind.TITLE if value.key == "title" else Kind.FRONT_MATTER,
            line=lines.at(start),
            key=value.key,
            slot=head.slot,
        )
        yield start, start + len(text.encode()), segment


class _Body:
    """Reads the leaves of a text in order, with the directives and HTML elements in force."""

    def __init__(self, raw: bytes, lines: LineCounter) -> None:
        self._raw = raw
        self._lines = lines
        self._directives = Directives()
        self._scanner = HtmlScanner(self._directives)
        self._skipped_to = 0

    def spans(self, blocks: Iterable[Leaf]) -> Iterator[Span]:
        directives = self._directives
        for leaf in blocks:
            if leaf.role == "html":
                if leaf.start >= self._skipped_to:
                    yield from self._html(leaf)
                continue
            if directives.skip:
                directives.skip = False
                self._skipped_to = leaf.end
            if directives.off or leaf.start < self._skipped_to:
                continue
            if leaf.role == "prose":
                source = self._raw[leaf.start : leaf.end].decode()
                if self._is_extracted(leaf, source):
                    yield leaf.start, leaf.end, self._prose(leaf, source)
            elif leaf.role == "code" and directives.code:
                directives.code = False
                yield from self._code(leaf)

    def _html(self, leaf: Leaf) -> Iterator[Span]:
        text = self._raw[leaf.start : leaf.end].decode()
        for start, end, run in html_runs(self._scanner, text, leaf):
            yield start, end, html_write.segment(run, text, self._lines.at(start))

    def _is_extracted(self, leaf: Leaf, source: str) -> bool:
        """Whether prose has words, outside shortcodes and silent elements."""
        if self._scanner.silent in _PERSISTENT:
            for _ in self._scanner.runs(source):  # the closing tag may be in this paragraph
                pass
            return False
        if not leaf.lettered:
            return False
        return "{" not in source or _LETTER.search(SHORTCODE.sub("", source)) is not None

    def _prose(self, leaf: Leaf, source: str) -> Segment:
        context, note = self._directives.taken()
        return Segment(
            source,
            folded(self._raw, leaf) if "\n" in source or "\r" in source else source,
            leaf.kind,
            Markup.MARKDOWN,
            context,
            leaf.level,
            self._lines.at(leaf.start),
            note=note,
            slot=self._slot(leaf),
            labels=leaf.labels,
        )

    def _slot(self, leaf: Leaf) -> Slot:
        match leaf.kind:
            case Kind.TABLE_CELL:
                return Slot.CELL
            case Kind.TITLE:
                return Slot.LINE
            case Kind.HEADING if _is_atx(self._raw, leaf.start):
                return Slot.LINE
        return Slot.BLOCK

    def _code(self, leaf: Leaf) -> Iterator[Span]:
        """Yield the lines of a fenced block; nothing where a container indents it."""
        match = _FENCED.match(self._raw, leaf.start, leaf.end)
        if match is None:
            return
        start, end = match.span("lines")
        lines = self._raw[start:end].decode()
        context, note = self._directives.taken()
        line = self._lines.at(start)
        yield (
            start,
            end,
            Segment(lines, lines, Kind.CODE, msgctxt=context, line=line, note=note, slot=Slot.CODE),
        )


def html_runs(scanner: HtmlScanner, text: str, leaf: Leaf) -> Iterator[tuple[int, int, ProseRun]]:
    """Yield `(start, end, run)` of an HTML block, in bytes of the document."""
    # A comment of MDX, or a quotation, whose marks are between the lines: only directives.
    if text.startswith("{/*") or (leaf.depth and "\n" in text.rstrip()):
        scanner.directives.read(text)
        return
    at, byte = 0, leaf.start
    for run in scanner.runs(text):
        start = byte + len(text[at : run.start].encode())
        at, byte = run.end, start + len(text[run.start : run.end].encode())
        yield start, byte, run


def _is_atx(raw: bytes, start: int) -> bool:
    """Whether the prose at `start` is preceded by the `#` of a heading."""
    before = start - 1
    while before >= 0 and raw[before] in b" \t":
        before -= 1
    return before >= 0 and raw[before] == 0x23
