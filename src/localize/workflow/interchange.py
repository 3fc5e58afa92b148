"""`localize export`: the catalogs in a file that other tools read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from localize.catalogs.interop import compiled
from localize.catalogs.layout import layout
from localize.catalogs.po import read_catalog
from localize.errors import CatalogError, UsageError
from localize.interchange.exchange import records
from localize.interchange.table import table
from localize.interchange.xliff_write import xliff
from localize.model import State, state
from localize.storage.write import explained, write_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from localize.config import Project
    from localize.model import Locale

Form: TypeAlias = Literal["xliff", "xliff12", "csv", "mo"]
SUFFIXES = {"xliff": ".xlf", "xliff12": ".xlf", "csv": ".csv"}


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
    """A `.mo` file a catalog, where its layout says."""
    for target in locales:
        for path in layout(project).catalogs(target):
            catalog = read_catalog(path)
            chosen = [one for one in catalog.live() if one.translated and state(one) in states]
            if chosen:
                file = folder / layout(project).compiled(target, path)
                _write(file, compiled(catalog, entries=chosen))
                characters = sum(len(one.msgid) for one in chosen)
                yield ExportedFile(file, target, len(chosen), characters)


def _write(path: Path, raw: bytes) -> None:
    with explained(path, CatalogError):
        write_file(path, raw)
