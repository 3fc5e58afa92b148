"""What a translation becomes in HTML by itself, where nothing around it can matter.

A document in ten locales has the same blocks ten times. Where a text can only be the inside of the
one block it is in, the blocks are read once, with a mark in the place of each segment
(`Skeleton`), and an edition is that HTML with its own texts in the marks' places.

Invariant: the HTML is the one that reading the whole edition gives.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from localize.formats.base import Slot
from localize.formats.markdown.html import body
from localize.formats.markdown.mask import TRIGGERS
from localize.formats.sanitize import sanitized
from localize.formats.splice import spliced
from localize.model import Document, Rendered, Segment

Attributes = Callable[[Segment], Mapping[str, str]]

_INLINE = (Slot.BLOCK, Slot.LINE, Slot.CELL)  # a tuple: the hash of an enum is slow
"""Slots whose text is inline Markdown."""
_IN_FRONT_MATTER = (Slot.YAML, Slot.TOML, Slot.JSON)
# Text and nothing else in any place, a line's beginning too.
_PLAIN = re.compile(
    "(?![0-9]{1,9}[.)])[\"'(A-Za-z0-9\xa1-\u2027\u202a-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\ufffd"
    "\U00010000-\U0010ffff][^\x00-\x1f\\\\`*_\\[\\]<>&$|{}~^\x7f-\x9f\u2028\u2029\ud800-\uf8ff"
    "\ufdd0-\ufdef\ufeff\ufffe\uffff]*(?<!\\s)"
)
_NOT_LOCAL = re.compile(
    # A table, attributes, a shortcode, a footnote, what only a mask or a definition list knows.
    r"[|{}\x00\ufeff\ue000\ue001]|\[\^|^[:~=<]|^\[[ xX]\]|^[ \t]|[ \t]$",
    re.MULTILINE,
)
_DEFINITION = re.compile(r"^[ \t>*+\-0-9.)]*\[[^\]]*\]:", re.MULTILINE)
_RAW_LINK = re.compile(r"<a[\s>]", re.IGNORECASE)
"""Over blocks, it is closed by any link in one of them."""
_INDENT = re.compile(r"\n[ \t]+")
_HOLE = re.compile(' data-unit="\ue000([0-9]+)\ue001"|\ue000([0-9]+)\ue001')
_MANY_TAGS = 40
_SAFE_VALUE = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Local:
    """An edition's texts as HTML."""

    document: Document
    fragments: tuple[str | None, ...]
    """One a segment; None: the skeleton has it as the source does."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The HTML of a document around its texts."""

    pieces: tuple[str, ...]
    """One more than holes."""
    holes: tuple[tuple[int, bool], ...]
    """The segment's number, and whether its attributes go here or its text."""


def local(document: Document, result: Rendered) -> Local | None:
    """Return the texts of an edition as HTML; None if it must be read as a whole."""
    if not _is_plain(document):
        return None
    texts: list[str | None] = []
    for start, end, segment in result.spans:
        text = result.text[start:end]
        if segment.slot in _INLINE:
            texts.append(text)
        elif segment.slot in _IN_FRONT_MATTER or text == segment.source:
            texts.append(None)
        else:
            return None
    fragments: list[str | None] = []
    for shown in texts:
        fragment = shown
        if shown is not None and not _PLAIN.fullmatch(shown):
            fragment = _parsed(shown)
            if fragment is None:
                return None
        elif shown is not None and "\xa0" in shown:
            fragment = sanitized(shown)
        fragments.append(fragment)
    return Local(document, tuple(fragments))


