"""HTML of a rendered Markdown document.

The element that holds a segment as its own content carries the segment's attributes; which one
that is follows from `Rendered.spans`, not from guessing by text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from html import escape
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from localize.formats.sanitize import sanitized, sanitized_inline, unmarked
from localize.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from localize.model import Rendered, Segment

_INLINE_TAGS = {
    "Emphasis": "em",
    "Strong": "strong",
    "Strikethrough": "del",
    "Superscript": "sup",
    "Subscript": "sub",
}
_BLOCKS = frozenset(
    {"Paragraph", "HtmlBlock", "CodeBlock", "List", "BlockQuote", "Heading", "Table", "TableHead",
     "TableRow", "TableCell", "Item", "DefinitionList", "DefinitionListTitle",
     "DefinitionListDefinition", "FootnoteDefinition", "MetadataBlock", "Rule"}
)  # fmt: skip
_NOT_OWN_CONTENT = frozenset({Kind.ALT, Kind.ATTRIBUTE, Kind.FRONT_MATTER})
_LANGUAGE = re.compile(r"[\w+#.-]+")


def body(rendered: Rendered, attributes: Callable[[Segment], Mapping[str, str]]) -> str:
    """The body of a rendered Markdown document, safe to publish whatever a msgstr holds.

    Invariant: no element that runs, and no URL but http, https, mailto, tel and relative ones.
    """
    writer = _Writer(_places(rendered), attributes)
    events = _events(rendered.text)
    for number, (event, place) in enumerate(events, 1):
        if "Text" in event:  # every other event, in most documents
            writer.text(event["Text"])
            continue
        follower = events[number][0] if number < len(events) else ""
        writer.take(event, place["start"], place["end"], follower)
    return sanitized(writer.html())


def _events(text: str) -> list[tuple[Any, Any]]:
    """Parser events with their ranges: `start` and `end` in bytes, end exclusive."""
    import pyromark

    return list(pyromark.events_with_range(text, options=_options()))


def _options() -> Any:
    from pyromark import Options

    return (
        Options.ENABLE_TABLES
        | Options.ENABLE_FOOTNOTES
        | Options.ENABLE_STRIKETHROUGH
        | Options.ENABLE_TASKLISTS
        | Options.ENABLE_HEADING_ATTRIBUTES
        | Options.ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options.ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
        | Options.ENABLE_MATH
        | Options.ENABLE_GFM
        | Options.ENABLE_DEFINITION_LIST
    )


def _places(rendered: Rendered) -> list[tuple[int, Segment]]:
    """Where each segment begins in UTF-8 bytes, which is how the parser counts."""
    spans = [(start, segment) for start, _, segment in rendered.spans
             if segment.kind not in _NOT_OWN_CONTENT]  # fmt: skip
    if rendered.text.isascii():
        return spans
    starts = [0, *(start for start, _ in spans)]
    sizes = (len(rendered.text[a:b].encode()) for a, b in pairwise(starts))
    return list(zip(accumulate(sizes), (segment for _, segment in spans), strict=True))


def _attributes(found: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in found.items())


class _Writer:
    """Events in, HTML out. A run is inline content, cleaned by itself before its block goes on."""

    def __init__(
        self,
        places: list[tuple[int, Segment]],
        attributes: Callable[[Segment], Mapping[str, str]],
    ) -> None:
        self._starts = [start for start, _ in places]
        self._segments = [segment for _, segment in places]
        self._attributes = attributes
        self._outs: list[list[str]] = [[]]
        self._run: list[str] = []
        self._raw = False
        self._skipping = False
        self._alt: list[str] | None = None
        self._image: Mapping[str, str] = {}
        self._alignments: list[tuple[str, ...]] = []
        self._column = 0
        self._in_head = False
        self._note = ""
        self._notes: dict[str, str] = {}
        self._references: dict[str, int] = {}

    def html(self) -> str:
        self._flush()
        return "".join(self._outs[0]) + self._endnotes()

    def text(self, text: str) -> None:
        """A piece of text, as it is in the parser's event."""
        if self._skipping:
            return
        if self._alt is not None:
            self._alt.append(text)
        else:
            self._run.append(escape(text, quote=False))

    def take(self, event: Any, start: int, end: int, follower: Any) -> None:
        name, value = next(iter(event.items())) if isinstance(event, dict) else (event, None)
        if name in {"Start", "End"}:
            tag, detail = next(iter(value.items())) if isinstance(value, dict) else (value, None)
            assert isinstance(tag, str), "the parser names every element"
            if tag in _BLOCKS:
                self._flush()
            if name == "Start":
                self._start(tag, detail, self._own(tag, start, end, follower))
            else:
                self._end(tag, detail)
        elif not self._skipping:
            self._leaf(name, value)

    def _own(self, tag: str, start: int, end: int, follower: Any) -> str:
        """The attributes of the segment that is this element's own content, ready to write."""
        if tag not in _BLOCKS:
            return ""
        if tag in {"Item", "DefinitionListDefinition"} and _opens_block(follower):
            return ""
        place = bisect_left(self._starts, start)
        if place == len(self._starts) or self._starts[place] >= end:
            return ""
        return _attributes(self._attributes(self._segments[place]))

    def _put(self, html: str) -> None:
        self._outs[-1].append(html)

    def _flush(self) -> None:
        if self._run:
            html = "".join(self._run)
            self._put(sanitized_inline(html) if self._raw else html)
            self._run = []
        self._raw = False

    def _start(self, tag: str, detail: Any, own: str) -> None:
        if tag in _INLINE_TAGS:
            self._inline(f"<{_INLINE_TAGS[tag]}>")
        elif tag == "Link":
            title = f' title="{escape(detail["title"])}"' if detail["title"] else ""
            self._inline(f'<a href="{escape(_address(detail))}"{title}>')
        elif tag == "Image":
            self._alt, self._image = [], detail
        elif tag == "MetadataBlock":
            self._skipping = True
        else:
            self._start_block(tag, detail, own)

    def _start_block(self, tag: str, detail: Any, own: str) -> None:
        if tag == "Paragraph":
            self._put(f"<p{own}>")
        elif tag == "Heading":
            if detail["id"] and ' id="' not in own:
                own += f' id="{escape(detail["id"])}"'
            self._put(f"<{detail['level'].lower()}{own}>")
        elif tag == "List":
            number = f' start="{detail}"' if detail not in {None, 1} else ""
            self._put("<ul>" if detail is None else f"<ol{number}>")
        elif tag == "Item":
            self._put(f"<li{own}>")
        elif tag == "BlockQuote":
            self._put("<blockquote>" if detail is None else _admonition(detail))
        elif tag == "CodeBlock":
            self._put(_code_start(detail))
        elif tag == "FootnoteDefinition":
            self._outs.append([])
            self._note = detail
        elif tag.startswith("DefinitionList"):
            self._put(f"<{_definition_tag(tag)}{own}>")
        elif tag.startswith("Table"):
            self._start_table(tag, detail, own)

    def _start_table(self, tag: str, detail: Any, own: str) -> None:
        if tag == "Table":
            self._alignments.append(detail)
            self._put('<div class="table" tabindex="0"><table>')
        elif tag == "TableHead":
            self._column, self._in_head = 0, True
            self._put("<thead><tr>")
        elif tag == "TableRow":
            self._column = 0
            self._put("<tr>")
        else:
            alignments = self._alignments[-1]
            side = alignments[self._column] if self._column < len(alignments) else "None"
            place = {"Right": ' class="end"', "Center": ' class="center"'}.get(side, "")
            self._put(f'<th scope="col"{place}{own}>' if self._in_head else f"<td{place}{own}>")
            self._column += 1

    def _end(self, tag: str, detail: Any) -> None:
        if tag in _INLINE_TAGS:
            self._inline(f"</{_INLINE_TAGS[tag]}>")
        elif tag == "Link":
            self._inline("</a>")
        elif tag == "Image":
            self._end_image()
        elif tag == "MetadataBlock":
            self._skipping = False
        elif tag == "FootnoteDefinition":
            self._notes[self._note] = "".join(self._outs.pop())
        elif tag == "TableHead":
            self._in_head = False
            self._put("</tr></thead><tbody>")
        elif tag == "Table":
            self._alignments.pop()
            self._put("</tbody></table></div>\n")
        else:
            self._put(_END[tag] if tag in _END else _end_tag(tag, detail))

    def _end_image(self) -> None:
        alt = "".join(self._alt or ())
        title = f' title="{escape(self._image["title"])}"' if self._image["title"] else ""
        self._alt = None
        self._inline(
            f'<img src="{escape(self._image["dest_url"])}" alt="{escape(alt)}"{title}'
            ' loading="lazy" decoding="async">'
        )

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
            self._raw = True
            self._run.append(unmarked(text))
        elif name == "Html":
            self._put(unmarked(text))
        elif name == "SoftBreak":
            self._run.append("\n")
        elif name == "HardBreak":
            self._run.append("<br>\n")
        elif name == "Rule":
            self._flush()
            self._put("<hr>\n")
        elif name == "FootnoteReference":
            self._run.append(self._reference(text))
        elif name == "TaskListMarker":
            self._run.append("☑ " if value else "☐ ")
        elif name in {"InlineMath", "DisplayMath"}:
            self._run.append(_math(text, display=name == "DisplayMath"))

    def _reference(self, label: str) -> str:
        again = label in self._references
        number = self._references.setdefault(label, len(self._references) + 1)
        name = "" if again else f' id="fnref-{number}"'
        return f'<sup class="note-ref"><a href="#fn-{number}"{name}>{number}</a></sup>'

    def _endnotes(self) -> str:
        if not self._notes:
            return ""
        ordered = [label for label in self._references if label in self._notes]
        rest = [label for label in self._notes if label not in self._references]
        notes = []
        for label in (*ordered, *rest):
            number = self._references.setdefault(label, len(self._references) + 1)
            back = f' <a href="#fnref-{number}" class="note-back">↩</a>' if label in ordered else ""
            text, found, tail = self._notes[label].rpartition("</p>")
            note = text + back + found + tail if found else tail + back
            notes.append(f'<li id="fn-{number}">{note}</li>\n')
        return f'<section class="notes"><ol>{"".join(notes)}</ol></section>\n'


