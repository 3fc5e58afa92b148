"""`localize check`: the rules over the catalogs of a project, or over given catalog files."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from localize.catalogs.layout import layout
from localize.catalogs.po import read_catalog
from localize.check.options import CheckOptions, check_options
from localize.check.run import catalog_findings, rule_names
from localize.check.source import source_findings
from localize.config import Project
from localize.model import Entry, Finding, Locale, Markup, Origin, Severity, TermHit
from localize.workflow.lost_and_found import Lost, lost
from localize.workflow.project import read_documents
from localize.workflow.terms import project_terms


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
    only: Iterable[Path] = (),
    fail_on: Severity | None = None,
    ignored: bool = False,
) -> CheckResult:
    """The findings of the project's catalogs, by locale and file, in file order.

    `only`: what the catalogs have of these documents.

    Raises:
        CatalogError: a catalog cannot be read.
    """
    options = options_of(project)
    documents = frozenset(project.relative(path.resolve()) for path in only)
    findings: list[PlacedFinding] = []
    looked_at: list[Path] = []
    entries = 0
    for locale in locales:
        terms = _terms(project, locale)
        for path in layout(project).catalogs(locale):
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
    project: Project,
    *,
    locales: Sequence[Locale] = (),  # noqa: ARG001 - as `check` is called; sources are of none
    only: Iterable[Path] = (),
    fail_on: Severity | None = None,
) -> CheckResult:
    """The findings of the source texts themselves: what makes bad translations.

    They are those of the documents (`only` these), or of the catalogs where those are named.
    """
    options = options_of(project)
    documents = frozenset(project.relative(path.resolve()) for path in only)
    findings: list[PlacedFinding] = []
    files: set[str] = set()
    entries = 0
    listed = project.files is not None and not documents
    for path, entry in _of_catalogs(project) if listed else _of_documents(project, documents):
        files.add(path)
        entries += 1
        findings.extend(
            PlacedFinding(path, entry, finding, project.source)
            for finding in source_findings(entry, project.source, options)
        )
    return CheckResult(tuple(findings), entries, len(files), fail_on or options.fail_on)


def _of_catalogs(project: Project) -> Iterator[tuple[str, Entry]]:
    """The entries of the catalogs that are named, each source once, with their file."""
    seen: set[str] = set()
    for path in dict.fromkeys(file.path for file in project.files or ()):
        for entry in read_catalog(path).live():
            if entry.msgid not in seen:
                seen.add(entry.msgid)
                yield project.relative(path), entry


def _of_documents(project: Project, only: frozenset[str]) -> Iterator[tuple[str, Entry]]:
    """The segments of the documents as entries, with their document."""
    for document in read_documents(project):
        for segment in document.segments:
            if only and document.path not in only:
                break
            flags = ("markdown-text",) if segment.markup is Markup.MARKDOWN else ()
            yield (
                document.path,
                Entry(
                    segment.msgid,
                    msgctxt=segment.msgctxt,
                    flags=flags,
                    references=(f"{document.path}:{segment.line}",),
                    origin=Origin("", segment.line),
                ),
            )
