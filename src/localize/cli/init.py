"""`localize init`."""

from pathlib import Path
from typing import Annotated

import typer

from localize.cli.app import app
from localize.cli.console import note, say


@app.command()
def init(
    directory: Annotated[
        Path,
        typer.Argument(
            metavar="[DIRECTORY]", help="The folder of the project; made if it is missing."
        ),
    ] = Path(),
    source: Annotated[
        str, typer.Option("--from", metavar="LOCALE", help="The locale you write in.")
    ] = "en",
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to",
            "-t",
            metavar="LOCALE",
            help="A locale to translate into, besides those of catalogs that are there; "
            "ja and hi if there is none. May be repeated.",
        ),
    ] = None,
    engine: Annotated[
        str, typer.Option("--engine", "-e", metavar="NAME", help="The engine to draft with.")
    ] = "argos",
) -> None:
    """Start a project: settings, a first article, .gitignore.

    In a gettext project (Django, Sphinx, mdBook, GNU, …) the settings say where its catalogs are.
    """
    from localize.model import locale
    from localize.workflow.init import init as start

    chosen = [locale(tag) for tag in to or ()]
    result = start(directory, source=locale(source), locales=chosen, engine=engine)
    for path in result.made:
        say(str(path))
    if result.recognised is None:
        note("next: write into content/, then `localize run`")
    else:
        kind = result.recognised.kind
        note(f"a project of {kind.name}: `{kind.makes}` makes its templates, as before")
        note("next: `localize status`, then `localize run`")
