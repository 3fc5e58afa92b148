"""`localize check`: the rules over the catalogs of a project, or over given catalog files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.catalogs.layout import layout
from localize.catalogs.po import read_catalog
from localize.check.options import CheckOptions, check_options
from localize.check.run import catalog_findings, rule_names
from localize.check.source import source_findings
from localize.errors import UsageError
from localize.model import Entry, Markup, Origin, Severity
from localize.workflow.lost_and_found import lost
from localize.workflow.project import read_documents
from localize.workflow.terms import project_terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from localize.config import Project
    from localize.model import Finding, Locale, TermHit
    from localize.workflow.lost_and_found import Lost


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """A finding and where it stands."""

    path: str
    """The catalog (or, for the source, the document), relative to the project."""
    entry: Entry
    finding: Finding
    locale: Locale
    """The locale of the text that is wrong."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found."""

    findings: tuple[PlacedFinding, ...]
    entries: int
    """Entries with a translation (or, for the source, segments) that were looked at."""
    files: int
    fail_on: Severity
    lost: tuple[Lost, ...] = ()
    """What another program lost of the catalogs that were looked at."""

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(one.finding.severity is Severity.ERROR for one in self.findings)

    @property
    def warnings(self) -> int:
        """How many are warnings."""
        return len(self.findings) - self.errors

    @property
    def failed(self) -> bool:
        """Whether a finding is as severe as `fail_on`."""
        return self.errors > 0 or (self.fail_on is Severity.WARNING and self.warnings > 0)


def options_of(project: Project) -> CheckOptions:
    """The project's `[check]` table, read."""
    return check_options(project.table("check"), rule_names())


def check(
    project: Project,
    *,
    locales: Sequence[Locale],
    files: Iterable[Path] = (),
    fail_on: Severity | None = None,
    ignored: bool = False,
) -> CheckResult:
    """The findings of the project's catalogs, by locale and file, in file order.

    `files`: only these catalogs, or the catalogs' entries of these documents.

    Raises:
        UsageError: a file is neither a catalog nor a document of the project.
        CatalogError: a catalog cannot be read.
    """
    options = options_of(project)
    only, documents = _chosen(project, files)
    findings: list[PlacedFinding] = []
    looked_at: list[Path] = []
    entries = 0
    for locale in locales:
        terms = _terms(project, locale)
        for path in layout(project).catalogs(locale):
            if only and path not in only:
                continue
            catalog = read_catalog(path)
            looked_at.append(path)
            wanted = [one for one in catalog.live() if not documents or _of(one, documents)]
            entries += sum(any(one.msgstr) for one in wanted)
            for entry, finding in catalog_findings(
                catalog, locale, options, project.source, terms=terms, ignored=ignored
            ):
                if not documents or _of(entry, documents):
                    findings.append(PlacedFinding(project.relative(path), entry, finding, locale))
    severity = fail_on or options.fail_on
    return CheckResult(tuple(findings), entries, len(looked_at), severity, lost(project, looked_at))


def _chosen(project: Project, files: Iterable[Path]) -> tuple[frozenset[Path], frozenset[str]]:
    catalogs: set[Path] = set()
    documents: set[str] = set()
    for path in files:
        full = path.resolve()
        if not full.is_file() or not full.is_relative_to(project.root):
            raise UsageError("no such file in the project", path=path)
        if full.suffix == ".po":
            catalogs.add(full)
        else:
            documents.add(project.relative(full))
    return frozenset(catalogs), frozenset(documents)


def _of(entry: Entry, documents: frozenset[str]) -> bool:
    return any(
        place in documents or place.rsplit(":", 1)[0] in documents for place in entry.references
    )


def _terms(project: Project, locale: Locale) -> Callable[[Entry], tuple[TermHit, ...]] | None:
    """What the project's termbase says of an entry in a locale; none: it has no termbase."""
    termbase = project_terms(project)
    if not len(termbase):
        return None

    def terms(entry: Entry) -> tuple[TermHit, ...]:
        return termbase.matches(entry.msgid, locale)

    return terms


def check_source(
    project: Project, *, files: Iterable[Path] = (), fail_on: Severity | None = None
) -> CheckResult:
    """The findings of the documents themselves: what makes bad translations.

    Raises:
        UsageError: a file is no document of the project.
    """
    options = options_of(project)
    _, only = _chosen(project, files)
    findings: list[PlacedFinding] = []
    segments = documents = 0
    for document in read_documents(project):
        if only and document.path not in only:
            continue
        documents += 1
        for segment in document.segments:
            segments += 1
            flags = ("markdown-text",) if segment.markup is Markup.MARKDOWN else ()
            entry = Entry(
                segment.msgid,
                msgctxt=segment.msgctxt,
                flags=flags,
                references=(f"{document.path}:{segment.line}",),
                origin=Origin("", segment.line),
            )
            findings.extend(
                PlacedFinding(document.path, entry, finding, project.source)
                for finding in source_findings(entry, project.source, options)
            )
    return CheckResult(tuple(findings), segments, documents, fail_on or options.fail_on)
