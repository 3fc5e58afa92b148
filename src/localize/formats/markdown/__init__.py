"""Markdown: CommonMark, GFM, and what site generators add. Lossless.

The parser and the patterns are loaded when a document is first read: a command that reads none,
because nothing changed, does not pay for them.
"""

from collections.abc import Callable, Mapping
from typing import ClassVar

from localize.formats.files import utf8_bytes, utf8_text
from localize.formats.gc_pause import gc_paused
from localize.model import Document, Rendered, Segment


class MarkdownFormat:
    """`.md`, `.markdown`, `.mdx`."""

    name: ClassVar[str] = "markdown"
    suffixes: ClassVar[tuple[str, ...]] = (".md", ".markdown", ".mdx")

    html_is_safe: ClassVar[bool] = True

    decode = staticmethod(utf8_text)
    encode = staticmethod(utf8_bytes)

    def parse(self, source: str, path: str, options: Mapping[str, object]) -> Document:
        """Return the document: a segment a leaf block with something to translate.

        A front matter that cannot be read is kept as it is.

        Raises:
            DocumentError: it cannot be read, and `options` says `strict`, as the commands do.
        """
        from localize.formats.markdown.document import document

        with gc_paused():
            return document(source, path, options)

    def render(
        self, document: Document, target: Callable[[Segment], str | None], *, forced: bool = False
    ) -> Rendered:
        """Return the document with each segment's target in its place, its blocks unchanged.

        `forced` writes a segment also where its target is its msgid: a trial of the writer.
        """
        from localize.formats.markdown.render import rendered

        with gc_paused():
            return rendered(document, target, forced=forced)

    def html(self, rendered: Rendered, attributes: Callable[[Segment], Mapping[str, str]]) -> str:
        """Return the body as HTML."""
        from localize.formats.markdown.html import body
        from localize.formats.markdown.local import Local, local_html

        if isinstance(rendered.slot, Local):
            return local_html(rendered, rendered.slot, attributes)
        return body(rendered, attributes)
