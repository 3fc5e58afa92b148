"""What becomes of every entry in an update, decided by number: before, and apart from, the writing.

Entries are known by their numbers in their files, so that a catalog of a million entries is brought
up to its template without being held.
"""

from __future__ import annotations

import itertools
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from localize.model import Entry
from localize.update.report import Change, UpdateLine, UpdateOptions
from localize.update.similar import Numbered, Proposal, proposals
from localize.update.text import text_of

MOST_LINES = 100_000
"""Changes of one catalog that are told one by one; of more only the counts are."""


@dataclass(frozen=True, slots=True)
class UpdatePlan:
    """What becomes of the entries of a catalog."""

    places: Sequence[int]
    """By source: the number of the entry that has its key; -1: there is none."""
    proposed: Mapping[int, Proposal]
    """By source that has no entry."""
    behind: Mapping[int, Sequence[int]]
    """Obsolete entries that stay behind a live one, by its number."""
    asleep: Sequence[int]
    """The other obsolete entries that stay so."""
    gone: Sequence[int]
    """Live entries that become obsolete."""
    counts: Mapping[Change, int]
    lines: tuple[UpdateLine, ...]
    """All changes, or none where they are too many."""

    @property
    def texts_changed(self) -> bool:
        """Whether anything but the order of entries changes."""
        return any(count for change, count in self.counts.items() if change is not Change.MOVED)

    @property
    def known(self) -> int:
        """The sources whose entry is live."""
        new = (Change.ADDED, Change.CHANGED, Change.REVIVED)
        return len(self.places) - sum(self.counts[change] for change in new)


def planned(sources: Numbered, catalog: Numbered, options: UpdateOptions) -> UpdatePlan:
    """What becomes of a catalog's entries. `sources`: those of the template, none obsolete."""
    places = _places(sources, catalog)
    asleep = catalog.obsolete
    fresh = [number for number, place in enumerate(places) if place < 0]
    woken = [number for number, place in enumerate(places) if place >= 0 and asleep[place]]
    vanished = _vanished(places, catalog)
    ranks = array("q", itertools.accumulate((not one for one in asleep), initial=0))
    proposed = _proposed(sources, catalog, fresh, vanished, (places, ranks), options)
    used = {proposal.entry.key for proposal in proposed.values() if proposal.whole}
    left = [number for number in vanished if not used or catalog[number].key not in used]
    gone = array("q", (number for number in left if is_kept(catalog[number])))
    moved = _moved(places, asleep)
    behind, waiting = _obsolete(catalog, places, {catalog.keys[places[one]] for one in woken})
    counts = {
        Change.ADDED: len(fresh) - len(proposed),
        Change.CHANGED: len(proposed),
        Change.MOVED: len(moved),
        Change.REVIVED: len(woken),
        Change.OBSOLETE: len(gone),
        Change.REMOVED: len(left) - len(gone),
    }
    lines: tuple[UpdateLine, ...] = ()
    if sum(counts.values()) <= MOST_LINES:
        new = sorted([*fresh, *woken])
        lines = (
            *(_line(number, sources, proposed, set(woken)) for number in new),
            *(UpdateLine(Change.MOVED, sources[number].key) for number in moved),
            *_left_lines(left, set(gone), catalog),
        )
    return UpdatePlan(places, proposed, behind, waiting, gone, counts, lines)


def is_kept(entry: Entry) -> bool:
    """Whether an entry holds anything of a person's or an engine's."""
    return any(entry.msgstr) or bool(entry.comments)


def _places(sources: Numbered, catalog: Numbered) -> array[int]:
    """The number of each source's entry, the last obsolete one where none is live; else -1."""
    live: dict[object, int] = {}
    asleep: dict[object, int] = {}
    for number, key in enumerate(catalog.keys):
        (asleep if catalog.obsolete[number] else live)[key] = number
    return array("q", (live.get(key, asleep.get(key, -1)) for key in sources.keys))


def _vanished(places: Sequence[int], catalog: Numbered) -> array[int]:
    """The live entries that no source has."""
    used = bytearray(len(catalog))
    for place in places:
        if place >= 0:
            used[place] = 1
    return array("q", (n for n in range(len(catalog)) if not used[n] and not catalog.obsolete[n]))


def _proposed(
    sources: Numbered,
    catalog: Numbered,
    fresh: Sequence[int],
    vanished: Sequence[int],
    known: tuple[Sequence[int], Sequence[int]],
    options: UpdateOptions,
) -> dict[int, Proposal]:
    """By fresh source, what to propose for it. `known`: places, and ranks of live entries."""
    if not (options.fuzzy and fresh and len(catalog)):
        return {}
    places, ranks = known
    texts = {number: text_of(sources[number], number) for number in fresh}
    old = [
        text_of(entry, ranks[number])
        for number in vanished
        if any((entry := catalog[number]).msgstr)
    ]
    asleep = catalog.obsolete
    at = array("q", (ranks[one] if one >= 0 and not asleep[one] else -1 for one in places))
    best = proposals(texts, old, at, catalog, options)
    return {n: best[text.entry.key] for n, text in texts.items() if text.entry.key in best}


def _line(
    number: int, sources: Numbered, proposed: Mapping[int, Proposal], woken: set[int]
) -> UpdateLine:
    key = sources[number].key
    if number in woken:
        return UpdateLine(Change.REVIVED, key)
    if proposal := proposed.get(number):
        return UpdateLine(Change.CHANGED, key, proposal.entry.key, proposal.score)
    return UpdateLine(Change.ADDED, key)


def _left_lines(left: Sequence[int], gone: set[int], catalog: Numbered) -> Iterator[UpdateLine]:
    for number in left:
        change = Change.OBSOLETE if number in gone else Change.REMOVED
        yield UpdateLine(change, catalog[number].key)


def _moved(places: Sequence[int], asleep: Sequence[int]) -> list[int]:
    """The sources outside the longest run whose entries kept their order."""
    known = array("q", (n for n, at in enumerate(places) if at >= 0 and not asleep[at]))
    order = array("q", (places[number] for number in known))
    if all(a < b for a, b in itertools.pairwise(order)):
        return []
    steady = _longest_increasing(order)
    return [number for number, stays in zip(known, steady, strict=True) if not stays]


def _longest_increasing(numbers: Sequence[int]) -> bytearray:
    """Which of distinct numbers are in a longest increasing subsequence (patience sorting)."""
    tops, holders = array("q"), array("q")
    before = array("q")
    for at, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        before.append(holders[pile - 1] if pile else -1)
        tops[pile : pile + 1] = array("q", [number])
        holders[pile : pile + 1] = array("q", [at])
    members = bytearray(len(numbers))
    current = holders[-1] if holders else -1
    while current >= 0:
        members[current] = 1
        current = before[current]
    return members


def _obsolete(
    catalog: Numbered, places: Sequence[int], woken: set[object]
) -> tuple[dict[int, list[int]], list[int]]:
    """The obsolete entries that stay, those among live ones behind the one they came after."""
    behind: dict[int, list[int]] = {}
    waiting: list[int] = []
    last = -1
    for number, asleep in enumerate(catalog.obsolete):
        if not asleep:
            if waiting and last >= 0:
                behind[last] = waiting
                waiting = []
            last = number
        elif catalog.keys[number] not in woken:
            waiting.append(number)
    if behind:
        here = set(places)
        waiting = [n for key, some in behind.items() if key not in here for n in some] + waiting
        behind = {key: some for key, some in behind.items() if key in here}
    return behind, waiting
