"""One locale's catalogs while they are drafted: what is due, its drafts, and their writing.

The catalogs are read by blocks, as often as needed, and drafted some thousand entries at a time:
what is in memory does not grow with them.
"""

from __future__ import annotations

from array import array
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Self, TypeAlias

from localize.catalogs.layout import catalog_files, catalog_path, domain_of
from localize.catalogs.stream import edit_entries
from localize.errors import CatalogError
from localize.model import State, may_draft, state
from localize.translate.alternatives import read_alternatives, source_of, write_alternatives
from localize.translate.draft import Aids, drafts, engine_drafts, wanted
from localize.translate.journal import Journal
from localize.workflow.lost_and_found import followed
from localize.workflow.project import alternatives_path
from localize.workflow.terms import invariant_spans, project_terms
from localize.workflow.tm import project_memory
from localize.workflow.translate_drafts import Drafts, Tally, record_of
from localize.workflow.translate_groups import groups, live

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from localize.config import Project
    from localize.model import Entry, Locale, Match
    from localize.translate.alternatives import Source
    from localize.translate.draft import Lookup
    from localize.translate.engines.base import Engine, Estimate
    from localize.translate.journal import Record

Progress: TypeAlias = "Callable[[Locale, int, int], None]"
"""`(locale, done, total)` in characters of the entries that are due."""


@dataclass(frozen=True, slots=True)
class LocaleResult:
    """What was done for one locale."""

    locale: Locale
    engines: tuple[str, ...] = ()
    """Who drafted, as the stamps say it; `tm` and `copy` are no engines but may be among them."""
    drafted: int = 0
    """Entries that were written, or would be in a dry run."""
    characters: int = 0
    """Characters of their msgids."""
    seconds: float = 0.0
    doubts: Mapping[str, int] = field(default_factory=dict)
    """How many drafts are doubted, by reason."""
    kept: int = 0
    """Entries in which a person's words stand."""
    skipped: int = 0
    """Drafts that were not written, because the entry was changed meanwhile."""
    files: tuple[Path, ...] = ()
    """The catalogs that were changed."""
    estimate: Estimate | None = None
    """In a dry run: what the engine says it would take."""
    alternatives: Mapping[str, int] = field(default_factory=dict)
    """How many texts other engines made an alternative of, by engine; in a dry run, would."""
    estimates: Mapping[str, Estimate] = field(default_factory=dict)
    """In a dry run: what those that say it would take for them."""


class Work:
    """One locale's catalogs, and the drafts for them until they are written. Used in a `with`."""

    def __init__(
        self, project: Project, target: Locale, only: Sequence[str] | None, *, redraft: bool
    ) -> None:
        self.project, self.target, self._redraft = project, target, redraft
        self._whole = only is None
        self._journal_path = project.state_directory / "journal" / f"{target}.jsonl"
        self._journal: Journal | None = None
        self._paths = tuple(catalog_files(project, target))
        self._chosen = self._paths
        if only is not None:
            named = {catalog_path(project, target, domain_of(project, name)) for name in only}
            self._chosen = tuple(path for path in self._paths if path in named)
        self.due = self.characters = self.kept = self._done = 0
        self._due_in: Counter[Path] = Counter()
        self._known_in: dict[Path, array[int]] = {}
        """Hashes of the texts that a catalog has a translation of."""
        for path in self._paths:
            self._survey(path, chosen=path in self._chosen)
        self._drafts = Drafts()
        self._alternatives_path = alternatives_path(project, target)
        self._alternatives = read_alternatives(self._alternatives_path)
        self._proposed: dict[str, dict[Source, Record]] = {}

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

    def draft(self, engine: Engine, progress: Progress | None) -> None:
        """Draft what is still to do. What is finished stays in the journal whatever happens."""
        source = self.project.source
        with ExitStack() as stack:
            lookup = _memory(self.project, self.target, stack)
            aids = replace(self._aids(), lookup=lookup)
            for group in groups(self._due_in, self._is_due):
                for old, new in drafts(
                    group.due, engine, source, self.target, aids=aids, around=group.around,
                    sources=self._sources(group.due), redraft=self._redraft,
                ):  # fmt: skip
                    self._drafts.add(group.place[id(old)], old, new)
                    self._done += len(old.msgid)
                    if progress is not None:
                        progress(self.target, self._done, self.characters)

    def _aids(self) -> Aids:
        termbase = project_terms(self.project)
        if self._journal is None:
            self._journal = Journal(self._journal_path)
        return Aids(
            journal=self._journal,
            terms=invariant_spans(termbase) if len(termbase) else None,
            rows=partial(termbase.rows, locale=self.target) if len(termbase) else None,
        )

    def unproposed(self, name: str) -> Iterator[Entry]:
        """What another engine's alternative is to be had for: drafts that nobody has touched.

        Left out is what the engine drafted itself, what it has proposed before, and what is no
        engine's draft at all.
        """
        for path in self._chosen:
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
        source, done = self.project.source, 0
        total = sum(len(entry.msgid) for entry in self.unproposed(name))
        aids = self._aids()
        for group in groups(self._chosen, partial(self._is_comparable, name=name)):
            for old, new in engine_drafts(
                group.due, group.around, engine, source, self.target, aids
            ):
                self._proposed.setdefault(name, {})[source_of(old)] = record_of(new)
                done += len(old.msgid)
                if progress is not None:
                    progress(self.target, done, total)

    def write_proposed(self) -> dict[str, int]:
        """Write the alternatives, those of texts that are gone left out; how many are new."""
        if not self._proposed:
            return {}
        there = {source_of(entry) for path in self._paths for entry in live(path)}
        found = {
            source: dict(engines)
            for source, engines in read_alternatives(self._alternatives_path).items()
            if source in there
        }
        for name, records in self._proposed.items():
            for source, record in records.items():
                found.setdefault(source, {})[name] = record
        write_alternatives(self._alternatives_path, found)
        return {name: len(records) for name, records in self._proposed.items()}

    def settle(self) -> None:
        """Forget what the journal has, now that it is written.

        After a run for some documents, what an unfinished one had for others stays.
        """
        if self._journal is None:
            return
        if not self._whole:
            self._journal.settle()
        self._journal.close()
        if self._whole:
            self._journal_path.unlink(missing_ok=True)

    def write(self) -> LocaleResult:
        """Write the drafts into the catalogs as they are now; a person's words win.

        Raises:
            CatalogError: one cannot be written; the others are.
        """
        tally, failed = Tally(), list[CatalogError]()
        for path in self._drafts.counts:
            try:
                with followed(self.project, path):
                    tally.add(self._written(path))
            except CatalogError as error:
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


def _memory(project: Project, target: Locale, stack: ExitStack) -> Lookup:
    """The exact matches of the translation memory that a person stands behind."""
    memory = stack.enter_context(project_memory(project, (target,)))

    def lookup(entry: Entry) -> Match | None:
        matches = memory.exact(entry.msgid, project.source, target)
        return next((match for match in matches if match.state.accepted), None)

    return lookup
