"""`localize merge-driver`."""

from pathlib import Path
from typing import Annotated

import typer

from localize.cli.app import app
from localize.cli.console import note, say
from localize.errors import ExitCode, UsageError


@app.command("merge-driver")
def merge_driver(
    base: Annotated[
        Path | None, typer.Argument(metavar="[%O]", help="The common ancestor.", show_default=False)
    ] = None,
    ours: Annotated[
        Path | None,
        typer.Argument(metavar="[%A]", help="Our version; gets the result.", show_default=False),
    ] = None,
    theirs: Annotated[
        Path | None, typer.Argument(metavar="[%B]", help="Their version.", show_default=False)
    ] = None,
    install: Annotated[
        bool,
        typer.Option("--install", help="Set it up in this repository: .gitattributes, config."),
    ] = False,
) -> None:
    """Merge catalogs entry by entry, for git. Exit 1: two people wrote different texts."""
    from localize.workflow.merge_driver import install as set_up
    from localize.workflow.merge_driver import merge

    if install:
        changed = set_up(Path.cwd())
        say("git merges *.po by entry now" if changed else "it was set up already")
        return
    if base is None or ours is None or theirs is None:
        raise UsageError(
            "three files are needed", hint="localize merge-driver --install sets it up"
        )
    result = merge(base, ours, theirs)
    if result.by_line is not None:
        note(f"merged line by line: {result.by_line}")
    for msgid in result.conflicts:
        note(f"two translations of {msgid[:60]!r}: both stand in the entry, marked fuzzy")
    if not result.clean:
        raise typer.Exit(ExitCode.FAILURE)
