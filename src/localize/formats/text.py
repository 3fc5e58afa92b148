"""Plain text: paragraphs are separated by blank lines."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

from localize.formats.files import utf8_bytes, utf8_text
from localize.formats.preview_html import element
from localize.formats.splice import LineCounter, Span, document_of, spliced
from localize.model import Document, Kind, Markup, Rendered, Segment

_PARAGRAPH = re.compile(r"[^\s\ufeff](?:.*(?:\r\n?|\n)(?![ \t]*(?:\r|\n|\Z)))*.*")
_FOLD = re.compile(r"[ \t]*(?:\r\n?|\n)[ \t]*")
_LETTER = re.compile(r"[^\W\d_]")


class TextFormat:
    """`.txt`: paragraphs, their line breaks folded."""

    name: ClassVar[str] = "text"
    suffixes: ClassVar[tuple[str, ...]] = (".txt",)
    html_is_safe: ClassVar[bool] = True

    decode = staticmethod(utf8_text)
    encode = staticmethod(utf8_bytes)

    def parse(self, source: str, path: str, options: Mapping[str, object]) -> Document:  # noqa: ARG002
        """Return the document: a segment a paragraph."""
        return document_of(source, _paragraphs(source), path=path, form=self.name)

    def render(self, document: Document, target: Callable[[Segment], str | None]) -> Rendered:
        """Return the document with each paragraph's target in its place, on one line."""

        def written(_number: int, segment: Segment, _before: str) -> str | None:
            text = target(segment)
            if text is None or text == segment.msgid or not text.strip():
                return None
            return " ".join(text.split("\n")).strip()

        return spliced(document, written)

    def html(self, rendered: Rendered, attributes: Callable[[Segment], Mapping[str, str]]) -> str:
        """Return a `<p>` a paragraph."""
        pieces: list[str] = []
        at = 0
        for start, end, segment in rendered.spans:
            pieces += _untranslated(rendered.text[at:start])
            pieces.append(element("p", attributes(segment), rendered.text[start:end]))
            at = end
        return "".join(pieces + _untranslated(rendered.text[at:]))


def _paragraphs(source: str) -> Iterator[Span]:
    lines = LineCounter(source)
    for match in _PARAGRAPH.finditer(source):
        text = match[0].rstrip()
        if _LETTER.search(text):
            start = match.start()
            msgid = _FOLD.sub(" ", text)
            segment = Segment(text, msgid, Kind.PARAGRAPH, Markup.TEXT, line=lines.at(start))
            yield start, start + len(text), segment


def _untranslated(text: str) -> list[str]:
    """Return what is no segment (a line of asterisks, a number) as paragraphs."""
    return [element("p", {}, match[0].rstrip()) for match in _PARAGRAPH.finditer(text)]
