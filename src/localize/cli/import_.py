"""`localize import`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli.app import app, current_project
from localize.cli.console import note, print_json, say
from localize.cli.options import DryRun, Json
from localize.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from localize.config import Project
    from localize.interchange.apply import Applied
    from localize.model import Locale
    from localize.workflow.import_ import TranslatedImport
    from localize.workflow.import_file import ImportResult

_SHOWN = 300
"""Characters of a text that are shown."""

Exchanged = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="The files to take in.", show_default=False)
]
Target = Annotated[
    str | None,
    typer.Option(
        "--to", "-t", metavar="LOCALE", help="The locale, where the file does not say it."
    ),
]
FromTranslated = Annotated[
    bool, typer.Option("--from-translated", help="FILE is a document translated elsewhere.")
]
Source = Annotated[
    Path | None,
    typer.Option("--source", metavar="FILE", help="The document it is a translation of."),
]
Accept = Annotated[
    bool,
    typer.Option("--accept", help="Accept the texts whose code, links, tags and numbers agree."),
]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Replace texts that changed since the export.")
]

AsDraft = Annotated[
    str | None,
    typer.Option(
        "--as-draft", metavar="NAME", help="FILE is a machine's: take it as drafts of engine NAME."
    ),
]


@app.command("import")
def import_(
    context: typer.Context,
    files: Exchanged,
    to: Target = None,
    from_translated: FromTranslated = False,
    source: Source = None,
    accept: Accept = False,
    overwrite: Overwrite = False,
    as_draft: AsDraft = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Take translations into the catalogs.

    From XLIFF, CSV, PO, or a document that was translated elsewhere.
    With `--as-draft`, what a machine made elsewhere becomes drafts (JSON lines, too).
    """
    from localize.model import locale
    from localize.workflow.project import chosen_locales

    project = current_project(context)
    target = None if to is None else chosen_locales(project, [locale(to).tag])[0]
    if source is not None and (not from_translated or len(files) > 1):
        raise UsageError("--source goes with --from-translated and one FILE")
    if as_draft is not None and (from_translated or overwrite or accept):
        raise UsageError("--as-draft goes with no --from-translated, --accept or --overwrite")
    results = [
        _translated(project, file, source, target, accept=accept, dry_run=dry_run)
        if from_translated
        else _exchanged(
            project, file, target, engine=as_draft, overwrite=overwrite, dry_run=dry_run
        )
        for file in files
    ]
    if as_json:
        print_json(results)
    if any(result["left"] for result in results):
        raise typer.Exit(ExitCode.LEFT_OUT)


def _translated(
    project: Project,
    file: Path,
    source: Path | None,
    to: Locale | None,
    *,
    accept: bool,
    dry_run: bool,
) -> dict[str, object]:
    from localize.interchange.apply import Outcome
    from localize.workflow.import_ import import_translated

    result = import_translated(project, file, source=source, to=to, accept=accept, dry_run=dry_run)
    _tell(project, result)
    return {
        "path": str(file),
        "source": project.relative(result.source),
        "locale": str(result.locale),
        "catalog": project.relative(result.catalog),
        "aligned": len(result.alignment.pairs),
        "filled": result.filled,
        "kept": result.count(Outcome.CONFLICT),
        "unknown": result.count(Outcome.UNKNOWN),
        "left": [_left(text) for text in result.left],
        "source_not_aligned": [one.line for one in result.alignment.source_left],
        "translation_not_aligned": [one.line for one in result.alignment.target_left],
    }


def _tell(project: Project, result: TranslatedImport) -> None:
    from localize.interchange.apply import Outcome

    aligned = result.alignment
    _name(result.path, result.left)
    note(
        f"{result.path.name}: {len(aligned.pairs)} segments aligned, {result.filled} filled, "
        f"{result.count(Outcome.CONFLICT)} kept as a person wrote them"
    )
    if unknown := result.count(Outcome.UNKNOWN):
        note(f"{unknown} are not in the catalog; run `localize update`")
    source = project.relative(result.source)
    for path, left in (
        (source, aligned.source_left),
        (project.relative(result.path), aligned.target_left),
    ):
        for segment in left:
            note(f"{path}:{segment.line}: not aligned: {segment.msgid[:60]}")


def _exchanged(
    project: Project,
    file: Path,
    to: Locale | None,
    *,
    engine: str | None,
    overwrite: bool,
    dry_run: bool,
) -> dict[str, object]:
    if engine is not None:
        from localize.workflow.import_drafts import import_drafts

        result = import_drafts(project, file, engine=engine, to=to, dry_run=dry_run)
    else:
        from localize.workflow.import_file import import_file

        result = import_file(project, file, to=to, overwrite=overwrite, dry_run=dry_run)
    return _told(project, result)


def _told(project: Project, result: ImportResult) -> dict[str, object]:
    outcomes: dict[str, int] = {}
    for text in result.texts:
        outcomes[text.outcome.value] = outcomes.get(text.outcome.value, 0) + 1
    for path in result.files:
        say(project.relative(path))
    if result.encoding:
        note(f"{result.path.name}: read as {result.encoding}")
    _name(result.path, result.left)
    counts = ", ".join(f"{count} {name}" for name, count in outcomes.items())
    note(f"{result.path.name}: {counts or 'no texts'}")
    return {
        "path": str(result.path),
        "locale": str(result.locale),
        "texts": outcomes,
        "left": [_left(text) for text in result.left],
    }


def _name(path: Path, texts: Iterable[Applied]) -> None:
    """Name the texts that did not get into a catalog."""
    for left in texts:
        record = left.record
        place = f"{path}:{record.line}" if record.line else f"{path}: {record.id}"
        note(f"{place}: {left.outcome}: {_short(record.source or record.id)}")
        note(f"  theirs: {_short(record.target)}")
        if left.present:
            note(f"  ours:   {_short(left.present)}")
        if left.reason:
            note(f"  {left.reason}")


def _left(text: Applied) -> dict[str, object]:
    """A text that did not get into a catalog, and why."""
    record = text.record
    return {
        "outcome": str(text.outcome),
        "reason": text.reason,
        "line": record.line or None,
        "id": record.id,
        "catalog": record.catalog,
        "msgctxt": record.msgctxt,
        "msgid": record.source,
        "theirs": record.target,
        "ours": text.present,
    }


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= _SHOWN else folded[: _SHOWN - 1] + "…"
