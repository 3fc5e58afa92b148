"""`localize export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from localize.cli.app import current_project
from localize.cli.console import print_json, say
from localize.cli.options import Json, To

if TYPE_CHECKING:
    from localize.model import State

ExchangeFormat = Annotated[
    Literal["xliff", "xliff12", "csv", "mo"],
    typer.Option(
        "--format", "-f", help="xliff is 2.0; xliff12 for older tools; mo: compiled, for programs."
    ),
]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="DIR",
        help="Where to write; else build/exchange, for mo build/locale.",
    ),
]
States = Annotated[
    list[str] | None,
    typer.Option(
        "--state", "-s", metavar="STATE", help="Only entries in this state. May be repeated."
    ),
]


def export(
    context: typer.Context,
    form: ExchangeFormat = "xliff",
    to: To = None,
    output: Folder = None,
    states: States = None,
    as_json: Json = False,
) -> None:
    """Write the catalogs as XLIFF or CSV, a file a locale, for translators with other tools.

    `localize import FILE` brings back what they did. `--format mo` compiles what people accepted
    for programs that use gettext.
    """
    from localize.workflow.interchange import export as exported
    from localize.workflow.project import chosen_locales

    project = current_project(context)
    made = exported(
        project,
        locales=chosen_locales(project, to),
        form=form,
        folder=output or project.build / ("locale" if form == "mo" else "exchange"),
        states=_states(states),
    )
    if as_json:
        print_json(
            [
                {
                    "path": str(file.path),
                    "locale": str(file.locale),
                    "texts": file.texts,
                    "characters": file.characters,
                }
                for file in made
            ]
        )
        return
    for file in made:
        say(f"{file.path}: {file.texts} texts, {file.characters} characters")


def _states(names: list[str] | None) -> frozenset[State] | None:
    from localize.errors import UsageError
    from localize.model import State

    for name in names or ():
        if name not in set(State):
            raise UsageError(f"unknown state {name!r}", hint=", ".join(State))
    return frozenset(map(State, names)) if names else None


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(export)
