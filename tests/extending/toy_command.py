"""`localize locales`: the locales of the project, one a line."""

import typer

from localize.cli.app import app, current_project


@app.command()
def locales(context: typer.Context) -> None:
    """List the project's locales, one a line."""
    for locale in current_project(context).locales:
        print(locale)