@lru_cache(maxsize=1024)
def _parsed(text: str) -> str | None:
    """Return the HTML of a text that is one paragraph in any place; None if it may be no paragraph.

    What begins a block begins it in any container, and a paragraph that begins where another one
    began changes nothing behind it.
    """
    if "\n" in text and not any(mark in text for mark in "`<$"):
        text = _INDENT.sub("\n", text)
    if _NOT_LOCAL.search(text) or any(trigger in text for trigger in TRIGGERS):
        return None
    html = body(Rendered(text, ()), lambda _: {})
    # An id may be in a page once, and tags may be nested only so deep in it.
    if ' id="' in html or html.count("<") > _MANY_TAGS:
        return None
    if html.startswith("<p>") and html.endswith("</p>\n") and html.count("<p") == 1:
        return html[3:-5]
    return None


def local_html(rendered: Rendered, texts: Local, attributes: Attributes) -> str:
    """Return the body of an edition, as `markdown.html.body` would write it."""
    marks = [attributes(segment) for _, _, segment in rendered.spans]
    skeleton = _skeleton_of(texts.document, tuple([one.get("id") for one in marks]))
    if skeleton is None:
        return body(rendered, attributes)
    out = [skeleton.pieces[0]]
    for (number, is_tag), piece in zip(skeleton.holes, skeleton.pieces[1:], strict=True):
        out.append(_written(marks[number]) if is_tag else texts.fragments[number] or "")
        out.append(piece)
    return "".join(out)


def _written(marks: Mapping[str, str]) -> str:
    return "".join([f' {k}="{_value(value)}"' for k, value in marks.items() if k != "id"])


@lru_cache(maxsize=1024)
def _value(value: str) -> str:
    return (
        value if _SAFE_VALUE.fullmatch(value) else sanitized(f'<p title="{escape(value)}">')[10:-6]
    )


# The documents of a build come one after the other, each in all its locales.
_plain: list[tuple[Document, bool]] = []
_skeleton: list[tuple[Document, tuple[str | None, ...], Skeleton | None]] = []


def _is_plain(document: Document) -> bool:
    """Whether no text of a document takes its meaning from elsewhere in it."""
    known = next(iter(_plain), None)  # another thread may put its own there
    if known is None or known[0] is not document:
        source = document.source
        is_plain = not (
            document.path.endswith(".mdx")
            or "[^" in source
            or "\ue000" in source
            or any(trigger in source for trigger in TRIGGERS)
            or _DEFINITION.search(source)
            or _RAW_LINK.search(source)
        )
        known = document, is_plain
        _plain[:] = [known]
    return known[1]


def _skeleton_of(document: Document, ids: tuple[str | None, ...]) -> Skeleton | None:
    known = next(iter(_skeleton), None)
    if known is None or known[0] is not document or known[1] != ids:
        known = document, ids, _made(document, ids)
        _skeleton[:] = [known]
    return known[2]


def _made(document: Document, ids: Sequence[str | None]) -> Skeleton | None:
    """Return the skeleton; None where a text does not turn up in it once.

    `ids`: the `id` that each segment's element carries, behind its other attributes.
    """
    numbers = {id(segment): number for number, segment in enumerate(document.segments)}

    def marked(number: int, segment: Segment, _: str) -> str | None:
        return f"\ue000{number}\ue001" if segment.slot in _INLINE else None

    def attributes(segment: Segment) -> dict[str, str]:
        number = numbers[id(segment)]
        own = {"data-unit": f"\ue000{number}\ue001"}
        heading = ids[number]
        return own if heading is None else own | {"id": heading}

    html = body(spliced(document, marked), attributes)
    pieces, holes, at = [], [], 0
    for match in _HOLE.finditer(html):
        pieces.append(html[at : match.start()])
        holes.append((int(match[1] or match[2]), match[1] is not None))
        at = match.end()
    pieces.append(html[at:])
    shown = sorted(number for number, is_tag in holes if not is_tag)
    wanted = [n for n, segment in enumerate(document.segments) if segment.slot in _INLINE]
    is_whole = shown == wanted and not any("\ue000" in piece for piece in pieces)
    return Skeleton(tuple(pieces), tuple(holes)) if is_whole else None
