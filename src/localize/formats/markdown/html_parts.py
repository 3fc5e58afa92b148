"""Pieces of HTML that a Markdown document is put together from."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

INLINE_TAGS = {
    "Emphasis": "em",
    "Strong": "strong",
    "Strikethrough": "del",
    "Superscript": "sup",
    "Subscript": "sub",
}
_LANGUAGE = re.compile(r"[\w+#.-]+")
_ENDS = {
    "Paragraph": "</p>\n",
    "CodeBlock": "</code></pre>\n",
    "HtmlBlock": "\n",
    "DefinitionList": "</dl>\n",
    "DefinitionListTitle": "</dt>\n",
    "DefinitionListDefinition": "</dd>\n",
}
_STARTS = {
    "DefinitionList": "<dl>",
    "DefinitionListTitle": "<dt>",
    "DefinitionListDefinition": "<dd>",
    "Paragraph": "<p>",
}


def attributes(pairs: Mapping[str, str]) -> str:
    """Attributes, ready to write behind a tag's name."""
    return "".join(f' {name}="{escape(value)}"' for name, value in pairs.items())


def block_start(tag: str, detail: Any, own: str) -> str:
    """The tag that begins a block; empty for what the writer itself sees to."""
    if tag == "Heading":
        if detail["id"] and ' id="' not in own:
            own += f' id="{escape(detail["id"])}"'
        return f"<{detail['level'].lower()}{own}>"
    if tag == "BlockQuote":
        return "<blockquote>" if detail is None else _admonition(detail)
    if tag == "CodeBlock":
        return _code_start(detail)
    return _STARTS[tag][:-1] + own + ">" if tag in _STARTS else ""


def block_end(tag: str, detail: Any) -> str:
    """The tag that ends a block."""
    if tag == "Heading":
        return f"</{detail.lower()}>\n"
    if tag == "BlockQuote":
        return "</blockquote>\n" if detail is None else "</aside>\n"
    return _ENDS.get(tag, "")


def link_start(link: Mapping[str, str]) -> str:
    """The tag of a link."""
    address = f"mailto:{link['dest_url']}" if link["link_type"] == "Email" else link["dest_url"]
    return f'<a href="{escape(address)}"{_title(link)}>'


def image(picture: Mapping[str, str], alt: str) -> str:
    """A picture."""
    return (
        f'<img src="{escape(picture["dest_url"])}" alt="{escape(alt)}"{_title(picture)}'
        ' loading="lazy" decoding="async">'
    )


def math(text: str, *, display: bool) -> str:
    """A formula as it is written."""
    # The delimiters of KaTeX's and MathJax's auto-render: readable as it is, and theirs to set.
    left, right = (r"\[", r"\]") if display else (r"\(", r"\)")
    kind = "math display" if display else "math"
    return f'<span class="{kind}" dir="ltr" translate="no">{left}{escape(text)}{right}</span>'


def _title(target: Mapping[str, str]) -> str:
    return f' title="{escape(target["title"])}"' if target["title"] else ""


def _admonition(name: str) -> str:
    return f'<aside class="admonition {name.lower()}"><p class="label">{name}</p>'


def _code_start(detail: Any) -> str:
    info = detail["Fenced"] if isinstance(detail, dict) else ""
    language = _LANGUAGE.match(info)
    name = f' class="language-{escape(language[0])}"' if language else ""
    return f'<pre dir="ltr" translate="no" tabindex="0"><code{name}>'


class Lists:
    """Lists and their items. A box that the parser takes for an item interrupts its list."""

    def __init__(self) -> None:
        self._lists: list[tuple[str, str, bool]] = []
        self._items: list[str] = []

    def begin(self, first: int | None) -> None:
        """A list: numbered from `first`, or with bullets. Its tag comes with its first item."""
        if first is None:
            self._lists.append(("<ul>", "</ul>\n", False))
        else:
            number = f' start="{first}"' if first != 1 else ""
            self._lists.append((f"<ol{number}>", "</ol>\n", False))

    def item(self, own: str) -> str:
        """The tags that begin an item."""
        begin, end, is_open = self._lists[-1]
        self._lists[-1] = begin, end, True
        self._items.append("</li>\n")
        return f"<li{own}>" if is_open else f"{begin}<li{own}>"

    def other(self, start: str, end_of_it: str) -> str:
        """The tags that begin what is no item of the list."""
        begin, end, is_open = self._lists[-1]
        self._lists[-1] = begin, end, False
        self._items.append(end_of_it)
        return end + start if is_open else start

    def item_end(self) -> str:
        """The tag that ends an item, or what replaced it."""
        return self._items.pop()

    def end(self) -> str:
        """The tag that ends a list."""
        _, end, is_open = self._lists.pop()
        return end if is_open else ""


class Table:
    """The cells of a table, each with its column's alignment."""

    def __init__(self, alignments: Sequence[str]) -> None:
        self._alignments = alignments
        self._column = 0
        self._in_head = False

    def start(self, tag: str, own: str) -> str:
        """The tag that begins a part of the table."""
        if tag in {"TableHead", "TableRow"}:
            self._column, self._in_head = 0, tag == "TableHead"
            return "<thead><tr>" if self._in_head else "<tr>"
        side = self._alignments[self._column] if self._column < len(self._alignments) else "None"
        self._column += 1
        place = {"Right": ' class="end"', "Center": ' class="center"'}.get(side, "")
        return f'<th scope="col"{place}{own}>' if self._in_head else f"<td{place}{own}>"

    def end(self, tag: str) -> str:
        """The tag that ends a part of the table."""
        if tag == "TableHead":
            self._in_head = False
            return "</tr></thead><tbody>"
        return "</tr>" if tag == "TableRow" else ""
