"""For each new source, the old entry whose translation to propose.

In this order: the same text in another context; the same but for markup and white space; the
vanished texts at the same place, those that were split or joined there first; the vanished texts
anywhere; a vanished text that was split; at last, at a higher cut-off, any entry.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from localize.catalogs.glance import Glance
from localize.model import Entry, Key
from localize.model.state import may_draft
from localize.update.index import WordIndex
from localize.update.joined import joined
from localize.update.report import UpdateOptions
from localize.update.split import half
from localize.update.text import SHORT, WORD, ComparedText, similarity, text_of

_SAME_BUT_MARKUP = 0.99
_Gaps: TypeAlias = "dict[tuple[int, int], list[ComparedText]]"
_CROWD = 200  # texts of one place that are compared with each other


class Numbered(Protocol):
    """The entries of a file in its order, known by their numbers."""

    @property
    def keys(self) -> Sequence[object]:
        """What tells each from the others: equal where their keys are."""

    @property
    def obsolete(self) -> Sequence[int]:
        """Whether each is obsolete."""

    def __len__(self) -> int: ...

    def __getitem__(self, number: int, /) -> Entry: ...

    def seen(self) -> Iterable[Entry | Glance]:
        """All of them, of which only key and texts are asked."""


class InMemory:
    """The entries of a catalog in memory, by number."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self.keys = [entry.key for entry in entries]
        self.obsolete = [entry.obsolete for entry in entries]

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, number: int) -> Entry:
        return self._entries[number]

    def seen(self) -> Sequence[Entry]:
        """All of them."""
        return self._entries


@dataclass(frozen=True, slots=True)
class Proposal:
    """An old entry, and how similar its source is."""

    entry: Entry
    score: float
    msgstr: tuple[str, ...] = ()
    """The part of its translation that is proposed; empty: all of it."""
    whole: bool = True
    """Whether the old entry lives on in this one; a half leaves it to be kept as obsolete."""


class _Search:
    """What is still looked for, what is still free, and what was found."""

    def __init__(self, fresh: Sequence[ComparedText], vanished: Sequence[ComparedText]) -> None:
        self.fresh = {text.entry.key: text for text in fresh}
        self.vanished = {text.entry.key: text for text in vanished}
        self.found: dict[Key, Proposal] = {}

    def take(self, source: ComparedText, old: ComparedText, score: float) -> None:
        """Propose a vanished entry, which is not free any more."""
        self.found[source.entry.key] = Proposal(old.entry, score)
        self.fresh.pop(source.entry.key, None)
        self.vanished.pop(old.entry.key, None)

    def offer(self, source: ComparedText, proposal: Proposal) -> None:
        """Propose an entry that others may be proposed as well."""
        self.found[source.entry.key] = proposal
        self.fresh.pop(source.entry.key, None)

    def assign(self, pairs: list[tuple[float, ComparedText, ComparedText]]) -> None:
        """Best pairs first, each text once; of equals those nearest in position, in file order."""
        pairs.sort(key=lambda pair: (-pair[0], pair[1].place, pair[2].place))
        for score, source, old in pairs:
            if source.entry.key in self.fresh and old.entry.key in self.vanished:
                self.take(source, old, score)


def proposals(
    fresh: Mapping[int, ComparedText],
    vanished: Sequence[ComparedText],
    places: Sequence[int],
    catalog: Numbered,
    options: UpdateOptions,
) -> dict[Key, Proposal]:
    """The old entry to propose for each fresh source, where there is one.

    `fresh`: by number among the sources; `vanished`: live entries with a text that the template
    does not say any more; `places`: of each source's live entry among the live ones, or -1.
    """
    search = _Search(list(fresh.values()), vanished)
    _equal(search, lambda text: text.entry.msgid, 1.0)
    _equal(search, lambda text: text.plain, _SAME_BUT_MARKUP)
    live = len(catalog) - sum(catalog.obsolete)
    _near(search, _gaps(search, fresh, places, live), options.near_cutoff)
    _anywhere(search, options.cutoff)
    _split(search, vanished)
    _any_entry(search, catalog, options.any_cutoff)
    return search.found


def _equal(search: _Search, key: Callable[[ComparedText], str], score: float) -> None:
    """Vanished texts that say the same by some measure."""
    old: defaultdict[str, list[ComparedText]] = defaultdict(list)
    for text in search.vanished.values():
        old[key(text)].append(text)
    for source in list(search.fresh.values()):
        same = old.get(key(source)) if key(source) else None
        if same:
            nearest = min(same, key=lambda text: abs(text.place - source.place))
            same.remove(nearest)
            search.take(source, nearest, score)


def _near(search: _Search, gaps: _Gaps, cutoff: float) -> None:
    """Vanished texts between the same neighbours; first those that were split or joined."""
    pairs: list[tuple[float, ComparedText, ComparedText]] = []
    for group, inside in _places(search, gaps):
        for old in inside if len(group) > 1 else ():
            _split_here(search, old, group)
        for source in group if len(inside) > 1 else ():
            _joined_here(search, source, inside)
        for source in group:
            if source.entry.key not in search.fresh:
                continue
            for old in inside:
                score = similarity(source, old, cutoff)
                if score:
                    pairs.append((score, source, old))
    search.assign(pairs)


