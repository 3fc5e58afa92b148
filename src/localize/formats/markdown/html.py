"""HTML of a rendered Markdown document.

The element that holds a segment as its own content carries the segment's attributes; which one
that is follows from `Rendered.spans`, not from guessing by text. The parser is given the text as
the reader of segments is, with the lines of site generators masked, so both see the same blocks.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from html import escape
from itertools import accumulate, pairwise
from typing import Any

from localize.formats.markdown import boxes
from localize.formats.markdown import html_parts as parts
from localize.formats.markdown.boxes import Box
from localize.formats.markdown.events import BLOCKS, HOLDERS, events_of, is_block
from localize.formats.markdown.footnotes import Footnotes
from localize.formats.markdown.mask import masked
from localize.formats.sanitize import sanitized, sanitized_inline, unmarked
from localize.model import Kind, Rendered, Segment

_NOT_OWN_CONTENT = frozenset({Kind.ALT, Kind.ATTRIBUTE, Kind.FRONT_MATTER})
_MASK = re.compile(r"^[-# \t]*#[ \t]*", re.MULTILINE)


def body(rendered: Rendered, attributes: Callable[[Segment], Mapping[str, str]]) -> str:
    """The body of a rendered Markdown document, safe to publish whatever a msgstr holds.

    Invariant: no element that runs, and no URL but http, https, mailto, tel and relative ones.
    """
    mask = masked(rendered.text, rendered.path)
    writer = _Writer(rendered, mask, attributes)
    events = events_of(mask)
    for number, (event, place) in enumerate(events, 1):
        if "Text" in event:  # every other event, in most documents
            writer.text(event["Text"], place)
            continue
        follower = events[number][0] if number < len(events) else ""
        writer.take(event, place["start"], place["end"], follower)
    return sanitized(writer.html())


def _places(rendered: Rendered) -> list[tuple[int, Segment]]:
    """Where each segment begins in UTF-8 bytes, which is how the parser counts."""
    spans = [(start, s) for start, _, s in rendered.spans if s.kind not in _NOT_OWN_CONTENT]
    if rendered.text.isascii():
        return spans
    starts = [0, *(start for start, _ in spans)]
    sizes = (len(rendered.text[a:b].encode()) for a, b in pairwise(starts))
    return list(zip(accumulate(sizes), (segment for _, segment in spans), strict=True))


class _Writer:
    """Events in, HTML out. A run is inline content, cleaned by itself before its block goes on."""

    def __init__(
        self, rendered: Rendered, mask: str, attributes: Callable[[Segment], Mapping[str, str]]
    ) -> None:
        places = _places(rendered)
        self._starts = [start for start, _ in places]
        self._segments = [segment for _, segment in places]
        self._attributes = attributes
        # What the parser reads is the text itself, but for the lines of site generators.
        is_same = rendered.text.endswith(mask.lstrip())
        self._mask = b"" if is_same else mask.encode()
        self._source = b"" if is_same else rendered.text.encode()
        self._ended = frozenset() if is_same else boxes.ended_names(rendered.text)
        self._boxes = boxes.OpenBoxes()
        self._box: Box | None = None
        self._depth = 0
        self._title_end: str | None = None
        self._lists = parts.Lists()
        self._tables: list[parts.Table] = []
        self._outs: list[list[str]] = [[]]
        self._run: list[str] = []
        self._has_html = False
        self._is_bare = False
        self._in_code = False
        self._alt: list[str] | None = None
        self._image: Mapping[str, str] = {}
        self._open_notes: list[str] = []
        self._notes = Footnotes()

    def html(self) -> str:
        self._flush()
        return "".join(self._outs[0]) + self._boxes.leave(-1) + self._notes.section()

    def text(self, text: str, place: Mapping[str, int]) -> None:
        """A piece of text, as it is in the parser's event."""
        if self._mask:
            text = self._unmasked(text, place["start"], place["end"])
        if self._alt is not None:
            self._alt.append(text)
        else:
            self._run.append(escape(text, quote=False))

    def take(self, event: Any, start: int, end: int, follower: Any) -> None:
        name, value = next(iter(event.items())) if isinstance(event, dict) else (event, None)
        if name in {"Start", "End"}:
            tag, detail = next(iter(value.items())) if isinstance(value, dict) else (value, None)
            assert isinstance(tag, str), "the parser names every element"
            if tag in BLOCKS:
                self._flush()
            if name == "End":
                self._leave(tag, detail)
                if tag == "Heading" and self._mask and not is_block(follower):
                    self._start_bare(end)
                return
            own = self._own(tag, start, end, follower)
            line = self._line(tag, start)
            if line is not None:
                self._start_line(tag, line, own, follower)
            else:
                self._start(tag, detail, own)
            self._depth += tag in HOLDERS
        elif name == "Html":
            assert isinstance(value, str), "a line of raw HTML"
            self._put(unmarked(self._unmasked(value, start, end) if self._mask else value))
        else:
            self._leaf(name, value)

    def _own(self, tag: str, start: int, end: int, follower: Any) -> str:
        """The attributes of the segment that is this element's own content, ready to write."""
        if tag not in BLOCKS:
            return ""
        if tag in {"Item", "DefinitionListDefinition"} and is_block(follower):
            return ""
        place = bisect_left(self._starts, start)
        if place == len(self._starts) or self._starts[place] >= end:
            return ""
        return parts.attributes(self._attributes(self._segments[place]))

    def _put(self, html: str) -> None:
        self._outs[-1].append(html)

    def _flush(self) -> None:
        if self._run:
            html = "".join(self._run)
            self._put(sanitized_inline(html) if self._has_html else html)
            self._run = []
        if self._is_bare:
            self._put("</p>\n")
        self._has_html = self._is_bare = False

    def _unmasked(self, text: str, start: int, end: int) -> str:
        """The text of code as the source has it; elsewhere without a generator's line."""
        if self._mask[start:end] == self._source[start:end]:
            return text
        return self._source[start:end].decode() if self._in_code else _MASK.sub("", text)

    def _line(self, tag: str, start: int) -> str | None:
        """The line of a site generator that an element masks; None: it is what it seems."""
        if not self._mask or tag not in {"Heading", "Item"}:
            return None
        while self._mask[start] in b" \t":  # an item of a list in a box begins with its indent
            start += 1
        if self._mask[start] == self._source[start]:
            return None
        stop = self._source.find(b"\n", start)
        return self._source[start : stop if stop >= 0 else None].decode().strip()

    def _start_bare(self, end: int) -> None:
        """Begin a paragraph that the parser, in a tight list, sees no need for."""
        place = bisect_left(self._starts, end)
        own = ""
        if place < len(self._starts) and not self._source[end : self._starts[place]].strip(
            b"> \t\r\n"
        ):
            own = parts.attributes(self._attributes(self._segments[place]))
        self._put(f"<p{own}>")
        self._is_bare = True

    def _start_line(self, tag: str, line: str, own: str, follower: Any) -> None:
        box = boxes.begun(line, self._ended)
        if tag == "Item":  # a box by indentation; its title follows as a heading
            self._box = box
            begin, end = (box.start(), box.end()) if box else ("<div>", "</div>\n")
            self._put(self._lists.other(begin, end))
            return
        if self._box:
            box, self._box = self._box, None
        else:
            self._put(self._boxes.finish(boxes.finished(line), self._depth))
            self._put(self._boxes.begin(box, self._depth) if box else "")
        if isinstance(follower, dict) and "End" in follower:
            self._put(box.default_title() if box else "")
            self._title_end = "\n"
        else:
            name = box.title_tag if box else "p"
            self._put(f'<{name} class="label"{own}>')
            self._title_end = f"</{name}>\n"

    def _start(self, tag: str, detail: Any, own: str) -> None:
        if tag in parts.INLINE_TAGS:
            self._inline(f"<{parts.INLINE_TAGS[tag]}>")
        elif tag == "Link":
            self._inline(parts.link_start(detail))
        elif tag == "Image":
            self._alt, self._image = [], detail
        elif tag == "List":
            self._lists.begin(detail)
        elif tag == "Item":
            self._put(self._lists.item(own))
        elif tag == "FootnoteDefinition":
            self._outs.append([])
            self._open_notes.append(detail)
        elif tag == "Table":
            self._tables.append(parts.Table(detail))
            self._put('<div class="table" tabindex="0"><table>')
        elif tag.startswith("Table"):
            self._put(self._tables[-1].start(tag, own))
        else:
            self._in_code = tag == "CodeBlock"
            self._put(parts.block_start(tag, detail, own))

    def _leave(self, tag: str, detail: Any) -> None:
        if tag not in HOLDERS:
            self._end(tag, detail)
            return
        self._depth -= 1
        self._put(self._boxes.leave(self._depth))
        self._end(tag, detail)
        self._put(self._boxes.settle(self._depth))

    def _end(self, tag: str, detail: Any) -> None:
        if tag in parts.INLINE_TAGS:
            self._inline(f"</{parts.INLINE_TAGS[tag]}>")
        elif tag == "Link":
            self._inline("</a>")
        elif tag == "Image":
            alt = "".join(self._alt or ())
            self._alt = None
            self._inline(parts.image(self._image, alt))
        elif tag == "List":
            self._put(self._lists.end())
        elif tag == "Item":
            self._put(self._lists.item_end())
        elif tag == "FootnoteDefinition":
            self._notes.define(self._open_notes.pop(), "".join(self._outs.pop()))
        elif tag == "Table":
            self._tables.pop()
            self._put("</tbody></table></div>\n")
        elif tag.startswith("Table"):
            self._put(self._tables[-1].end(tag))
        elif tag == "Heading" and self._title_end is not None:
            self._put(self._title_end)
            self._title_end = None
        else:
            self._in_code = False
            self._put(parts.block_end(tag, detail))

    def _inline(self, html: str) -> None:
        if self._alt is None:
            self._run.append(html)

    def _leaf(self, name: str, value: Any) -> None:
        text = value if isinstance(value, str) else ""
        if self._alt is not None:
            self._alt.append(text if name in {"Code", "InlineMath"} else " ")
        elif name == "Code":
            self._run.append(f'<code translate="no">{escape(text, quote=False)}</code>')
        elif name == "InlineHtml":
            self._has_html = True
            self._run.append(unmarked(text))
        elif name == "SoftBreak":
            self._run.append("\n")
        elif name == "HardBreak":
            self._run.append("<br>\n")
        elif name == "Rule":
            self._flush()
            self._put("<hr>\n")
        elif name == "FootnoteReference":
            self._run.append(self._notes.reference(text))
        elif name == "TaskListMarker":
            self._run.append("☑ " if value else "☐ ")
        elif name in {"InlineMath", "DisplayMath"}:
            self._run.append(parts.math(text, display=name == "DisplayMath"))
