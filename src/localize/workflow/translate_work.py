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
from localize.translate.draft import Aids, drafts, wanted
from localize.translate.journal import Journal
from localize.workflow.terms import project_terms
from localize.workflow.tm import project_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from localize.config import Project
    from localize.model import Catalog, Entry, Locale, Match
    from localize.terms.termbase import Termbase
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
        termbase = project_terms(self.project)
        with ExitStack() as stack:
            journal = stack.enter_context(Journal(self.journal_path))
            aids = Aids(
                journal=journal,
                lookup=_memory(self.project, self.target, stack),
                terms=_invariant(termbase) if len(termbase) else None,
                rows=partial(termbase.rows, locale=self.target) if len(termbase) else None,
                progress=None if progress is None else lambda a, b: progress(self.target, a, b),
            )
            for old, new in drafts(
                entries, engine, self.project.source, self.target, aids=aids, redraft=self._redraft
            ):
                path = self._place.get(id(old))
                if path is not None:
                    self._new.setdefault(path, {})[old.key] = (old, new)

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

            edit_catalog(path, change)
            done += len(written)
            skipped += len(new) - len(written)
            for entry in written:
                characters += len(entry.msgid)
                stamp = _stamp_fields(entry)
                names.add(stamp[0])
                doubts.update(stamp[1])
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


def _stamp_fields(entry: Entry) -> tuple[str, tuple[str, ...]]:
    stamp = machine_stamp(entry)
    assert stamp is not None, "it was drafted just now"
    doubts = stamp.get("doubts")
    return stamp.get("engine"), tuple(doubts.split(",")) if doubts else ()


def _applied(entry: Entry, new: Mapping[Key, tuple[Entry, Entry]], written: list[Entry]) -> Entry:
    """The entry with its draft, if it is still what was drafted and nobody wrote in it."""
    if entry.obsolete or entry.key not in new:
        return entry
    old, draft = new[entry.key]
    unchanged = (entry.msgstr, entry.msgid_plural) == (old.msgstr, old.msgid_plural)
    if not may_draft(entry) or not unchanged:
        return entry
    stamp = machine_stamp(draft)
    assert stamp is not None, "a draft carries its stamp"
    score = stamp.get("score")
    doubts = stamp.get("doubts")
    result = drafted(
        entry,
        draft.msgstr,
        engine=stamp.get("engine"),
        score=float(score) if score else None,
        doubts=tuple(doubts.split(",")) if doubts else (),
    )
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
