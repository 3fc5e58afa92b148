"""`localize update`."""

from __future__ import annotations

from typing import Annotated

import typer

from localize.cli.app import current_project, is_quiet
from localize.cli.console import note, note_lost, print_json, say
from localize.cli.options import DryRun, Frozen, Json, To


def update(
    context: typer.Context,
    to: To = None,
    dry_run: DryRun = False,
    frozen: Frozen = False,
    as_json: Json = False,
    restore: Annotated[
        bool, typer.Option("--restore", help="First put back what another program lost.")
    ] = False,
) -> None:
    """Bring the catalogs up to the documents. Nothing a person wrote is changed or dropped."""
    from dataclasses import asdict
    from datetime import UTC, datetime

    from localize.errors import OutOfDateError, UsageError
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
        catalogs = [
            {
                "path": project.relative(one.path),
                "locale": str(one.locale),
                "changed": one.changed,
                "created": one.created,
                "report": one.report.counts,
                "unchanged": one.report.unchanged,
                "lines": [asdict(line) for line in one.report.lines],
            }
            for one in result.catalogs
        ]
        orphans = [project.relative(path) for path in result.orphans]
        lost = [
            {"path": project.relative(one.path), "aside": project.relative(one.aside), **one.counts}
            for one in result.lost
        ]
        restored = {project.relative(path): count for path, count in result.restored.items()}
        print_json({"catalogs": catalogs, "orphans": orphans, "lost": lost, "restored": restored})
    else:
        for path, count in result.restored.items():
            say(f"{project.relative(path)}: {count} of its entries restored")
        for one in result.catalogs:
            if one.changed or one.created:
                say(f"{project.relative(one.path)}: {one.report}")
            if one.renamed_from is not None:
                say(f"  took over {project.relative(one.renamed_from)}")
        for path in result.orphans:
            note(f"{project.relative(path)}: its document is gone; kept as memory")
    if not is_quiet(context):
        note_lost(project, result.lost)
    if frozen and result.changed:
        raise OutOfDateError("the catalogs are out of date", hint="run `localize update`")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(update)
