"""Template and catalog into the catalog that follows the template, as `msgmerge --previous` does.

Nothing a person wrote is lost: a translation either stays, or is proposed as fuzzy for the changed
source, or is kept as obsolete. Merging twice is merging once.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeAlias

from localize.catalogs.plurals import form_count
from localize.model import Catalog, Entry
from localize.model.state import with_acceptance, without_fuzzy
from localize.update.header import blank, fields, new_catalog, with_field
from localize.update.plan import UpdatePlan, planned
from localize.update.report import UpdateOptions, UpdateReport
from localize.update.similar import InMemory, Numbered, Proposal

__all__ = ["UpdateOptions", "UpdateReport", "merged", "new_catalog"]

_DEFAULTS = UpdateOptions()
Step: TypeAlias = "int | Entry"
"""An entry of the result: the number of one that stays as it is, or one that is written."""


def merged(
    template: Catalog, catalog: Catalog, options: UpdateOptions = _DEFAULTS, *, now: str = ""
) -> tuple[Catalog, UpdateReport]:
    """The updated catalog and what changed. An entry that stays is the same object.

    `now`, as `YYYY-MM-DD HH:MM+ZZZZ`, becomes the PO-Revision-Date of a header that has one, if
    any text changed.

    Invariant: `merged(t, merged(t, c)[0])[0] == merged(t, c)[0]`.
    """
    sources, old = InMemory(template.live()), InMemory(catalog.entries)
    plan = planned(sources, old, options)
    every = list(steps(plan, sources, old, form_count(catalog.header), options))
    asleep = old.obsolete
    unchanged = sum(1 for step in every if isinstance(step, int) and not asleep[step])
    report = report_of(plan, unchanged)
    if are_the_same(every, len(old)):
        return catalog, report
    entries = tuple(old[step] if isinstance(step, int) else step for step in every)
    dated = dated_header(catalog.header, template.header, now if plan.texts_changed else "")
    return replace(catalog, entries=entries, header=dated), report


def steps(
    plan: UpdatePlan,
    sources: Numbered,
    catalog: Numbered,
    count: int,
    options: UpdateOptions,
    is_same: Callable[[int, int], bool] = lambda _source, _place: False,
) -> Iterator[Step]:
    """The entries of the result, in order. `count`: of plural forms.

    `is_same`: whether the template surely says of a source what its entry says.
    """
    for number, place in enumerate(plan.places):
        if place < 0:
            source, proposal = sources[number], plan.proposed.get(number)
            if proposal is not None:
                yield _proposed(proposal, source, count, options)
            else:
                yield blank(source, count)
        elif is_same(number, place):
            yield place
        else:
            known = catalog[place]
            kept = _kept(known, sources[number], count, options)
            yield place if kept is known else kept
        yield from plan.behind.get(place, ())
    yield from plan.asleep
    for number in plan.gone:
        yield replace(catalog[number], obsolete=True, references=(), extracted=())


def are_the_same(every: Iterator[Step] | list[Step], count: int) -> bool:
    """Whether the result is the catalog of so many entries as it was."""
    at = -1
    for at, step in enumerate(every):
        if step != at:
            return False
    return at + 1 == count


def report_of(plan: UpdatePlan, unchanged: int) -> UpdateReport:
    """What an update did, by the number of live entries that stayed as they were."""
    return UpdateReport(plan.lines, unchanged, plan.known - unchanged, plan.counts)


def dated_header(header: Entry | None, template: Entry | None, now: str) -> Entry | None:
    """The header of a changed catalog, with the date of its template, and of now if told."""
    date = fields(template).get("POT-Creation-Date")
    if header is not None and date:
        header = with_field(header, "POT-Creation-Date", date)
    if header is not None and now and "PO-Revision-Date" in fields(header):
        header = with_field(header, "PO-Revision-Date", now)
    return header


def _flags(source: Entry, entry: Entry, *, fuzzy: bool) -> tuple[str, ...]:
    """The template's flags, and `fuzzy`; in the entry's order where they are the same."""
    flags = without_fuzzy(source.flags)
    flags = ("fuzzy", *flags) if fuzzy else flags
    return entry.flags if sorted(flags) == sorted(entry.flags) else flags


def _kept(entry: Entry, source: Entry, count: int, options: UpdateOptions) -> Entry:
    """The entry of a source that did not change, with the template's places and comments."""
    if entry.msgid_plural != source.msgid_plural:
        return _proposed(Proposal(entry, 1.0), source, count, options)
    flags = _flags(source, entry, fuzzy=entry.fuzzy)
    if (
        not entry.obsolete
        and entry.references == source.references
        and entry.extracted == source.extracted
        and entry.flags == flags
    ):
        return entry
    return replace(
        entry, references=source.references, extracted=source.extracted, flags=flags, obsolete=False
    )


def _proposed(proposal: Proposal, source: Entry, count: int, options: UpdateOptions) -> Entry:
    """A changed source with the old translation, fuzzy, and what that was a translation of."""
    old = proposal.entry if proposal.entry.fuzzy else with_acceptance(proposal.entry)
    msgstr = proposal.msgstr or _forms(old, source, count)
    if not any(msgstr):
        return replace(blank(source, count), comments=old.comments)
    before = old
    if old.fuzzy and old.previous_msgid is not None:
        before = replace(
            old,
            msgctxt=old.previous_msgctxt,
            msgid=old.previous_msgid,
            msgid_plural=old.previous_msgid_plural,
        )
    note = options.previous
    return replace(
        blank(source, count),
        msgstr=msgstr,
        comments=old.comments,
        flags=_flags(source, old, fuzzy=True),
        previous_msgctxt=before.msgctxt if note else None,
        previous_msgid=before.msgid if note else None,
        previous_msgid_plural=before.msgid_plural if note else None,
        origin=old.origin,
    )


def _forms(old: Entry, source: Entry, count: int) -> tuple[str, ...]:
    """The old translation in the forms that the source asks for."""
    if source.msgid_plural is None:
        return (old.text,)
    if old.msgid_plural is None:
        return (old.text,) * count
    return old.msgstr
