"""`localize locales`: the locales of the project, one a line."""

import typer

from localize.cli.app import current_project


def register(app):
    @app.command("locales")
    def locales(context: typer.Context) -> None:
        """List the project's locales, one a line."""
        for locale in current_project(context).locales:
            print(locale)
