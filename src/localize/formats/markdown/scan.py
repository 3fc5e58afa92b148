"""Where the prose of a Markdown text stands. The only module that knows pyromark.

pyromark (pulldown-cmark) yields events with UTF-8 byte ranges. Everything here is in bytes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from pyromark import Markdown, Options

from localize.model import Kind

OPTIONS = (
    Options.ENABLE_TABLES
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
    | Options.ENABLE_HEADING_ATTRIBUTES
    | Options.ENABLE_MATH
    | Options.ENABLE_GFM
    | Options.ENABLE_DEFINITION_LIST
)
"""What every reader of our Markdown turns on, the HTML writer too."""

_PARSER = Markdown(options=OPTIONS)
_BROKEN_TARGET = re.compile(rb"\]\(<([^<>()\r\n]*(?=[\r\n]))")
_LETTER = re.compile(r"[^\W\d_]")
_LINE_END = re.compile(rb"\r\n?|\n")
_SPACED_LINE_END = re.compile(r"[ \t]*(?:\r\n?|\n)[ \t]*")
_INLINE = frozenset(
    {"Emphasis", "Strong", "Strikethrough", "Superscript", "Subscript", "Link", "Image"}
)
_CONTAINERS = {
    "Item": Kind.LIST_ITEM,
    "BlockQuote": Kind.QUOTATION,
    "FootnoteDefinition": Kind.FOOTNOTE,
    "DefinitionListDefinition": Kind.PARAGRAPH,
    "DefinitionListTitle": Kind.TERM,
    "TableCell": Kind.TABLE_CELL,
    "Heading": Kind.HEADING,
}
_WHOLES = frozenset({"List", "Table", "BlockQuote", "DefinitionList", "FootnoteDefinition"})

Role = Literal["prose", "html", "code", "whole"]


class Leaf(NamedTuple):
    """A block: prose with its inline source, or a block whose inside is not ours."""

    start: int
    """Of the prose itself: no bullet, no `#`, no container prefix. In bytes."""
    end: int
    role: Role
    """`whole`: a list, table or quotation that begins here; its leaves follow."""
    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    depth: int = 0
    """How many block quotations it stands in."""
    lettered: bool = False
    """Whether there is something to translate: a letter outside code, URLs and tags."""
    folds: tuple[tuple[int, int, bytes], ...] = ()
    """`(start, end, instead)`: line breaks, and spans that hold some, as the msgid has them."""
    labels: tuple[str, ...] = ()
    """The texts of links and images that are known by their text alone."""


def leaves(source: str, original: bytes = b"") -> list[Leaf]:
    """The blocks of a Markdown text in document order. Linear in its length.

    `original` is what a masked source stands for, as long: there a heading without `#` is the
    title of an admonition, and a list item without a bullet its body.

    Invariant: the ranges of prose do not overlap.
    """
    # One long loop on purpose: it runs once an event, and calls were a third of its time.
    raw = source.encode()
    original = original or raw
    found: list[Leaf] = []
    kinds: list[Kind] = [Kind.PARAGRAPH]
    folds: list[tuple[int, int, bytes]] = []
    labels: list[str] = []
    start, level, depth, skipped = -1, 0, 0, 0
    last: Any = None  # the range of the prose's latest event
    lettered = False
    inside = ""  # the block whose events are not prose: CodeBlock or HtmlBlock
    has_letter = _LETTER.search
    event: Any
    for event, place in _PARSER.events_with_range(source):
        if "Text" in event:
            if inside:
                continue
            if start < 0:
                start = place["start"]
                if start and raw[start - 1] == 0x5C:  # an escape: its range leaves `\` out
                    start -= 1
            last = place
            if not lettered and not skipped and has_letter(event["Text"]):
                lettered = True
            continue
        if event.__class__ is str:
            if event == "SoftBreak":
                continue
            if event == "HardBreak":
                folds.append(_hard_break(raw, place["start"], place["end"], depth))
                continue
            name, is_start = "Rule", True
        elif "Start" in event or "End" in event:
            is_start = "Start" in event
            tag = event["Start"] if is_start else event["End"]
            name = tag if tag.__class__ is str else next(iter(tag))
            if name in _INLINE:
                if start < 0:
                    start = place["start"]
                last = place
                named = name == "Link" or name == "Image"  # noqa: PLR1714 - faster
                if is_start and named and tag[name]["link_type"] == "Shortcut":
                    labels.append(_label(raw[place["start"] : place["end"]]))
                if name == "Link" and (
                    not is_start or tag["Link"]["link_type"] in ("Autolink", "Email")
                ):
                    skipped = int(is_start)
                continue
        else:
            if inside or "TaskListMarker" in event:
                continue
            if start < 0:
                start = place["start"]
            last = place
            if "FootnoteReference" not in event:
                fold = _span_fold(raw, place["start"], place["end"], depth, event)
                if fold is not None:
                    folds.append(fold)
            continue

        # A block begins or ends, so the prose before it is complete.
        if start >= 0:
            end = last["end"]
            prose = Leaf(start, end, "prose", kinds[-1], level, depth, lettered, tuple(folds))
            found.append(prose._replace(labels=tuple(dict.fromkeys(labels))) if labels else prose)
            start, lettered = -1, False
            labels.clear()
        if folds:
            folds.clear()
        if is_start:
            if name in _WHOLES:
                found.append(Leaf(place["start"], place["end"], "whole"))
            if name in _CONTAINERS:
                kind = _CONTAINERS[name]
                if name == "Heading":
                    level = int(tag["Heading"]["level"][1])
                    if raw[place["start"]] == 0x23 != original[place["start"]]:
                        kind, level = Kind.TITLE, 0
                elif name == "Item" and original[place["start"]] in b"!?=":
                    kind = Kind.PARAGRAPH
                elif name == "BlockQuote":
                    depth += 1
                    if tag["BlockQuote"] is not None:
                        kind = Kind.PARAGRAPH
                kinds.append(kind)
            elif name in ("CodeBlock", "HtmlBlock"):
                inside = name
                role: Role = "code" if name == "CodeBlock" else "html"
                found.append(Leaf(place["start"], place["end"], role, depth=depth))
        elif name in _CONTAINERS:
            kinds.pop()
            if name == "Heading":
                level = 0
            elif name == "BlockQuote":
                depth -= 1
        elif name in ("CodeBlock", "HtmlBlock"):
            inside = ""
    return found


def _label(link: bytes) -> str:
    """The label of `[label]` or `![label]`, on one line."""
    return " ".join(link.decode().removeprefix("!")[1:-1].split())


def folded(raw: bytes, leaf: Leaf) -> str:
    """The msgid of a leaf: line breaks folded, prefixes stripped, inline markup as it stands."""
    text = raw[leaf.start : leaf.end]
    if not leaf.folds and not leaf.depth and b"\r" not in text:
        lines = text.split(b"\n")
        if b"](<" not in text:
            return b" ".join([line.strip(b" \t") for line in lines]).decode()
    rest = _line_end(leaf.depth)
    pieces: list[bytes] = []
    at = leaf.start
    for start, end, instead in leaf.folds:
        piece = raw[at:start]
        if instead == b"\n":
            piece = piece.rstrip(b" \t")
        pieces += [_softened(piece, rest), instead]
        at = end
    pieces.append(_softened(raw[at : leaf.end], rest))
    return b"".join(pieces).decode()


def _softened(piece: bytes, rest: re.Pattern[bytes]) -> bytes:
    # A link's target in <> may not break, so the `<` of one that does is a character.
    return rest.sub(b" ", _BROKEN_TARGET.sub(rb"](\\<\1", piece))


def _hard_break(raw: bytes, start: int, end: int, depth: int) -> tuple[int, int, bytes]:
    match = _prefix(depth).match(raw, end)
    return start, match.end() if match else end, b"\n"


def _span_fold(
    raw: bytes, start: int, end: int, depth: int, event: Any
) -> tuple[int, int, bytes] | None:
    """Code, math or a tag that holds a line break, written without its container prefixes."""
    text = raw[start:end]
    if b"\n" not in text and b"\r" not in text:
        return None
    (name, value), *_ = event.items()
    if name == "Code":
        # cmark strips what a continued line begins with; pulldown-cmark's value keeps some of it.
        return start, end, _raw_line_end(depth).sub(b" ", text)
    if name in ("InlineMath", "DisplayMath"):
        mark = "$" if name == "InlineMath" else "$$"
        lines = _LINE_END.sub(b"\n", f"{mark}{value}{mark}".encode())
        return start, end, lines
    tag = _SPACED_LINE_END.sub(" ", value).encode()
    if raw[start - 2 : start] == b"](":  # on one line it would be the target of a link
        return start - 2, end, b"\\](" + tag
    return start, end, tag


@lru_cache(maxsize=256)
def _prefix(depth: int) -> re.Pattern[bytes]:
    """What stands before the prose on a continued line: quotation marks and white space."""
    return re.compile(rb"(?:[ \t]*>){0,%d}[ \t]*" % depth)


@lru_cache(maxsize=256)
def _line_end(depth: int) -> re.Pattern[bytes]:
    return re.compile(rb"[ \t]*(?:\r\n?|\n)(?:[ \t]*>){0,%d}[ \t]*" % depth)


@lru_cache(maxsize=256)
def _raw_line_end(depth: int) -> re.Pattern[bytes]:
    return re.compile(rb"(?:\r\n?|\n)(?:[ \t]*>){0,%d}[ \t]*" % depth)
