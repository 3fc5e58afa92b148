"""The catalogs of a project as reviewers share them: read, watched, saved by compare-and-swap.

The files are the only state. What is in memory follows them: each catalog is kept with the stat
signature it was read at, and read again when that changes, whoever changed it.
"""

from __future__ import annotations

import secrets
import threading
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from localize.catalogs.files import edit_held, save_entry
from localize.errors import ConflictError
from localize.review.queue import Progress, Unit, total
from localize.review.shelf import (
    ChangeLog,
    Changes,
    Shelf,
    differences,
    read_shelf,
    shelf_of,
    stamp_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from localize.catalogs.files import Held
    from localize.model import Catalog, Entry, Key, Locale
    from localize.review.places import Place

    Change = Callable[[Entry], Entry]
    Guard = AbstractContextManager[None]


@dataclass(frozen=True, slots=True)
class Swap:
    """One entry before and after; what undo needs."""

    ident: str
    before: Entry
    after: Unit


class Desk:
    """All units of all places. Safe to use from many threads."""

    def __init__(
        self, places: Iterable[Place], *, around: Callable[[Path], Guard] | None = None
    ) -> None:
        """`around`: what is entered for each write of a catalog."""
        self._around = around or (lambda _: nullcontext())
        self.epoch = secrets.token_hex(4)
        self._places = {place.ident: place for place in places}
        self._shelves: dict[str, Shelf] = {}
        self._index: dict[str, str] = {}
        self._log = ChangeLog()
        self._lock = threading.RLock()
        self._first = threading.Lock()
        # A folder has one writer at a time: who waits here is woken, who waits for a file polls.
        folders = {place.path.parent for place in self._places.values()}
        self._writing = {folder: threading.RLock() for folder in folders}
        self._queues: dict[str, tuple[int, tuple[Unit, ...]]] = {}
        self.shape = 0
        """Grows when units come or go."""

    @property
    def places(self) -> Mapping[str, Place]:
        """The catalogs by opaque id, in the order of documents."""
        return self._places

    @property
    def version(self) -> int:
        """Grows with every change."""
        return self._log.version

    def of_locale(self, locale: Locale) -> list[Place]:
        """The catalogs of a locale."""
        return [place for place in self._places.values() if place.locale == locale]

    @property
    def complete(self) -> bool:
        """Whether every catalog has been read."""
        return len(self._shelves) == len(self._places)

    def begin(self, *, units: int) -> None:
        """Read the first catalogs of each locale, until so many units are there.

        The watcher reads the others, and whoever needs one.
        """
        there: dict[Locale, int] = {}
        for ident, place in self._places.items():
            if there.get(place.locale, 0) < units:
                self.refresh((ident,))
                found = len(self._shelves[ident].units)
                there[place.locale] = there.get(place.locale, 0) + found

    def refresh(self, places: Iterable[str] | None = None) -> None:
        """Read what changed on disk."""
        for ident in self._places if places is None else places:
            place, shelf = self._places[ident], self._shelves.get(ident)
            if shelf is None:
                with self._first:  # fifty who come after a restart read it once
                    if ident not in self._shelves:
                        self._read(place)
            elif shelf.stamp != stamp_of(place):
                self._read(place)

    def _read(self, place: Place) -> None:
        before = self._shelves.get(place.ident)
        fresh = read_shelf(place, before)
        with self._lock:
            if self._shelves.get(place.ident) is before:  # else a save was quicker, and knows more
                self._put(fresh)

    def _put(self, shelf: Shelf) -> None:
        with self._lock:
            ident = shelf.place.ident
            before = self._shelves.get(ident)
            self._shelves[ident] = shelf
            if before is None:
                self._log.note()
                self.shape += 1
                self._index.update(dict.fromkeys(shelf.at, ident))
                return
            changed, gone = differences(before, shelf)
            if changed or gone or before.problem != shelf.problem:
                self._log.note((*changed, *gone))
            if before.at.keys() != shelf.at.keys():
                self.shape += 1
                for one in gone:
                    self._index.pop(one, None)
                self._index.update(dict.fromkeys(shelf.at, ident))

    def problems(self, locale: Locale) -> list[str]:
        """The catalogs of a locale that cannot be read, as sentences."""
        return [
            shelf.problem
            for shelf in list(self._shelves.values())
            if shelf.problem and shelf.place.locale == locale
        ]

    def units(self, locale: Locale) -> tuple[Unit, ...]:
        """The queue of a locale, in the order of its documents, as far as it has been read."""
        with self._lock:
            version, found = self._queues.get(locale.tag, (-1, ()))
            if version != self.version:
                shelves = (self._shelves.get(place.ident) for place in self.of_locale(locale))
                found = tuple(one for shelf in shelves if shelf for one in shelf.units)
                self._queues[locale.tag] = self.version, found
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
        if ident not in self._index and not self.complete:
            self.refresh([one for one in self._places if one not in self._shelves])
        place = self._index.get(ident)
        return self._shelves[place].find(ident) if place else None

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
        one = self.find(ident)
        if one is None:
            raise ConflictError("the entry is not in its catalog any more")
        place = self._places[one.place]
        before: list[Entry] = []

        def noted(entry: Entry) -> Entry:
            before.append(entry)
            return change(entry)

        def saved(expected: str) -> Held:
            held = self._shelf(place.ident).held
            with self._around(place.path):
                return save_entry(place.path, held, one.entry.key, expected=expected, change=noted)

        with self._writing[place.path.parent]:
            place.check()
            try:
                held = saved(expected)
            except ConflictError:
                self._read(place)
                now = self.find(ident)
                if now is None or one.hash != expected or not _same(one.entry, now.entry):
                    raise
                held = saved(now.hash)
            after = self._written(place, held)
        unit = after.find(ident)
        if unit is None:  # a third party's format of catalogs; ours keeps what it writes
            raise ConflictError("the entry is not in its catalog any more")
        return Swap(ident, before[-1], unit)

    def _written(self, place: Place, held: Held) -> Shelf:
        """Show at once what was written: the watcher need not read it again."""
        with self._lock:
            shelf = shelf_of(place, held, self._shelves.get(place.ident))
            self._put(shelf)
        return shelf

    def save_many(self, chosen: Sequence[tuple[Unit, Change]]) -> list[Swap]:
        """Change many entries, one write a catalog. What changed meanwhile is left alone."""
        by_place: dict[str, dict[Key, tuple[Unit, Change]]] = {}
        for one, change in chosen:
            by_place.setdefault(one.place, {})[one.entry.key] = (one, change)
        done: list[Swap] = []
        for ident, rows in by_place.items():
            place = self._places[ident]
            with self._writing[place.path.parent]:
                place.check()
                done += self._save_rows(place, rows)
        return done

    def _save_rows(self, place: Place, rows: Mapping[Key, tuple[Unit, Change]]) -> list[Swap]:
        from localize.model.state import entry_hash

        found: list[tuple[Unit, Entry]] = []

        def changed(entry: Entry) -> Entry:
            one, change = rows.get(entry.key, (None, None))
            if one is None or change is None or entry.obsolete or entry_hash(entry) != one.hash:
                return entry
            after = change(entry)
            if after != entry:
                found.append((one, entry))
            return after

        def change_catalog(catalog: Catalog) -> Catalog:
            found.clear()
            return replace(catalog, entries=tuple(changed(entry) for entry in catalog.entries))

        with self._around(place.path):
            held = edit_held(place.path, self._shelf(place.ident).held, change_catalog)
        shelf = self._written(place, held)
        now = ((one.ident, before, shelf.find(one.ident)) for one, before in found)
        return [Swap(ident, before, after) for ident, before, after in now if after]


def _same(seen: Entry, now: Entry) -> bool:
    """Whether a reviewer would see no difference: gettext's tools drop flags they do not know."""
    return (seen.msgstr, seen.fuzzy, seen.comments, seen.previous_msgid) == (
        now.msgstr, now.fuzzy, now.comments, now.previous_msgid,
    )  # fmt: skip
