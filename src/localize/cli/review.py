"""`localize review`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli.app import current_project, is_quiet
from localize.cli.console import note, say
from localize.cli.options import To

if TYPE_CHECKING:
    from localize.review.offline_page import Taken
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
    terminal: Annotated[
        bool, typer.Option("--terminal", help="Review here, with $EDITOR, not in the browser.")
    ] = False,
    by_risk: Annotated[
        bool, typer.Option("--risk", help="In the terminal: the riskiest units first.")
    ] = False,
    export: Annotated[
        Path | None,
        typer.Option("--export", metavar="DIR", help="Write a page a locale for others, and end."),
    ] = None,
    import_: Annotated[
        Path | None,
        typer.Option("--import", metavar="FILE", help="Read back what such a page wrote, and end."),
    ] = None,
) -> None:
    """Review drafts in the browser: every sentence beside its source."""
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

    if import_ is not None:
        _report_taken(work.import_edits(project, import_, today=_today))
        return
    locales = chosen_locales(project, to)
    if export is not None:
        for path in work.export_pages(project, locales, export, today=_today):
            say(str(path))
        return
    options = work.ReviewOptions(name, host, port, url, commit=commit)
    if terminal:
        _report(work.walk(project, locales, options, today=_today, ask=input, by_risk=by_risk))
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
        locales,
        options,
        today=_today,
        ready=ready,
    )
    _report(result)


def _today() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).astimezone().date().isoformat()


def _report_taken(taken: Taken) -> None:
    from localize.review.offline_page import edits_text

    note(f"{taken.saved} texts and {taken.comments} comments saved")
    if taken.unsaved:
        note(f"{len(taken.unsaved)} left alone, for these reasons:")
        say(edits_text(taken.unsaved))


def _report(result: ReviewResult) -> None:
    for path in result.catalogs:
        note(f"changed {path}")
    if result.commit:
        note(f"committed: {result.commit}")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(review)
