"""Drafts for what is missing: from what is translated already, else from an engine.

Entries go through some thousand at a time, each distinct text once; the journal knows those of
other times.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from localize.model import Entry, Key, Markup, State, may_draft, state
from localize.model.segment import link_labels
from localize.model.state import drafted, is_due, machine_stamp
from localize.translate.journal import Record, record_key
from localize.translate.through import Text, through

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from localize.model import Locale, Match
    from localize.translate.engines.base import Engine
    from localize.translate.journal import Journal
    from localize.translate.protect.inline import Terms
    from localize.translate.through import TermRows

Lookup: TypeAlias = "Callable[[Entry], Match | None]"
"""The exact match of an entry in the memory, or none."""

_RANK = (State.REVIEWED, State.TRANSLATED, State.MACHINE)
"""From which states an exact match is copied, the best first."""


@dataclass(frozen=True, slots=True)
class Aids:
    """What drafts may rest on beside the engine; everything may be left out."""

    journal: Journal | None = None
    lookup: Lookup | None = None
    terms: Terms | None = None
    """Terms that are not translated, or have one translation."""
    rows: TermRows | None = None
    """The termbase's rows for a text, for engines that are told them."""


def markup(entry: Entry) -> Markup:
    """How an entry's msgid is to be read, by its flags."""
    if "markdown-text" in entry.flags:
        return Markup.MARKDOWN
    return Markup.HTML if "html-text" in entry.flags else Markup.TEXT


def wanted(entry: Entry, *, redraft: bool = False) -> bool:
    """Whether an entry is to be drafted: it is empty or stale; with `redraft`, any draft too.

    Invariant: only what `may_draft`.
    """
    return is_due(entry) or (redraft and may_draft(entry) and bool(entry.msgid.strip()))


def drafts(
    entries: Sequence[Entry],
    engine: Engine,
    source: Locale,
    target: Locale,
    *,
    aids: Aids | None = None,
    around: Sequence[Entry] | None = None,
    sources: Iterable[Entry] | None = None,
    redraft: bool = False,
) -> Iterator[tuple[Entry, Entry]]:
    """`(old, new)` of each entry that is drafted, `old` being the very object that was given.

    `around`: the entries among those that surround them in their documents; `sources`: entries that
    exact matches are copied from. Left out, both are the entries that are given.

    Invariant: `may_draft(old)`; the new one is fuzzy and stamped.
    """
    aids = Aids() if aids is None else aids
    todo = [entry for entry in entries if wanted(entry, redraft=redraft)]
    known = _known(entries if sources is None else sources, redraft=redraft)
    rest: list[Entry] = []
    for entry in todo:
        match = known.get((entry.msgctxt, entry.msgid)) or known.get((None, entry.msgid))
        if match is not None and entry.msgid_plural is None:
            yield entry, drafted(entry, match.msgstr, engine=_origin(match))
            continue
        found = aids.lookup(entry) if aids.lookup is not None else None
        if found is not None and entry.msgid_plural is None:
            yield entry, drafted(entry, (found.target,), engine="tm")
            continue
        rest.append(entry)
    if rest:
        near = entries if around is None else around
        yield from engine_drafts(rest, near, engine, source, target, aids)


def _known(entries: Iterable[Entry], *, redraft: bool) -> dict[Key, Entry]:
    """The best translation there is of each text. One of another context is better than none."""
    ranks = _RANK[:2] if redraft else _RANK
    best: dict[Key, tuple[int, Entry]] = {}
    for entry in entries:
        if entry.obsolete or entry.msgid_plural is not None or not entry.text:
            continue
        how = state(entry)
        if how in ranks:
            rank = ranks.index(how)
            for key in (entry.key, (None, entry.msgid)):
                if key not in best or rank < best[key][0]:
                    best[key] = rank, entry
    return {key: entry for key, (_, entry) in best.items()}


def _origin(match: Entry) -> str:
    """The engine a copied draft is stamped with: the draft's own, or the memory."""
    stamp = machine_stamp(match)
    return stamp.get("engine", "tm") if stamp is not None and match.fuzzy else "tm"


def _forms(entry: Entry) -> tuple[str, ...]:
    """The text each plural form is drafted from: the first of several from the singular."""
    if entry.msgid_plural is None:
        return (entry.msgid,)
    count = max(len(entry.msgstr), 1)
    if count == 1:
        return (entry.msgid_plural,)
    return (entry.msgid, *([entry.msgid_plural] * (count - 1)))


def engine_drafts(
    rest: Sequence[Entry],
    entries: Sequence[Entry],
    engine: Engine,
    source: Locale,
    target: Locale,
    aids: Aids,
) -> Iterator[tuple[Entry, Entry]]:
    """`(old, new)` of each entry of `rest`, by the engine alone. `entries`: what surrounds them."""
    users: dict[Text, list[Entry]] = {}
    neighbours = _neighbours(entries) if engine.markup == "source" else {}
    for entry in rest:
        before, after = neighbours.get(id(entry), ("", ""))
        for form in dict.fromkeys(_forms(entry)):
            note = "\n".join(entry.extracted) if engine.markup == "source" else ""
            labels = link_labels(entry.extracted)
            text = Text(form, markup(entry), before, after, note, labels)
            users.setdefault(text, []).append(entry)
    keys = {text: _key(text, engine, source, target, aids) for text in users}
    records: dict[str, Record] = {}
    waiting = {id(entry): len(dict.fromkeys(_forms(entry))) for entry in rest}

    def finished(text: Text, record: Record) -> Iterator[tuple[Entry, Entry]]:
        for entry in users[text]:
            waiting[id(entry)] -= 1
            if entry.msgid_plural is not None:
                records[f"{id(entry)} {text.msgid}"] = record
            if waiting[id(entry)]:
                continue
            parts = [records.pop(f"{id(entry)} {form}", record) for form in _last(entry)]
            texts = dict(zip(_last(entry), parts, strict=True))
            yield entry, _drafted(entry, [texts[form] for form in _forms(entry)])

    fresh = []
    for text in users:
        record = aids.journal.get(keys[text]) if aids.journal is not None else None
        if record is None:
            fresh.append(text)
        else:
            yield from finished(text, record)
    for text, record in through(
        fresh, engine, source, target, terms=aids.terms, rows=aids.rows, journal=aids.journal
    ):
        if aids.journal is not None:
            aids.journal.add(keys[text], record)
        yield from finished(text, record)


def _last(entry: Entry) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_forms(entry)))


def _drafted(entry: Entry, records: Sequence[Record]) -> Entry:
    scores = [record.score for record in records if record.score is not None]
    return drafted(
        entry,
        tuple(record.text for record in records),
        engine=records[0].engine,
        score=min(scores) if scores else None,
        doubts=tuple(dict.fromkeys(doubt for record in records for doubt in record.doubts)),
    )


def _neighbours(entries: Sequence[Entry]) -> dict[int, tuple[str, str]]:
    live = [entry for entry in entries if not entry.obsolete]
    return {
        id(entry): (
            live[place - 1].msgid if place else "",
            live[place + 1].msgid if place + 1 < len(live) else "",
        )
        for place, entry in enumerate(live)
    }


def _key(text: Text, engine: Engine, source: Locale, target: Locale, aids: Aids) -> str:
    """What the result depends on: engine and version, text, how it is read, the terms in it."""
    identity = getattr(engine, "identity", None)
    name = identity(source, target) if identity is not None else engine.name
    terms = repr(aids.terms(text.msgid)) if aids.terms is not None else ""
    return record_key(name, str(source), str(target), text.markup, text.msgid, terms, *text.labels)