_END = {
    "Paragraph": "</p>\n",
    "Item": "</li>\n",
    "CodeBlock": "</code></pre>\n",
    "TableRow": "</tr>",
    "HtmlBlock": "\n",
}


def _end_tag(tag: str, detail: Any) -> str:
    if tag == "Heading":
        return f"</{detail.lower()}>\n"
    if tag == "List":
        return "</ol>\n" if detail else "</ul>\n"
    if tag == "BlockQuote":
        return "</blockquote>\n" if detail is None else "</aside>\n"
    if tag.startswith("DefinitionList"):
        return f"</{_definition_tag(tag)}>\n"
    return ""


def _definition_tag(tag: str) -> str:
    return {"DefinitionList": "dl", "DefinitionListTitle": "dt"}.get(tag, "dd")


def _opens_block(event: Any) -> bool:
    if not isinstance(event, dict) or "Start" not in event:
        return False
    value = event["Start"]
    return (next(iter(value)) if isinstance(value, dict) else value) in _BLOCKS


def _address(link: Mapping[str, str]) -> str:
    return f"mailto:{link['dest_url']}" if link["link_type"] == "Email" else link["dest_url"]


def _admonition(name: str) -> str:
    return f'<aside class="admonition {name.lower()}"><p class="label">{name}</p>'


def _code_start(detail: Any) -> str:
    info = detail["Fenced"] if isinstance(detail, dict) else ""
    language = _LANGUAGE.match(info)
    name = f' class="language-{escape(language[0])}"' if language else ""
    return f'<pre dir="ltr" translate="no" tabindex="0"><code{name}>'


def _math(text: str, *, display: bool) -> str:
    # The delimiters of KaTeX's and MathJax's auto-render: readable as it stands, and theirs to set.
    left, right = (r"\[", r"\]") if display else (r"\(", r"\)")
    kind = "math display" if display else "math"
    return f'<span class="{kind}" dir="ltr" translate="no">{left}{escape(text)}{right}</span>'
