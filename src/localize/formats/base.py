"""What a format is. Built-ins and plug-ins stand behind the same Protocol and entry points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from localize.model import Document, Rendered, Segment


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

    def decode(self, raw: bytes, path: str) -> str:
        """The text of a file. Raises `DocumentError` with the line where it is not UTF-8."""
        ...

    def encode(self, text: str, original: bytes) -> bytes:
        """The bytes of a localized file; `original` is the source file (a DOCX keeps its parts)."""
        ...

    def parse(self, source: str, path: str, options: Mapping[str, object]) -> Document:
        """The document of a source text. `options` is the project's `[formats.NAME]` table."""
        ...

    def render(self, document: Document, target: Callable[[Segment], str | None]) -> Rendered:
        """The document with each segment's target in its place."""
        ...

    def html(self, rendered: Rendered, attributes: Callable[[Segment], Mapping[str, str]]) -> str:
        """The body as HTML (front matter left out).

        The element that holds a segment as its own content (heading, paragraph, list item, cell)
        carries what `attributes` returns for it. Heading ids are not set here: give them by
        `attributes`, so that they come from the source.
        """
        ...
