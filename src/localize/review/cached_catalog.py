"""One catalog in memory, as its reviewers see it, and what changed on all of them."""

import logging
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from localize.catalogs.files import Held, held_catalog
from localize.errors import LocalizeError
from localize.review.catalog_refs import CatalogRef
from localize.review.queue import ReviewProgress, ReviewUnit, progress, queue
from localize.storage.signature import NO_FILE, Signature, signature

_log = logging.getLogger(__name__)
_KEPT_CHANGES = 20_000


@dataclass(frozen=True, slots=True)
class CachedCatalog:
    """A catalog in memory."""

    ref: CatalogRef
    stamp: Signature
    """Of the file as it was last looked at."""
    held: Held | None = None
    """None: it could not be read."""
    units: tuple[ReviewUnit, ...] = ()
    at: Mapping[str, int] = field(default_factory=dict)
    """Where in `units` a unit is, by its id."""
    progress: ReviewProgress = field(default_factory=ReviewProgress)
    problem: str = ""
    """Why it cannot be read; its units are then those read last."""

    def find(self, ident: str) -> ReviewUnit | None:
        """The unit of an id."""
        at = self.at.get(ident)
        return None if at is None else self.units[at]


def read_cached(ref: CatalogRef, before: CachedCatalog | None) -> CachedCatalog:
    """The catalog as its file is now. What cannot be read keeps the units it had before."""
    stamp = signature(ref.path)
    try:
        ref.check()
        if stamp == NO_FILE:
            return CachedCatalog(ref, stamp, problem=f"{ref.path}: the catalog is gone")
        return cached_from(ref, held_catalog(ref.path), before)
    except LocalizeError as error:
        _log.warning("%s", error)
        kept = before or CachedCatalog(ref, stamp)
        return replace(kept, stamp=stamp, held=None, problem=str(error))


def cached_from(ref: CatalogRef, held: Held, before: CachedCatalog | None) -> CachedCatalog:
    """The cached of a catalog; entries with the same raw text keep their units."""
    units = queue(held.catalog, catalog_id=ref.ident, before=before.units if before else ())
    at = {one.ident: n for n, one in enumerate(units)}
    return CachedCatalog(ref, held.stamp, held, units, at, progress(units))


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
    """The versions of a store. The caller holds the store's lock."""

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
        changed = dict.fromkeys(ident for at, ident in reversed(self._log) if at > version)
        grown = changed.pop("", "no") != "no"
        return Changes(self.version, tuple(reversed(changed)), grown)


def differences(before: CachedCatalog, after: CachedCatalog) -> tuple[list[str], list[str]]:
    """The ids of the units that are new or another now, and of those that are gone."""
    changed: list[str] = []
    for unit in after.units:
        old = before.find(unit.ident)
        if old is not unit and (old is None or (old.hash, old.number) != (unit.hash, unit.number)):
            changed.append(unit.ident)
    return changed, [ident for ident in before.at if ident not in after.at]
