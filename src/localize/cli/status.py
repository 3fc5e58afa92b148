"""`localize status`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from localize.cli.app import app, current_project, is_quiet
from localize.cli.console import counted, note, note_lost, percent, print_json, print_table
from localize.cli.options import Json, Paths, To

if TYPE_CHECKING:
    from localize.config import Project
    from localize.workflow.status import CatalogProgress, StatusResult

# Beyond so many catalogs the table shows locales only; --json has them all.
_LISTED = 60


@app.command()
def status(
    context: typer.Context, paths: Paths = None, to: To = None, as_json: Json = False
) -> None:
    """Show how far every locale and document has come."""
    from localize.workflow.project import chosen_locales
    from localize.workflow.status import status as of_project

    project = current_project(context, paths, to=to)
    result = of_project(project, locales=chosen_locales(project, to))
    if as_json:
        print_json(status_json(project, result))
    else:
        print_status(result)
    if not is_quiet(context):
        absent = sum(not catalog.exists for catalog in result.catalogs)
        if absent:
            note(f"not extracted yet: {counted(absent, 'catalog')}; run `localize update`")
        note_lost(project, result.lost)


def status_json(project: Project, result: StatusResult) -> list[dict[str, object]]:
    """The same as a list, a catalog each."""
    return [
        {
            "locale": str(one.locale),
            "domain": one.domain,
            "path": project.relative(one.path),
            "exists": one.exists,
            "engines": list(one.engines),
            "total": one.progress.total,
            **{str(state): count for state, count in one.progress.counts.items()},
        }
        for one in result.catalogs
    ]


def print_status(result: StatusResult) -> None:
    """The table that `status` and `run` end with."""
    from localize.model import State

    header = ["locale", "document", "units", *(str(one) for one in reversed(State)), "accepted"]
    rows = []
    for locale in result.locales:
        catalogs = [one for one in result.catalogs if one.locale == locale]
        if len(result.catalogs) <= _LISTED:
            rows += [[str(locale), one.domain, *_cells(one.progress)] for one in catalogs]
        if len(catalogs) > 1:
            rows.append([str(locale), "all", *_cells(result.of_locale(locale))])
    print_table(header, rows)


def _cells(progress: CatalogProgress) -> list[str]:
    from localize.model import State

    counts = [str(progress.counts[one]) for one in reversed(State)]
    return [str(progress.total), *counts, f"{percent(progress.accepted)}%"]
