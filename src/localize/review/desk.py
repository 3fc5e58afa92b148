"""The catalogs of a project as reviewers share them: read, watched, saved by compare-and-swap.

The files are the only state. What is in memory follows them: each catalog is kept with the stat
signature it was read at, and read again when that changes, whoever changed it.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from localize.catalogs.files import edit_catalog, save_entry
from localize.catalogs.po import read_catalog
from localize.errors import CatalogError, ConflictError, LocalizeError
from localize.review.queue import Progress, Unit, progress, queue, total, unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from localize.model import Catalog, Entry, Locale
    from localize.review.places import Place

    Change = Callable[[Entry], Entry]
    Signature = tuple[int, int, int]

_log = logging.getLogger(__name__)
_KEPT_CHANGES = 20_000


@dataclass(frozen=True, slots=True)
class Shelf:
    """A catalog in memory."""

    place: Place
    signature: Signature | None
    units: tuple[Unit, ...]
    progress: Progress = field(default_factory=Progress)
    problem: str = ""
    """Why it cannot be read; its units are then those read last."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened since a version."""

    version: int
    idents: tuple[str, ...]
    everything: bool = False
    """Too much to list: read all again."""


@dataclass(frozen=True, slots=True)
class Swap:
    """One entry before and after; what undo needs."""

    ident: str
    before: Entry
    after: Unit


