"""`localize engines`."""

import typer

from localize.cli.app import app, current_project
from localize.cli.console import print_json, print_table
from localize.cli.options import Json
from localize.errors import ConfigError


@app.command()
def engines(context: typer.Context, as_json: Json = False) -> None:
    """List the engines that can draft, and what each one needs."""
    from localize.workflow.engines import installed_engines

    try:
        project = current_project(context)
    except ConfigError:
        # Outside of a project the list is as useful; a broken project is told by other commands.
        project = None
    known = installed_engines(project)
    if as_json:
        print_json(
            [
                {
                    "name": one.name,
                    "module": one.module,
                    "markup": one.markup or None,
                    "needs": one.needs or None,
                    "problem": one.problem or None,
                    "chosen": one.chosen,
                }
                for one in known
            ]
        )
        return
    print_table(
        ["engine", "markup", "state", "needs"],
        (
            [
                f"{one.name}{' *' if one.chosen else ''}",
                one.markup or "-",
                one.problem or "ready",
                one.needs or "-",
            ]
            for one in known
        ),
    )