def _split_here(search: _Search, old: ComparedText, group: Sequence[ComparedText]) -> None:
    """Propose each part of a vanished text its part, if together they are most of it."""
    if may_draft(old.entry):  # half of a draft would pass for a person's; the engine drafts both
        return
    free = (source for source in group if source.entry.key in search.fresh)
    parts = [(source, part) for source in free if (part := half(source, old)) is not None]
    if len(parts) > 1 and sum(len(source.plain) for source, _ in parts) > 0.7 * len(old.plain):
        for source, part in parts:
            search.offer(source, Proposal(old.entry, part.share, part.msgstr, whole=False))
        search.vanished.pop(old.entry.key, None)


def _joined_here(search: _Search, source: ComparedText, inside: Sequence[ComparedText]) -> None:
    """Propose the translations of the vanished texts that were joined into this one, joined."""
    if source.entry.key not in search.fresh:
        return
    free = [old for old in inside if old.entry.key in search.vanished]
    run = joined(source, free)
    if run is None or all(may_draft(part.entry) for part in run.parts):
        return
    search.offer(source, Proposal(run.entry, run.score, whole=False))
    for part in run.parts:
        search.vanished.pop(part.entry.key, None)


def _places(
    search: _Search, gaps: _Gaps
) -> Iterator[tuple[list[ComparedText], list[ComparedText]]]:
    """Fresh texts and the vanished ones between the same neighbours, at most `_CROWD` of each."""
    by_place = sorted(search.vanished.values(), key=lambda text: text.place)
    at = 0
    for (left, right), group in sorted(gaps.items()):
        while at < len(by_place) and by_place[at].place <= left:
            at += 1
        inside = [text for text in by_place[at : at + _CROWD] if text.place < right]
        yield group[:_CROWD], inside


def _gaps(
    search: _Search, fresh: Mapping[int, ComparedText], places: Sequence[int], live: int
) -> _Gaps:
    """The fresh texts by the places of the old entries before and behind them."""
    gaps: _Gaps = defaultdict(list)
    run: list[ComparedText] = []
    left = -1
    for number, here in enumerate(places):
        if here < 0:
            text = fresh.get(number)
            if text is not None and text.entry.key in search.fresh:
                run.append(text)
            continue
        if run:
            gaps[left, here if here > left else left + 50].extend(run)
            run = []
        left = here
    if run:
        gaps[left, live].extend(run)
    return gaps


def _anywhere(search: _Search, cutoff: float) -> None:
    """Vanished texts, wherever they were."""
    if not search.fresh or not search.vanished:
        return
    texts = list(search.vanished.values())
    index = WordIndex(text.words for text in texts)
    pairs = []
    for source in search.fresh.values():
        for at in index.nearest(source.words, 20):
            old = texts[at]
            score = similarity(source, old, cutoff)
            if score:
                pairs.append((score, source, old))
    search.assign(pairs)


def _split(search: _Search, vanished: Sequence[ComparedText]) -> None:
    """Vanished texts of which a fresh one is a part: both halves are proposed their half."""
    if not search.fresh:
        return
    texts = [text for text in vanished if not may_draft(text.entry)]  # words of persons
    index = WordIndex(text.words for text in texts)
    for source in list(search.fresh.values()):
        if len(source.plain) < 2 * SHORT:
            continue
        for at in index.nearest(source.words, 5):
            old = texts[at]
            part = half(source, old)
            if part is not None:
                search.offer(source, Proposal(old.entry, part.share, part.msgstr, whole=False))
                break


def _any_entry(search: _Search, catalog: Numbered, cutoff: float) -> None:
    """Any entry at all, obsolete ones last: the same words in another context first."""
    if not search.fresh:
        return
    wanted = {word for source in search.fresh.values() for word in source.words}
    sources = {source.entry.msgid for source in search.fresh.values()}
    by_msgid: dict[str, int] = {}
    known = array("q")

    def words() -> Iterator[Iterable[str]]:
        # Most entries are compared with nothing, so only their words are taken here.
        for number, msgid in _with_text(catalog):
            known.append(number)
            if msgid in sources:
                by_msgid.setdefault(msgid, number)
            yield wanted.intersection(WORD.findall(msgid.casefold()))

    index = WordIndex(words())
    for source in list(search.fresh.values()):
        same = by_msgid.get(source.entry.msgid)
        if same is not None:
            search.offer(source, Proposal(catalog[same], 1.0))
            continue
        if len(source.plain) < SHORT:
            continue
        near = [text_of(catalog[known[at]], at) for at in index.nearest(source.words, 12)]
        scored = ((similarity(source, old, cutoff), -old.place, old) for old in near)
        best = max(scored, key=lambda one: one[:2], default=None)
        if best is not None and best[0]:
            search.offer(source, Proposal(best[2].entry, best[0]))


def _with_text(catalog: Numbered) -> Iterator[tuple[int, str]]:
    """Number and msgid of the entries that have any text, obsolete ones last."""
    asleep: list[tuple[int, str]] = []
    for number, seen in enumerate(catalog.seen()):
        if any(seen.msgstr):
            if seen.obsolete:
                asleep.append((number, seen.key[1]))
            else:
                yield number, seen.key[1]
    yield from asleep
