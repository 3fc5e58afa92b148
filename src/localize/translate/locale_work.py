"""One locale's catalogs while they are drafted: what is due, its drafts, and their writing.

The catalogs are read by blocks, as often as needed, and drafted some thousand entries at a time:
what is in memory does not grow with them.
"""

from __future__ import annotations

import contextlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

from localize.catalogs.stream import edit_entries
from localize.errors import CatalogError, LocalizeError, StorageError
from localize.memory.unit import Memory
from localize.model import Draft, Entry, Locale, Match, State, may_draft, state
from localize.terms.termbase import Termbase
from localize.translate.alternatives import Source, read_alternatives, source_of, write_alternatives
from localize.translate.draft import Lookup, drafts, engine_drafts, wanted
from localize.translate.engines.base import Engine
from localize.translate.entry_groups import groups, live
from localize.translate.journal import Journal
from localize.translate.kept_drafts import Drafts, Tally, record_of
from localize.translate.locale_result import LocaleResult, Progress
from localize.translate.pipeline import Route
from localize.translate.term_spans import invariant_spans


@dataclass(frozen=True, slots=True)
class Locations:
    """The files that the drafting of a locale reads and writes."""

    catalogs: tuple[Path, ...]
    """All of the locale: their translations may be copied."""
    chosen: tuple[Path, ...]
    """Those of them that are to be drafted."""
    journal: Path
    alternatives: Path


