"""One locale's catalogs while they are drafted: what is due, its drafts, and their writing."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from localize.catalogs.files import edit_catalog
from localize.catalogs.layout import catalog_files, catalog_path, domain_of
from localize.catalogs.po import read_catalog
from localize.model import State, may_draft, state
from localize.model.unit import drafted, machine_stamp
from localize.translate.alternatives import read_alternatives, source_of, write_alternatives
from localize.translate.draft import Aids, drafts, engine_drafts, wanted
from localize.translate.journal import Journal, Record
from localize.workflow.project import alternatives_path
from localize.workflow.seen import followed
from localize.workflow.terms import project_terms
from localize.workflow.tm import project_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from localize.config import Project
    from localize.model import Catalog, Entry, Locale, Match
    from localize.terms.termbase import Termbase
    from localize.translate.alternatives import Source
    from localize.translate.draft import Lookup
    from localize.translate.engines.base import Engine, Estimate
    from localize.translate.protect.inline import Terms, TermSpan

Progress: TypeAlias = "Callable[[Locale, int, int], None]"
"""`(locale, done, total)` in characters of distinct texts."""
Key: TypeAlias = "tuple[str | None, str]"


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
    """One locale's catalogs, and the drafts for them until they are written."""

    def __init__(
        self, project: Project, target: Locale, only: Sequence[str] | None, *, redraft: bool
    ) -> None:
        self.project, self.target, self._redraft = project, target, redraft
        self.journal_path = project.state_directory / "journal" / f"{target}.jsonl"
        self._catalogs = {path: read_catalog(path) for path in catalog_files(project, target)}
        chosen = set(self._catalogs)
        if only is not None:
            paths = (catalog_path(project, target, domain_of(project, name)) for name in only)
            chosen &= set(paths)
        self._chosen = sorted(chosen)
        self._place = {
            id(entry): path for path in self._chosen for entry in self._catalogs[path].live()
        }
        self._new: dict[Path, dict[Key, tuple[Entry, Entry]]] = {}
        self._alternatives_path = alternatives_path(project, target)
        self._alternatives = read_alternatives(self._alternatives_path)
        self._proposed: dict[str, dict[Source, Record]] = {}

    @property
    def todo(self) -> list[Entry]:
        """What is to be drafted and is not yet."""
        return [
            entry
            for path in self._chosen
            for entry in self._catalogs[path].live()
            if wanted(entry, redraft=self._redraft) and entry.key not in self._new.get(path, {})
        ]

    @property
    def kept(self) -> int:
        """Entries that hold a person's words."""
        live = (entry for path in self._chosen for entry in self._catalogs[path].live())
        return sum(not may_draft(entry) for entry in live)

    def draft(self, engine: Engine, progress: Progress | None) -> None:
        """Draft what is still to do. What is finished stays in the journal whatever happens."""
        todo = {id(entry) for entry in self.todo}
        # Other catalogs' entries take part as a source of exact matches.
        entries = [
            entry
            for path, catalog in self._catalogs.items()
            for entry in catalog.live()
            if id(entry) in todo or not wanted(entry, redraft=self._redraft)
        ]
        with ExitStack() as stack:
            aids = replace(
                self._aids(stack, progress), lookup=_memory(self.project, self.target, stack)
            )
            for old, new in drafts(
                entries, engine, self.project.source, self.target, aids=aids, redraft=self._redraft
            ):
                path = self._place.get(id(old))
                if path is not None:
                    self._new.setdefault(path, {})[old.key] = (old, new)

    def _aids(self, stack: ExitStack, progress: Progress | None) -> Aids:
        termbase = project_terms(self.project)
        return Aids(
            journal=stack.enter_context(Journal(self.journal_path)),
            terms=_invariant(termbase) if len(termbase) else None,
            rows=partial(termbase.rows, locale=self.target) if len(termbase) else None,
            progress=None if progress is None else lambda a, b: progress(self.target, a, b),
        )

    def unproposed(self, name: str) -> list[Entry]:
        """What another engine's alternative is to be had for: drafts that nobody has touched.

        Left out is what the engine drafted itself, what it has proposed before, and what is no
        engine's draft at all.
        """
        return [
            entry
            for path in self._chosen
            for entry in self._catalogs[path].live()
            if self._is_comparable(entry, self._new.get(path, {}).get(entry.key), name)
        ]

    def _is_comparable(self, entry: Entry, new: tuple[Entry, Entry] | None, name: str) -> bool:
        if entry.msgid_plural is not None:
            return False
        if name in self._alternatives.get(source_of(entry), {}) and not self._redraft:
            return False
        if new is None and wanted(entry, redraft=self._redraft):
            return True
        draft = entry if new is None else new[1]
        stamp = machine_stamp(draft) if state(draft) is State.MACHINE else None
        return stamp is not None and stamp.get("engine").split("/")[0] not in {"tm", "copy", name}

    def propose(self, name: str, engine: Engine, progress: Progress | None) -> None:
        """Have another engine's alternatives. What is finished stays in the journal, too."""
        due = self.unproposed(name)
        live = [entry for catalog in self._catalogs.values() for entry in catalog.live()]
        with ExitStack() as stack:
            aids = self._aids(stack, progress)
            for old, new in engine_drafts(
                due, live, engine, self.project.source, self.target, aids
            ):
                self._proposed.setdefault(name, {})[source_of(old)] = _record(new)

    def write_proposed(self) -> dict[str, int]:
        """Write the alternatives, those of texts that are gone left out; how many are new."""
        if not self._proposed:
            return {}
        live = {source_of(one) for catalog in self._catalogs.values() for one in catalog.live()}
        found = {
            source: dict(engines)
            for source, engines in read_alternatives(self._alternatives_path).items()
            if source in live
        }
        for name, records in self._proposed.items():
            for source, record in records.items():
                found.setdefault(source, {})[name] = record
        write_alternatives(self._alternatives_path, found)
        return {name: len(records) for name, records in self._proposed.items()}

    def write(self) -> LocaleResult:
        """Write the drafts into the catalogs as they are now; a person's words win."""
        names: set[str] = set()
        doubts: Counter[str] = Counter()
        done = characters = skipped = 0
        for path, new in self._new.items():
            written: list[Entry] = []

            def change(
                catalog: Catalog,
                new: Mapping[Key, tuple[Entry, Entry]] = new,
                written: list[Entry] = written,
            ) -> Catalog:
                written.clear()
                return replace(
                    catalog,
                    entries=tuple(_applied(entry, new, written) for entry in catalog.entries),
                )

            with followed(self.project, path):
                edit_catalog(path, change)
            done += len(written)
            skipped += len(new) - len(written)
            for entry in written:
                characters += len(entry.msgid)
                said = _record(entry)
                names.add(said.engine)
                doubts.update(said.doubts)
        return LocaleResult(
            self.target,
            engines=tuple(sorted(names)),
            drafted=done,
            characters=characters,
            doubts=dict(sorted(doubts.items())),
            kept=self.kept,
            skipped=skipped,
            files=tuple(self._new),
        )


