"""A review as it goes on: who does what to which unit, and how to take it back.

Browser, terminal and the import of a page all act through this one class.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from localize.errors import ConflictError
from localize.model import Finding, Locale, State
from localize.model.state import output_hash, stamps
from localize.review.alternatives import EnginePair, as_draft, pairs, taken, text_of
from localize.review.decide import Act, Decision, Reviewer, decided, refusal
from localize.review.queue import Filter, Order, ReviewProgress, ReviewUnit, matching, ordered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from localize.model import Entry
    from localize.review.alternatives import Alternative
    from localize.review.catalog_refs import CatalogRef
    from localize.review.services import Services
    from localize.review.store import CatalogStore, Swap

_UNDO_STEPS = 100


@dataclass(frozen=True, slots=True)
class Query:
    """What one page of the list shows."""

    locale: Locale
    wanted: Filter = field(default_factory=Filter)
    order: Order = Order.DOCUMENT


@dataclass(frozen=True, slots=True)
class ActOutcome:
    """What became of an act on one unit or many."""

    done: tuple[Swap, ...] = ()
    skipped: int = 0
    """Units left alone: changed meanwhile, or the act does not apply."""
    refused: str = ""
    """Why nothing was done, for the reviewer."""


class Session:
    """The shared state of all reviewers of one server."""

    def __init__(self, store: CatalogStore, services: Services, *, four_eyes: bool = False) -> None:
        self.store = store
        self.services = services
        self.four_eyes = four_eyes
        self.changed: set[str] = set()
        self._findings: dict[tuple[str, str], tuple[Finding, ...]] = {}
        self._undo: dict[str, deque[tuple[Swap, ...]]] = defaultdict(
            lambda: deque(maxlen=_UNDO_STEPS)
        )
        self._by_msgid: dict[Locale, tuple[int, dict[str, list[str]]]] = {}
        self._looked: dict[str, tuple[ReviewUnit, ...]] = {}
        self._drafts: dict[str, tuple[str, ...]] = {}
        self._lock = threading.Lock()

    def ref_of(self, one: ReviewUnit) -> CatalogRef:
        """The catalog a unit stands in."""
        return self.store.catalogs[one.catalog_id]

    def units(self, query: Query) -> list[ReviewUnit]:
        """The units of a query, in its order."""
        found = self._within(query)
        looking = query.wanted.finding or query.order is Order.RISK
        known = self.known_findings if looking else _nothing
        return ordered(matching(found, query.wanted, known), query.order, known)

    def _within(self, query: Query) -> tuple[ReviewUnit, ...]:
        """The units of the query's document, if it is one of its locale; else of the locale."""
        if not query.wanted.catalog_id:
            return self.store.units(query.locale)
        ref = self.store.catalogs.get(query.wanted.catalog_id)
        if ref is None or ref.locale != query.locale:
            return ()
        return self.store.units_of(ref.ident)

    def progress(self, query: Query) -> ReviewProgress:
        """The counts of the query's document, or of the whole locale."""
        catalog_id = query.wanted.catalog_id
        of_locale = (one.ident for one in self.store.of_locale(query.locale))
        return self.store.progress_of((catalog_id,) if catalog_id else of_locale)

    def known_findings(self, one: ReviewUnit) -> tuple[Finding, ...] | None:
        """The findings of a unit; none: it was not looked at."""
        return self._findings.get((one.ident, one.hash)) if any(one.entry.msgstr) else ()

    @property
    def has_looked(self) -> bool:
        """Whether the rules are loaded, which takes a moment."""
        return bool(self._findings)

    def looked(self, locale: Locale) -> int:
        """0..100: the share of a locale's catalogs whose findings are known, in per cent."""
        refs = self.store.of_locale(locale)
        known = sum(1 for ref in refs if ref.ident in self._looked)
        return 100 * known // max(len(refs), 1)

    def findings(self, one: ReviewUnit) -> tuple[Finding, ...]:
        """The findings of a unit, looked for if need be."""
        key = (one.ident, one.hash)
        found = self._findings.get(key)
        if found is None:
            found = self.findings_of(one, one.entry)
            self._findings[key] = found
        return found

    def findings_of(self, one: ReviewUnit, entry: Entry) -> tuple[Finding, ...]:
        """The findings of a text that is still being typed."""
        if not any(entry.msgstr):
            return ()
        return self.services.findings(entry, self.ref_of(one).locale)

    def typed(self, one: ReviewUnit, msgstr: tuple[str, ...]) -> tuple[Finding, ...]:
        """The findings the unit would have with a text that is still being typed."""
        if len(msgstr) != len(one.entry.msgstr):
            return ()
        return self.findings_of(one, replace(one.entry, msgstr=msgstr))

    def look_ahead(self, *, seconds: float) -> None:
        """Look for findings nobody asked for yet, for about so long."""
        deadline = time.monotonic() + seconds
        for catalog_id in self.store.catalogs:
            units = self.store.units_of(catalog_id)
            if self._looked.get(catalog_id) is units:
                continue
            for one in units:
                if time.monotonic() > deadline:
                    return
                self.findings(one)
            self._looked[catalog_id] = units

    def elsewhere(self, one: ReviewUnit) -> list[ReviewUnit]:
        """The other units of the locale with the same source text."""
        locale = self.ref_of(one).locale
        shape, found = self._by_msgid.get(locale, (-1, {}))
        if shape != self.store.shape:
            shape, found = self.store.shape, defaultdict(list)
            for other in self.store.units(locale):
                found[other.entry.msgid].append(other.ident)
            self._by_msgid[locale] = shape, found
        others = (self.store.find(ident) for ident in found.get(one.entry.msgid, ()))
        return [other for other in others if other and other.ident != one.ident]

    def draft(self, entry: Entry) -> tuple[str, ...] | None:
        """What the engine wrote, where it is still known; none if it stands there now."""
        outs = {one.get("out") for one in stamps(entry, "mt")}
        if output_hash(entry.msgstr) in outs:
            return None
        return next((text for out, text in self._drafts.items() if out in outs), None)

    def act(self, ident: str, expected: str, decision: Decision) -> ActOutcome:
        """Do one thing to one unit.

        Raises:
            ConflictError: the entry is not what the reviewer saw.
        """
        one = self.store.find(ident)
        if one is None:
            raise ConflictError("the entry is not in its catalog any more")
        if refused := self._refusal(one.entry, decision):
            if one.hash != expected:
                raise ConflictError("the entry changed meanwhile")
            return ActOutcome(refused=refused)
        return self._saved(ident, expected, self._change(decision), decision.by)

    def _saved(
        self, ident: str, expected: str, change: Callable[[Entry], Entry], by: Reviewer
    ) -> ActOutcome:
        swap = self.store.save(ident, expected, change)
        self._remember(by, (swap,))
        return ActOutcome(done=(swap,))

    def alternatives(self, one: ReviewUnit) -> Mapping[str, Alternative]:
        """What engines made of a unit, where it is kept, by their names."""
        return self.services.alternatives(one.entry, self.ref_of(one).locale)

    def pairs(
        self, query: Query, names: tuple[str, str], *, same: bool = False
    ) -> list[EnginePair]:
        """The units of a query that two engines have a text of. `same`: also equal texts."""

        def known(entry: Entry) -> Mapping[str, Alternative]:
            return self.services.alternatives(entry, query.locale)

        return pairs(self.units(query), known, names, same=same)

    def take(self, ident: str, expected: str, engine: str, decision: Decision) -> ActOutcome:
        """Accept the text an engine made of a unit.

        Raises:
            ConflictError: the entry is not what the reviewer saw.
        """
        one = self.store.find(ident)
        if one is None:
            raise ConflictError("the entry is not in its catalog any more")
        known = self.alternatives(one)
        text = text_of(one, engine, known)
        if not text:
            return ActOutcome(refused="That engine has no text for this unit.")
        chosen = replace(decision, act=Act.SAVE, msgstr=(text,))
        if refused := self._refusal(one.entry, chosen):
            return ActOutcome(refused=refused)
        found = known.get(engine)
        change = partial(taken, text=text, found=found, decision=chosen)
        return self._saved(ident, expected, change, decision.by)

    def take_all(
        self, query: Query, names: tuple[str, str], engine: str, by: Reviewer, *, same: bool = False
    ) -> ActOutcome:
        """Make an engine's texts the drafts of all units compared; people's texts stay."""
        chosen: list[tuple[ReviewUnit, Callable[[Entry], Entry]]] = []
        listed = self.pairs(query, names, same=same)
        for pair in listed:
            found = self.alternatives(pair.unit).get(engine)
            if found and as_draft(pair.unit.entry, found) != pair.unit.entry:
                chosen.append((pair.unit, partial(as_draft, found=found)))
        done = tuple(self.store.save_many(chosen))
        self._remember(by, done)
        return ActOutcome(done=done, skipped=len(listed) - len(done))

    def _refusal(self, entry: Entry, decision: Decision) -> str:
        return refusal(entry, decision, four_eyes=self.four_eyes)

    def _change(self, decision: Decision) -> Callable[[Entry], Entry]:
        return lambda entry: decided(entry, decision, four_eyes=self.four_eyes)

    def act_on_all(self, query: Query, decision: Decision) -> ActOutcome:
        """Do one thing to all units of a query; texts stay as they are."""
        units = self.units(query)
        apt = [one for one in units if self._applies(one, decision)]
        change = self._change(replace(decision, msgstr=None))
        done = tuple(self.store.save_many([(one, change) for one in apt]))
        self._remember(decision.by, done)
        return ActOutcome(done=done, skipped=len(units) - len(done))

    def _applies(self, one: ReviewUnit, decision: Decision) -> bool:
        if decision.act in {Act.DRAFT, Act.COMMENT} or one.state is State.MISSING:
            return False
        if decision.act is Act.APPROVE and one.state is State.REVIEWED:
            return False  # whoever approved it first keeps the stamp
        return not self._refusal(one.entry, replace(decision, msgstr=None))

    def undo(self, by: Reviewer) -> ActOutcome:
        """Take back the last thing a reviewer did, where nobody has changed it since."""
        with self._lock:
            steps = self._undo[by.name]
            swaps = steps.pop() if steps else ()
        if not swaps:
            return ActOutcome(refused="There is nothing to undo.")
        chosen = [(swap.after, _restored(swap.before)) for swap in swaps]
        done = tuple(self.store.save_many(chosen))
        self._note_places(done)
        return ActOutcome(done=done, skipped=len(swaps) - len(done))

    def undo_steps(self, by: Reviewer) -> int:
        """How many things a reviewer can take back."""
        return len(self._undo[by.name])

    def _remember(self, by: Reviewer, swaps: Sequence[Swap]) -> None:
        real = tuple(swap for swap in swaps if swap.before != swap.after.entry)
        if not real:
            return
        with self._lock:
            self._undo[by.name].append(real)
            for swap in real:
                if any(swap.before.msgstr) and stamps(swap.before, "mt"):
                    self._drafts[output_hash(swap.before.msgstr)] = swap.before.msgstr
        self._note_places(real)

    def _note_places(self, swaps: Sequence[Swap]) -> None:
        self.changed.update(swap.after.catalog_id for swap in swaps)


def _nothing(_one: ReviewUnit) -> tuple[Finding, ...]:
    return ()


def _restored(before: Entry) -> Callable[[Entry], Entry]:
    def change(entry: Entry) -> Entry:
        if (entry.references, entry.extracted) == (before.references, before.extracted):
            return before  # as it was read: the bytes of the file as they were
        return replace(before, references=entry.references, extracted=entry.extracted)

    return change
