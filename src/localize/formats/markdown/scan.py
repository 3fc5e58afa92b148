"""Where the prose of a Markdown text is.

pyromark (pulldown-cmark) yields events with UTF-8 byte ranges. Everything here is in bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from pyromark import Markdown

from localize.inline.markdown import options
from localize.model import Kind

_Placed = tuple[Any, Any]
"""An event of the parser with its range."""

PARSER = Markdown(options=options())
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
_ROLES: Mapping[str, Role] = {"CodeBlock": "code", "HtmlBlock": "html"}
_WHOLES = frozenset({"List", "Table", "BlockQuote", "DefinitionList", "FootnoteDefinition"})

Role = Literal["prose", "html", "code", "whole"]


Fold = tuple[int, int, bytes]
"""`(start, end, instead)`: a line break, or a span that holds some, as the msgid has it."""


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
    """How many block quotations it is in."""
    lettered: bool = False
    """Whether there is something to translate: a letter outside code, URLs and tags."""
    folds: tuple[Fold, ...] = ()
    labels: tuple[str, ...] = ()
    """The texts of links and images that are known by their text alone."""


def leaves(source: str, original: bytes = b"") -> list[Leaf]:
    """Return the blocks of a Markdown text in document order. Linear in its length.

    `original` is what a masked source stands for, as long: there a heading without `#` is the
    title of an admonition, and a list item without a bullet its body.

    Invariant: the ranges of prose do not overlap.
    """
    # The loop runs once an event and only sorts them: a call an event is a third of the time.
    blocks = _Blocks(source.encode(), original)
    run: list[_Placed] = []
    is_opaque = False  # in a block of code or HTML, whose events are no prose
    for placed in PARSER.events_with_range(source):
        event: Any = placed[0]
        if "Text" in event:
            if not is_opaque:
                run.append(placed)
        elif event.__class__ is str:
            if event == "HardBreak":
                run.append(placed)
            elif event == "Rule":
                blocks.prose(run)
        elif "Start" in event or "End" in event:
            is_start = "Start" in event
            tag = event["Start"] if is_start else event["End"]
            name = tag if tag.__class__ is str else next(iter(tag))
            if name in _INLINE:
                run.append(placed)
                continue
            if run:
                blocks.prose(run)
            is_opaque = is_start and name in _ROLES
            if is_start:
                blocks.begin(name, tag, placed[1])
            else:
                blocks.end(name)
        elif not is_opaque and "TaskListMarker" not in event:
            run.append(placed)
    return blocks.leaves


class _Blocks:
    """The blocks that are open while a text is read, and the leaves so far."""

    def __init__(self, raw: bytes, original: bytes) -> None:
        self.leaves: list[Leaf] = []
        self._raw = raw
        self._original = original or raw
        self._kinds = [Kind.PARAGRAPH]
        self._level = 0
        self._depth = 0

    def begin(self, name: str, tag: Any, place: Any) -> None:
        """Open a block."""
        start, end = place["start"], place["end"]
        if name in _WHOLES:
            self.leaves.append(Leaf(start, end, "whole"))
        if name in _CONTAINERS:
            self._kinds.append(self._kind(name, tag, start))
        elif name in _ROLES:
            self.leaves.append(Leaf(start, end, _ROLES[name], depth=self._depth))

    def _kind(self, name: str, tag: Any, start: int) -> Kind:
        """Return what the prose in a container is; count headings and quotations."""
        if name == "Heading":
            if self._raw[start] == 0x23 != self._original[start]:
                return Kind.TITLE
            self._level = int(tag["Heading"]["level"][1])
        elif name == "Item" and self._original[start] in b"!?=":
            return Kind.PARAGRAPH
        elif name == "BlockQuote":
            self._depth += 1
            if tag["BlockQuote"] is not None:
                return Kind.PARAGRAPH
        return _CONTAINERS[name]

    def end(self, name: str) -> None:
        """Close a block."""
        if name in _CONTAINERS:
            self._kinds.pop()
            if name == "Heading":
                self._level = 0
            elif name == "BlockQuote":
                self._depth -= 1

    def prose(self, run: list[_Placed]) -> None:
        """Move a run of inline events between two block boundaries into a leaf."""
        while run and run[0][0] == "HardBreak":
            del run[0]
        while run and run[-1][0] == "HardBreak":
            del run[-1]
        if not run:
            return
        raw, depth = self._raw, self._depth
        event, place = run[0]
        start, end = place["start"], run[-1][1]["end"]
        is_text, is_lettered = "Text" in event, False
        if is_text:
            is_lettered = _LETTER.search(event["Text"]) is not None
            if start and raw[start - 1] == 0x5C:
                start -= 1  # an escape: its range leaves `\` out
        folds, labels = ((), ()) if is_text and len(run) == 1 else _spans(raw, run, depth)
        kind, level = self._kinds[-1], self._level
        is_lettered = is_lettered or _is_lettered(run)
        leaf = Leaf(start, end, "prose", kind, level, depth, is_lettered, folds, labels)
        self.leaves.append(leaf)
        run.clear()


def _is_lettered(run: list[_Placed]) -> bool:
    """Whether a text outside automatic links has a letter: those show their address."""
    is_automatic = False
    for event, _ in run:
        if "Text" in event:
            if not is_automatic and _LETTER.search(event["Text"]):
                return True
        elif "Start" in event:
            if "Link" in event["Start"]:
                is_automatic = event["Start"]["Link"]["link_type"] in ("Autolink", "Email")
        elif "End" in event:
            is_automatic = is_automatic and event["End"] != "Link"
    return False


def _spans(raw: bytes, run: list[_Placed], depth: int) -> tuple[tuple[Fold, ...], tuple[str, ...]]:
    """Return the line breaks and spans that hold some, and the labels of shortcut links."""
    folds: list[Fold] = []
    labels: dict[str, None] = {}
    for event, place in run:
        if "Text" in event or "End" in event:
            continue
        start, end = place["start"], place["end"]
        if "Start" in event:
            tag = event["Start"]
            if tag.__class__ is dict and _link_type(tag) == "Shortcut":
                labels[_label(raw[start:end])] = None
        elif event == "HardBreak":
            folds.append(_hard_break(raw, start, end, depth))
        elif "FootnoteReference" not in event and _LINE_END.search(raw, start, end):
            folds.append(_span_fold(raw, start, end, depth, event))
    return tuple(folds), tuple(labels)


def _link_type(tag: Mapping[str, Any]) -> object:
    return (tag.get("Link") or tag.get("Image") or tag)["link_type"]


def _label(link: bytes) -> str:
    """Return the label of `[label]` or `![label]`, on one line."""
    return " ".join(link.decode().removeprefix("!")[1:-1].split())


def folded(raw: bytes, leaf: Leaf) -> str:
    """Return the msgid of a leaf: line breaks folded, prefixes stripped, inline markup kept."""
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


def _hard_break(raw: bytes, start: int, end: int, depth: int) -> Fold:
    match = _prefix(depth).match(raw, end)
    return start, match.end() if match else end, b"\n"


def _span_fold(raw: bytes, start: int, end: int, depth: int, event: Any) -> Fold:
    """Return code, math or a tag that holds a line break, without its container prefixes."""
    text = raw[start:end]
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
    """Match what is before the prose on a continued line: quotation marks and white space."""
    return re.compile(rb"(?:[ \t]*>){0,%d}[ \t]*" % depth)


@lru_cache(maxsize=256)
def _line_end(depth: int) -> re.Pattern[bytes]:
    return re.compile(rb"[ \t]*(?:\r\n?|\n)(?:[ \t]*>){0,%d}[ \t]*" % depth)


@lru_cache(maxsize=256)
def _raw_line_end(depth: int) -> re.Pattern[bytes]:
    return re.compile(rb"(?:\r\n?|\n)(?:[ \t]*>){0,%d}[ \t]*" % depth)
