"""`localize export`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from localize.cli.app import app, current_project
from localize.cli.console import note, print_json, say
from localize.cli.options import From, Json, Paths, To
from localize.errors import UsageError

if TYPE_CHECKING:
    from localize.config import Project
    from localize.model import State
    from localize.workflow.interchange import ExportedFile

ExchangeFormat = Annotated[
    Literal["xliff", "xliff12", "csv", "jsonl", "mo"],
    typer.Option(
        "--format",
        "-f",
        help="xliff is 2.0; xliff12 for older tools; jsonl for models; mo: compiled, for programs.",
    ),
]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="DIR",
        help="Where to write; by default build/exchange, for mo build/locale; "
        "without a project this folder.",
    ),
]
States = Annotated[
    list[str] | None,
    typer.Option(
        "--state", "-s", metavar="STATE", help="Only entries in this state. May be repeated."
    ),
]


@app.command()
def export(
    context: typer.Context,
    paths: Paths = None,
    form: ExchangeFormat = "xliff",
    to: To = None,
    of: From = None,
    output: Folder = None,
    states: States = None,
    as_json: Json = False,
) -> None:
    """Write the catalogs in other formats, one file per locale.

    `localize import FILE` brings back what translators did in them. `--format jsonl` tells a model
    all that there is to know of each text, for `localize import --as-draft`. `--format mo` compiles
    what people accepted for programs that use gettext.
    """
    from localize.workflow.interchange import export as exported
    from localize.workflow.project import chosen_locales

    project = current_project(context, paths, to=to, source=of)
    made = exported(
        project,
        locales=chosen_locales(project, to),
        form=form,
        folder=output or _folder(project, form),
        states=_states(states),
    )
    _warn(made)
    if as_json:
        rows = [asdict(file) for file in made]
        print_json(
            [{**row, "path": str(row["path"]), "locale": row["locale"]["tag"]} for row in rows]
        )
        return
    for file in made:
        say(f"{file.path}: {file.texts} texts, {file.characters} characters")


def _warn(made: Iterable[ExportedFile]) -> None:
    from localize.interchange.table import CELL

    for file in made:
        if file.too_long:
            note(
                f"{file.path}: {file.too_long} texts have {CELL:,} characters or more, at which "
                "spreadsheets cut a text short; use --format xliff"
            )


def _folder(project: Project, form: str) -> Path:
    """Where to write unless said; without a project, compiled catalogs stand beside theirs."""
    if project.unconfigured:
        return project.catalogs if form == "mo" else Path()
    return project.build / ("locale" if form == "mo" else "exchange")


def _states(names: list[str] | None) -> frozenset[State] | None:
    from localize.model import State

    for name in names or ():
        if name not in set(State):
            raise UsageError(f"unknown state {name!r}", hint=", ".join(State))
    return frozenset(map(State, names)) if names else None
