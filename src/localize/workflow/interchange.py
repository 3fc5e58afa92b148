"""`localize export`: the catalogs in a file that other tools read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal, TypeAlias

from localize.catalogs.interop import compiled
from localize.catalogs.layout import layout
from localize.catalogs.po import read_catalog
from localize.config import Project
from localize.errors import CatalogError, LocalizeError, UsageError
from localize.interchange.exchange import ExchangeRecord, left_as, records, text_hash
from localize.interchange.json_lines import json_lines
from localize.interchange.table import CELL, cell_size, table
from localize.interchange.xliff_write import xliff
from localize.model import Locale, State, state
from localize.storage.write import explained, write_file
from localize.workflow.import_read import read_file
from localize.workflow.terms import project_terms

Form: TypeAlias = Literal["xliff", "xliff12", "csv", "jsonl", "mo"]
SUFFIXES = {"xliff": ".xlf", "xliff12": ".xlf", "csv": ".csv", "jsonl": ".jsonl"}


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file that was written."""

    path: Path
    locale: Locale
    texts: int
    characters: int
    """Of the source texts."""
    too_long: int = 0
    """Texts in a sheet that a spreadsheet would cut short."""


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
        hint = "run `localize update` first, or choose other states"
        if form == "mo" and not states:
            hint = "only what people accepted is compiled: `localize review`, or name a --state"
        raise UsageError("nothing to export", hint=hint)
    return tuple(made)


def _exported(
    project: Project, target: Locale, form: Form, folder: Path, states: frozenset[State] | None
) -> ExportedFile | None:
    wanted = states or frozenset(State)
    texts: list[ExchangeRecord] = []
    lines: list[str] = []
    terms = partial(project_terms(project).rows, locale=target) if form == "jsonl" else None
    for path in layout(project).catalogs(target):
        catalog, name = read_catalog(path), project.relative(path)
        texts += records(catalog, name, states=wanted)
        if terms is not None:
            lines += json_lines(catalog, name, locale=target, states=wanted, terms=terms)
    if not texts:
        return None
    path = folder / f"{target.posix}{SUFFIXES[form]}"
    if form != "jsonl":
        _refuse_unread(project, path, texts)
    if terms is None:
        lines = [_text(texts, project.source, target, form)]
    _write(path, "".join(lines).encode("utf-8"))
    long = (cell_size(r.source) >= CELL or cell_size(r.target) >= CELL for r in texts)
    return ExportedFile(
        path,
        target,
        len(texts),
        sum(len(record.source) for record in texts),
        sum(long) if form == "csv" else 0,
    )


def _refuse_unread(project: Project, path: Path, texts: Sequence[ExchangeRecord]) -> None:
    """Refuse to write over a file in which somebody wrote what no catalog has.

    Raises:
        UsageError: with how many texts.
    """
    try:
        before = read_file(project, path, None).records if path.is_file() else ()
    except LocalizeError:
        return  # none of ours, or not whole
    now = {(record.source, record.msgctxt, text_hash(record.target)) for record in texts}
    typed = [
        record
        for record in before
        if record.target.strip()
        and left_as(record) not in {None, text_hash(record.target)}
        and (record.source, record.msgctxt, text_hash(record.target)) not in now
    ]
    if typed:
        raise UsageError(
            f"{len(typed)} texts were written into it that no catalog has",
            path=path,
            line=typed[0].line or None,
            hint=f"localize import {path}; or delete it; or write elsewhere: --output DIR",
        )


def _text(texts: Sequence[ExchangeRecord], source: Locale, target: Locale, form: Form) -> str:
    if form == "csv":
        return table(texts, target)
    return xliff(texts, source, target, version="1.2" if form == "xliff12" else "2.0")


def compiled_beside(project: Project, locales: Sequence[Locale]) -> tuple[ExportedFile, ...]:
    """The `.mo` files of a gettext project, beside its catalogs, of what people accepted."""
    patterns = tuple(pattern for pattern in project.patterns if pattern.compile)
    if not patterns:
        return ()
    chosen = replace(project, patterns=patterns, files=None)
    accepted = frozenset(each for each in State if each.accepted)
    return tuple(_compiled(chosen, locales, project.catalogs, accepted))


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
        if path.is_file() and path.read_bytes() == raw:
            return
        write_file(path, raw)