class LocaleWork:
    """One locale's catalogs, and the drafts for them until they are written. Used in a `with`.

    `followed` surrounds each write to a catalog.
    """

    def __init__(
        self,
        source: Locale,
        target: Locale,
        locations: Locations,
        *,
        termbase: Termbase,
        redraft: bool = False,
        followed: Callable[[Path], AbstractContextManager[None]] | None = None,
    ) -> None:
        self.source, self.target, self._redraft = source, target, redraft
        self._locations = locations
        self._followed = followed or (lambda _: contextlib.nullcontext())
        self.termbase = termbase
        self._journal: Journal | None = None
        self.due = self.characters = self.kept = self._done = 0
        self._due_in: Counter[Path] = Counter()
        self._known_in: dict[Path, array[int]] = {}
        """Hashes of the texts that a catalog has a translation of."""
        for path in locations.catalogs:
            self._survey(path, chosen=path in locations.chosen)
        self._drafts = Drafts()
        self._alternatives = read_alternatives(locations.alternatives)
        self._proposed: dict[str, dict[Source, Draft]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._drafts.close()
        if self._journal is not None:
            self._journal.close()

    def _survey(self, path: Path, *, chosen: bool) -> None:
        """Count what is due in a catalog, and know the texts that it could give to others."""
        known = array("q")
        for entry in live(path):
            if chosen and wanted(entry, redraft=self._redraft):
                self.due += 1
                self.characters += len(entry.msgid)
                self._due_in[path] += 1
            elif entry.text:
                known.append(hash(entry.msgid))
            self.kept += chosen and not may_draft(entry)
        self._known_in[path] = known

    def _is_due(self, path: Path, entry: Entry) -> bool:
        """Whether an entry of a chosen catalog is to be drafted and is not yet."""
        return wanted(entry, redraft=self._redraft) and not self._drafts.record(path, entry)

    def todo(self) -> Iterator[Entry]:
        """What is to be drafted and is not yet."""
        for path in self._due_in:
            yield from (entry for entry in live(path) if self._is_due(path, entry))

    def _sources(self, due: Iterable[Entry]) -> Iterator[Entry]:
        """The entries of all catalogs that have a translation of what is due."""
        texts = {entry.msgid for entry in due}
        hashes = set(map(hash, texts))
        for path, known in self._known_in.items():
            if not hashes.isdisjoint(known):
                yield from (
                    entry
                    for entry in live(path)
                    if entry.msgid in texts and not wanted(entry, redraft=self._redraft)
                )

    def draft(
        self,
        engine: Engine,
        progress: Progress | None = None,
        *,
        memory: AbstractContextManager[Memory] | None = None,
    ) -> None:
        """Draft what is still to do. What is finished stays in the journal whatever happens."""
        route = self._route(engine)
        with memory or contextlib.nullcontext() as opened:
            lookup = None if opened is None else self._accepted(opened)
            for group in groups(self._due_in, self._is_due):
                pairs = drafts(
                    group.due,
                    route,
                    lookup=lookup,
                    around=group.around,
                    sources=self._sources(group.due),
                    redraft=self._redraft,
                )
                for old, new in pairs:
                    self._drafts.add(group.place[id(old)], old, new)
                    self._done += len(old.msgid)
                    if progress is not None:
                        progress(self.target, self._done, self.characters)

    def _accepted(self, memory: Memory) -> Lookup:
        """The exact matches of the translation memory that a person answers for."""

        def lookup(entry: Entry) -> Match | None:
            matches = memory.exact(entry.msgid, self.source, self.target)
            return next((match for match in matches if match.state.accepted), None)

        return lookup

    def _route(self, engine: Engine) -> Route:
        if self._journal is None:
            self._journal = Journal(self._locations.journal)
        has_terms = len(self.termbase) > 0
        return Route(
            engine,
            self.source,
            self.target,
            terms=invariant_spans(self.termbase) if has_terms else None,
            rows=partial(self.termbase.rows, locale=self.target) if has_terms else None,
            journal=self._journal,
        )

    def unproposed(self, name: str) -> Iterator[Entry]:
        """What another engine's alternative is to be had for: drafts that nobody has touched.

        Left out is what the engine drafted itself, what it has proposed before, and what is no
        engine's draft at all.
        """
        for path in self._locations.chosen:
            yield from (entry for entry in live(path) if self._is_comparable(path, entry, name))

    def lacks(self, name: str) -> bool:
        """Whether an alternative of another engine is to be had."""
        return next(self.unproposed(name), None) is not None

    def _is_comparable(self, path: Path, entry: Entry, name: str) -> bool:
        if entry.msgid_plural is not None:
            return False
        if name in self._alternatives.get(source_of(entry), {}) and not self._redraft:
            return False
        said = self._drafts.record(path, entry)
        if said is None and wanted(entry, redraft=self._redraft):
            return True
        if said is None and state(entry) is State.MACHINE:
            said = record_of(entry)
        return said is not None and said.engine.split("/")[0] not in {"tm", "copy", name}

    def propose(self, name: str, engine: Engine, progress: Progress | None) -> None:
        """Have another engine's alternatives. What is finished stays in the journal, too."""
        done = 0
        total = sum(len(entry.msgid) for entry in self.unproposed(name))
        route = self._route(engine)
        for group in groups(self._locations.chosen, partial(self._is_comparable, name=name)):
            for old, new in engine_drafts(group.due, group.around, route):
                self._proposed.setdefault(name, {})[source_of(old)] = record_of(new)
                done += len(old.msgid)
                if progress is not None:
                    progress(self.target, done, total)

    def write_proposed(self) -> dict[str, int]:
        """Write the alternatives, those of texts that are gone left out; how many are new."""
        if not self._proposed:
            return {}
        there = {source_of(entry) for path in self._locations.catalogs for entry in live(path)}
        alternatives = {
            source: dict(engines)
            for source, engines in read_alternatives(self._locations.alternatives).items()
            if source in there
        }
        for name, records in self._proposed.items():
            for source, record in records.items():
                alternatives.setdefault(source, {})[name] = record
        write_alternatives(self._locations.alternatives, alternatives)
        return {name: len(records) for name, records in self._proposed.items()}

    def settle(self) -> None:
        """Forget what the journal has, now that it is written.

        After a run for some documents, what an unfinished one had for others stays.
        """
        if self._journal is None:
            return
        whole = self._locations.chosen == self._locations.catalogs
        if not whole:
            self._journal.settle()
        self._journal.close()
        if whole:
            self._locations.journal.unlink(missing_ok=True)

    def write(self) -> LocaleResult:
        """Write the drafts into the catalogs as they are now; a person's words win.

        Raises:
            CatalogError, StorageError: one cannot be written; the others are.
        """
        tally, failed = Tally(), list[LocalizeError]()
        for path in self._drafts.counts:
            try:
                with self._followed(path):
                    tally.add(self._written(path))
            except (CatalogError, StorageError) as error:
                failed.append(error)
        if failed:
            raise failed[0]
        made = self._drafts.counts
        return LocaleResult(
            self.target,
            engines=tuple(sorted(tally.engines)),
            drafted=tally.drafted,
            characters=tally.characters,
            doubts=dict(sorted(tally.doubts.items())),
            kept=self.kept,
            skipped=made.total() - tally.drafted,
            files=tuple(made),
        )

    def _written(self, path: Path) -> Tally:
        """What was written into a catalog."""
        tally = Tally()

        def changes() -> Callable[[Entry], Entry]:
            nonlocal tally
            tally = Tally()
            return partial(self._with_draft, path, tally)

        edit_entries(path, changes)
        return tally

    def _with_draft(self, path: Path, tally: Tally, entry: Entry) -> Entry:
        """The entry with its draft, if it is still what was drafted and nobody wrote in it."""
        if entry.obsolete or not may_draft(entry):
            return entry
        result = self._drafts.of(path, entry)
        if result is None:
            return entry
        assert state(result) is State.MACHINE, "a draft is machine output until somebody looks"
        tally.count(result)
        return result
