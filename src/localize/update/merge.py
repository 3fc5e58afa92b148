"""Template and catalog into the catalog that follows the template, as `msgmerge --previous` does.

Nothing a person wrote is lost: a translation either stays, or is proposed as fuzzy for the changed
source, or is kept as obsolete. Merging twice is merging once.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from localize.catalogs.plurals import form_count
from localize.model.state import with_acceptance, without_fuzzy
from localize.update.header import blank, fields, new_catalog, with_field
from localize.update.report import Change, UpdateLine, UpdateOptions, UpdateReport
from localize.update.similar import Proposal, proposals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from localize.model import Catalog, Entry, Key

__all__ = ["UpdateOptions", "UpdateReport", "merged", "new_catalog"]

_DEFAULTS = UpdateOptions()


def merged(
    template: Catalog, catalog: Catalog, options: UpdateOptions = _DEFAULTS, *, now: str = ""
) -> tuple[Catalog, UpdateReport]:
    """The updated catalog and what changed. An entry that stays is the same object.

    `now`, as `YYYY-MM-DD HH:MM+ZZZZ`, becomes the PO-Revision-Date of a header that has one, if
    any text changed.

    Invariant: `merged(t, merged(t, c)[0])[0] == merged(t, c)[0]`.
    """
    sources = template.live()
    old = catalog.by_key()
    wanted = {source.key for source in sources}
    sleeping = _sleeping(catalog, wanted - old.keys())
    known: dict[Key, Entry] = {**sleeping, **old}
    vanished = [entry for entry in catalog.live() if entry.key not in wanted]
    fresh = [source for source in sources if source.key not in known]
    proposed = proposals(sources, fresh, catalog, vanished, options) if options.fuzzy else {}
    count = form_count(catalog.header)
    entries = [
        _followed(source, known.get(source.key), proposed.get(source.key), count, options)
        for source in sources
    ]
    lines = [
        _line_of(source.key, sleeping, proposed) for source in sources if source.key not in old
    ]
    lines += [UpdateLine(Change.MOVED, key) for key in _moved(sources, catalog, old)]
    used = {one.entry.key for one in proposed.values() if one.whole}
    left = [entry for entry in vanished if entry.key not in used]
    lines += [
        UpdateLine(Change.OBSOLETE if _worth(entry) else Change.REMOVED, entry.key)
        for entry in left
    ]
    gone = [_obsolete(entry) for entry in left if _worth(entry)]
    every = _with_obsolete(entries, gone, catalog, set(sleeping))
    texts_changed = any(line.change is not Change.MOVED for line in lines)
    result = _with_entries(catalog, every, template, now if texts_changed else "")
    return result, _report(result, catalog, tuple(lines))


def _followed(
    source: Entry,
    known: Entry | None,
    proposal: Proposal | None,
    count: int,
    options: UpdateOptions,
) -> Entry:
    """The entry of a source: the known one, else an old one that is proposed, else a new one."""
    if known is not None:
        return _kept(known, source, count, options)
    if proposal is not None:
        return _proposed(proposal, source, count, options)
    return blank(source, count)


def _line_of(
    key: Key, sleeping: Mapping[Key, Entry], proposed: Mapping[Key, Proposal]
) -> UpdateLine:
    if key in sleeping:
        return UpdateLine(Change.REVIVED, key)
    if proposal := proposed.get(key):
        return UpdateLine(Change.CHANGED, key, proposal.entry.key, proposal.score)
    return UpdateLine(Change.ADDED, key)


def _sleeping(catalog: Catalog, missing: set[Key]) -> dict[Key, Entry]:
    """Obsolete entries whose text the template says again; the last one of a key."""
    return {
        entry.key: entry for entry in catalog.entries if entry.obsolete and entry.key in missing
    }


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
        entry,
        references=source.references,
        extracted=source.extracted,
        flags=flags,
        obsolete=False,
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


def _worth(entry: Entry) -> bool:
    """Whether an entry holds anything of a person's or an engine's."""
    return any(entry.msgstr) or bool(entry.comments)


def _obsolete(entry: Entry) -> Entry:
    return replace(entry, obsolete=True, references=(), extracted=())


def _moved(sources: Sequence[Entry], catalog: Catalog, old: Mapping[Key, Entry]) -> list[Key]:
    """The keys outside the longest run that kept its order."""
    place = {entry.key: at for at, entry in enumerate(catalog.live())}
    keys = [source.key for source in sources if source.key in old]
    order = [place[key] for key in keys]
    if all(a < b for a, b in itertools.pairwise(order)):
        return []
    steady = _longest_increasing(order)
    return [key for key, at in zip(keys, order, strict=True) if at not in steady]


def _longest_increasing(numbers: Sequence[int]) -> set[int]:
    """The members of a longest increasing subsequence of distinct numbers (patience sorting)."""
    from bisect import bisect_left

    tops: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(tops, number)
        before[number] = tops[at - 1] if at else None
        tops[at : at + 1] = [number]
    members: set[int] = set()
    current = tops[-1] if tops else None
    while current is not None:
        members.add(current)
        current = before[current]
    return members


def _with_obsolete(
    entries: Iterable[Entry], gone: Iterable[Entry], catalog: Catalog, revived: set[Key]
) -> tuple[Entry, ...]:
    """The live entries, then the obsolete ones: those of before in file order, then the new.

    Obsolete entries among live ones stay after the entry they came after.
    """
    result = list(entries)
    behind: dict[Key, list[Entry]] = {}
    waiting: list[Entry] = []
    last: Key | None = None
    for entry in catalog.entries:
        if not entry.obsolete:
            if waiting and last is not None:
                behind[last] = waiting
                waiting = []
            last = entry.key
        elif entry.key not in revived:
            waiting.append(entry)
    if behind:
        here = {entry.key for entry in result}
        waiting = [one for key, some in behind.items() if key not in here for one in some] + waiting
        result = [one for entry in result for one in (entry, *behind.get(entry.key, ()))]
    return (*result, *waiting, *gone)


def _with_entries(
    catalog: Catalog, entries: tuple[Entry, ...], template: Catalog, now: str
) -> Catalog:
    if len(entries) == len(catalog.entries) and all(
        a is b for a, b in zip(entries, catalog.entries, strict=True)
    ):
        return catalog
    header = catalog.header
    date = fields(template.header).get("POT-Creation-Date")
    if header is not None and date:
        header = with_field(header, "POT-Creation-Date", date)
    if header is not None and now and "PO-Revision-Date" in fields(header):
        header = with_field(header, "PO-Revision-Date", now)
    return replace(catalog, entries=entries, header=header)


def _report(result: Catalog, catalog: Catalog, lines: tuple[UpdateLine, ...]) -> UpdateReport:
    same = {id(entry) for entry in catalog.entries}
    named = {line.key for line in lines if line.change is not Change.MOVED}
    live = result.live()
    unchanged = sum(1 for entry in live if id(entry) in same)
    touched = sum(1 for entry in live if id(entry) not in same and entry.key not in named)
    return UpdateReport(lines, unchanged, touched)