class Desk:
    """All units of all places. Safe to use from many threads."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.epoch = secrets.token_hex(4)
        self._places = {place.ident: place for place in places}
        self._shelves: dict[str, Shelf] = {}
        self._index: dict[str, str] = {}
        self._log: deque[tuple[int, str]] = deque(maxlen=_KEPT_CHANGES)
        self._version = 0
        self._lock = threading.RLock()
        self._writing = {ident: threading.RLock() for ident in self._places}
        self._queues: dict[str, tuple[int, tuple[Unit, ...]]] = {}

    @property
    def places(self) -> Mapping[str, Place]:
        """The catalogs by opaque id, in the order of documents."""
        return self._places

    @property
    def version(self) -> int:
        """Grows with every change."""
        return self._version

    def of_locale(self, locale: Locale) -> list[Place]:
        """The catalogs of a locale."""
        return [place for place in self._places.values() if place.locale == locale]

    @property
    def complete(self) -> bool:
        """Whether every catalog has been read."""
        return len(self._shelves) == len(self._places)

    def begin(self, *, seconds: float) -> None:
        """Read catalogs for about so long; the watcher reads the rest, and whoever needs one."""
        deadline = time.monotonic() + seconds
        for ident in self._places:
            self.refresh((ident,))
            if time.monotonic() > deadline:
                return

    def refresh(self, places: Iterable[str] | None = None) -> None:
        """Read what changed on disk."""
        for ident in self._places if places is None else places:
            place = self._places[ident]
            shelf = self._shelves.get(ident)
            signature = _signature(place.path)
            if shelf is None or shelf.signature is None or shelf.signature != signature:
                self._read(place)
                time.sleep(0)  # a request that waits goes first

    def _read(self, place: Place) -> None:
        with self._writing[place.ident]:
            self._read_alone(place)

    def _read_alone(self, place: Place) -> None:
        # The signature is taken first: a write in between is then seen as a change once more.
        signature = _signature(place.path)
        before = self._shelves.get(place.ident)
        try:
            units = () if signature is None else queue(_inside(place), place=place.ident)
        except LocalizeError as error:
            _log.warning("%s", error)
            kept = before.units if before else ()
            self._put(Shelf(place, signature or (0, 0, 0), kept, progress(kept), str(error)))
            return
        self._put(Shelf(place, signature, units, progress(units)))

    def _put(self, shelf: Shelf) -> None:
        with self._lock:
            before = self._shelves.get(shelf.place.ident)
            self._shelves[shelf.place.ident] = shelf
            if before is None:
                self._version += 1
                self._index.update(dict.fromkeys((u.ident for u in shelf.units), shelf.place.ident))
                return
            old = {one.ident: one for one in before.units}
            new = {one.ident: one for one in shelf.units}
            changed = [
                ident
                for ident, one in new.items()
                if ident not in old
                or (old[ident].hash, old[ident].number) != (one.hash, one.number)
            ]
            gone = [ident for ident in old if ident not in new]
            if not changed and not gone and before.problem == shelf.problem:
                return
            self._version += 1
            self._log.extend((self._version, ident) for ident in (*changed, *gone))
            for ident in gone:
                self._index.pop(ident, None)
            self._index.update(dict.fromkeys(new, shelf.place.ident))

    def problems(self, locale: Locale) -> list[str]:
        """The catalogs of a locale that cannot be read, as sentences."""
        return [
            shelf.problem
            for shelf in list(self._shelves.values())
            if shelf.problem and shelf.place.locale == locale
        ]

    def units(self, locale: Locale) -> tuple[Unit, ...]:
        """The queue of a locale, in the order of its documents."""
        with self._lock:
            version, found = self._queues.get(locale.tag, (-1, ()))
            if version != self._version:
                shelves = (self._shelves.get(place.ident) for place in self.of_locale(locale))
                found = tuple(one for shelf in shelves if shelf for one in shelf.units)
                self._queues[locale.tag] = self._version, found
            return found

    def units_of(self, place: str) -> tuple[Unit, ...]:
        """The queue of one catalog."""
        return self._shelf(place).units

    def progress_of(self, places: Iterable[str]) -> Progress:
        """The counts of some catalogs, those that were read."""
        known = (self._shelves.get(place) for place in places)
        return total(shelf.progress for shelf in known if shelf)

    def _shelf(self, place: str) -> Shelf:
        if place not in self._shelves:
            self.refresh((place,))
        return self._shelves[place]

    def find(self, ident: str) -> Unit | None:
        """The unit of an id."""
        place = self._index.get(ident)
        if place is None and not self.complete:
            self.refresh([one for one in self._places if one not in self._shelves])
            place = self._index.get(ident)
        shelf = self._shelves.get(place) if place else None
        if shelf is None:
            return None
        return next((one for one in shelf.units if one.ident == ident), None)

    def changes(self, since: int) -> Changes:
        """What changed after a version."""
        with self._lock:
            if since > self._version or (since < self._version and not self._logged(since)):
                return Changes(self._version, (), everything=True)
            found = dict.fromkeys(ident for version, ident in self._log if version > since)
            return Changes(self._version, tuple(found))

    def _logged(self, since: int) -> bool:
        return bool(self._log) and self._log[0][0] <= since + 1

    def save(self, ident: str, expected: str, change: Change) -> Swap:
        """Change one entry if it is still what the reviewer saw.

        Raises:
            ConflictError: it is not; `find` then gives what it has become.
            CatalogError: it cannot be written.
        """
        one = self.find(ident)
        if one is None:
            raise ConflictError("the entry is not in its catalog any more")
        place = self._places[one.place]
        before: list[Entry] = []

        def noted(entry: Entry) -> Entry:
            before.append(entry)
            return change(entry)

        with self._writing[place.ident]:
            place.check()
            try:
                after = save_entry(place.path, one.entry.key, expected, noted)
            except ConflictError:
                self._read(place)
                now = self.find(ident)
                if now is None or one.hash != expected or not _same(one.entry, now.entry):
                    raise
                after = save_entry(place.path, one.entry.key, now.hash, noted)
            return Swap(ident, before[-1], self._replace(one, after))

    def _replace(self, one: Unit, entry: Entry) -> Unit:
        """Show the new entry at once. Without a signature the watcher reads the file anew."""
        after = unit(entry, place=one.place, number=one.number)
        with self._lock:
            shelf = self._shelves[one.place]
            units = tuple(after if old.ident == one.ident else old for old in shelf.units)
            self._put(replace(shelf, signature=None, units=units, progress=progress(units)))
        return after

    def save_many(self, chosen: Sequence[tuple[Unit, Change]]) -> list[Swap]:
        """Change many entries, one write a catalog. What changed meanwhile is left alone."""
        by_place: dict[str, dict[tuple[str | None, str], tuple[Unit, Change]]] = {}
        for one, change in chosen:
            by_place.setdefault(one.place, {})[one.entry.key] = (one, change)
        done: list[Swap] = []
        for ident, rows in by_place.items():
            place = self._places[ident]
            with self._writing[ident]:
                place.check()
                done += self._save_rows(place, rows)
        return done

    def _save_rows(
        self, place: Place, rows: Mapping[tuple[str | None, str], tuple[Unit, Change]]
    ) -> list[Swap]:
        from localize.model.unit import entry_hash

        found: list[tuple[Unit, Entry, Entry]] = []

        def changed(entry: Entry) -> Entry:
            one, change = rows.get(entry.key, (None, None))
            if one is None or change is None or entry.obsolete or entry_hash(entry) != one.hash:
                return entry
            after = change(entry)
            if after != entry:
                found.append((one, entry, after))
            return after

        def change_catalog(catalog: Catalog) -> Catalog:
            found.clear()
            return replace(catalog, entries=tuple(changed(entry) for entry in catalog.entries))

        edit_catalog(place.path, change_catalog)
        self._read(place)
        return [
            Swap(one.ident, before, unit(after, place=one.place, number=one.number))
            for one, before, after in found
        ]


def _same(seen: Entry, now: Entry) -> bool:
    """Whether a reviewer would see no difference: gettext's tools drop flags they do not know."""
    return (seen.msgstr, seen.fuzzy, seen.comments, seen.previous_msgid) == (
        now.msgstr, now.fuzzy, now.comments, now.previous_msgid,
    )  # fmt: skip


def _signature(path: Path) -> Signature | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _inside(place: Place) -> Catalog:
    place.check()
    try:
        return read_catalog(place.path)
    except FileNotFoundError as error:
        raise CatalogError("the catalog is gone", path=place.path) from error
