"""`localize update`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli.app import app, current_project, is_quiet
from localize.cli.console import note, note_lost, print_json, say
from localize.cli.options import DryRun, Frozen, Json, To
from localize.errors import OutOfDateError, UsageError

if TYPE_CHECKING:
    from localize.config import Project
    from localize.workflow.update import UpdateResult

Restore = Annotated[
    bool, typer.Option("--restore", help="First put back what another program lost.")
]


@app.command()
def update(
    context: typer.Context,
    to: To = None,
    dry_run: DryRun = False,
    frozen: Frozen = False,
    as_json: Json = False,
    restore: Restore = False,
) -> None:
    """Bring the catalogs up to the documents. Nothing a person wrote is changed or dropped."""
    from datetime import UTC, datetime

    from localize.workflow.extract import extract
    from localize.workflow.project import chosen_locales
    from localize.workflow.update import clock_reading
    from localize.workflow.update import update as updated

    project = current_project(context)
    locales = chosen_locales(project, to)
    look = dry_run or frozen
    if restore and look:
        raise UsageError(
            "--restore writes; --dry-run and --frozen do not",
            hint="`localize status` tells what was lost",
        )
    templates = extract(project, dry_run=look).templates
    now = clock_reading(lambda: datetime.now(UTC))
    result = updated(project, templates, locales=locales, now=now, dry_run=look, put_back=restore)
    if as_json:
        print_json(_json(project, result))
    else:
        _print(project, result)
    if not is_quiet(context):
        note_lost(project, result.lost)
    if frozen and result.changed:
        raise OutOfDateError("the catalogs are out of date", hint="run `localize update`")


def _json(project: Project, result: UpdateResult) -> dict[str, object]:
    return {
        "catalogs": [
            {
                "path": project.relative(catalog.path),
                "locale": str(catalog.locale),
                "changed": catalog.changed,
                "created": catalog.created,
                "report": catalog.report.counts,
                "unchanged": catalog.report.unchanged,
                "lines": [asdict(line) for line in catalog.report.lines],
            }
            for catalog in result.catalogs
        ],
        "orphans": [project.relative(path) for path in result.orphans],
        "lost": [
            {
                "path": project.relative(lost.path),
                "aside": project.relative(lost.aside),
                **lost.counts,
            }
            for lost in result.lost
        ],
        "restored": {project.relative(path): count for path, count in result.restored.items()},
    }


def _print(project: Project, result: UpdateResult) -> None:
    for path, count in result.restored.items():
        say(f"{project.relative(path)}: {count} of its entries restored")
    for catalog in result.catalogs:
        if catalog.changed or catalog.created:
            say(f"{project.relative(catalog.path)}: {catalog.report}")
        if catalog.renamed_from is not None:
            say(f"  took over {project.relative(catalog.renamed_from)}")
    for path in result.orphans:
        note(f"{project.relative(path)}: its document is gone; kept as memory")
