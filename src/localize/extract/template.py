"""The template of some documents: every distinct message once, in document order. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from localize.model import Catalog, Entry, Kind, Markup

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localize.model import Document, Segment

MARKDOWN_FLAG = "markdown-text"
"""Weblate's checks read it; gettext's tools drop it, so nothing depends on it."""


@dataclass(slots=True)
class _Message:
    """What the segments of one identity add up to."""

    flags: tuple[str, ...]
    extracted: dict[str, None] = field(default_factory=dict)
    references: dict[str, None] = field(default_factory=dict)


def template(documents: Iterable[Document], *, line_numbers: bool = False) -> Catalog:
    """The messages of the documents, in order, each identity `(msgctxt, msgid)` once.

    References name the file only, unless `line_numbers`: they are most of a catalog's diff noise.
    Repeated messages carry the kinds, notes and references of all their places.
    """
    found: dict[tuple[str | None, str], _Message] = {}
    for document in documents:
        for segment in document.segments:
            key = segment.msgctxt, segment.msgid
            message = found.get(key)
            if message is None:
                message = found[key] = _Message(_flags(segment))
            message.extracted.update(dict.fromkeys(_extracted(segment)))
            place = f"{document.path}:{segment.line}" if line_numbers else document.path
            message.references[_reference(place)] = None
    entries = tuple(
        Entry(
            msgid=msgid,
            msgctxt=msgctxt,
            extracted=tuple(message.extracted),
            references=tuple(message.references),
            flags=message.flags,
        )
        for (msgctxt, msgid), message in found.items()
    )
    return Catalog(entries)


def kind_comment(segment: Segment) -> str:
    """What a segment is, as its `#.` comment says it: `heading 2`, `front matter: description`."""
    if segment.kind is Kind.HEADING and segment.level:
        return f"{segment.kind} {segment.level}"
    if segment.key and segment.kind is not Kind.TITLE:
        return f"{segment.kind}: {segment.key}"
    return str(segment.kind)


def _extracted(segment: Segment) -> tuple[str, ...]:
    return kind_comment(segment), *(segment.note.splitlines() if segment.note else ())


def _flags(segment: Segment) -> tuple[str, ...]:
    return (MARKDOWN_FLAG,) if segment.markup is Markup.MARKDOWN else ()


def _reference(place: str) -> str:
    """The place; gettext 0.22 and later enclose one with spaces in FSI and PDI."""
    return f"\u2068{place}\u2069" if " " in place else place
