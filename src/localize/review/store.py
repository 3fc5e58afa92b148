"""The catalogs of a project as reviewers share them: read, watched, saved by compare-and-swap.

The files are the only state. What is in memory follows them: each catalog is kept with the stat
signature it was read at, and read again when that changes, whoever changed it.
"""

import secrets
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from localize.catalogs.files import Held, edit_held, save_entry
from localize.errors import ConflictError
from localize.model import Catalog, Entry, Key, Locale
from localize.review.cached_catalog import (
    CachedCatalog,
    ChangeLog,
    Changes,
    cached_from,
    differences,
    read_cached,
)
from localize.review.catalog_refs import CatalogRef
from localize.review.queue import ReviewProgress, ReviewUnit, total
from localize.storage.signature import signature

Change = Callable[[Entry], Entry]
Guard = AbstractContextManager[None]


@dataclass(frozen=True, slots=True)
class Swap:
    """One entry before and after; what undo needs."""

    ident: str
    before: Entry
    after: ReviewUnit


class CatalogStore:
    """All units of all catalogs. Safe to use from many threads."""

    def __init__(
        self, refs: Iterable[CatalogRef], *, writing: Callable[[Path], Guard] | None = None
    ) -> None:
        """`writing`: what is entered for each write of a catalog."""
        self._writing_of = writing or (lambda _: nullcontext())
        self.epoch = secrets.token_hex(4)
        self._refs = {ref.ident: ref for ref in refs}
        self._cached: dict[str, CachedCatalog] = {}
        self._index: dict[str, str] = {}
        self._log = ChangeLog()
        self._lock = threading.RLock()
        self._first = threading.Lock()
        # A folder has one writer at a time: who waits here is woken, who waits for a file polls.
        folders = {ref.path.parent for ref in self._refs.values()}
        self._writing = {folder: threading.RLock() for folder in folders}
        self._queues: dict[str, tuple[int, tuple[ReviewUnit, ...]]] = {}
        self.shape = 0
        """Grows when units come or go."""

    @property
    def catalogs(self) -> Mapping[str, CatalogRef]:
        """The catalogs by opaque id, in the order of documents."""
        return self._refs

    @property
    def version(self) -> int:
        """Grows with every change."""
        return self._log.version

    def of_locale(self, locale: Locale) -> list[CatalogRef]:
        """The catalogs of a locale."""
        return [ref for ref in self._refs.values() if ref.locale == locale]

    @property
    def complete(self) -> bool:
        """Whether every catalog has been read."""
        return len(self._cached) == len(self._refs)

    def begin(self, *, units: int) -> None:
        """Read the first catalogs of each locale, until so many units are there.

        The watcher reads the others, and whoever needs one.
        """
        there: dict[Locale, int] = {}
        for ident, ref in self._refs.items():
            if there.get(ref.locale, 0) < units:
                self.refresh((ident,))
                count = len(self._cached[ident].units)
                there[ref.locale] = there.get(ref.locale, 0) + count

    def refresh(self, idents: Iterable[str] | None = None) -> None:
        """Read what changed on disk."""
        for ident in self._refs if idents is None else idents:
            ref, cached = self._refs[ident], self._cached.get(ident)
            if cached is None:
                with self._first:  # fifty who come after a restart read it once
                    if ident not in self._cached:
                        self._read(ref)
            elif cached.stamp != signature(ref.path):
                self._read(ref)

    def _read(self, ref: CatalogRef) -> None:
        before = self._cached.get(ref.ident)
        fresh = read_cached(ref, before)
        with self._lock:
            if self._cached.get(ref.ident) is before:  # else a save was quicker, and knows more
                self._put(fresh)

    def _put(self, cached: CachedCatalog) -> None:
        with self._lock:
            ident = cached.ref.ident
            before = self._cached.get(ident)
            self._cached[ident] = cached
            if before is None:
                self._log.note()
                self.shape += 1
                self._index.update(dict.fromkeys(cached.at, ident))
                return
            changed, gone = differences(before, cached)
            if changed or gone or before.problem != cached.problem:
                self._log.note((*changed, *gone))
            if before.at.keys() != cached.at.keys():
                self.shape += 1
                for lost in gone:
                    self._index.pop(lost, None)
                self._index.update(dict.fromkeys(cached.at, ident))

    def problems(self, locale: Locale) -> list[str]:
        """The catalogs of a locale that cannot be read, as sentences."""
        return [
            cached.problem
            for cached in list(self._cached.values())
            if cached.problem and cached.ref.locale == locale
        ]

    def units(self, locale: Locale) -> tuple[ReviewUnit, ...]:
        """The queue of a locale, in the order of its documents, as far as it has been read."""
        with self._lock:
            version, units = self._queues.get(locale.tag, (-1, ()))
            if version != self.version:
                catalogs = (self._cached.get(ref.ident) for ref in self.of_locale(locale))
                units = tuple(unit for cached in catalogs if cached for unit in cached.units)
                self._queues[locale.tag] = self.version, units
            return units

    def units_of(self, catalog_id: str) -> tuple[ReviewUnit, ...]:
        """The queue of one catalog."""
        return self._cached_catalog(catalog_id).units

    def header(self, catalog_id: str) -> Entry | None:
        """The header of one catalog; None: it has none, or cannot be read."""
        held = self._cached_catalog(catalog_id).held
        return held.catalog.header if held else None

    def progress_of(self, idents: Iterable[str]) -> ReviewProgress:
        """The counts of some catalogs, those that were read."""
        known = (self._cached.get(ident) for ident in idents)
        return total(cached.progress for cached in known if cached)

    def _cached_catalog(self, catalog_id: str) -> CachedCatalog:
        if catalog_id not in self._cached:
            self.refresh((catalog_id,))
        return self._cached[catalog_id]

    def find(self, ident: str) -> ReviewUnit | None:
        """The unit of an id."""
        if ident not in self._index and not self.complete:
            self.refresh([one for one in self._refs if one not in self._cached])
        catalog_id = self._index.get(ident)
        return self._cached[catalog_id].find(ident) if catalog_id else None

    def changes(self, since: int) -> Changes:
        """What changed after a version."""
        with self._lock:
            return self._log.since(since)

    def save(self, ident: str, expected: str, change: Change) -> Swap:
        """Change one entry if it is still what the reviewer saw.

        Raises:
            ConflictError: it is not; `find` then gives what it has become.
            CatalogError: it cannot be written.
        """
        seen = self.find(ident)
        if seen is None:
            raise ConflictError("the entry is not in its catalog any more")
        ref = self._refs[seen.catalog_id]
        before: list[Entry] = []

        def noted(entry: Entry) -> Entry:
            before.append(entry)
            return change(entry)

        def saved(expected: str) -> Held:
            held = self._cached_catalog(ref.ident).held
            with self._writing_of(ref.path):
                return save_entry(ref.path, held, seen.entry.key, expected=expected, change=noted)

        with self._writing[ref.path.parent]:
            ref.check()
            try:
                held = saved(expected)
            except ConflictError:
                self._read(ref)
                now = self.find(ident)
                if now is None or seen.hash != expected or not _same(seen.entry, now.entry):
                    raise
                held = saved(now.hash)
            after = self._written(ref, held)
        unit = after.find(ident)
        if unit is None:  # a third party's format of catalogs; ours keeps what it writes
            raise ConflictError("the entry is not in its catalog any more")
        return Swap(ident, before[-1], unit)

    def _written(self, ref: CatalogRef, held: Held) -> CachedCatalog:
        """Show at once what was written: the watcher need not read it again."""
        with self._lock:
            cached = cached_from(ref, held, self._cached.get(ref.ident))
            self._put(cached)
        return cached

    def save_many(self, chosen: Sequence[tuple[ReviewUnit, Change]]) -> list[Swap]:
        """Change many entries, one write a catalog. What changed meanwhile is left alone."""
        by_catalog: dict[str, dict[Key, tuple[ReviewUnit, Change]]] = {}
        for unit, change in chosen:
            by_catalog.setdefault(unit.catalog_id, {})[unit.entry.key] = (unit, change)
        done: list[Swap] = []
        for ident, rows in by_catalog.items():
            ref = self._refs[ident]
            with self._writing[ref.path.parent]:
                ref.check()
                done += self._save_rows(ref, rows)
        return done

    def _save_rows(
        self, ref: CatalogRef, rows: Mapping[Key, tuple[ReviewUnit, Change]]
    ) -> list[Swap]:
        from localize.model.state import entry_hash

        changes: list[tuple[ReviewUnit, Entry]] = []

        def changed(entry: Entry) -> Entry:
            unit, change = rows.get(entry.key, (None, None))
            if unit is None or change is None or entry.obsolete or entry_hash(entry) != unit.hash:
                return entry
            after = change(entry)
            if after != entry:
                changes.append((unit, entry))
            return after

        def change_catalog(catalog: Catalog) -> Catalog:
            changes.clear()
            return replace(catalog, entries=tuple(changed(entry) for entry in catalog.entries))

        with self._writing_of(ref.path):
            held = edit_held(ref.path, self._cached_catalog(ref.ident).held, change_catalog)
        cached = self._written(ref, held)
        now = ((unit.ident, before, cached.find(unit.ident)) for unit, before in changes)
        return [Swap(ident, before, after) for ident, before, after in now if after]


def _same(seen: Entry, now: Entry) -> bool:
    """Whether a reviewer would see no difference: gettext's tools drop flags they do not know."""

    def shown(entry: Entry) -> tuple[object, ...]:
        return entry.msgstr, entry.fuzzy, entry.comments, entry.previous_msgid

    return shown(seen) == shown(now)
