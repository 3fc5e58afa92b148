"""`localize review`."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli.app import current_project, is_quiet
from localize.cli.console import note, say
from localize.cli.options import To

if TYPE_CHECKING:
    from localize.workflow.review import ReviewResult


class InvitedRole(StrEnum):
    """What somebody is invited for."""

    TRANSLATE = "translate"
    REVIEW = "review"


def review(
    context: typer.Context,
    to: To = None,
    port: Annotated[
        int | None,
        typer.Option("--port", "-p", min=0, max=65535, help="Port; 0 takes any free one."),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address; open no browser.")
    ] = False,
    name: Annotated[
        str, typer.Option("--as", metavar="NAME", help="Your name; else as git knows you.")
    ] = "",
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Listen here; others must be invited.")
    ] = "127.0.0.1",
    url: Annotated[
        str, typer.Option("--url", metavar="URL", help="The address others use, behind a proxy.")
    ] = "",
    invite: Annotated[
        str, typer.Option("--invite", metavar="NAME", help="Make a token for somebody, and end.")
    ] = "",
    role: Annotated[
        InvitedRole, typer.Option("--role", help="What the invited may do.")
    ] = InvitedRole.REVIEW,
    commit: Annotated[
        bool, typer.Option("--commit", help="At the end, commit the changed catalogs.")
    ] = False,
) -> None:
    """Review drafts in the browser: every sentence beside its source."""
    from datetime import UTC, datetime

    from localize.review.access import Address
    from localize.review.decide import Role
    from localize.workflow import review as work
    from localize.workflow.project import chosen_locales

    project = current_project(context)
    if invite:
        token = work.invite(project, invite, Role(role.value))
        say(f"{Address(host, port or work.DEFAULT_PORT, url).public}?token={token}")
        note(f"{invite} may {role.value}; the token is shown once and not kept.")
        return

    def ready(address: str) -> None:
        say(address)
        if not is_quiet(context):
            note("Ctrl+C ends the review; every save is in the catalogs already.")
        if not no_browser:
            import webbrowser

            webbrowser.open(address)

    result = work.serve(
        project,
        chosen_locales(project, to),
        work.ReviewOptions(name, host, port, url, commit=commit),
        today=lambda: datetime.now(UTC).astimezone().date().isoformat(),
        ready=ready,
    )
    _report(result)


def _report(result: ReviewResult) -> None:
    for path in result.catalogs:
        note(f"changed {path}")
    if result.commit:
        note(f"committed: {result.commit}")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(review)
