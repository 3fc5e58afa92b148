"""One catalog in memory, as its reviewers see it, and what changed on all of them."""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from localize.catalogs.disk import signature
from localize.catalogs.files import held_catalog
from localize.errors import LocalizeError
from localize.review.queue import Progress, Unit, progress, queue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from localize.catalogs.disk import Signature
    from localize.catalogs.files import Held
    from localize.review.places import Place

_log = logging.getLogger(__name__)
_KEPT_CHANGES = 20_000
_NOWHERE: Signature = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A catalog in memory."""

    place: Place
    stamp: Signature
    """Of the file as it was last looked at."""
    held: Held | None = None
    """None: it could not be read."""
    units: tuple[Unit, ...] = ()
    at: Mapping[str, int] = field(default_factory=dict)
    """Where in `units` a unit stands, by its id."""
    progress: Progress = field(default_factory=Progress)
    problem: str = ""
    """Why it cannot be read; its units are then those read last."""

    def find(self, ident: str) -> Unit | None:
        """The unit of an id."""
        at = self.at.get(ident)
        return None if at is None else self.units[at]


def stamp_of(place: Place) -> Signature:
    """The signature of a catalog's file; zeros where it cannot be had."""
    try:
        return signature(place.path)
    except OSError:
        return _NOWHERE


def read_shelf(place: Place, before: Shelf | None) -> Shelf:
    """The catalog as its file is now. What cannot be read keeps the units it had before."""
    stamp = stamp_of(place)
    try:
        place.check()
        if stamp == _NOWHERE:
            return Shelf(place, stamp, problem=f"{place.path}: the catalog is gone")
        return shelf_of(place, held_catalog(place.path), before)
    except LocalizeError as error:
        _log.warning("%s", error)
        kept = before or Shelf(place, stamp)
        return replace(kept, stamp=stamp, held=None, problem=str(error))


def shelf_of(place: Place, held: Held, before: Shelf | None) -> Shelf:
    """The shelf of a catalog; entries with the same raw text keep their units."""
    units = queue(held.catalog, place=place.ident, before=before.units if before else ())
    at = {one.ident: n for n, one in enumerate(units)}
    return Shelf(place, held.stamp, held, units, at, progress(units))


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened since a version."""

    version: int
    idents: tuple[str, ...] = ()
    grown: bool = False
    """More catalogs have been read."""
    everything: bool = False
    """Too much to list: read all again."""


class ChangeLog:
    """The versions of a desk. The caller holds the desk's lock."""

    def __init__(self) -> None:
        self.version = 0
        self._log: deque[tuple[int, str]] = deque(maxlen=_KEPT_CHANGES)

    def note(self, idents: Iterable[str] = ()) -> None:
        """A new version with these units changed; none: a catalog more has been read."""
        self.version += 1
        self._log.extend((self.version, ident) for ident in idents or ("",))

    def since(self, version: int) -> Changes:
        """What changed after a version."""
        if version == self.version:
            return Changes(self.version)
        # A full log may have lost some of its first version, too.
        known = version + (len(self._log) < _KEPT_CHANGES)
        if version > self.version or not self._log or self._log[0][0] > known:
            return Changes(self.version, everything=True)
        found = dict.fromkeys(ident for at, ident in reversed(self._log) if at > version)
        grown = found.pop("", "no") != "no"
        return Changes(self.version, tuple(reversed(found)), grown)


def differences(before: Shelf, after: Shelf) -> tuple[list[str], list[str]]:
    """The ids of the units that are new or another now, and of those that are gone."""
    changed: list[str] = []
    for one in after.units:
        old = before.find(one.ident)
        if old is not one and (old is None or (old.hash, old.number) != (one.hash, one.number)):
            changed.append(one.ident)
    return changed, [ident for ident in before.at if ident not in after.at]
