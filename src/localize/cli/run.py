"""`localize run`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import typer

from localize.cli.app import app, current_project, is_quiet
from localize.cli.console import counted, note, note_lost, print_error, print_json, print_table, say
from localize.cli.options import EngineName, Jobs, Json, NoProgress, Quality, To, Yes
from localize.cli.progress import Bar
from localize.cli.status import print_status, status_json
from localize.errors import PairMissingError

if TYPE_CHECKING:
    from localize.config import Project
    from localize.workflow.run import RunResult

# So many editions are listed; the index page has them all.
_SHOWN = 20


@app.command()
def run(
    context: typer.Context,
    to: To = None,
    engine: EngineName = None,
    quality: Quality = "balanced",
    jobs: Jobs = 0,
    yes: Yes = False,
    no_progress: NoProgress = False,
    as_json: Json = False,
) -> None:
    """Extract, update, translate, check and build what changed."""
    from datetime import UTC, datetime

    from localize.workflow.project import chosen_locales
    from localize.workflow.run import Drafting
    from localize.workflow.run import run as run_all
    from localize.workflow.update import clock_reading

    project = current_project(context)
    locales = chosen_locales(project, to)
    quiet = is_quiet(context)
    with Bar(shown=sys.stderr.isatty() and not (no_progress or as_json or quiet)) as bar:
        drafting = Drafting(
            engine=engine,
            quality=quality,
            jobs=jobs,
            progress=lambda locale, done, total: bar.show(str(locale), done, total),
            install=lambda error: _installed(context, error, yes=yes),
        )
        now = clock_reading(lambda: datetime.now(UTC))
        result = run_all(project, locales=locales, drafting=drafting, now=now)
    if as_json:
        print_json(_json(project, result))
    elif not quiet:
        _print(project, result)
    if not quiet:
        note_lost(project, result.status.lost)
    _refuse_missing(result)


def _refuse_missing(result: RunResult) -> None:
    from localize.errors import PairMissingError

    *others, last = {str(error): error for error in result.missing}.values() or (None,)
    for error in others:
        note(f"error: {error}")
        if isinstance(error, PairMissingError):
            note(f"  install it:       localize models install {error.source} {error.target}")
    if last is not None:
        raise last


def _installed(context: typer.Context, error: PairMissingError, *, yes: bool) -> bool:
    """Whether the package is there now. One that cannot be had keeps no edition unbuilt."""
    from localize.cli.models import installer  # only now: a run that lacks nothing stays fast
    from localize.errors import LocalizeError

    try:
        return installer(context, yes=yes)(error)
    except LocalizeError as failure:
        print_error(failure)
        return False


def _print(project: Project, result: RunResult) -> None:
    for catalog in result.updated.catalogs:
        if catalog.changed or catalog.created:
            say(f"{project.relative(catalog.path)}: {catalog.report}")
    drafted = [one for one in result.drafted if one.drafted]
    if drafted:
        say()
        rows = [
            [
                str(one.locale),
                str(one.drafted),
                str(one.characters),
                f"{one.seconds:.1f}",
                ", ".join(one.engines),
            ]
            for one in drafted
        ]
        print_table(["drafted", "units", "characters", "seconds", "engine"], rows)
    say()
    print_status(result.status)
    say()
    if result.checked.findings:
        errors, warnings = result.checked.errors, result.checked.warnings
        counts = f"{counted(errors, 'error')}, {counted(warnings, 'warning')}"
        say(f"findings: {counts} (`localize check` shows them)")
    if result.built is None:
        say(f"compiled: {counted(len(result.compiled), 'catalog')}")
        return
    say("editions:")
    for path in islice(_pages(project, result), _SHOWN):
        say(f"  {path}")
    say(f"  {project.relative(result.built.site / 'index.html')}")


def _pages(project: Project, result: RunResult) -> Iterator[str]:
    if result.built is None:
        return iter(())
    return (project.relative(one.page) for one in result.built.editions if one.published)


def _json(project: Project, result: RunResult) -> dict[str, object]:
    return {
        "updated": [
            {"path": project.relative(one.path), "changed": one.changed, **one.report.counts}
            for one in result.updated.catalogs
        ],
        "drafted": [
            {
                "locale": str(one.locale),
                "engines": list(one.engines),
                "units": one.drafted,
                "characters": one.characters,
                "seconds": round(one.seconds, 3),
            }
            for one in result.drafted
        ],
        "errors": result.checked.errors,
        "warnings": result.checked.warnings,
        "compiled": [project.relative(file.path) for file in result.compiled],
        "pages": list(_pages(project, result)),
        "status": status_json(project, result.status),
        "missing": [str(error) for error in result.missing],
    }
