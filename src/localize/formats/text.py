"""Plain text: a paragraph is what stands between blank lines."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, ClassVar

from localize.formats.files import utf8_bytes, utf8_text
from localize.formats.splice import spliced
from localize.model import Document, Kind, Markup, Problem, Segment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from localize.model import Rendered

_PARAGRAPH = re.compile(r"[^\s\ufeff](?:.*(?:\r\n?|\n)(?![ \t]*(?:\r|\n|\Z)))*.*")
_FOLD = re.compile(r"[ \t]*(?:\r\n?|\n)[ \t]*")
_LETTER = re.compile(r"[^\W\d_]")


class TextFormat:
    """`.txt`: paragraphs, their line breaks folded."""

    name: ClassVar[str] = "text"
    suffixes: ClassVar[tuple[str, ...]] = (".txt",)

    def decode(self, raw: bytes, path: str) -> str:
        """The text of a file."""
        return utf8_text(raw, path)

    def encode(self, text: str, original: bytes) -> bytes:  # noqa: ARG002 - the Protocol's
        """The bytes of a localized file."""
        return utf8_bytes(text)

    def parse(self, source: str, path: str, options: Mapping[str, object]) -> Document:  # noqa: ARG002
        """The document: a segment a paragraph."""
        parts: list[str | Segment] = []
        at, line = 0, 1
        for match in _PARAGRAPH.finditer(source):
            text = match[0].rstrip()
            if not _LETTER.search(text):
                continue
            start = match.start()
            parts.append(source[at:start])
            line += source.count("\n", at, start)
            msgid = _FOLD.sub(" ", text)
            parts.append(Segment(text, msgid, Kind.PARAGRAPH, Markup.TEXT, line=line))
            line += text.count("\n")
            at = start + len(text)
        parts.append(source[at:])
        return Document(path, self.name, tuple(part for part in parts if part != ""))

    def render(self, document: Document, target: Callable[[Segment], str | None]) -> Rendered:
        """The document with each paragraph's target in its place, on one line."""

        def written(_number: int, segment: Segment, _before: str) -> str | Problem | None:
            text = target(segment)
            if text is None or text == segment.msgid or not text.strip():
                return None
            return " ".join(text.split("\n")).strip()

        return spliced(document, written)

    def html(self, rendered: Rendered, attributes: Callable[[Segment], Mapping[str, str]]) -> str:
        """A `<p>` a paragraph."""
        found = []
        at = 0
        for start, end, segment in rendered.spans:
            found += _plain(rendered.text[at:start])
            pairs = "".join(f' {k}="{html.escape(v)}"' for k, v in attributes(segment).items())
            found.append(f"<p{pairs}>{html.escape(rendered.text[start:end], quote=False)}</p>\n")
            at = end
        return "".join(found + _plain(rendered.text[at:]))


def _plain(text: str) -> list[str]:
    """What is no segment (a line of asterisks, a number), as paragraphs without attributes."""
    return [
        f"<p>{html.escape(match[0].rstrip(), quote=False)}</p>\n"
        for match in _PARAGRAPH.finditer(text)
    ]
