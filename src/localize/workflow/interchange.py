"""`localize export`, and the half of `localize import` that reads what came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from localize.catalogs.files import edit_catalog
from localize.catalogs.interop import compiled
from localize.catalogs.layout import MESSAGES, layout
from localize.catalogs.po import decoded, read_catalog
from localize.errors import CatalogError, UsageError
from localize.interchange.apply import Applied, Outcome, applied, by_entry
from localize.interchange.exchange import Exchange, ExchangeRecord, records
from localize.interchange.table import read_table, table
from localize.interchange.xliff_read import read_xliff
from localize.interchange.xliff_write import xliff
from localize.model import State, locale, state
from localize.storage.write import explained, write_file
from localize.workflow.lost_and_found import followed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from localize.config import Project
    from localize.model import Catalog, Locale

Form: TypeAlias = Literal["xliff", "xliff12", "csv", "mo"]
SUFFIXES = {"xliff": ".xlf", "xliff12": ".xlf", "csv": ".csv"}
READABLE = (".xlf", ".xliff", ".csv", ".tsv", ".po")
"""Suffixes that `import_file` reads."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file that was written."""

    path: Path
    locale: Locale
    texts: int
    characters: int
    """Of the source texts."""


def export(
    project: Project,
    *,
    locales: Sequence[Locale],
    form: Form,
    folder: Path,
    states: frozenset[State] | None = None,
) -> tuple[ExportedFile, ...]:
    """A file a locale with the catalogs' entries in those states; a catalog where they are `mo`.

    `states`: all of them unless said, in `mo` those that a person accepted.

    Raises:
        UsageError: there is nothing to export.
        CatalogError: a catalog cannot be read, or a file not written.
    """
    if form == "mo":
        accepted = frozenset(one for one in State if one.accepted)
        made = list(_compiled(project, locales, folder, states or accepted))
    else:
        exported = (_exported(project, target, form, folder, states) for target in locales)
        made = [file for file in exported if file is not None]
    if not made:
        raise UsageError(
            "nothing to export", hint="run `localize update` first, or choose other states"
        )
    return tuple(made)


def _exported(
    project: Project, target: Locale, form: Form, folder: Path, states: frozenset[State] | None
) -> ExportedFile | None:
    texts = [
        record
        for path in layout(project).catalogs(target)
        for record in records(
            read_catalog(path), project.relative(path), states=states or frozenset(State)
        )
    ]
    if not texts:
        return None
    if form == "csv":
        text = table(texts, target)
    else:
        version = "1.2" if form == "xliff12" else "2.0"
        text = xliff(texts, project.source, target, version=version)
    path = folder / f"{target.posix}{SUFFIXES[form]}"
    _write(path, text.encode("utf-8"))
    return ExportedFile(path, target, len(texts), sum(len(r.source) for r in texts))


def _compiled(
    project: Project, locales: Sequence[Locale], folder: Path, states: frozenset[State]
) -> Iterator[ExportedFile]:
    """A `.mo` file a catalog, where gettext looks for it: `LOCALE/LC_MESSAGES/DOMAIN.mo`."""
    for target in locales:
        messages = layout(project).folder(target) / MESSAGES
        for path in layout(project).catalogs(target):
            catalog = read_catalog(path)
            chosen = [one for one in catalog.live() if one.translated and state(one) in states]
            if chosen:
                name = path.relative_to(messages).with_suffix(".mo")
                file = folder / target.posix / MESSAGES / name
                _write(file, compiled(catalog, entries=chosen))
                characters = sum(len(one.msgid) for one in chosen)
                yield ExportedFile(file, target, len(chosen), characters)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of a file's texts."""

    path: Path
    locale: Locale
    texts: tuple[Applied, ...]
    files: tuple[Path, ...]
    """Catalogs that changed, or would in a dry run."""

    def count(self, outcome: Outcome) -> int:
        """How many texts ended so."""
        return sum(one.outcome is outcome for one in self.texts)


