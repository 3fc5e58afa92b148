"""What the checks say of units: looked for when asked, or ahead of the reviewer; kept by text."""

import time
from dataclasses import replace

from localize.model import Entry, Finding, Locale
from localize.review.queue import ReviewUnit
from localize.review.services import Services
from localize.review.store import CatalogStore


class KnownFindings:
    """The findings of the units that were looked at."""

    def __init__(self, store: CatalogStore, services: Services) -> None:
        self._store = store
        self._services = services
        self._findings: dict[tuple[str, str], tuple[Finding, ...]] = {}
        self._looked: dict[str, tuple[ReviewUnit, ...]] = {}

    @property
    def begun(self) -> bool:
        """Whether the rules are loaded, which takes a moment."""
        return bool(self._findings)

    def share(self, locale: Locale) -> int:
        """0..100: the share of a locale's catalogs whose findings are known, in per cent."""
        refs = self._store.of_locale(locale)
        known = sum(1 for ref in refs if ref.ident in self._looked)
        return 100 * known // max(len(refs), 1)

    def known(self, unit: ReviewUnit) -> tuple[Finding, ...] | None:
        """The findings of a unit; None: nobody has looked."""
        return self._findings.get((unit.ident, unit.hash)) if any(unit.entry.msgstr) else ()

    def of(self, unit: ReviewUnit) -> tuple[Finding, ...]:
        """The findings of a unit, looked for if need be."""
        key = (unit.ident, unit.hash)
        findings = self._findings.get(key)
        if findings is None:
            findings = self._findings[key] = self._look(unit, unit.entry)
        return findings

    def typed(self, unit: ReviewUnit, msgstr: tuple[str, ...]) -> tuple[Finding, ...]:
        """The findings the unit would have with a text that is still being typed."""
        if unit.entry.msgid_plural is None and len(msgstr) != 1:
            return ()
        return self._look(unit, replace(unit.entry, msgstr=msgstr))

    def _look(self, unit: ReviewUnit, entry: Entry) -> tuple[Finding, ...]:
        if not any(entry.msgstr):
            return ()
        return self._services.findings(entry, self._store.catalogs[unit.catalog_id].locale)

    def look_ahead(self, *, seconds: float) -> None:
        """Look for findings nobody asked for yet, for about so long."""
        deadline = time.monotonic() + seconds
        for catalog_id in self._store.catalogs:
            units = self._store.units_of(catalog_id)
            if self._looked.get(catalog_id) is units:
                continue
            for unit in units:
                if time.monotonic() > deadline:
                    return
                self.of(unit)
            self._looked[catalog_id] = units
