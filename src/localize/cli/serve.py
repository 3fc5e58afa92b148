"""`localize serve`."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli.app import app, current_project
from localize.cli.console import note, print_error, say
from localize.errors import LocalizeError, UsageError

if TYPE_CHECKING:
    from localize.render.publish.result import BuildResult


@app.command()
def serve(
    context: typer.Context,
    port: Annotated[
        int, typer.Option("--port", "-p", help="The port; 0 takes a free one.", min=0, max=65535)
    ] = 8000,
) -> None:
    """Show the site on this machine; build and reload on changes."""
    from localize.render.settings import site as site_of
    from localize.workflow.serve import Preview, watched

    project = current_project(context)
    folder = project.build / "site"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        preview = Preview(folder, port, base=site_of(project, publish=False).base)
    except OSError as error:
        raise UsageError(
            f"port {port} cannot be had: {error.strerror}", hint="say --port 0 to take a free one"
        ) from error
    say(preview.address)
    thread = threading.Thread(target=preview.run, daemon=True)
    thread.start()

    def told(outcome: BuildResult | LocalizeError) -> None:
        tell(outcome)
        preview.turn()

    try:
        watched(project, told, stop=threading.Event())
    finally:
        preview.close()
        thread.join()


def tell(outcome: BuildResult | LocalizeError) -> None:
    """A build's outcome in a line; an error does not end the watching."""
    if isinstance(outcome, LocalizeError):
        print_error(outcome)
        return
    for text in outcome.warnings:
        note(f"warning: {text}")
    note(f"{outcome.changed} files changed, {outcome.removed} removed")
