"""What the rest of a site must know of one edition: little enough to keep for every page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from localize.formats.sanitize import NAMED, WHOLE
from localize.interface.words import Interface, day
from localize.model import Locale, State
from localize.render.edition import Edition
from localize.render.settings import Site
from localize.scripts import writing

_APART = re.compile(
    rf'</?a(?:{WHOLE})*>|<sup class="note-ref">.*?</sup>'
    rf'|<img(?:(?! alt="){WHOLE})*(?: alt="(?P<alt>[^"]*)")?(?:{WHOLE})*>',
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class EditionSummary:
    """One edition of one document."""

    path: str
    slug: str
    tag: str
    title: str
    title_html: str
    """For use in a link: without links, anchors and notes, and with a picture's text for it."""
    title_mark: str
    """The attributes of an element with the title: where it is not translated, its language."""
    description: str
    description_mark: str
    date: str
    """ISO 8601 day of the document; empty where it names none."""
    updated: str
    author: str
    accepted: int
    machine: int
    work: int
    """Segments a person has accepted; machine drafts; stale, doubtful and missing ones."""
    missing: int
    """Of `work`, those without any translation."""
    engines: tuple[str, ...]
    published: bool
    hidden: bool
    """Whether it asks search engines not to index it."""
    share: float
    """0..1: what counts for the gate."""

    @property
    def locale(self) -> Locale:
        """Its locale."""
        return Locale(self.tag)

    @property
    def total(self) -> int:
        """All segments."""
        return self.accepted + self.machine + self.work


def summary_of(edition: Edition, slug: str, site: Site) -> EditionSummary:
    """The summaries of an edition."""
    counts = edition.counts
    accepted = counts[State.TRANSLATED] + counts[State.REVIEWED]
    gate = site.gate_of(edition.locale)
    metadata = edition.metadata
    date = day(metadata.get("date"))
    later = (day(metadata.get(key)) for key in ("updated", "lastmod", "last_modified_at"))
    updated = next((one for one in later if one), date)
    return EditionSummary(
        path=edition.path,
        slug=slug,
        tag=edition.locale.tag,
        title=edition.title,
        title_html=_in_a_link(edition.title_html),
        title_mark=edition.title_mark,
        description=edition.description,
        description_mark=edition.description_mark,
        date=date.isoformat() if date else "",
        updated=updated.isoformat() if updated else "",
        author=_author(metadata),
        accepted=accepted,
        machine=counts[State.MACHINE],
        work=len(edition.blocks) - accepted - counts[State.MACHINE],
        missing=sum(not block.shown for block in edition.blocks),
        engines=edition.engines,
        published=not site.publish or gate.met(edition),
        hidden=gate.hides(edition),
        share=edition.share(gate.minimum),
    )


def _in_a_link(html: str) -> str:
    bare = _APART.sub(lambda match: match["alt"] or "", html) if "<" in html else html
    return NAMED.sub(r"\1", bare)


def _author(metadata: Mapping[str, object]) -> str:
    given = metadata.get("author") or metadata.get("authors") or ""
    names = given if isinstance(given, list) else [given]
    words = [one.get("name", "") if isinstance(one, dict) else one for one in names]
    return ", ".join(str(word) for word in words if word)


@dataclass(frozen=True, slots=True)
class MeterPart:
    """One part of a meter."""

    name: str
    share: float
    weight: int
    words: str


def meter(summary: EditionSummary, say: Interface) -> tuple[MeterPart, ...]:
    """The three parts of the meter: checked, not yet checked, needs work."""
    total = summary.total or 1
    rows = (
        ("checked", summary.accepted, "Checked {share}"),
        ("machine", summary.machine, "Not yet checked {share}"),
        ("work", summary.work, "Needs work {share}"),
    )
    return tuple(
        MeterPart(name, count / total, count, say(words, share=say.percent(count / total)))
        for name, count, words in rows
    )


def bar(summary: EditionSummary) -> str:
    """The meter as HTML, without its words."""
    rows = (("checked", summary.accepted), ("machine", summary.machine), ("work", summary.work))
    parts = [f'<i class="{name}" style="flex-grow:{count}"></i>' for name, count in rows if count]
    return f'<div class="meter" aria-hidden="true">{"".join(parts)}</div>'


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said above a translation that nobody has wholly checked."""

    heading: str
    """A msgid of the interface."""
    text: str


def notice(summary: EditionSummary, say: Interface, source: Locale) -> Notice | None:
    """Return the notice of an edition; None where a person has accepted all of it."""
    if summary.locale == source or summary.accepted == summary.total:
        return None
    if not summary.machine:
        heading = "This translation is not finished"
    elif summary.accepted:
        heading = "Part of this translation was made by a machine"
    else:
        heading = "This translation was made by a machine"
    sentences = []
    if summary.engines:
        # A copied placeholder and a sentence from the memory were drafted by no engine.
        named = (one for one in summary.engines if one not in {"copy", "tm"})
        engines = ", ".join(say.engine(one) for one in named)
        sentences.append(say("Drafted by {engine}.", engine=engines))
    sentences.append(
        say("A dotted line marks what nobody has checked yet, a solid line what needs work.")
    )
    if summary.missing:
        language = say.language(source)
        sentences.append(
            say("Paragraphs without a translation are shown in {language}.", language=language)
        )
    return Notice(heading, writing(summary.locale).sentence_gap.join(sentences))
