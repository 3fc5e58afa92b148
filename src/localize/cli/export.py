"""`localize export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from localize.cli.app import current_project
from localize.cli.console import print_json, say
from localize.cli.options import Json, To


def export(
    context: typer.Context,
    form: Annotated[
        Literal["xliff", "xliff12", "csv"],
        typer.Option("--format", "-f", help="xliff is 2.0; xliff12 for older tools."),
    ] = "xliff",
    to: To = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Where to write; else build/exchange."),
    ] = None,
    states: Annotated[
        list[str] | None,
        typer.Option(
            "--state", "-s", metavar="STATE", help="Only entries in this state. May be repeated."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Write the catalogs as XLIFF or CSV, a file a locale, for translators with other tools.

    `localize import FILE` brings back what they did.
    """
    from localize.errors import UsageError
    from localize.model import State
    from localize.workflow.interchange import export as exported
    from localize.workflow.project import chosen_locales

    project = current_project(context)
    for word in states or ():
        if word not in set(State):
            raise UsageError(f"unknown state {word!r}", hint=", ".join(State))
    made = exported(
        project,
        locales=chosen_locales(project, to),
        form=form,
        folder=output or project.build / "exchange",
        states=frozenset(map(State, states)) if states else frozenset(State),
    )
    if as_json:
        print_json(
            [
                {
                    "path": str(one.path),
                    "locale": str(one.locale),
                    "texts": one.texts,
                    "characters": one.characters,
                }
                for one in made
            ]
        )
        return
    for one in made:
        say(f"{one.path}: {one.texts} texts, {one.characters} characters")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(export)