def import_file(
    project: Project,
    path: Path,
    *,
    to: Locale | None = None,
    overwrite: bool = False,
    dry_run: bool = False,
) -> ImportResult:
    """Put a returned XLIFF, CSV or PO file's translations into the project's catalogs.

    A text is applied where the catalog's is what it was at the export, is empty, or is still an
    untouched machine draft; else it is a conflict and nothing changes, unless `overwrite`.
    `to`: the locale, where the file does not say it.

    Raises:
        UsageError: the kind of file is not known, or its locale is not the project's.
        CatalogError: it cannot be read, with the line.
    """
    exchange = _read(project, path)
    target = to or _locale_of(project, exchange, path)
    left: tuple[ExchangeRecord, ...] = exchange.records
    texts: list[Applied] = []
    changed: list[Path] = []
    # Texts that name their catalog go there first; the rest to whatever catalog has their source.
    for named in (True, False):
        for file in layout(project).catalogs(target):
            name = project.relative(file)
            here = tuple(one for one in left if not named or one.catalog == name)
            away = tuple(one for one in left if named and one.catalog != name)
            if not here:
                continue
            said, unknown, wrote = _into(project, file, here, overwrite=overwrite, dry_run=dry_run)
            texts += said
            left = (*unknown, *away)
            changed += [file] if wrote and file not in changed else []
    texts += [Applied(record, Outcome.UNKNOWN) for record in left]
    return ImportResult(path, target, tuple(texts), tuple(changed))


def _into(
    project: Project,
    file: Path,
    records: Sequence[ExchangeRecord],
    *,
    overwrite: bool,
    dry_run: bool,
) -> tuple[tuple[Applied, ...], tuple[ExchangeRecord, ...], bool]:
    said: tuple[Applied, ...] = ()
    unknown: tuple[ExchangeRecord, ...] = ()

    def change(catalog: Catalog) -> Catalog:
        nonlocal said, unknown
        matched = by_entry(catalog, records)
        unknown = matched.unknown
        result, said = applied(catalog, matched.by_entry, overwrite=overwrite)
        return result

    if dry_run:
        change(read_catalog(file))
    else:
        with followed(project, file):
            edit_catalog(file, change)
    wrote = any(one.outcome in {Outcome.CHANGED, Outcome.ACCEPTED} for one in said)
    return said, unknown, wrote


def _read(project: Project, path: Path) -> Exchange:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", path=path) from error
    match path.suffix.lower():
        case ".xlf" | ".xliff":
            return read_xliff(raw, str(path))
        case ".csv" | ".tsv":
            return read_table(raw, str(path))
        case ".po":
            catalog = decoded(raw, path=str(path))
            name = project.relative(path) if path.is_relative_to(project.root) else ""
            # A PO file from elsewhere does not say what it left with: ids would claim it does.
            texts = (
                ExchangeRecord(one.source, one.target, one.state, "", name, one.msgctxt)
                for one in records(catalog, name, states=frozenset(State))
                if one.id.split("-")[1] == "0"
            )
            return Exchange(tuple(texts), str(catalog.locale or ""))
    known = ", ".join(READABLE)
    raise UsageError(f"no exchange file: {path.suffix or 'no suffix'}", path=path, hint=known)


def _locale_of(project: Project, exchange: Exchange, path: Path) -> Locale:
    written = exchange.locale or path.stem
    try:
        target = locale(written)
    except UsageError as error:
        raise UsageError(
            "the file does not say its locale", path=path, hint="say it: --to ja"
        ) from error
    near = [one for one in project.locales if one.language == target.language]
    if target in project.locales:
        return target
    if len(near) == 1 and near[0].script == target.script:
        return near[0]  # a tool that writes ja-JP for ja
    known = ", ".join(map(str, project.locales))
    raise UsageError(f"locale {target} is not in the project", path=path, hint=f"it has {known}")


def _write(path: Path, raw: bytes) -> None:
    with explained(path, CatalogError):
        write_file(path, raw)
