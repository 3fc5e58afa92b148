"""HTML: block-level segments with their inline markup, and the attributes people read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from localize.formats.files import utf8_bytes, utf8_text
from localize.formats.sanitize import unmarked
from localize.formats.splice import spliced
from localize.model import Document, Kind, Problem, Rendered, Segment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_BODY = re.compile(r"<body\b[^>]*>(.*)</body\s*>", re.IGNORECASE | re.DOTALL)
_OPEN_TAG = re.compile(r"<[A-Za-z][^<>]*$")
_REASON = "the translation would change the structure of the document"


class HtmlFormat:
    """`.html`, `.htm`, `.xhtml`."""

    name: ClassVar[str] = "html"
    suffixes: ClassVar[tuple[str, ...]] = (".html", ".htm", ".xhtml")

    def decode(self, raw: bytes, path: str) -> str:
        """The text of a file."""
        return utf8_text(raw, path)

    def encode(self, text: str, original: bytes) -> bytes:  # noqa: ARG002 - the Protocol's
        """The bytes of a localized file."""
        return utf8_bytes(text)

    def parse(self, source: str, path: str, options: Mapping[str, object]) -> Document:  # noqa: ARG002
        """The document: a segment a run of inline content, and an attribute that people read."""
        from localize.formats import html_write
        from localize.formats.html_scan import HtmlScanner

        parts: list[str | Segment] = []
        metadata: dict[str, object] = {}
        at, line = 0, 1
        for run in HtmlScanner().runs(source):
            if run.start > at:
                parts.append(source[at : run.start])
            line += source.count("\n", at, run.start)
            segment = html_write.segment(run, source, line)
            line += segment.source.count("\n")
            parts.append(segment)
            at = run.end
            if run.kind is Kind.TITLE and run.form == "plain":
                metadata.setdefault("title", segment.msgid)
        if at < len(source):
            parts.append(source[at:])
        return Document(path, self.name, tuple(parts), metadata)

    def render(
        self, document: Document, target: Callable[[Segment], str | None], *, anew: bool = False
    ) -> Rendered:
        """The document with each segment's target in its place, its blocks unchanged.

        `anew` writes a segment also where its target is its msgid: a trial of the writer.
        """
        from localize.formats import html_write

        kept: set[int] = set()

        def written(number: int, segment: Segment, _before: str) -> str | Problem | None:
            if number in kept:
                return Problem(segment, _REASON)
            text = target(segment)
            if text is None or not text.strip() or (text == segment.msgid and not anew):
                return None
            result = html_write.written(segment, text)
            return (
                Problem(segment, "a tag is left open or closed twice") if result is None else result
            )

        result = spliced(document, written)
        while bad := _misplaced(result, kept):
            kept.update(bad[: max(1, len(kept))])  # doubling: a few rounds, however many are bad
            result = spliced(document, written)
        return result

    def html(self, rendered: Rendered, attributes: Callable[[Segment], Mapping[str, str]]) -> str:
        """What stands inside `<body>`, each segment in a `<span>` that carries the attributes."""
        import html

        body = _BODY.search(rendered.text)
        first, last = body.span(1) if body else (0, len(rendered.text))
        pieces: list[str] = []
        at = first
        for start, end, segment in rendered.spans:
            if start < first or end > last or segment.slot.get("as") != "html":
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
    """The changed segments that are no longer what they were when the result is read again."""
    from localize.formats.html_scan import HtmlScanner

    changed = [result.text[start:end] != segment.source for start, end, segment in result.spans]
    if not any(changed):
        return []
    found = {(run.start, run.end): run.kind for run in HtmlScanner().runs(result.text)}
    bad = [
        number
        for number, (start, end, segment) in enumerate(result.spans)
        if changed[number] and number not in kept and found.get((start, end)) != segment.kind
    ]
    if not bad and len(found) != len(result.spans):
        return [
            number for number, is_changed in enumerate(changed) if is_changed and number not in kept
        ]
    return bad
