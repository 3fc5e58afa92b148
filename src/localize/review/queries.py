"""What a page of the review asks for: units, counts, the same text elsewhere, two engines."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from localize.catalogs.plurals import form_numbers
from localize.model import Draft, Entry, Finding, Locale
from localize.review.alternatives import EnginePair, pairs
from localize.review.catalog_refs import CatalogRef
from localize.review.decide import shaped
from localize.review.known_findings import KnownFindings
from localize.review.patterns import matching_places, pattern_in
from localize.review.queue import (
    Filter,
    Order,
    ReviewProgress,
    ReviewUnit,
    matching,
    ordered,
    searched,
)
from localize.review.services import Services
from localize.review.store import CatalogStore


@dataclass(frozen=True, slots=True)
class Query:
    """What one page of the list shows."""

    locale: Locale
    wanted: Filter = field(default_factory=Filter)
    order: Order = Order.DOCUMENT


class Queries:
    """Answers from the store; nothing here changes a catalog."""

    def __init__(self, store: CatalogStore, services: Services, findings: KnownFindings) -> None:
        self._store = store
        self._services = services
        self._findings = findings
        self._matched: tuple[object, list[int]] = None, []
        self._by_msgid: dict[Locale, tuple[int, dict[str, list[str]]]] = {}

    def units(self, query: Query) -> list[ReviewUnit]:
        """The units of a query, in its order.

        Raises:
            PatternError: its regular expression is none, or takes too long.
        """
        looking = query.wanted.finding or query.order is Order.RISK
        known = self._findings.known if looking else _nothing
        pattern = pattern_in(query.wanted.text)
        wanted = replace(query.wanted, text="") if pattern else query.wanted
        units = matching(self._within(query), wanted, known)
        if pattern:
            units = self._with_pattern(pattern, units)
        return ordered(units, query.order, known)

    def _with_pattern(self, pattern: str, units: list[ReviewUnit]) -> list[ReviewUnit]:
        """Those of the units that a regular expression matches; a page asks for the same again."""
        key = (pattern, self._store.version, hash(tuple(unit.hash for unit in units)))
        if self._matched[0] != key:
            texts = [searched(unit.entry) for unit in units]
            self._matched = key, matching_places(pattern, texts)
        return [units[at] for at in self._matched[1]]

    def _within(self, query: Query) -> tuple[ReviewUnit, ...]:
        """The units of the query's document, if its locale has it; else of the locale."""
        if not query.wanted.catalog_id:
            return self._store.units(query.locale)
        ref = self._store.catalogs.get(query.wanted.catalog_id)
        if ref is None or ref.locale != query.locale:
            return ()
        return self._store.units_of(ref.ident)

    def progress(self, query: Query) -> ReviewProgress:
        """The counts of the query's document, or of the whole locale."""
        catalog_id = query.wanted.catalog_id
        of_locale = (ref.ident for ref in self._store.of_locale(query.locale))
        return self._store.progress_of((catalog_id,) if catalog_id else of_locale)

    def catalog_of(self, unit: ReviewUnit) -> CatalogRef:
        """The catalog that has a unit."""
        return self._store.catalogs[unit.catalog_id]

    def forms(self, unit: ReviewUnit) -> tuple[tuple[int, ...], ...]:
        """The first numbers of each form that a unit's catalog has; of a singular, none."""
        if unit.entry.msgid_plural is None:
            return ()
        return form_numbers(self._store.header(unit.catalog_id), self.catalog_of(unit).locale)

    def texts(self, unit: ReviewUnit) -> tuple[str, ...]:
        """The text of a unit as it is edited, each form of a plural."""
        return shaped(unit.entry, len(self.forms(unit)))

    def elsewhere(self, unit: ReviewUnit) -> list[ReviewUnit]:
        """The other units of the locale with the same source text."""
        locale = self.catalog_of(unit).locale
        shape, by_msgid = self._by_msgid.get(locale, (-1, {}))
        if shape != self._store.shape:
            shape, by_msgid = self._store.shape, defaultdict(list)
            for other in self._store.units(locale):
                by_msgid[other.entry.msgid].append(other.ident)
            self._by_msgid[locale] = shape, by_msgid
        others = (self._store.find(ident) for ident in by_msgid.get(unit.entry.msgid, ()))
        return [other for other in others if other and other.ident != unit.ident]

    def open_elsewhere(self, unit: ReviewUnit) -> list[ReviewUnit]:
        """Where an accepted text may go, too: the same source elsewhere, not yet accepted."""
        if not unit.state.accepted:
            return []
        plural = unit.entry.msgid_plural
        same = (other for other in self.elsewhere(unit) if other.entry.msgid_plural == plural)
        return [other for other in same if not other.state.accepted]

    def alternatives(self, unit: ReviewUnit) -> Mapping[str, Draft]:
        """What engines made of a unit, where it is kept, by their names."""
        return self._services.alternatives(unit.entry, self.catalog_of(unit).locale)

    def pairs(
        self, query: Query, names: tuple[str, str], *, same: bool = False
    ) -> list[EnginePair]:
        """The units of a query that two engines have a text of. `same`: also equal texts."""

        def known(entry: Entry) -> Mapping[str, Draft]:
            return self._services.alternatives(entry, query.locale)

        return pairs(self.units(query), known, names, same=same)


def _nothing(_unit: ReviewUnit) -> tuple[Finding, ...]:
    return ()
