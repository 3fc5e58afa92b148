"""One unit of the memory, and the units of a catalog."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from localize.model import Entry, Locale, Match, State, state
from localize.model.state import machine_stamp
from localize.scripts import sentences

PENALTIES = {
    State.REVIEWED: 0.0,
    State.TRANSLATED: 0.0,
    State.NEEDS_WORK: 0.05,
    State.STALE: 0.05,
    State.MACHINE: 0.1,
    State.MISSING: 1.0,
}
"""Taken off the score of a match in that state: a draft is proposed below a person's text."""
_RANKS = {one: rank for rank, one in enumerate(State)}


@dataclass(frozen=True, slots=True)
class MemoryUnit:
    """A source, its translation, and where they come from."""

    source: str
    target: str
    source_locale: str
    """BCP 47."""
    target_locale: str
    state: State = State.TRANSLATED
    origin: str = ""
    """A catalog's path, a TMX file's name."""
    before: str = ""
    """The source before it in its document; empty: none, or not known."""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Statistics:
    """How many units a memory has for a pair of locales."""

    source_locale: str
    target_locale: str
    units: int
    accepted: int
    """Of them, those a person vouches for."""


class Memory(Protocol):
    """A translation memory: a file of this project, or a database of a team."""

    def add(self, units: Iterable[MemoryUnit]) -> int:
        """Add units; the number of those that were not there."""

    def exact(
        self,
        source: str,
        source_locale: Locale,
        target_locale: Locale,
        *,
        before: str = "",
        after: str = "",
    ) -> list[Match]:
        """The translations of the same text: same neighbours first, then reviewed, then newest."""

    def fuzzy(
        self,
        source: str,
        source_locale: Locale,
        target_locale: Locale,
        *,
        cutoff: float = 0.7,
        limit: int = 5,
    ) -> list[Match]:
        """The translations of similar texts, the best score (0..1, penalties off) first."""

    def units(self) -> Iterator[MemoryUnit]:
        """All units, in the order they came."""

    def forget(self, origin: str) -> int:
        """Drop the units of an origin; their number."""

    def seen(self, origin: str) -> str:
        """What `see` noted of an origin; empty: nothing."""

    def see(self, origin: str, stamp: str) -> None:
        """Note in what state an origin was taken in, so that it need not be read again."""

    def statistics(self) -> list[Statistics]:
        """Counts by pair of locales."""

    def close(self) -> None:
        """Let go of the file or the connection."""


def ranked(matches: Iterable[Match]) -> list[Match]:
    """Same neighbours first, then by score and state; each translation once."""
    best: dict[tuple[str, str], Match] = {}
    for match in sorted(matches, key=lambda one: (not one.context, -one.score, -_RANKS[one.state])):
        best.setdefault((match.source, match.target), match)
    return list(best.values())


def catalog_units(
    entries: Iterable[Entry], source_locale: Locale, target_locale: Locale, *, origin: str = ""
) -> Iterator[MemoryUnit]:
    """The units of a catalog: segments and, where they correspond, sentences; obsolete ones too."""
    locales = str(source_locale), str(target_locale)
    for entry, before, after in _with_neighbours(entries):
        for source, target, how in _texts(entry):
            yield MemoryUnit(source, target, *locales, how, origin, before, after)
            for part, translation in sentence_pairs(source, target, source_locale, target_locale):
                yield MemoryUnit(part, translation, *locales, how, origin)


def sentence_pairs(
    source: str, target: str, source_locale: Locale, target_locale: Locale
) -> list[tuple[str, str]]:
    """The sentences that correspond, where both texts have equally many and more than one."""
    sources = sentences(source, source_locale)
    if len(sources) < 2:
        return []
    targets = sentences(target, target_locale)
    if len(sources) != len(targets):
        return []
    return [(source[a:b], target[c:d]) for (a, b), (c, d) in zip(sources, targets, strict=True)]


def _with_neighbours(entries: Iterable[Entry]) -> Iterator[tuple[Entry, str, str]]:
    """Each entry with the msgids before and after it; obsolete ones have no neighbours."""
    before, held = "", None
    for entry in entries:
        if entry.obsolete:
            yield entry, "", ""
            continue
        if held is not None:
            yield held, before, entry.msgid
            before = held.msgid
        held = entry
    if held is not None:
        yield held, before, ""


def _texts(entry: Entry) -> Iterator[tuple[str, str, State]]:
    """What an entry translates. A stale text is a translation of its previous msgid."""
    if not entry.text:
        return
    how = state(entry)
    if how is State.STALE:
        if entry.previous_msgid:
            kept = State.MACHINE if machine_stamp(entry) else State.NEEDS_WORK
            yield entry.previous_msgid, entry.text, kept
        return
    yield entry.msgid, entry.text, how
    if entry.msgid_plural and entry.msgstr[-1] and entry.msgid_plural != entry.msgid:
        yield entry.msgid_plural, entry.msgstr[-1], how
