"""One document in one locale: the text shown, and of each paragraph where it came from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape, unescape
from pathlib import PurePosixPath

from localize.formats.base import Format
from localize.formats.sanitize import sanitized
from localize.model import (
    Catalog,
    Document,
    Entry,
    Key,
    Kind,
    Locale,
    Markup,
    Rendered,
    Segment,
    State,
)
from localize.model.state import source_hash, standing
from localize.render.headings import heading_ids
from localize.render.typography import phrased, typeset

_ORDER = tuple(State)
_RANK = {one: rank for rank, one in enumerate(State)}
_TAG = re.compile(r"<[^>]*>")
_FIRST_HEADING = re.compile(r"\s*<h1\b([^>]*)>(.*?)</h1>\s*", re.DOTALL)
_SOURCE_LABEL = re.compile(r'(<(?:p|summary) class="label") lang="und"')
"""A title in an attribute of a box: it has no segment, so it is never translated."""
# Control characters, lone surrogates and non-characters: HTML and XML know none of them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DESCRIPTIONS = ("description", "summary", "subtitle", "excerpt")


@dataclass(frozen=True, slots=True)
class Block:
    """One segment of an edition, in document order."""

    key: Key
    """`(msgctxt, msgid)` of its entry."""
    unit: str
    """12 hexadecimal digits: `data-unit` of its element."""
    state: State
    """For the source edition `reviewed`: nothing is between the author and the reader."""
    engine: str
    """The engine of its current draft; empty for a person's text."""
    kind: Kind
    text: str
    """What is shown: the msgstr, or the msgid where there is none to show."""
    shown: bool
    """Whether the translation is shown; if not, the source text is."""
    problem: str = ""
    """Why the translation could not be rendered, else empty."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A document in a locale, ready to be put on a page."""

    path: str
    """The document's path, relative to the project root."""
    locale: Locale
    source: Locale
    title: str
    """Plain text."""
    title_html: str
    """The content of the page's `h1`."""
    title_attributes: str
    """Ready to write into the `h1` tag."""
    title_mark: str
    """The attributes of an element with the title: where it is not translated, its language."""
    description: str
    description_mark: str
    """As `title_mark`."""
    lede: str
    """The description as a `p` element with its marks, or empty."""
    body: str
    """HTML without the title, safe to publish."""
    blocks: tuple[Block, ...]
    text: str
    """The localized source, as the document's format writes it."""
    metadata: Mapping[str, object]
    """The source's front matter."""
    anchors: tuple[tuple[int, str], ...] = ()
    """`(end, id)` of the translated headings in a Markdown `text`, `end` in characters."""

    @property
    def is_source(self) -> bool:
        """Whether it is the original."""
        return self.locale == self.source

    @property
    def counts(self) -> dict[State, int]:
        """Segments by state, every state present."""
        states = [block.state for block in self.blocks]
        return {one: states.count(one) for one in _ORDER}

    @property
    def engines(self) -> tuple[str, ...]:
        """The engines whose drafts are shown, sorted."""
        return tuple(sorted({b.engine for b in self.blocks if b.engine and b.shown}))

    def share(self, minimum: State) -> float:
        """0..1: the share of segments that have come at least so far; 1 without any segment."""
        if not self.blocks:
            return 1.0
        far = (count for found, count in self.counts.items() if reaches(found, minimum))
        return sum(far) / len(self.blocks)


def reaches(state: State, minimum: State) -> bool:
    """Whether a state is at least as far as another, by `State`'s order of progress."""
    return _RANK[state] >= _RANK[minimum]


def edition(
    document: Document,
    catalog: Catalog | Mapping[Key, Entry] | None,
    locale: Locale,
    source: Locale,
    form: Format,
    *,
    minimum: State = State.MACHINE,
    ids: Mapping[int, str] | None = None,
) -> Edition:
    """The edition of a document; `catalog` is None for the source itself.

    Units below `minimum` show their source text, marked as such. Every element that holds a
    segment carries `data-unit` and `data-state`. `ids`: what `heading_ids` found, if known.
    """
    entries = catalog.by_key() if isinstance(catalog, Catalog) else catalog or {}
    original = locale == source
    known: dict[Key, Block] = {}
    for segment in document.segments:
        key = segment.msgctxt, segment.msgid
        if key not in known:
            entry = None if original else entries.get(key)
            known[key] = _block(segment, entry, minimum, original=original)
    texts = {} if original else {key: block.text for key, block in known.items() if block.shown}
    rendered = form.render(document, lambda one: texts.get((one.msgctxt, one.msgid)))
    ids = heading_ids(document) if ids is None else ids
    marker = _Marker(_placed(document, known, rendered), ids, locale, source)
    return _laid_out(document, rendered, marker, form)


def _placed(document: Document, known: Mapping[Key, Block], rendered: Rendered) -> dict[int, Block]:
    """Return the block of each segment by its `id`: with its own kind, and its own problem."""
    reasons = {id(problem.segment): problem.reason for problem in rendered.problems}
    blocks = {}
    for segment in document.segments:
        block = known[segment.msgctxt, segment.msgid]
        reason = reasons.get(id(segment), "")
        if reason:
            block = replace(
                block, kind=segment.kind, text=segment.msgid, problem=reason, shown=False
            )
        elif block.kind is not segment.kind:
            block = replace(block, kind=segment.kind)
        blocks[id(segment)] = block
    return blocks