def _record(draft: Entry) -> Record:
    stamp = machine_stamp(draft)
    assert stamp is not None, "a draft carries its stamp"
    score, doubts = stamp.get("score"), stamp.get("doubts")
    return Record(
        draft.text,
        stamp.get("engine"),
        float(score) if score else None,
        tuple(doubts.split(",")) if doubts else (),
    )


def _applied(entry: Entry, new: Mapping[Key, tuple[Entry, Entry]], written: list[Entry]) -> Entry:
    """The entry with its draft, if it is still what was drafted and nobody wrote in it."""
    if entry.obsolete or entry.key not in new:
        return entry
    old, draft = new[entry.key]
    unchanged = (entry.msgstr, entry.msgid_plural) == (old.msgstr, old.msgid_plural)
    if not may_draft(entry) or not unchanged:
        return entry
    said = _record(draft)
    result = drafted(entry, draft.msgstr, engine=said.engine, score=said.score, doubts=said.doubts)
    assert state(result) is State.MACHINE, "a draft is machine output until somebody looks at it"
    written.append(result)
    return result


def _memory(project: Project, target: Locale, stack: ExitStack) -> Lookup:
    """The exact matches of the translation memory that a person stands behind."""
    memory = stack.enter_context(project_memory(project, (target,)))

    def lookup(entry: Entry) -> Match | None:
        matches = memory.exact(entry.msgid, project.source, target)
        return next((match for match in matches if match.state.accepted), None)

    return lookup


def _invariant(termbase: Termbase) -> Terms:
    def spans(text: str) -> Sequence[TermSpan]:
        return [(start, end, "") for start, end in termbase.invariant(text)]

    return spans
