"""A review as it goes on: who does what to which unit.

Browser, terminal and the import of a page all act through this one class.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from localize.errors import ConflictError
from localize.model import Entry, Locale, State
from localize.review.alternatives import as_draft, taken, text_of
from localize.review.decide import Act, Decision, Reviewer, Role, decided, refusal
from localize.review.known_findings import KnownFindings
from localize.review.queries import Queries, Query
from localize.review.queue import ReviewUnit
from localize.review.replace import Replacement, replaced
from localize.review.replace import decision as replacing
from localize.review.services import Services
from localize.review.store import CatalogStore, Swap
from localize.review.undo import UndoLog, restored


@dataclass(frozen=True, slots=True)
class ActOutcome:
    """What became of an act on one unit or many."""

    done: tuple[Swap, ...] = ()
    skipped: int = 0
    """Units left alone: changed meanwhile, or the act does not apply."""
    refused: str = ""
    """Why nothing was done, for the reviewer: a msgid of the interface."""
    note: str = ""
    """What was done instead of what was asked, as a msgid of the interface."""


class Session:
    """The shared state of all reviewers of one server, and what they do to it."""

    def __init__(self, store: CatalogStore, services: Services, *, four_eyes: bool = False) -> None:
        self.store = store
        self.services = services
        self.four_eyes = four_eyes
        self.findings = KnownFindings(store, services)
        self.queries = Queries(store, services, self.findings)
        self.undo_log = UndoLog()
        self.changed: set[str] = set()
        """The ids of the catalogs somebody changed."""

    def act(self, ident: str, expected: str, decision: Decision) -> ActOutcome:
        """Do one thing to one unit.

        Raises:
            ConflictError: the entry is not what the reviewer saw.
        """
        unit = self._unit(ident)
        if refused := self._refusal(unit, decision):
            if unit.hash != expected:
                raise ConflictError("the entry changed meanwhile")
            return ActOutcome(refused=refused)
        outcome = self._saved(ident, expected, self._change(unit, decision), decision.by)
        if decision.act is Act.APPROVE and outcome.done[0].after.state is not State.REVIEWED:
            return replace(outcome, note="Saved; somebody else approves it (four_eyes).")
        return outcome

    def take(self, ident: str, expected: str, engine: str, decision: Decision) -> ActOutcome:
        """Accept the text an engine made of a unit.

        Raises:
            ConflictError: the entry is not what the reviewer saw.
        """
        unit = self._unit(ident)
        known = self.queries.alternatives(unit)
        text = text_of(unit, engine, known)
        if not text:
            return ActOutcome(refused="That engine has no text for this unit.")
        chosen = replace(decision, act=Act.SAVE, msgstr=(text,))
        if refused := self._refusal(unit, chosen):
            return ActOutcome(refused=refused)
        change = partial(taken, text=text, alternative=known.get(engine), decision=chosen)
        return self._saved(ident, expected, change, decision.by)

    def take_all(
        self, query: Query, names: tuple[str, str], engine: str, by: Reviewer, *, same: bool = False
    ) -> ActOutcome:
        """Make an engine's texts the drafts of all units compared; people's texts stay."""
        if by.role is Role.SUGGEST:
            return ActOutcome(refused="Your invitation is to suggest; somebody else saves.")
        chosen: list[tuple[ReviewUnit, Callable[[Entry], Entry]]] = []
        listed = self.queries.pairs(query, names, same=same)
        for pair in listed:
            known = self.queries.alternatives(pair.unit).get(engine)
            if known and as_draft(pair.unit.entry, known) != pair.unit.entry:
                chosen.append((pair.unit, partial(as_draft, alternative=known)))
        return self._saved_many(chosen, of=len(listed), by=by)

    def act_on_all(self, query: Query, decision: Decision) -> ActOutcome:
        """Do one thing to all units of a query; texts stay as they are."""
        units = self.queries.units(query)
        textless = replace(decision, msgstr=None)
        apt = [
            (unit, self._change(unit, textless)) for unit in units if self._applies(unit, textless)
        ]
        return self._saved_many(apt, of=len(units), by=decision.by)

    def replacements(
        self, query: Query, wanted: Replacement, by: Reviewer
    ) -> list[tuple[ReviewUnit, tuple[str, ...]]]:
        """The units of a query that a replacement changes and that it may change, with their texts.

        Raises:
            PatternError: the regular expression is none, or takes too long.
        """
        return self._replaceable(self.queries.units(query), wanted, by)

    def replace(
        self, seen: Mapping[str, str], wanted: Replacement, to: Locale, by: Reviewer
    ) -> ActOutcome:
        """Replace in the units of a locale that are still what was seen, by id and hash.

        Raises:
            PatternError: the regular expression is none, or takes too long.
        """
        units = (self.store.find(ident) for ident in seen)
        same = [
            unit
            for unit in units
            if unit and unit.hash == seen[unit.ident] and self.queries.catalog_of(unit).locale == to
        ]
        today = self.services.today()
        chosen = [
            (unit, self._change(unit, replacing(unit, msgstr, by, today)))
            for unit, msgstr in self._replaceable(same, wanted, by)
        ]
        return self._saved_many(chosen, of=len(seen), by=by)

    def _replaceable(
        self, units: list[ReviewUnit], wanted: Replacement, by: Reviewer
    ) -> list[tuple[ReviewUnit, tuple[str, ...]]]:
        today = self.services.today()
        return [
            (unit, msgstr)
            for unit, msgstr in replaced(units, wanted)
            if not self._refusal(unit, replacing(unit, msgstr, by, today))
        ]

    def propagate(self, ident: str, expected: str, by: Reviewer) -> ActOutcome:
        """Accept the text of a unit at all units of the same source that nobody has accepted.

        Raises:
            ConflictError: the unit is not what the reviewer saw.
        """
        unit = self._unit(ident)
        if unit.hash != expected:
            raise ConflictError("the entry changed meanwhile")
        decision = Decision(Act.SAVE, by, self.services.today(), unit.entry.msgstr)
        others = self.queries.open_elsewhere(unit)
        apt = [other for other in others if not self._refusal(other, decision)]
        if not apt:
            return ActOutcome(refused="No other unit needs this text.")
        chosen = [(other, self._change(other, decision)) for other in apt]
        return self._saved_many(chosen, of=len(others), by=by)

    def undo(self, by: Reviewer) -> ActOutcome:
        """Take back the last thing a reviewer did, where nobody has changed it since."""
        swaps = self.undo_log.pop(by)
        if not swaps:
            return ActOutcome(refused="There is nothing to undo.")
        chosen = [(swap.after, restored(swap.before)) for swap in swaps]
        return self._saved_many(chosen, of=len(swaps), by=None)

    def _unit(self, ident: str) -> ReviewUnit:
        unit = self.store.find(ident)
        if unit is None:
            raise ConflictError("the entry is not in its catalog any more")
        return unit

    def _saved(
        self, ident: str, expected: str, change: Callable[[Entry], Entry], by: Reviewer
    ) -> ActOutcome:
        done = (self.store.save(ident, expected, change),)
        self._note(done, by)
        return ActOutcome(done)

    def _saved_many(
        self,
        chosen: Sequence[tuple[ReviewUnit, Callable[[Entry], Entry]]],
        *,
        of: int,
        by: Reviewer | None,
    ) -> ActOutcome:
        done = tuple(self.store.save_many(chosen))
        self._note(done, by)
        return ActOutcome(done, skipped=of - len(done))

    def _note(self, swaps: Sequence[Swap], by: Reviewer | None) -> None:
        """Remember an act of somebody; None: it took one back."""
        if by is not None:
            self.undo_log.remember(by, swaps)
        real = (swap.after for swap in swaps if swap.before != swap.after.entry)
        self.changed.update(unit.catalog_id for unit in real)

    def _refusal(self, unit: ReviewUnit, decision: Decision) -> str:
        forms = len(self.queries.forms(unit))
        return refusal(unit.entry, decision, four_eyes=self.four_eyes, forms=forms)

    def _change(self, unit: ReviewUnit, decision: Decision) -> Callable[[Entry], Entry]:
        forms = len(self.queries.forms(unit))
        return lambda entry: decided(entry, decision, four_eyes=self.four_eyes, forms=forms)

    def _applies(self, unit: ReviewUnit, decision: Decision) -> bool:
        if decision.act in {Act.DRAFT, Act.COMMENT} or unit.state is State.MISSING:
            return False
        if decision.act is Act.APPROVE and unit.state is State.REVIEWED:
            return False  # whoever approved it first keeps the stamp
        return not self._refusal(unit, decision)
