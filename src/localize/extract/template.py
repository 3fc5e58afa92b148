"""The template of some documents: every distinct message once, in document order. Pure."""

from collections.abc import Iterable

from localize.model import Catalog, Document, Entry, Key, Kind, Markup, Segment
from localize.model.segment import link_comment

MARKDOWN_FLAG = "markdown-text"
_MARKDOWN = (MARKDOWN_FLAG,)
"""Weblate's checks read it; gettext's tools drop it, so nothing depends on it."""


# Without a charset gettext's tools take a template for ASCII. No date: a template is remade at
# any time, and the same documents give the same bytes.
_HEADER = Entry(
    "",
    (
        (
            "Project-Id-Version: localize\n"
            "MIME-Version: 1.0\n"
            "Content-Type: text/plain; charset=UTF-8\n"
            "Content-Transfer-Encoding: 8bit\n"
            "X-Generator: localize\n"
        ),
    ),
)


def template(documents: Iterable[Document], *, line_numbers: bool = False) -> Catalog:
    """The messages of the documents, in order, each identity `(msgctxt, msgid)` once.

    References name the file only, unless `line_numbers`: they are most of a catalog's diff noise.
    Repeated messages carry the kinds, notes and references of all their places.
    """
    first: dict[Key, tuple[Segment, str]] = {}
    # Most messages occur in one place, so only the others pay for the bookkeeping.
    further: dict[Key, list[tuple[Segment, str]]] = {}
    for document in documents:
        path = _reference(document.path)
        for segment in document.segments:
            key = segment.msgctxt, segment.msgid
            place = _reference(f"{document.path}:{segment.line}") if line_numbers else path
            if first.setdefault(key, (segment, place))[0] is not segment:
                further.setdefault(key, []).append((segment, place))
    return Catalog(
        tuple(
            _entry((found, *further[key])) if key in further else _single(*found)
            for key, found in first.items()
        ),
        _HEADER,
    )


def _single(segment: Segment, place: str) -> Entry:
    return Entry(
        segment.msgid,
        msgctxt=segment.msgctxt,
        extracted=_extracted(segment),
        references=(place,),
        flags=_flags(segment),
    )


def _entry(places: tuple[tuple[Segment, str], ...]) -> Entry:
    """One entry for several places: every kind, note and reference once, in order."""
    segment = places[0][0]
    extracted = dict.fromkeys(line for one, _ in places for line in _extracted(one))
    references = dict.fromkeys(place for _, place in places)
    return Entry(
        msgid=segment.msgid,
        msgctxt=segment.msgctxt,
        extracted=tuple(extracted),
        references=tuple(references),
        flags=_flags(segment),
    )


def kind_comment(segment: Segment) -> str:
    """What a segment is, as its `#.` comment says it: `heading 2`, `front matter: description`."""
    if segment.kind is Kind.HEADING and segment.level:
        return f"{segment.kind} {segment.level}"
    if segment.key and segment.kind is not Kind.TITLE:
        return f"{segment.kind}: {segment.key}"
    return str(segment.kind)


def _extracted(segment: Segment) -> tuple[str, ...]:
    if segment.note or segment.labels:
        links = map(link_comment, segment.labels)
        return kind_comment(segment), *segment.note.splitlines(), *links
    return (kind_comment(segment),)


def _flags(segment: Segment) -> tuple[str, ...]:
    return _MARKDOWN if segment.markup is Markup.MARKDOWN else ()


def _reference(place: str) -> str:
    """The place; gettext 0.22 and later enclose one with spaces in FSI and PDI."""
    return f"\u2068{place}\u2069" if " " in place else place
