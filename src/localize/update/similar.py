"""For each new source, the old entry whose translation to propose.

In this order: the same text in another context; the same but for markup and white space; the
vanished texts at the same place, those that were split or joined there first; the vanished texts
anywhere; a vanished text that was split; at last, at a higher cut-off, any entry.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.model.state import may_draft
from localize.update.index import WordIndex
from localize.update.joined import joined
from localize.update.split import half
from localize.update.text import SHORT, WORD, similarity, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from localize.model import Catalog, Entry, Key
    from localize.update.report import UpdateOptions
    from localize.update.text import ComparedText

_SAME_BUT_MARKUP = 0.99
_CROWD = 200  # texts of one place that are compared with each other


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
    sources: Sequence[Entry],
    fresh: Sequence[Entry],
    catalog: Catalog,
    vanished: Sequence[Entry],
    options: UpdateOptions,
) -> dict[Key, Proposal]:
    """The old entry to propose for each fresh source, where there is one.

    `sources`: the template in order, of which `fresh` are new; `vanished`: the catalog's live
    entries that the template does not say any more.
    """
    if not fresh:
        return {}
    live = catalog.live()
    place = {entry.key: at for at, entry in enumerate(live)}
    at_source = {entry.key: at for at, entry in enumerate(sources)}
    search = _Search(
        [text_of(entry, at_source[entry.key]) for entry in fresh],
        [text_of(entry, place[entry.key]) for entry in vanished if any(entry.msgstr)],
    )
    _equal(search, lambda text: text.entry.msgid, 1.0)
    _equal(search, lambda text: text.plain, _SAME_BUT_MARKUP)
    _near(search, sources, place, options.near_cutoff)
    _anywhere(search, options.cutoff)
    _split(search, vanished, place)
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


def _near(search: _Search, sources: Sequence[Entry], place: dict[Key, int], cutoff: float) -> None:
    """Vanished texts between the same neighbours; first those that were split or joined."""
    pairs: list[tuple[float, ComparedText, ComparedText]] = []
    for group, inside in _places(search, sources, place):
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
    search: _Search, sources: Sequence[Entry], place: dict[Key, int]
) -> Iterator[tuple[list[ComparedText], list[ComparedText]]]:
    """Fresh texts and the vanished ones between the same neighbours, at most `_CROWD` of each."""
    by_place = sorted(search.vanished.values(), key=lambda text: text.place)
    at = 0
    for (left, right), group in sorted(_gaps(search, sources, place).items()):
        while at < len(by_place) and by_place[at].place <= left:
            at += 1
        inside = [text for text in by_place[at : at + _CROWD] if text.place < right]
        yield group[:_CROWD], inside


def _gaps(
    search: _Search, sources: Sequence[Entry], place: dict[Key, int]
) -> dict[tuple[int, int], list[ComparedText]]:
    """The fresh texts by the places of the old entries before and behind them."""
    gaps: defaultdict[tuple[int, int], list[ComparedText]] = defaultdict(list)
    run: list[ComparedText] = []
    left = -1
    for entry in sources:
        here = place.get(entry.key)
        if here is None:
            if entry.key in search.fresh:
                run.append(search.fresh[entry.key])
            continue
        if run:
            gaps[left, here if here > left else left + 50].extend(run)
            run = []
        left = here
    if run:
        gaps[left, len(place)].extend(run)
    return gaps


def _anywhere(search: _Search, cutoff: float) -> None:
    """Vanished texts, wherever they were."""
    if not search.fresh or not search.vanished:
        return
    texts = list(search.vanished.values())
    index = WordIndex([text.words for text in texts])
    pairs = []
    for source in search.fresh.values():
        for at in index.nearest(source.words, 20):
            old = texts[at]
            score = similarity(source, old, cutoff)
            if score:
                pairs.append((score, source, old))
    search.assign(pairs)


def _split(search: _Search, vanished: Iterable[Entry], place: dict[Key, int]) -> None:
    """Vanished texts of which a fresh one is a part: both halves are proposed their half."""
    if not search.fresh:
        return
    words_of_persons = (one for one in vanished if any(one.msgstr) and not may_draft(one))
    texts = [text_of(one, place[one.key]) for one in words_of_persons]
    index = WordIndex([text.words for text in texts])
    for source in list(search.fresh.values()):
        if len(source.plain) < 2 * SHORT:
            continue
        for at in index.nearest(source.words, 5):
            old = texts[at]
            part = half(source, old)
            if part is not None:
                search.offer(source, Proposal(old.entry, part.share, part.msgstr, whole=False))
                break


def _any_entry(search: _Search, catalog: Catalog, cutoff: float) -> None:
    """Any entry at all, obsolete ones last: the same words in another context first."""
    if not search.fresh:
        return
    known = [entry for entry in catalog.entries if any(entry.msgstr)]
    known.sort(key=lambda entry: entry.obsolete)
    by_msgid: dict[str, Entry] = {}
    for entry in known:
        by_msgid.setdefault(entry.msgid, entry)
    wanted = {word for source in search.fresh.values() for word in source.words}
    # Most entries are compared with nothing, so only their words are taken here.
    words = [wanted.intersection(WORD.findall(entry.msgid.casefold())) for entry in known]
    index = WordIndex(words)
    for source in list(search.fresh.values()):
        same = by_msgid.get(source.entry.msgid)
        if same is not None:
            search.offer(source, Proposal(same, 1.0))
            continue
        if len(source.plain) < SHORT:
            continue
        near = [text_of(known[at], at) for at in index.nearest(source.words, 12)]
        scored = ((similarity(source, old, cutoff), -old.place, old) for old in near)
        best = max(scored, key=lambda one: one[:2], default=None)
        if best is not None and best[0]:
            search.offer(source, Proposal(best[2].entry, best[0]))
