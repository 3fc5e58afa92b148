"""SubRip and WebVTT: the words of each cue; numbers, times, settings and styles untouched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from localize.formats.files import utf8_bytes, utf8_text
from localize.formats.preview_html import preview_html
from localize.formats.splice import spliced
from localize.model import Document, Kind, Markup, Problem, Rendered, Segment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# A time line and the lines up to the next blank one. SubRip writes a comma, WebVTT a point.
_CUE = re.compile(
    r"^[ \t]*(?:\d+:)?\d+:\d+[.,]\d+[ \t]*-->[ \t]*(?:\d+:)?\d+:\d+[.,]\d+[^\r\n]*(?:\r\n?|\n)"
    r"(?P<words>(?:(?![ \t]*(?:\r|\n|\Z))[^\r\n]+(?:\r\n?|\n|\Z))+)",
    re.MULTILINE,
)
_LINE_END = re.compile(r"\r\n?|\n")
_TAG = re.compile(r"<[^<>\n]*>|\{[^{}\n]*\}|&\w+;")
_LETTER = re.compile(r"[^\W\d_]")


class SubtitleFormat:
    """`.srt`, `.vtt`."""

    name: ClassVar[str] = "subtitles"
    suffixes: ClassVar[tuple[str, ...]] = (".srt", ".vtt")

    def decode(self, raw: bytes, path: str) -> str:
        """The text of a file."""
        return utf8_text(raw, path)

    def encode(self, text: str, original: bytes) -> bytes:  # noqa: ARG002 - the Protocol's
        """The bytes of a localized file."""
        return utf8_bytes(text)

    def parse(self, source: str, path: str, options: Mapping[str, object]) -> Document:  # noqa: ARG002
        """The document: a segment a cue, its line breaks kept, since they are its layout."""
        parts: list[str | Segment] = []
        at, line = 0, 1
        for match in _CUE.finditer(source):
            words = match["words"].rstrip()
            if not _LETTER.search(_TAG.sub("", words)):
                continue
            start = match.start("words")
            line += source.count("\n", at, start)
            parts.append(source[at:start])
            msgid = _LINE_END.sub("\n", words)
            parts.append(Segment(words, msgid, Kind.CUE, Markup.HTML, line=line))
            at = start + len(words)
            line += words.count("\n")
        parts.append(source[at:])
        return Document(path, self.name, tuple(part for part in parts if part != ""))

    def render(self, document: Document, target: Callable[[Segment], str | None]) -> Rendered:
        """The document with each cue's target in its place."""

        def written(_number: int, segment: Segment, _before: str) -> str | Problem | None:
            text = target(segment)
            if text is None or text == segment.msgid or not text.strip():
                return None
            if "-->" in text:
                return Problem(segment, "`-->` would begin another cue")
            newline = "\r\n" if "\r\n" in document.source else "\n"
            lines = [line for line in _LINE_END.split(text) if line.strip()]  # a blank ends a cue
            return newline.join(lines).strip()

        return spliced(document, written)

    def html(self, rendered: Rendered, attributes: Callable[[Segment], Mapping[str, str]]) -> str:
        """A `<p>` a cue."""
        return preview_html(rendered, attributes, lambda text: _TAG.sub("", text))
