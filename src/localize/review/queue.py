"""The units of a locale, which of them are wanted, and in which order. Pure.

A queue is a tuple of `ReviewUnit`; filtering and ordering lose and repeat nothing.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import blake2b
from math import log2
from typing import assert_never

from localize.model import Catalog, Entry, Finding, Severity, State, state
from localize.model.state import entry_hash, machine_stamp
from localize.review.decide import remarks
from localize.review.suggestions import suggestions

Findings = Callable[["ReviewUnit"], Sequence[Finding] | None]
"""What is known of a unit; None: not looked at yet."""


_QUOTED = re.compile(r'"([^"]*)"?|(\S+)')


class Order(StrEnum):
    """How the queue is sorted."""

    DOCUMENT = "document"
    RISK = "risk"


@dataclass(frozen=True, slots=True)
class ReviewUnit:
    """An entry where a reviewer meets it."""

    ident: str
    """16 hexadecimal digits, stable over edits and restarts. It names no path."""
    catalog_id: str
    """The opaque id of its catalog."""
    number: int
    """1-based, in the order of the catalog."""
    entry: Entry
    state: State
    hash: str
    """What a save compares: `model.unit.entry_hash`."""
    folded: str
    """What is searched, folded."""
    weight: float = 0.0
    """The risk but for what the checks find."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter. An empty field wants everything."""

    state: State | None = None
    catalog_id: str = ""
    text: str = ""
    """Words in either language, all of which must be there, phrases in quotation marks; case, width
    and accents' composition do not matter. `/so/`: a regular expression, which `queries` knows."""
    finding: str = ""
    """A rule's name, or `any`."""
    term: str = ""
    """A source term that must occur in the msgid."""
    commented: bool = False
    """Only units that somebody has left a comment at."""

    @property
    def everything(self) -> bool:
        """Whether it filters nothing but the document."""
        return self == Filter(catalog_id=self.catalog_id)


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """How many units stand in each state."""

    total: int = 0
    by_state: dict[State, int] = field(default_factory=dict)

    def __getitem__(self, wanted: State) -> int:
        return self.by_state.get(wanted, 0)

    @property
    def accepted(self) -> int:
        """Units a person answers for."""
        return sum(count for one, count in self.by_state.items() if one.accepted)

    def share(self, *states: State) -> float:
        """0..100, the share of these states in per cent."""
        return 100 * sum(self[one] for one in states) / self.total if self.total else 0.0


def opaque(*names: str, digits: int = 16) -> str:
    """A stable id that says nothing about what it names."""
    return blake2b("\0".join(names).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()[
        :digits
    ]


def folded(text: str) -> str:
    """A text as searching sees it: NFKC, case folded."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).casefold()


def words(text: str) -> tuple[str, ...]:
    """What a search asks for: its words, and the phrases that stand in quotation marks, folded."""
    parts = _QUOTED.findall(text)
    return tuple(folded(phrase or word) for phrase, word in parts if phrase or word)


def searched(entry: Entry) -> str:
    """All that is searched of an entry: context, source, text and comments."""
    texts = (entry.msgctxt or "", entry.msgid, entry.msgid_plural or "", *entry.msgstr)
    suggested = (form for known in suggestions(entry) for form in known.msgstr)
    return "\n".join((*texts, *remarks(entry), *suggested))


def unit(entry: Entry, *, catalog_id: str, number: int) -> ReviewUnit:
    """The unit of an entry."""
    now = state(entry)
    return ReviewUnit(
        ident=opaque(catalog_id, entry.msgctxt or "", entry.msgid),
        catalog_id=catalog_id,
        number=number,
        entry=entry,
        state=now,
        hash=entry_hash(entry),
        folded=folded(searched(entry)),
        weight=_weight(entry, now),
    )


def queue(
    catalog: Catalog, *, catalog_id: str, before: Iterable[ReviewUnit] = ()
) -> tuple[ReviewUnit, ...]:
    """The live entries of a catalog as units, in file order.

    `before`: the units of an earlier state of the same catalog; those with the same raw text are
    taken from it.
    """
    known = {one.entry.raw: one for one in before if one.entry.raw}
    live = (entry for entry in catalog.entries if not entry.obsolete)
    return tuple(
        _unit_again(known.get(entry.raw), entry, number)
        or unit(entry, catalog_id=catalog_id, number=number)
        for number, entry in enumerate(live, 1)
    )


def _unit_again(known: ReviewUnit | None, entry: Entry, number: int) -> ReviewUnit | None:
    if known is None or (known.entry is entry and known.number == number):
        return known
    return replace(known, entry=entry, number=number)


def matching(units: Iterable[ReviewUnit], wanted: Filter, findings: Findings) -> list[ReviewUnit]:
    """The units a filter wants, in their order."""
    matches = list(units)
    if wanted.catalog_id:
        matches = [unit for unit in matches if unit.catalog_id == wanted.catalog_id]
    if wanted.state is not None:
        matches = [unit for unit in matches if unit.state is wanted.state]
    if wanted.text:
        needles = words(wanted.text)
        matches = [unit for unit in matches if all(word in unit.folded for word in needles)]
    if wanted.commented:
        matches = [unit for unit in matches if remarks(unit.entry) or suggestions(unit.entry)]
    if wanted.term:
        needle = folded(wanted.term)
        matches = [unit for unit in matches if needle in folded(unit.entry.msgid)]
    if wanted.finding:
        matches = [unit for unit in matches if _has(findings(unit) or (), wanted.finding)]
    return matches


def _has(findings: Sequence[Finding], rule: str) -> bool:
    return bool(findings) if rule == "any" else any(one.rule == rule for one in findings)


def ordered(units: list[ReviewUnit], order: Order, findings: Findings) -> list[ReviewUnit]:
    """The units in an order; equal risks keep the order of the document."""
    match order:
        case Order.DOCUMENT:
            return units
        case Order.RISK:
            return sorted(units, key=lambda one: -risk(one, findings(one) or ()))
        case _:
            assert_never(order)


_RISK = {
    State.STALE: 6.0,
    State.MISSING: 5.0,
    State.NEEDS_WORK: 4.0,
    State.MACHINE: 3.0,
    State.TRANSLATED: 1.0,
    State.REVIEWED: 0.0,
}


def risk(unit: ReviewUnit, findings: Sequence[Finding]) -> float:
    """How much a look at this unit is worth; only the order of two risks means something.

    State first, then findings (an error weighs 8, a warning 2), a poor engine score, length.
    """
    if not findings:
        return unit.weight
    return unit.weight + sum(
        8.0 if finding.severity is Severity.ERROR else 2.0 for finding in findings
    )


def _weight(entry: Entry, now: State) -> float:
    weight = _RISK[now] + min(log2(len(entry.msgid) + 1) / 8, 2.0)
    if now is State.MACHINE:
        weight += min(max(-_score(entry), 0.0), 3.0)
    return weight


def _score(entry: Entry) -> float:
    stamp = machine_stamp(entry)
    try:
        return float(stamp.get("score", "0")) if stamp else 0.0
    except ValueError:
        return 0.0


def progress(units: Iterable[ReviewUnit]) -> ReviewProgress:
    """The counts of a queue."""
    counts = Counter([one.state for one in units])
    return ReviewProgress(counts.total(), dict(counts))


def total(parts: Iterable[ReviewProgress]) -> ReviewProgress:
    """The sum of some counts."""
    counts: dict[State, int] = {}
    for part in parts:
        for each, count in part.by_state.items():
            counts[each] = counts.get(each, 0) + count
    return ReviewProgress(sum(counts.values()), counts)
