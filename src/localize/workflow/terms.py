"""`localize terms`: the project's termbase, what is wrong with it, and what might go into it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from localize.catalogs.layout import layout
from localize.catalogs.po import read_catalog
from localize.config import Project
from localize.errors import TermError, UsageError
from localize.model import Entry, Kind, Locale
from localize.terms import FILE_NAME, Term, Termbase, read_terms
from localize.terms.candidates import Candidate, candidates
from localize.terms.csvfile import read_term_file, termbase
from localize.terms.stems import folded
from localize.terms.target import forbidden, kept
from localize.terms.write import empty_term_file, merged, write_term_file
from localize.workflow.project import read_documents


def terms_path(project: Project) -> Path:
    """Where the project's termbase stands, whether it exists or not."""
    return project.catalogs / FILE_NAME


def project_terms(project: Project) -> Termbase:
    """The project's termbase; an empty one where it has none.

    Raises:
        TermError: with file and line.
    """
    path = terms_path(project)
    return read_terms(path, project.source) if path.is_file() else Termbase((), project.source)


@dataclass(frozen=True, slots=True)
class TermFinding:
    """Something wrong with the termbase, or with a translation by it."""

    path: str
    """Relative to the project."""
    line: int
    """1-based."""
    term: str
    message: str
    error: bool = False
    locale: str = ""


@dataclass(frozen=True, slots=True)
class TermCheck:
    """What `terms check` found."""

    findings: tuple[TermFinding, ...]
    terms: int
    entries: int
    """Translated entries that were looked at."""

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(one.error for one in self.findings)


def check_terms(project: Project, *, locales: Sequence[Locale]) -> TermCheck:
    """The termbase by itself, and the translations of its terms in the catalogs.

    Raises:
        TermError: there is none, or it cannot be read.
    """
    path = terms_path(project)
    known = read_terms(path, project.source)
    findings = list(_of_termbase(known, locales, project.relative(path)))
    entries = 0
    for locale in locales:
        for file in layout(project).catalogs(locale):
            for entry in read_catalog(file).live():
                if entry.translated:
                    entries += 1
                    findings += _of_entry(known, entry, locale, project.relative(file))
    return TermCheck(tuple(findings), len(known), entries)


def _of_termbase(known: Termbase, locales: Sequence[Locale], path: str) -> Iterator[TermFinding]:
    seen: dict[str, Term] = {}
    for term in known:
        if other := seen.get(folded(term.source)):
            yield TermFinding(
                path,
                term.line,
                term.source,
                f"differs only in its letter case from line {other.line}",
                error=not (term.case and other.case),
            )
        seen.setdefault(folded(term.source), term)
        if term.dnt and term.targets:
            tags = ", ".join(term.targets)
            yield TermFinding(
                path,
                term.line,
                term.source,
                f"is not to be translated, and is, in {tags}",
                True,  # noqa: FBT003
            )
        for locale in locales:
            targets, banned = term.targets_in(locale), term.forbidden_in(locale)
            both = [one for one in targets if one in banned]
            if both:
                yield TermFinding(
                    path,
                    term.line,
                    term.source,
                    f"{both[0]} is preferred and forbidden",
                    error=True,
                    locale=locale.tag,
                )
            if not targets and not banned:
                yield TermFinding(
                    path, term.line, term.source, "has no translation", locale=locale.tag
                )


def _of_entry(known: Termbase, entry: Entry, locale: Locale, path: str) -> Iterator[TermFinding]:
    told: set[str] = set()
    for match in known.matches(entry.msgid, locale):
        if match.source in told:
            continue
        told.add(match.source)
        for msgstr in entry.msgstr:
            if not kept(match, msgstr, locale):
                wanted = " or ".join(match.targets)
                yield TermFinding(
                    path,
                    entry.line,
                    match.source,
                    f"expected {wanted}",
                    error=match.dnt,
                    locale=locale.tag,
                )
            for banned in forbidden(match, msgstr, locale):
                yield TermFinding(
                    path,
                    entry.line,
                    match.source,
                    f"{banned} is forbidden",
                    error=True,
                    locale=locale.tag,
                )


