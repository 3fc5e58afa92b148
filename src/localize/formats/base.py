"""What a format is. Built-ins and plug-ins have the same Protocol and entry points."""

from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Protocol, runtime_checkable

from localize.model import Document, Rendered, Segment


class Slot(Enum):
    """How a segment of a text format is written back: what would end it there, and its escapes."""

    BLOCK = auto()
    """A Markdown paragraph, list item, footnote or setext heading: it may have several lines."""
    LINE = auto()
    """An ATX heading of Markdown."""
    CELL = auto()
    """A cell of a Markdown table."""
    CODE = auto()
    """The lines between two fences."""
    YAML = auto()
    TOML = auto()
    JSON = auto()
    HTML = auto()
    """A run of inline HTML."""
    HTML_TEXT = auto()
    """HTML without tags, as in `<title>`."""
    DOUBLE_QUOTED = auto()
    """The value of an HTML attribute."""
    SINGLE_QUOTED = auto()


@runtime_checkable
class Format(Protocol):
    """Parses a source to a `Document` and splices translations back into it.

    Invariants: `parse(source, …).source == source`; `render(document, target)` with a target that
    returns None for every segment gives the source back; a segment with no target keeps its
    characters; a target that would change the structure is escaped, or reported in
    `Rendered.problems` with the source text in its place.
    """

    name: str
    suffixes: tuple[str, ...]
    """Lower case, with the dot: `.md`."""
    html_is_safe: bool
    """Whether `html` returns sanitized HTML; else it is sanitized before it is published."""

    def decode(self, raw: bytes, path: str) -> str:
        """Return the text of a file. Raises `DocumentError` with the line where it is not UTF-8."""
        ...

    def encode(self, text: str, original: bytes) -> bytes:
        """Return the bytes of a localized file; `original` is the source file.

        A DOCX keeps its other parts.
        """
        ...

    def parse(self, source: str, path: str, options: Mapping[str, object]) -> Document:
        """Return the document of a source. `options` is the project's `[formats.NAME]` table."""
        ...

    def render(self, document: Document, target: Callable[[Segment], str | None]) -> Rendered:
        """Return the document with each segment's target in its place."""
        ...

    def html(self, rendered: Rendered, attributes: Callable[[Segment], Mapping[str, str]]) -> str:
        """Return the body as HTML (front matter left out).

        The element that holds a segment as its own content (heading, paragraph, list item, cell)
        carries what `attributes` returns for it. Heading ids are not set here: give them by
        `attributes`, so that they come from the source.
        """
        ...


FORMAT_MEMBERS = (
    *Format.__annotations__,
    *(name for name in vars(Format) if callable(getattr(Format, name)) and name[0] != "_"),
)
"""What a plug-in must have."""
