"""Drafts for what is missing: from what is translated already, else from an engine.

Entries go through some thousand at a time, each distinct text once; the journal knows those of
other times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from localize.inline.markup import syntax
from localize.model import Draft, Entry, Key, Match, State, may_draft, state
from localize.model.segment import link_labels
from localize.model.state import drafted, is_due, machine_stamp
from localize.translate.journal import record_key
from localize.translate.pipeline import Route, SourceText, translated

Lookup: TypeAlias = "Callable[[Entry], Match | None]"
"""The exact match of an entry in the memory, or none."""

_RANK = (State.REVIEWED, State.TRANSLATED, State.MACHINE)
"""From which states an exact match is copied, the best first."""


def wanted(entry: Entry, *, redraft: bool = False) -> bool:
    """Whether an entry is to be drafted: it is empty or stale; with `redraft`, any draft too.

    Invariant: only what `may_draft`.
    """
    return is_due(entry) or (redraft and may_draft(entry) and bool(entry.msgid.strip()))


def drafts(
    entries: Sequence[Entry],
    route: Route,
    *,
    lookup: Lookup | None = None,
    around: Sequence[Entry] | None = None,
    sources: Iterable[Entry] | None = None,
    redraft: bool = False,
) -> Iterator[tuple[Entry, Entry]]:
    """`(old, new)` of each entry that is drafted, `old` being the very object that was given.

    `around`: the entries among those that surround them in their documents; `sources`: entries that
    exact matches are copied from. Left out, both are the entries that are given.

    Invariant: `may_draft(old)`; the new one is fuzzy and stamped.
    """
    todo = [entry for entry in entries if wanted(entry, redraft=redraft)]
    known = _known(entries if sources is None else sources, redraft=redraft)
    rest: list[Entry] = []
    for entry in todo:
        match = known.get((entry.msgctxt, entry.msgid)) or known.get((None, entry.msgid))
        if match is not None and entry.msgid_plural is None:
            yield entry, drafted(entry, match.msgstr, engine=_origin(match))
            continue
        exact = lookup(entry) if lookup is not None else None
        if exact is not None and entry.msgid_plural is None:
            yield entry, drafted(entry, (exact.target,), engine="tm")
            continue
        rest.append(entry)
    if rest:
        near = entries if around is None else around
        yield from engine_drafts(rest, near, route)


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
    rest: Sequence[Entry], entries: Sequence[Entry], route: Route
) -> Iterator[tuple[Entry, Entry]]:
    """`(old, new)` of each entry of `rest`, by the engine alone. `entries`: what surrounds them."""
    users = _users(rest, entries, with_context=route.engine.markup == "source")
    waiting = _Waiting(users)
    keys = {text: _key(text, route) for text in users}
    fresh = []
    for text in users:
        record = route.journal.get(keys[text]) if route.journal is not None else None
        if record is None:
            fresh.append(text)
        else:
            yield from waiting.finished(text, record)
    for text, record in translated(fresh, route):
        if route.journal is not None:
            route.journal.add(keys[text], record)
        yield from waiting.finished(text, record)


def _users(
    rest: Sequence[Entry], entries: Sequence[Entry], *, with_context: bool
) -> dict[SourceText, list[Entry]]:
    """The entries that wait for each distinct text."""
    users: dict[SourceText, list[Entry]] = {}
    neighbours = _neighbours(entries) if with_context else {}
    for entry in rest:
        before, after = neighbours.get(id(entry), ("", ""))
        note = "\n".join(entry.extracted) if with_context else ""
        for form in _distinct_forms(entry):
            text = replace(source_text(entry, form), before=before, after=after, note=note)
            users.setdefault(text, []).append(entry)
    return users


def source_text(entry: Entry, form: str | None = None) -> SourceText:
    """An entry's text as it is translated; `form`: of one of its plural forms."""
    how = syntax(entry.reading)
    msgid = entry.msgid if form is None else form
    return SourceText(msgid, how.markup, labels=link_labels(entry.extracted), form=how.form)


class _Waiting:
    """Entries until the last of their forms is translated."""

    def __init__(self, users: dict[SourceText, list[Entry]]) -> None:
        self._users = users
        self._records: dict[tuple[int, str], Draft] = {}
        self._left = Counter(id(entry) for entries in users.values() for entry in entries)

    def finished(self, text: SourceText, record: Draft) -> Iterator[tuple[Entry, Entry]]:
        for entry in self._users[text]:
            self._left[id(entry)] -= 1
            if entry.msgid_plural is not None:
                self._records[id(entry), text.msgid] = record
            if self._left[id(entry)]:
                continue
            texts = {
                form: self._records.pop((id(entry), form), record)
                for form in _distinct_forms(entry)
            }
            yield entry, _drafted(entry, [texts[form] for form in _forms(entry)])


def _distinct_forms(entry: Entry) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_forms(entry)))


def _drafted(entry: Entry, records: Sequence[Draft]) -> Entry:
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


def _key(text: SourceText, route: Route) -> str:
    """What the result depends on: engine and version, text, how it is read, the terms in it."""
    terms = repr(route.terms(text.msgid)) if route.terms is not None else ""
    read_as = f"{text.markup} {text.form}" if text.form else text.markup
    source, target = str(route.source), str(route.target)
    return record_key(route.identity, source, target, read_as, text.msgid, terms, *text.labels)
