"""A Markdown document with translations in their places, its blocks unchanged."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from localize.formats import html_write, write_value
from localize.formats.base import Slot
from localize.formats.html_scan import HtmlScanner
from localize.formats.markdown import write
from localize.formats.markdown.document import html_runs
from localize.formats.markdown.local import local
from localize.formats.markdown.mask import masked
from localize.formats.markdown.scan import leaves
from localize.formats.splice import spliced
from localize.model import Document, Kind, Markup, Problem, Rendered, Segment

_REASON = "the translation would change the structure of the document"
_MAX_REPAIRS = 32
"""Segments put back one by one where the structure would change; then all of those at once."""


def rendered(
    document: Document, target: Callable[[Segment], str | None], *, forced: bool = False
) -> Rendered:
    """Return the document with the targets in place; what would change its blocks is put back.

    `forced`: write a segment also where its target is its msgid (a test of the writer).
    """
    strict: set[int] = set()
    kept: dict[int, str] = {}

    def written(number: int, segment: Segment, before: str) -> str | Problem | None:
        if number in kept:
            return Problem(segment, kept[number])
        text = target(segment)
        if text is None or (text == segment.msgid and not forced):
            return None
        return _written(segment, text, before, strictly=number in strict)

    for turn in range(_MAX_REPAIRS):
        result = spliced(document, written)
        known = local(document, result) if turn == 0 and not forced else None
        if known is not None:
            return replace(result, slot=known)
        bad = _misplaced(document, result, kept)
        if not bad:
            return result
        if bad[0] not in strict:
            strict.add(bad[0])
        else:
            kept[bad[0]] = _REASON
    kept.update(dict.fromkeys(bad, _REASON))
    return spliced(document, written)


def _written(segment: Segment, text: str, before: str, *, strictly: bool) -> str | Problem | None:
    if not text.strip():
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    match segment.slot:
        case Slot.BLOCK:  # most are
            return write.paragraph(text, segment.source, before, strictly=strictly)
        case Slot.LINE:
            return write.line(text, segment.source)
        case Slot.CELL:
            return write.cell(text)
        case Slot.CODE:
            return _code(segment, text)
        case Slot.HTML | Slot.HTML_TEXT | Slot.DOUBLE_QUOTED | Slot.SINGLE_QUOTED:
            return html_write.written(segment, text) or Problem(segment, html_write.UNPAIRED)
        case Slot.JSON:
            return write_value.json_value(segment.source, text)
        case Slot.YAML:
            value = write_value.yaml_value(segment.source, text)
            return value or Problem(segment, "cannot be written as a yaml value")
        case Slot.TOML:
            value = write_value.toml_value(segment.source, text)
            return value or Problem(segment, "cannot be written as a toml value")
    raise AssertionError(f"made by document: {segment.slot}")


def _code(segment: Segment, text: str) -> str | Problem:
    is_fence = any(line.lstrip(" ").startswith(("```", "~~~")) for line in text.split("\n"))
    return Problem(segment, "a fence would end the code") if is_fence else text.strip("\n")


def _misplaced(document: Document, result: Rendered, kept: Mapping[int, str]) -> list[int]:
    """Return the changed segments that are no longer the block they were, by number, in order.

    A text that would begin another block, end its own or be swallowed has another range when the
    result is read again, so ranges are all that must be compared.
    """
    text = result.text
    is_ascii = text.isascii()
    changed = [text[start:end] != segment.source for start, end, segment in result.spans]
    if not any(changed):
        return []
    ranges = _ranges(text, document.path)
    bad: list[int] = []
    at = bytes_at = 0
    last_changed = -1
    for number, (start, end, segment) in enumerate(result.spans):
        if is_ascii:
            first, last = start, end
        else:
            first = bytes_at + len(text[at:start].encode())
            last = first + len(text[start:end].encode())
            at, bytes_at = end, last
        if changed[number]:
            last_changed = number
        if segment.markup is Markup.TEXT:
            continue
        is_same = ranges.get((first, last)) == (segment.markup, segment.kind, segment.level)
        if not is_same and last_changed >= 0 and last_changed not in kept:
            bad.append(last_changed)
    return bad


def _ranges(text: str, path: str) -> dict[tuple[int, int], tuple[Markup, Kind, int]]:
    """Return markup, kind and level of all prose of a text by its range in bytes."""
    raw = text.encode()
    ranges: dict[tuple[int, int], tuple[Markup, Kind, int]] = {}
    scanner = HtmlScanner()
    for leaf in leaves(masked(text, path), raw):
        if leaf.role == "prose":
            ranges[leaf.start, leaf.end] = (Markup.MARKDOWN, leaf.kind, leaf.level)
        elif leaf.role == "html":
            block = raw[leaf.start : leaf.end].decode()
            for start, end, run in html_runs(scanner, block, leaf):
                ranges[start, end] = (Markup.HTML, run.kind, run.level)
    return ranges
