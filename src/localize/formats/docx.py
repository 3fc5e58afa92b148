"""Word documents: paragraphs of the body, tables, headers, footers and notes. Comments are left."""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

from localize.errors import DocumentError
from localize.formats.preview_html import preview_html
from localize.formats.splice import Span, document_of, spliced
from localize.model import Document, Kind, Markup, Problem, Rendered, Segment

_PART = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_MAX_SIZE = 256 * 1024 * 1024
"""Bytes of a part: a file that unpacks to more is no document to translate."""
_SEPARATOR = "\0"
"""Stands around a part's name in the text; no XML can hold it."""

_TAG = re.compile(r"<(?P<close>/?)w:(?P<name>p|tc)(?P<attributes>\s[^>]*)?>")
_PROPERTIES = re.compile(r"\s*(?:<w:pPr\b(?:[^>]*/>|.*?</w:pPr>))?", re.DOTALL)
_STYLE = re.compile(r"<w:pStyle w:val=\"([^\"]+)\"")
_HEADING = re.compile(r"(?:heading|Heading|berschrift|Titre|Titolo)\s?([1-6])$")
_XML_TAG = re.compile(r"<[^>]*>")


class DocxFormat:
    """`.docx`. Its text is the XML of its parts, each behind its name."""

    name: ClassVar[str] = "docx"
    suffixes: ClassVar[tuple[str, ...]] = (".docx",)
    html_is_safe: ClassVar[bool] = True

    def decode(self, raw: bytes, path: str) -> str:
        """Return the XML of the parts with prose.

        Raises:
            DocumentError: it is no Word document, is encrypted, or unpacks to too much.
        """
        import zipfile

        texts: list[str] = []
        try:
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                for entry in archive.infolist():
                    if _PART.fullmatch(entry.filename):
                        if entry.file_size > _MAX_SIZE:
                            raise DocumentError(f"{entry.filename} is too large", path=path)
                        text = archive.read(entry).decode("utf-8")
                        texts.append(f"{_SEPARATOR}{entry.filename}{_SEPARATOR}{text}")
        except (zipfile.BadZipFile, RuntimeError, UnicodeDecodeError, EOFError) as error:
            raise DocumentError(f"no Word document: {error}", path=path) from error
        if not texts:
            raise DocumentError("no Word document: it has no body", path=path)
        return "".join(texts)

    def encode(self, text: str, original: bytes) -> bytes:
        """Return the package with these parts; every other file in it as it is."""
        import zipfile

        if text == self.decode(original, ""):
            return original
        pieces = text.split(_SEPARATOR)[1:]
        parts = dict(zip(pieces[::2], pieces[1::2], strict=True))
        written = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(original)) as archive,
            zipfile.ZipFile(written, "w") as made,
        ):
            for entry in archive.infolist():
                part = parts.get(entry.filename)
                content = archive.read(entry) if part is None else part.encode("utf-8")
                made.writestr(entry, content, entry.compress_type)
        return written.getvalue()

    def parse(self, source: str, path: str, options: Mapping[str, object]) -> Document:  # noqa: ARG002
        """Return the document: a segment a paragraph, its formatting as inline tags."""
        return document_of(source, _paragraphs(source), path=path, form=self.name)

    def render(
        self, document: Document, target: Callable[[Segment], str | None], *, forced: bool = False
    ) -> Rendered:
        """Return the document with each paragraph's target in its place.

        `forced` writes a paragraph also where its target is its msgid: a trial of the writer.
        """
        from localize.formats.docx_runs import Runs, runs

        def written(_number: int, segment: Segment, _before: str) -> str | Problem | None:
            text = target(segment)
            if text is None or not text.strip() or (text == segment.msgid and not forced):
                return None
            assert isinstance(segment.slot, Runs), "made by message"
            result = runs(text, segment.slot)
            return result or Problem(segment, "a tag is missing, doubled or crossed")

        return spliced(document, written)

    def html(self, rendered: Rendered, attributes: Callable[[Segment], Mapping[str, str]]) -> str:
        """Return a `<p>` a paragraph, without its formatting."""
        import html

        return preview_html(rendered, attributes, lambda xml: html.unescape(_XML_TAG.sub("", xml)))


def _paragraphs(source: str) -> Iterator[Span]:
    """Yield the paragraphs that hold no other, as one with a text box does."""
    opened: list[tuple[int, bool]] = []  # start of the content, whether another one is inside
    cells = 0
    for match in _TAG.finditer(source):
        if match["name"] == "tc":
            cells += -1 if match["close"] else 1
        elif not match["close"]:
            if (match["attributes"] or "").endswith("/"):
                continue
            if opened:
                opened[-1] = (opened[-1][0], True)
            opened.append((match.end(), False))
        elif opened:
            start, is_outer = opened.pop()
            if not is_outer:
                yield from _paragraph(source, start, match.start(), in_cell=cells > 0)


def _paragraph(source: str, start: int, end: int, *, in_cell: bool) -> Iterator[Span]:
    from localize.formats.docx_runs import message

    match = _PROPERTIES.match(source, start, end)
    first = match.end() if match else start
    content = message(source[first:end])
    if content is None:
        return
    msgid, kept = content
    properties = source[start:first]
    kind, level = _kind(source, start, properties, in_cell=in_cell)
    text = source[first:end]
    yield first, end, Segment(text, msgid, kind, Markup.HTML, level=level, slot=kept)


def _kind(source: str, start: int, properties: str, *, in_cell: bool) -> tuple[Kind, int]:
    style = _STYLE.search(properties)
    name = style[1] if style else ""
    heading = _HEADING.search(name)
    if heading:
        return Kind.HEADING, int(heading[1])
    if name in ("Title", "Subtitle"):
        return Kind.TITLE, 0
    if name == "Caption":
        return Kind.CAPTION, 0
    if "Quote" in name:
        return Kind.QUOTATION, 0
    head = source.rfind(_SEPARATOR, 0, start)
    if source[max(0, head - 13) : head].endswith(("footnotes.xml", "endnotes.xml")):
        return Kind.FOOTNOTE, 0
    if "<w:numPr>" in properties or name.startswith("List"):
        return Kind.LIST_ITEM, 0
    return (Kind.TABLE_CELL, 0) if in_cell else (Kind.PARAGRAPH, 0)
