"""`localize doctor`."""

from __future__ import annotations

from dataclasses import asdict

import typer

from localize.cli.app import current_project
from localize.cli.console import colored, note, print_json, say
from localize.cli.options import Json
from localize.errors import ConfigError, LocalizeError

_SIGNS = {True: ("ok", "green"), False: ("wrong", "red"), None: ("-", "dim")}


def doctor(context: typer.Context, as_json: Json = False) -> None:
    """Look at the installation and the project: what is here, what is missing, what is broken."""
    from localize.workflow.doctor import diagnoses

    try:
        project = current_project(context)
    except ConfigError as error:
        note(f"{error}: looking at the installation only")
        project = None
    found = diagnoses(project)
    if as_json:
        print_json([asdict(one) for one in found])
    else:
        for one in found:
            word, color = _SIGNS[one.healthy]
            say(f"{colored(f'{word:5}', color)}  {one.subject}: {one.detail}")
            if one.remedy:
                say(f"       {one.remedy}")
    broken = [one for one in found if one.healthy is False]
    if broken:
        raise LocalizeError(f"{len(broken)} things are wrong")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)
