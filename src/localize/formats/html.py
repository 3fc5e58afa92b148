"""HTML: block-level segments with their inline markup, and the attributes people read."""

import re
from collections.abc import Callable, Mapping
from typing import ClassVar

from localize.formats.base import Slot
from localize.formats.files import utf8_bytes, utf8_text
from localize.formats.sanitize import unmarked
from localize.formats.splice import LineCounter, document_of, spliced
from localize.model import Document, Problem, Rendered, Segment

_BODY = re.compile(r"<body\b[^>]*>(.*)</body\s*>", re.IGNORECASE | re.DOTALL)
_REASON = "the translation would change the structure of the document"


class HtmlFormat:
    """`.html`, `.htm`, `.xhtml`."""

    name: ClassVar[str] = "html"
    suffixes: ClassVar[tuple[str, ...]] = (".html", ".htm", ".xhtml")

    html_is_safe: ClassVar[bool] = False

    decode = staticmethod(utf8_text)
    encode = staticmethod(utf8_bytes)

    def parse(self, source: str, path: str, options: Mapping[str, object]) -> Document:  # noqa: ARG002
        """Return the document: a segment a run of inline content, or an attribute people read."""
        from localize.formats import html_write
        from localize.formats.html_scan import HtmlScanner

        lines = LineCounter(source)
        spans = [
            (run.start, run.end, html_write.segment(run, source, lines.at(run.start)))
            for run in HtmlScanner().runs(source)
        ]
        titles = (s.msgid for _, _, s in spans if s.slot is Slot.HTML_TEXT)
        title = next(titles, None)
        metadata = {} if title is None else {"title": title}
        return document_of(source, spans, path=path, form=self.name, metadata=metadata)

    def render(
        self, document: Document, target: Callable[[Segment], str | None], *, forced: bool = False
    ) -> Rendered:
        """Return the document with each segment's target in its place, its blocks unchanged.

        `forced` writes a segment also where its target is its msgid: a trial of the writer.
        """
        from localize.formats import html_write

        kept: set[int] = set()

        def written(number: int, segment: Segment, _before: str) -> str | Problem | None:
            if number in kept:
                return Problem(segment, _REASON)
            text = target(segment)
            if text is None or not text.strip() or (text == segment.msgid and not forced):
                return None
            result = html_write.written(segment, text)
            return Problem(segment, html_write.UNPAIRED) if result is None else result

        result = spliced(document, written)
        while bad := _misplaced(result, kept):
            kept.update(bad[: max(1, len(kept))])  # doubling: a few rounds, however many are bad
            result = spliced(document, written)
        return result

    def html(self, rendered: Rendered, attributes: Callable[[Segment], Mapping[str, str]]) -> str:
        """Return the inside of `<body>`, each segment in a `<span>` with its attributes."""
        import html

        body = _BODY.search(rendered.text)
        first, last = body.span(1) if body else (0, len(rendered.text))
        pieces: list[str] = []
        at = first
        for start, end, segment in rendered.spans:
            if start < first or end > last or segment.slot is not Slot.HTML:
                continue
            pairs = "".join(f' {k}="{html.escape(v)}"' for k, v in attributes(segment).items())
            words = unmarked(rendered.text[start:end])
            pieces += [
                unmarked(rendered.text[at:start]),
                f"<span{pairs}>{words}</span>" if pairs else words,
            ]
            at = end
        return "".join([*pieces, unmarked(rendered.text[at:last])])


def _misplaced(result: Rendered, kept: set[int]) -> list[int]:
    """Return the changed segments that are something else when the result is read again."""
    from localize.formats.html_scan import HtmlScanner

    changed = [result.text[start:end] != segment.source for start, end, segment in result.spans]
    if not any(changed):
        return []
    kinds = {(run.start, run.end): run.kind for run in HtmlScanner().runs(result.text)}
    bad = [
        number
        for number, (start, end, segment) in enumerate(result.spans)
        if changed[number] and number not in kept and kinds.get((start, end)) != segment.kind
    ]
    if not bad and len(kinds) != len(result.spans):
        return [
            number for number, is_changed in enumerate(changed) if is_changed and number not in kept
        ]
    return bad
