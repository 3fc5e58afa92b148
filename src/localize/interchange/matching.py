"""Which entry a record belongs to. A record's own source decides; its id only helps."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from localize.interchange.exchange import form_source, identity, left_as, text_hash
from localize.model.state import source_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from localize.interchange.exchange import ExchangeRecord
    from localize.model import Catalog, Entry, Key

_MISPLACED = "this text left the project as the translation of another source"
_FEW = 2
"""States that changed places; one may be chance."""
Ids: TypeAlias = "Mapping[tuple[str, int], tuple[str, ...]]"
"""Ids of ours by the hash of their source and their form."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """Records by the entry they belong to; `unknown` belong to none."""

    by_entry: Mapping[Key, tuple[tuple[int, ExchangeRecord], ...]]
    """`(form, record)` by the entry's identity."""
    unknown: tuple[ExchangeRecord, ...]


def by_entry(
    catalog: Catalog,
    records: Iterable[ExchangeRecord],
    ids: Ids | None = None,
) -> Sorted:
    """Each record's entry: by our id, if the record's source is that of the id; else by its source.

    `ids`: `ids_of` the file that the records are from. A record that came with the id of another
    source gets the one that is its own, if the file has it.
    """
    records = tuple(records)
    entries = _Entries(catalog, contexts=any(record.msgctxt for record in records))
    of_entry: dict[Key, list[tuple[int, ExchangeRecord]]] = {}
    unknown: list[ExchangeRecord] = []
    for record in records:
        entry, form = entries.by_id(record) or entries.by_source(record) or (None, 0)
        if entry is None or form >= max(1, len(entry.msgstr)):
            unknown.append(record)
            continue
        ours = identity(record.id)
        own = source_hash(entry)
        if ours is not None and (ours.source, ours.form) != (own, form):
            placed = form, _with_own_id(record, (ids or {}).get((own, form), ()))
        else:
            placed = form, replace(record, source=record.source or form_source(entry, form))
        of_entry.setdefault(entry.key, []).append(placed)
    return Sorted({key: tuple(pairs) for key, pairs in of_entry.items()}, tuple(unknown))


def _with_own_id(record: ExchangeRecord, own: Sequence[str]) -> ExchangeRecord:
    """A record that came with the id of another source, with its own.

    If it has the very text of that other id, its source is what is wrong.
    """
    now = text_hash(record.target)
    known = [replace(record, id=ident, strange=True) for ident in own]
    known.append(replace(record, id="", strange=True))
    back = next((after for after in known if left_as(after) == now), None)
    if back is None and left_as(record) == now:
        return replace(known[0], problem=record.problem or _MISPLACED)
    return back or known[0]


def ids_of(records: Iterable[ExchangeRecord]) -> Ids:
    """The ids of ours in a file, by the hash of their source and their form.

    There are several where catalogs share a source.
    """
    ids: dict[tuple[str, int], tuple[str, ...]] = {}
    for record in records:
        if (ours := identity(record.id)) is not None:
            key = ours.source, ours.form
            ids[key] = (*ids.get(key, ()), record.id)
    return ids


def with_misplaced(records: Sequence[ExchangeRecord]) -> tuple[ExchangeRecord, ...]:
    """The records; where texts changed places among the rows, with that as their problem.

    A text that is in a row more often than it left was copied, and a few among many may be chance.
    """
    left = Counter(filter(None, map(left_as, records)))
    hashes = [text_hash(record.target) for record in records]
    now = Counter(hashes)
    changed = moved = 0
    places: set[int] = set()
    for place, (record, is_now) in enumerate(zip(records, hashes, strict=True)):
        if record.target.strip() and left_as(record) not in {None, is_now}:
            changed += 1
            if is_now in left and now[is_now] <= left[is_now]:
                moved += 1
                places.add(place)
    if moved * 2 < changed:
        return tuple(records)
    return tuple(
        replace(record, problem=_MISPLACED) if place in places else record
        for place, record in enumerate(records)
    )


def with_strange_states(records: Sequence[ExchangeRecord]) -> tuple[ExchangeRecord, ...]:
    """The records; where states changed places among the rows, with that noted.

    A person who confirms texts makes more of them accepted; a column that was sorted does not.
    """
    known = [(record, ours) for record in records if (ours := identity(record.id)) is not None]
    accepted = {record.id for record, _ in known if record.state and record.state.accepted}
    left = {record.id for record, ours in known if ours.accepted}
    if len(accepted - left) < _FEW or len(accepted - left) != len(left - accepted):
        return tuple(records)
    return tuple(
        replace(record, strange=True) if record.id in accepted - left else record
        for record in records
    )


class _Entries:
    """The live entries of a catalog, as records find them."""

    def __init__(self, catalog: Catalog, *, contexts: bool) -> None:
        self._contexts = contexts  # whether the file says them, so that none is no context
        live = catalog.live()
        self._by_hash = {source_hash(entry): entry for entry in live}
        self._by_key = {entry.key: entry for entry in live}
        self._by_source: dict[str, list[Entry]] = {}
        for entry in live:
            for source in dict.fromkeys((entry.msgid, entry.msgid_plural)):
                if source is not None:
                    self._by_source.setdefault(source, []).append(entry)

    def by_id(self, record: ExchangeRecord) -> tuple[Entry, int] | None:
        """The entry and form of the record's id, if the record's source is the one there."""
        ours = identity(record.id)
        entry = self._by_hash.get(ours.source) if ours is not None else None
        if ours is None or entry is None:
            return None
        if record.by_id:
            return entry, ours.form
        same = record.source.split() == form_source(entry, ours.form).split()
        own = self._by_key.get((record.msgctxt, form_source(entry, 0)))
        if self._contexts and own is not None and own is not entry:
            return None
        return (entry, ours.form) if same else None

    def by_source(self, record: ExchangeRecord) -> tuple[Entry, int] | None:
        """The entry of the record's context and source; of the source alone, if there is one."""
        entry = self._by_key.get((record.msgctxt, record.source))
        same = self._by_source.get(record.source, []) if record.msgctxt is None else []
        if entry is None and len(same) == 1:
            entry = same[0]
        if entry is None:
            return None
        ours = identity(record.id)
        form = ours.form if ours is not None and entry.msgid_plural is not None else 0
        return (entry, form) if form_source(entry, form) == record.source else None
