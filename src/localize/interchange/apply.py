"""What came back, into a catalog: pure, and never over what somebody wrote meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from localize.inline.grammar import PieceKind
from localize.inline.markup import syntax
from localize.inline.pieces import lost
from localize.interchange.exchange import identity, text_hash
from localize.model import Key, State, may_draft, state
from localize.model.state import edited, source_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from localize.interchange.exchange import ExchangeRecord
    from localize.model import Catalog, Entry


# A person may have reasons to change an address or code; `check` speaks of these.
_PROTECTED = frozenset({PieceKind.PLACEHOLDER, PieceKind.TAG})


class Outcome(StrEnum):
    """What became of a record."""

    CHANGED = "changed"
    ACCEPTED = "accepted"
    """The text is the same, and somebody answers for it now."""
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    CONFLICT = "conflict"
    """The catalog's text was changed since the export: both stay, in their files."""
    UNKNOWN = "unknown"
    """No entry has this source any more."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A record, what became of it, and what the catalog has if that is another text."""

    record: ExchangeRecord
    outcome: Outcome
    present: str = ""


@dataclass(frozen=True, slots=True)
class Sorted:
    """Records by the entry they belong to; `unknown` belong to none."""

    by_entry: Mapping[Key, tuple[tuple[int, ExchangeRecord], ...]]
    """`(form, record)` by the entry's identity."""
    unknown: tuple[ExchangeRecord, ...]


def by_entry(catalog: Catalog, records: Iterable[ExchangeRecord]) -> Sorted:
    """Each record's entry: by our id; else by context and source; else by source alone."""
    live = catalog.live()
    by_hash = {source_hash(entry): entry for entry in live}
    by_key = {entry.key: entry for entry in live}
    by_source: dict[str, list[Entry]] = {}
    for entry in live:
        by_source.setdefault(entry.msgid, []).append(entry)
    of_entry: dict[Key, list[tuple[int, ExchangeRecord]]] = {}
    unknown: list[ExchangeRecord] = []
    for record in records:
        ours = identity(record.id)
        form = ours.form if ours is not None else 0
        if ours is not None:
            match = by_hash.get(ours.source)
        else:
            same = by_source.get(record.source, []) if record.msgctxt is None else []
            match = by_key.get((record.msgctxt, record.source))
            if match is None and len(same) == 1:
                match = same[0]
        if match is None or form >= max(1, len(match.msgstr)):
            unknown.append(record)
        else:
            of_entry.setdefault(match.key, []).append((form, record))
    return Sorted({key: tuple(pairs) for key, pairs in of_entry.items()}, tuple(unknown))


def applied(
    catalog: Catalog,
    records: Mapping[Key, Sequence[tuple[int, ExchangeRecord]]],
    *,
    overwrite: bool = False,
) -> tuple[Catalog, tuple[Applied, ...]]:
    """The catalog with the records in it, and what became of each.

    Invariant: a text that somebody wrote after the export stays, unless `overwrite`; entries
    without a record, and those whose record changes nothing, are the very objects they were.
    """
    outcomes: list[Applied] = []
    entries = []
    for entry in catalog.entries:
        pairs = () if entry.obsolete else records.get(entry.key, ())
        new, said = _entry(entry, pairs, overwrite=overwrite) if pairs else (entry, ())
        entries.append(new)
        outcomes.extend(said)
    return replace(catalog, entries=tuple(entries)), tuple(outcomes)


def _entry(
    entry: Entry, pairs: Sequence[tuple[int, ExchangeRecord]], *, overwrite: bool
) -> tuple[Entry, tuple[Applied, ...]]:
    texts = list(entry.msgstr or ("",))
    said: list[Applied] = []
    for form, record in pairs:
        text = _with_edges(record.target, entry.msgid)
        if not record.target.strip():
            said.append(Applied(record, Outcome.EMPTY))
        elif texts[form] in {text, record.target}:  # as it left, even where its edges are odd
            said.append(Applied(record, Outcome.UNCHANGED))
        elif overwrite or _untouched(entry, texts[form], record):
            texts[form] = text
            said.append(Applied(record, Outcome.CHANGED))
        else:
            said.append(Applied(record, Outcome.CONFLICT, texts[form]))
    outcomes = {one.outcome for one in said}
    if Outcome.CHANGED in outcomes:
        doubtful = any(
            _doubtful(one.record, entry) for one in said if one.outcome is Outcome.CHANGED
        )
        fuzzy = doubtful or not all(texts) or (Outcome.CONFLICT in outcomes and entry.fuzzy)
        return edited(entry, tuple(texts), fuzzy=fuzzy), tuple(said)
    # Nobody has touched the text; a tool in which somebody pressed "confirm" says so by the state.
    confirmed = all(_confirmed(record) for _, record in pairs) and len(pairs) == len(texts)
    if outcomes == {Outcome.UNCHANGED} and confirmed and not state(entry).accepted:
        accepted = edited(entry, tuple(texts), fuzzy=False)
        return accepted, tuple(replace(one, outcome=Outcome.ACCEPTED) for one in said)
    return entry, tuple(said)


def _untouched(entry: Entry, text: str, record: ExchangeRecord) -> bool:
    """Whether the catalog's text is what it was at the export, or nobody's."""
    if not text or may_draft(entry):
        return True
    ours = identity(record.id)
    return ours is not None and ours.left_with == text_hash(text)


def _confirmed(record: ExchangeRecord) -> bool:
    ours = identity(record.id)
    left = ours is not None and ours.left_with == text_hash(record.target)
    return record.state in {State.TRANSLATED, State.REVIEWED} and left


def _doubtful(record: ExchangeRecord, entry: Entry) -> bool:
    """Whether the text comes with doubts: its tool says so, or it lost a placeholder or tag.

    A machine's or a missing text that came back changed was typed by somebody; the tool, or the
    spreadsheet, only did not move the state.
    """
    if record.state in {State.STALE, State.NEEDS_WORK}:
        return True
    return bool(lost(record.source, record.target, syntax(entry.flags), _PROTECTED))


def _with_edges(target: str, msgid: str) -> str:
    """The text with the line ends of its msgid at both edges, as `msgfmt --check` wants them."""
    if not target.strip():
        return target
    if msgid.startswith("\n") != target.startswith("\n"):
        target = "\n" + target if msgid.startswith("\n") else target.lstrip("\n")
    if msgid.endswith("\n") != target.endswith("\n"):
        target = target + "\n" if msgid.endswith("\n") else target.rstrip("\n")
    return target
