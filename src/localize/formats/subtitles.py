"""SubRip and WebVTT: the words of each cue; numbers, times, settings and styles untouched."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

from localize.formats.files import utf8_bytes, utf8_text
from localize.formats.preview_html import preview_html
from localize.formats.splice import LineCounter, Span, document_of, spliced
from localize.model import Document, Kind, Markup, Problem, Rendered, Segment

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
    html_is_safe: ClassVar[bool] = True

    decode = staticmethod(utf8_text)
    encode = staticmethod(utf8_bytes)

    def parse(self, source: str, path: str, options: Mapping[str, object]) -> Document:  # noqa: ARG002
        """Return the document: a segment a cue, with its line breaks, which are its layout."""
        return document_of(source, _cues(source), path=path, form=self.name)

    def render(self, document: Document, target: Callable[[Segment], str | None]) -> Rendered:
        """Return the document with each cue's target in its place."""

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
        """Return a `<p>` a cue."""
        return preview_html(rendered, attributes, lambda text: _TAG.sub("", text))


def _cues(source: str) -> Iterator[Span]:
    lines = LineCounter(source)
    for match in _CUE.finditer(source):
        words = match["words"].rstrip()
        if _LETTER.search(_TAG.sub("", words)):
            start = match.start("words")
            msgid = _LINE_END.sub("\n", words)
            segment = Segment(words, msgid, Kind.CUE, Markup.HTML, line=lines.at(start))
            yield start, start + len(words), segment
