"""`localize import --as-draft`: machine translations that were made elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from localize.check.pair import Pair
from localize.check.run import pair_findings
from localize.config import Project
from localize.errors import UsageError
from localize.interchange.apply import Applied, Outcome, with_edges
from localize.interchange.exchange import ExchangeRecord, form_source, left_as, text_hash
from localize.interchange.matching import with_misplaced
from localize.model import Catalog, Draft, Entry, Key, Locale, may_draft
from localize.model.state import drafted
from localize.translate.delivered import delivered
from localize.translate.draft import source_text
from localize.workflow.check import options_of
from localize.workflow.import_file import ImportResult, into_catalogs
from localize.workflow.import_read import read_exchange
from localize.workflow.terms import project_terms

_OURS = frozenset({"tm", "copy"})
"""What stamps say of drafts that no engine made."""
_LONGEST = 80
_TERM_RULES = frozenset({"keep", "terms"})
TERM = "term"
"""The doubt of a draft that a term of the termbase is missing in."""


def import_drafts(
    project: Project, path: Path, *, engine: str, to: Locale | None = None, dry_run: bool = False
) -> ImportResult:
    """Put a file's translations into the catalogs as drafts with a stamp that names `engine`.

    They go through the checks of an engine's answers: one that lost a placeholder, markup or a
    term that is not translated is refused, and the stamp names what else is to be doubted.
    Invariant: only what `may_draft` changes.

    Raises:
        UsageError: the name cannot be in a stamp; the file or its locale is not known.
        CatalogError: it cannot be read, with the line.
    """
    if engine in _OURS or engine != engine.strip() or not engine.isprintable():
        raise UsageError(f"no NAME for drafts: {engine!r}", hint="such as my-model/large@2")
    if not 0 < len(engine) <= _LONGEST:
        raise UsageError("the NAME of drafts is empty or long", hint="such as my-model/large@2")
    exchange, target = read_exchange(project, path, to)
    texts = with_misplaced(exchange.records)
    inbox = _Inbox(project, target, engine)
    said, files = into_catalogs(project, target, texts, inbox.applied, dry_run=dry_run)
    return ImportResult(path, target, said, files, exchange.encoding)


class _Inbox:
    """Drafts of one engine for one locale, on their way into catalogs."""

    def __init__(self, project: Project, target: Locale, engine: str) -> None:
        self._source, self._target, self._engine = project.source, target, engine
        self._terms = project_terms(project)
        self._options = options_of(project)

    def applied(
        self, catalog: Catalog, records: Mapping[Key, Sequence[tuple[int, ExchangeRecord]]]
    ) -> tuple[Catalog, tuple[Applied, ...]]:
        """The catalog with the drafts in it, and what became of each."""
        outcomes: list[Applied] = []
        entries = []
        for entry in catalog.entries:
            pairs = () if entry.obsolete else records.get(entry.key, ())
            new, said = self._entry(entry, pairs) if pairs else (entry, ())
            entries.append(new)
            outcomes.extend(said)
        return replace(catalog, entries=tuple(entries)), tuple(outcomes)

    def _entry(
        self, entry: Entry, pairs: Sequence[tuple[int, ExchangeRecord]]
    ) -> tuple[Entry, tuple[Applied, ...]]:
        texts = list(entry.msgstr or ("",))
        said: list[Applied] = []
        taken: list[Draft] = []
        for form, record in pairs:
            told, draft = self._looked_at(entry, form, record)
            said.append(told)
            if draft is not None:
                texts[form] = draft.text
                taken.append(draft)
        if not taken:
            return entry, tuple(said)
        if not all(texts):
            missing = "another plural form of it has no text"
            return entry, tuple(
                _refused(one.record, missing) if one.outcome is Outcome.DRAFTED else one
                for one in said
            )
        doubts = tuple(dict.fromkeys(doubt for draft in taken for doubt in draft.doubts))
        return drafted(entry, tuple(texts), engine=self._engine, doubts=doubts), tuple(said)

    def _looked_at(
        self, entry: Entry, form: int, record: ExchangeRecord
    ) -> tuple[Applied, Draft | None]:
        present = entry.msgstr[form] if entry.msgstr else ""
        if not record.target.strip():
            return Applied(record, Outcome.EMPTY), None
        if record.target == present or left_as(record) == text_hash(record.target):
            return Applied(record, Outcome.UNCHANGED), None
        if record.problem:
            return Applied(record, Outcome.REFUSED, present), None
        if not may_draft(entry):
            return Applied(record, Outcome.CONFLICT, present), None
        source = form_source(entry, form)
        draft = delivered(
            source_text(entry, source),
            with_edges(record.target, source),
            engine=self._engine,
            target=self._target,
            termbase=self._terms,
        )
        if isinstance(draft, str):
            return _refused(record, draft), None
        return Applied(record, Outcome.DRAFTED), self._with_terms(entry, source, draft)

    def _with_terms(self, entry: Entry, source: str, draft: Draft) -> Draft:
        """The draft, doubted where the checks find a term missing in it."""
        terms = self._terms.matches(source, self._target)
        if not terms:
            return draft
        flags = frozenset(entry.flags)
        pair = Pair(source, draft.text, self._target, self._source, flags, terms)
        rules = {finding.rule for finding in pair_findings(pair, self._options)}
        return replace(draft, doubts=(*draft.doubts, TERM)) if rules & _TERM_RULES else draft


def _refused(record: ExchangeRecord, problem: str) -> Applied:
    return Applied(replace(record, problem=problem), Outcome.REFUSED)