@dataclass(frozen=True, slots=True)
class TermImport:
    """What an import did."""

    path: Path
    added: tuple[str, ...]
    filled: tuple[str, ...]
    conflicts: tuple[tuple[str, str, str, str], ...]
    """`(source, column, what stands there, what was offered)`: nothing was changed there."""
    changed: bool


def import_terms(project: Project, file: Path, *, dry_run: bool = False) -> TermImport:
    """Add a TBX or CSV file's terms to the project's; what somebody wrote stays.

    Raises:
        TermError: the file or the termbase cannot be read.
        UsageError: the file's kind is not known.
    """
    from localize.terms.tbx import tbx_terms  # XML, which `check` and `run` need not wait for

    path = terms_path(project)
    suffix = file.suffix.lower()
    if suffix in {".tbx", ".xml"}:
        offered = tbx_terms(file, project.source)
    elif suffix in {".csv", ".tsv"}:
        offered = read_terms(file, project.source).terms
    else:
        raise UsageError(f"no termbase: {suffix or 'no suffix'}", path=file, hint=".tbx or .csv")
    offered = tuple(_for_project(term, project.locales) for term in offered)
    offered = tuple(term for term in offered if term.dnt or term.targets or term.forbidden)
    if not offered:
        tags = ", ".join(map(str, (project.source, *project.locales)))
        raise TermError(f"no term of {tags} in it", path=file)
    if path.is_file():
        present = read_term_file(path)
        termbase(present, path, project.source)
    else:
        present = empty_term_file(locale.tag for locale in project.locales)
    result = merged(present, offered, path)
    termbase(result.file, path, project.source)
    changed = bool(result.added or result.filled)
    if changed and not dry_run:
        write_term_file(path, result.file)
    return TermImport(path, result.added, result.filled, result.conflicts, changed)


def _for_project(term: Term, locales: Sequence[Locale]) -> Term:
    """The term in the project's locales: what is said of `ja-JP` is meant for its `ja`."""

    def chosen(by_tag: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        result: dict[str, tuple[str, ...]] = {}
        for locale in locales:
            near = (
                tag
                for tag in by_tag
                if (Locale(tag).language, Locale(tag).script) == (locale.language, locale.script)
            )
            tag = locale.tag if locale.tag in by_tag else next(near, "")
            if tag:
                result[locale.tag] = by_tag[tag]
        return result

    return replace(term, targets=chosen(term.targets), forbidden=chosen(term.forbidden))


def extract_terms(project: Project, *, least: int = 2, most: int = 50) -> tuple[Candidate, ...]:
    """Phrases of the documents that may be terms and are none yet, the best first."""
    known = project_terms(project)
    proposed = candidates(list(_texts(project)), project.source, least=least)
    anywhere = {folded(term.source) for term in known}
    fresh = [one for one in proposed if folded(one.text) not in anywhere and not _whole(known, one)]
    return tuple(fresh[:most])


def _texts(project: Project) -> Iterator[tuple[str, bool]]:
    """The source texts, and whether they are headings; those of the catalogs that are named."""
    if project.files is not None:
        paths = dict.fromkeys(file.path for file in project.files)
        texts = {entry.msgid for path in paths for entry in read_catalog(path).live()}
        yield from ((text, False) for text in sorted(texts))
        return
    for document in read_documents(project):
        for segment in document.segments:
            is_heading = segment.kind in {Kind.HEADING, Kind.TITLE} or segment.key == "title"
            yield segment.msgid, is_heading


def _whole(known: Termbase, candidate: Candidate) -> bool:
    """Whether a term takes up the whole candidate, in whatever form."""
    return any(
        (start, end) == (0, len(candidate.text)) for start, end in known.spans(candidate.text)
    )
