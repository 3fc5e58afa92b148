"""What engines made of a unit, side by side: which two, where they differ, and taking one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from localize.model import Draft, Entry, State
from localize.model.state import drafted, machine_stamp, may_draft
from localize.review.decide import Act, Decision, decided
from localize.review.queue import ReviewUnit

Known = Callable[[Entry], Mapping[str, "Draft"]]

HERE = "catalog"
"""Stands for the text in the catalog, whoever wrote it."""


@dataclass(frozen=True, slots=True)
class EnginePair:
    """A unit and what two engines made of it; an empty text: that engine has none."""

    unit: ReviewUnit
    left: str
    right: str


def text_of(unit: ReviewUnit, name: str, known: Mapping[str, Draft]) -> str:
    """What an engine made of a unit, or what the catalog says; empty: nothing."""
    entry = unit.entry
    if entry.msgid_plural is not None:
        return ""
    if name == HERE:
        return entry.text
    alternative = known.get(name)
    if alternative is None and unit.state is State.MACHINE:
        stamp = machine_stamp(entry)
        if stamp is not None and stamp.get("engine").partition("/")[0] == name:
            return entry.text
    return alternative.text if alternative else ""


def pairs(
    units: Sequence[ReviewUnit], known: Known, names: tuple[str, str], *, same: bool = False
) -> list[EnginePair]:
    """The units that both have a text of, in their order. `same`: also where the texts agree."""
    both: list[EnginePair] = []
    for unit in units:
        by_engine = known(unit.entry)
        if not by_engine:
            continue
        left, right = (text_of(unit, name, by_engine) for name in names)
        if left and right and (same or left != right):
            both.append(EnginePair(unit, left, right))
    return both


def as_draft(entry: Entry, alternative: Draft) -> Entry:
    """The entry with an engine's text as its draft, told by its stamp.

    Invariant: a person's text stays as it is.
    """
    if not may_draft(entry) or entry.msgid_plural is not None or entry.text == alternative.text:
        return entry
    return drafted(
        entry,
        (alternative.text,),
        engine=alternative.engine,
        score=alternative.score,
        doubts=alternative.doubts,
    )


def taken(entry: Entry, text: str, alternative: Draft | None, decision: Decision) -> Entry:
    """The entry with a text that a person chose; the stamp still says whose draft it was.

    A person's text goes because a person says so, as with any other text that is typed over it.
    """
    before = _chosen(entry, alternative) if alternative else entry
    return decided(before, replace(decision, act=Act.SAVE, msgstr=(text,)))


def _chosen(entry: Entry, alternative: Draft) -> Entry:
    if entry.obsolete or entry.msgid_plural is not None or entry.text == alternative.text:
        return entry
    return as_draft(replace(entry, msgstr=("",)), alternative)
