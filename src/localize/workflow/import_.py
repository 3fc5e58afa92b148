"""`localize import --from-translated`: documents that were translated elsewhere, into catalogs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from localize.catalogs.files import edit_catalog
from localize.catalogs.layout import layout
from localize.catalogs.po import read_catalog
from localize.config import Project
from localize.errors import UsageError
from localize.extract.align import DocumentAlignment, SegmentPair, alignment
from localize.interchange.apply import Applied, Outcome
from localize.interchange.exchange import ExchangeRecord
from localize.model import Catalog, Entry, Key, Locale, may_draft
from localize.model.state import edited
from localize.workflow.import_read import refuse_script
from localize.workflow.lost_and_found import followed
from localize.workflow.project import read_document


@dataclass(frozen=True, slots=True)
class TranslatedImport:
    """What became of a translated document."""

    path: Path
    source: Path
    locale: Locale
    catalog: Path
    alignment: DocumentAlignment
    filled: int
    """Entries that were, or would be, filled."""
    left: tuple[Applied, ...]
    """Aligned texts that did not get into the catalog: a person's is there, or it has no entry."""

    def count(self, outcome: Outcome) -> int:
        """How many were left for that reason."""
        return sum(one.outcome is outcome for one in self.left)


def import_translated(
    project: Project,
    path: Path,
    *,
    source: Path | None = None,
    to: Locale | None = None,
    accept: bool = False,
    dry_run: bool = False,
) -> TranslatedImport:
    """A translated document's texts in the catalog of its source.

    An aligned text is marked fuzzy, because structure is no proof. `accept`: not where code, link
    targets, tags and numbers agree. A text that a person wrote in the catalog is never replaced.

    Raises:
        UsageError: the source, the locale or the catalog cannot be told.
        DocumentError: a document cannot be read.
    """
    path = path.resolve()
    if not path.is_relative_to(project.root):
        raise UsageError("is outside the project", path=path, hint="copy it into the project")
    target = to or _locale_of(project, path)
    origin = source.resolve() if source is not None else _source_of(project, path, target)
    aligned = alignment(read_document(project, origin), read_document(project, path))
    texts = [(pair.target.msgid, pair.target.line) for pair in aligned.pairs]
    refuse_script(texts, path, project.source, target)
    catalog = _catalog_of(project, origin, target)
    wanted: dict[Key, SegmentPair] = {}
    for pair in aligned.pairs:
        wanted.setdefault((pair.source.msgctxt, pair.source.msgid), pair)
    filled = 0
    left: list[Applied] = []

    def change(before: Catalog) -> Catalog:
        nonlocal filled
        left.clear()
        entries = tuple(_filled(entry, wanted, left, accept=accept) for entry in before.entries)
        filled = sum(new is not old for new, old in zip(entries, before.entries, strict=True))
        return replace(before, entries=entries)

    if dry_run:
        change(before := read_catalog(catalog))
    else:
        with followed(project, catalog):
            before = edit_catalog(catalog, change)
    gone = wanted.keys() - before.by_key().keys()
    left += [Applied(_record(wanted[key]), Outcome.UNKNOWN) for key in wanted if key in gone]
    return TranslatedImport(path, origin, target, catalog, aligned, filled, tuple(left))


def _record(pair: SegmentPair) -> ExchangeRecord:
    source, target = pair.source, pair.target
    return ExchangeRecord(source.msgid, target.msgid, msgctxt=source.msgctxt, line=target.line)


def _catalog_of(project: Project, document: Path, target: Locale) -> Path:
    catalog = layout(project).catalog(target, layout(project).domain(project.relative(document)))
    if catalog.is_file():
        return catalog
    raise UsageError(
        f"no catalog {project.relative(catalog)}",
        hint=f"run `localize extract` and `localize update --to {target}` first",
    )


def _filled(
    entry: Entry, wanted: dict[Key, SegmentPair], left: list[Applied], *, accept: bool
) -> Entry:
    pair = None if entry.obsolete or entry.msgid_plural is not None else wanted.get(entry.key)
    if pair is None or entry.msgstr == (pair.target.msgid,):
        return entry
    if not may_draft(entry):
        left.append(Applied(_record(pair), Outcome.CONFLICT, entry.text))
        return entry
    return edited(entry, (pair.target.msgid,), fuzzy=not (accept and pair.agrees))


def _locale_of(project: Project, path: Path) -> Locale:
    names = {part.replace("_", "-").lower() for part in _marks(project, path)}
    named = [one for one in project.locales if one.tag.lower() in names]
    if len(named) == 1:
        return named[0]
    raise UsageError("the path does not say one locale", path=path, hint="say it: --to LOCALE")


def _marks(project: Project, path: Path) -> Iterator[str]:
    relative = PurePosixPath(project.relative(path))
    yield from relative.parts[:-1]
    yield from relative.name.split(".")[1:-1]


def _source_of(project: Project, path: Path, target: Locale) -> Path:
    """The document that a path is a translation of: `content/ja/a.md`, `a.ja.md` → `a.md`."""
    relative = PurePosixPath(project.relative(path))
    spellings = {target.tag.lower(), target.posix.lower()}

    def is_locale(part: str) -> bool:
        return part.lower() in spellings

    name = ".".join(part for part in relative.name.split(".") if not is_locale(part))
    folders = relative.parts[:-1]
    bare = [part for part in folders if not is_locale(part)]
    swapped = [project.source.tag if is_locale(part) else part for part in folders]
    for parts in (bare, swapped):
        candidate = project.root.joinpath(*parts, name)
        if candidate != path and candidate.is_file():
            return candidate
    raise UsageError("its source document is not found", path=path, hint="say it: --source FILE")