def _block(segment: Segment, entry: Entry | None, minimum: State, *, original: bool) -> Block:
    key = segment.msgctxt, segment.msgid
    unit = _unit(key)
    state, draft = State.MISSING, None
    if entry is not None:
        state, draft = standing(entry, "" if entry.msgid_plural else unit)
    engine, text = "", segment.msgid
    shown = original
    if entry is not None and entry.text and reaches(state, minimum):
        shown, text = True, entry.text
        engine = draft.get("engine") if draft else ""
    state = State.REVIEWED if original else state
    return Block(key, unit, state, engine, segment.kind, text, shown)


@lru_cache(maxsize=1024)  # the same in every locale of a document
def _unit(key: Key) -> str:
    return source_hash(Entry(key[1], msgctxt=key[0]))


@dataclass(frozen=True, slots=True)
class _Marker:
    """Says which attributes the element of a segment carries. Segments are known by their `id`."""

    blocks: Mapping[int, Block]
    ids: Mapping[int, str]
    locale: Locale
    source: Locale

    @property
    def foreign(self) -> dict[str, str]:
        """What marks text of the source that a translation does not replace."""
        marks = {} if self.locale == self.source else {"lang": self.source.tag}
        if self.source.direction != self.locale.direction:
            marks["dir"] = self.source.direction
        return marks

    def attributes(self, segment: Segment) -> dict[str, str]:
        block = self.blocks.get(id(segment))
        if block is None:  # a segment that a format made itself: nothing is known of it
            return {}
        is_original = self.locale == self.source
        marks = {"data-unit": block.unit, "data-state": "source" if is_original else block.state}
        if not block.shown:
            marks |= self.foreign
        if id(segment) in self.ids:
            marks["id"] = self.ids[id(segment)]
        return marks

    def text(self, segment: Segment) -> str:
        """What is shown of a segment, as plain text."""
        return _plain(self.blocks[id(segment)].text)


def _laid_out(document: Document, rendered: Rendered, marker: _Marker, form: Format) -> Edition:
    locale = marker.locale
    html = _body(rendered, marker, form)
    named = next(filter(_is_title, document.segments), None)
    lede = next((s for s in document.segments if s.key in _DESCRIPTIONS), None)
    first = _FIRST_HEADING.match(html)
    if first is not None:  # the text brings its own title
        title_attributes, title_html = first[1], first[2]
        html = html[first.end() :]
    elif named is not None:
        title_html = escape(marker.text(named), quote=False)
        title_attributes = _written(marker.attributes(named))
    else:
        fallback = document.metadata.get("title") or PurePosixPath(document.path).stem
        title_html, title_attributes = escape(str(fallback), quote=False), ""
    mark = _written(marker.foreign)
    own = document.metadata.get("description", "")
    description = marker.text(lede) if lede else _plain(str(own))
    return Edition(
        path=document.path,
        locale=locale,
        source=marker.source,
        title=marker.text(named) if named else _plain(unescape(_TAG.sub("", title_html))),
        title_html=phrased(typeset(title_html, locale, inside=title_attributes), locale),
        title_attributes=title_attributes,
        title_mark=mark if mark in title_attributes else "",
        description=description,
        description_mark="" if lede and marker.blocks[id(lede)].shown else mark,
        lede=_lede(description, marker.attributes(lede) if lede else {}, locale),
        body=typeset(html, locale, headings=True),
        blocks=tuple(marker.blocks[id(segment)] for segment in document.segments),
        text=rendered.text,
        metadata=document.metadata,
        anchors=_anchors(rendered, marker.ids),
    )


def _body(rendered: Rendered, marker: _Marker, form: Format) -> str:
    html = _UNPRINTABLE.sub("", form.html(rendered, marker.attributes))
    if not form.html_is_safe:
        html = sanitized(html)
    if ' lang="und"' in html:
        html = _SOURCE_LABEL.sub(rf"\1{_written(marker.foreign)}", html)
    return html


def _anchors(rendered: Rendered, ids: Mapping[int, str]) -> tuple[tuple[int, str], ...]:
    return tuple(
        (end, ids[id(segment)])
        for start, end, segment in rendered.spans
        if id(segment) in ids
        and segment.markup is Markup.MARKDOWN
        and rendered.text[start:end] != segment.source
    )


def _is_title(segment: Segment) -> bool:
    """Whether a segment is the document's title. A title with Markdown in it is a box's."""
    if segment.kind is Kind.VALUE:
        return segment.key == "title"
    return segment.kind is Kind.TITLE and segment.markup is not Markup.MARKDOWN


def _plain(text: str) -> str:
    return " ".join(_UNPRINTABLE.sub("", text).split())


def _lede(description: str, attributes: Mapping[str, str], locale: Locale) -> str:
    if not description:
        return ""
    written = _written(attributes)
    text = typeset(escape(description, quote=False), locale, inside=written)
    return f'<p class="lede"{written}>{text}</p>'


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
