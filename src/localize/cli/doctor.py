"""`localize doctor`."""

from dataclasses import asdict

import typer

from localize.cli.app import app, current_project
from localize.cli.console import colored, counted, note, print_json, say
from localize.cli.options import Json
from localize.errors import ConfigError, LocalizeError

_SIGNS = {True: ("ok", "green"), False: ("wrong", "red"), None: ("-", "dim")}


@app.command()
def doctor(context: typer.Context, as_json: Json = False) -> None:
    """Show what is here, missing or broken, and what to do."""
    from localize.workflow.doctor import diagnoses

    try:
        project = current_project(context)
    except ConfigError as error:
        note(f"{error}: looking at the installation only")
        project = None
    looked_at = diagnoses(project)
    if as_json:
        print_json([asdict(one) for one in looked_at])
    else:
        for diagnosis in looked_at:
            word, color = _SIGNS[diagnosis.healthy]
            say(f"{colored(f'{word:5}', color)}  {diagnosis.subject}: {diagnosis.detail}")
            if diagnosis.remedy:
                say(f"       {diagnosis.remedy}")
    broken = [one for one in looked_at if one.healthy is False]
    if broken:
        raise LocalizeError(counted(len(broken), "problem"))
