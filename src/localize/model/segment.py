"""Segments and documents: the prose of a source, and where it is."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a segment is in its document. Goes to the `#.` comment of its entry."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    QUOTATION = "quotation"
    TABLE_CELL = "table cell"
    FOOTNOTE = "footnote"
    CAPTION = "caption"
    ALT = "alternative text"
    ATTRIBUTE = "attribute"
    FRONT_MATTER = "front matter"
    TERM = "definition term"
    CUE = "subtitle"
    VALUE = "value"
    CODE = "code"


class Markup(StrEnum):
    """How the inline source of a msgid is to be read."""

    MARKDOWN = "markdown"
    HTML = "html"
    TEXT = "text"


_LINK = re.compile(r"link \[(.+)\]: write \[…\]\[.+\]")


def link_comment(label: str) -> str:
    """What tells translators of a link that is known by its text alone."""
    return f"link [{label}]: write […][{label}]"


def link_labels(comments: Iterable[str]) -> tuple[str, ...]:
    """The labels that `link_comment` told of."""
    return tuple(found[1] for found in map(_LINK.fullmatch, comments) if found)


@dataclass(frozen=True, slots=True)
class Segment:
    """One block of prose. Identity is `(msgctxt, msgid)`."""

    source: str
    """The characters it takes in its document, exactly."""
    msgid: str
    """The inline source as a person would edit it: prefixes stripped, soft breaks folded."""
    kind: Kind
    markup: Markup = Markup.TEXT
    msgctxt: str | None = None
    level: int = 0
    """Heading level 1..6, else 0."""
    line: int = 0
    """1-based line of its first character in the document; 0 where unknown."""
    key: str = ""
    """The front-matter key, attribute or string key it is the value of, else empty."""
    note: str = ""
    """What the author says to translators, by a directive."""
    slot: object = field(default=None, compare=False, repr=False)
    """What the format needs to write it back. Nobody else reads it."""
    labels: tuple[str, ...] = ()
    """What in brackets alone is a link or an image of its document, by a definition elsewhere."""


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed source. Its parts, concatenated, are the source text, character for character."""

    path: str
    """Relative to the project root, with forward slashes."""
    format: str
    """The name the format is registered by."""
    parts: tuple[str | Segment, ...]
    metadata: Mapping[str, object] = field(default_factory=dict)
    """Front matter as parsed; empty where the format has none."""

    @property
    def segments(self) -> Iterator[Segment]:
        """The segments in document order."""
        return (part for part in self.parts if isinstance(part, Segment))

    @property
    def source(self) -> str:
        """The source text, put together again."""
        return "".join(part if isinstance(part, str) else part.source for part in self.parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """A segment that could not be rendered as translated; its source text is kept instead."""

    segment: Segment
    reason: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document in another locale: the text, and where each segment went."""

    text: str
    spans: tuple[tuple[int, int, Segment], ...]
    """`(start, end, segment)` in characters of `text`, in order, end exclusive."""
    problems: tuple[Problem, ...] = ()
    path: str = ""
    """The document's, by whose suffix dialects of a format are told."""
    slot: object = field(default=None, compare=False, repr=False)
    """What the format knows already of its HTML. Nobody else reads it."""
