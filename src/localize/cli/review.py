"""`localize review`: in the browser, and its other ways as commands below it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli.app import app, current_project, is_quiet
from localize.cli.console import note, say
from localize.cli.options import Paths, To
from localize.errors import ExitCode

if TYPE_CHECKING:
    from localize.workflow.review import ReviewResult

_PATH = "--path"
_OLD_SPELLINGS = ("invite", "terminal", "export", "import")


class InvitedRole(StrEnum):
    """What somebody is invited for."""

    SUGGEST = "suggest"
    TRANSLATE = "translate"
    REVIEW = "review"


class _ReviewGroup(typer.core.TyperGroup):
    """`localize review --export DIR` is the older spelling of `localize review export DIR`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override] # typer's Context is click's
        for name in _OLD_SPELLINGS:
            for at, word in enumerate(args):
                option, equals, value = word.partition("=")
                if option == f"--{name}":
                    args = [name, *args[:at], *([value] if equals else []), *args[at + 1 :]]
                    return super().parse_args(ctx, args)
        return super().parse_args(ctx, list(self._with_paths(ctx, args)))

    def _with_paths(self, ctx: typer.Context, args: list[str]) -> Iterator[str]:
        """The words, paths among them as the option that they stand for."""
        valued = {name for option in self.get_params(ctx) for name in option.opts if _takes(option)}
        left = iter(args)
        for word in left:
            if word in valued:
                yield from (word, *itertools.islice(left, 1))
            elif word.startswith("-"):
                yield word
            elif word in self.commands:
                yield from (word, *left)
            else:
                yield from (_PATH, word)


def _takes(option: object) -> bool:
    """Whether an option is followed by a value."""
    return not getattr(option, "is_flag", False)


Name = Annotated[
    str, typer.Option("--as", metavar="NAME", help="Your name; by default as git knows you.")
]
Commit = Annotated[bool, typer.Option("--commit", help="At the end, commit the changed catalogs.")]
Host = Annotated[
    str, typer.Option("--host", metavar="ADDRESS", help="Listen here; others must be invited.")
]
Port = Annotated[
    int | None, typer.Option("--port", "-p", min=0, max=65535, help="Port; 0 takes any free one.")
]
Url = Annotated[
    str, typer.Option("--url", metavar="URL", help="The address others use, behind a proxy.")
]

group = typer.Typer(cls=_ReviewGroup, invoke_without_command=True, rich_markup_mode=None)
app.add_typer(group, name="review")


@group.callback()
def review(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Option(
            _PATH, metavar="PATH", help="Only these .po files or folders; --path may be left out."
        ),
    ] = None,
    to: To = None,
    port: Port = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address; open no browser.")
    ] = False,
    name: Name = "",
    host: Host = "127.0.0.1",
    url: Url = "",
    commit: Commit = False,
) -> None:
    """Review drafts in the browser, each beside its source."""
    if context.invoked_subcommand is not None:
        return
    from localize.workflow import review as work
    from localize.workflow.project import chosen_locales

    def ready(address: str) -> None:
        say(address)
        if not is_quiet(context):
            note("Ctrl+C ends the review; every save is in the catalogs already.")
        if not no_browser:
            import webbrowser

            webbrowser.open(address)

    project = current_project(context, paths, to=to)
    options = work.ReviewOptions(name, host, port, url, commit=commit)
    locales = chosen_locales(project, to)
    _report(work.serve(project, locales, options, today=_today, ready=ready))


@group.command()
def invite(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="The name of the person invited, as the stamps will have it."
        ),
    ],
    role: Annotated[
        InvitedRole, typer.Option("--role", help="What the invited may do.")
    ] = InvitedRole.REVIEW,
    port: Port = None,
    host: Host = "127.0.0.1",
    url: Url = "",
) -> None:
    """Make a token for somebody, and print the address with it."""
    from localize.review.access import Address
    from localize.review.decide import Role
    from localize.workflow import review as work

    token = work.invite(current_project(context), name, Role(role.value))
    say(f"{Address(host, port or work.DEFAULT_PORT, url).public}?token={token}")
    note(f"{name} may {role.value}; the token is shown once and not kept.")


@group.command()
def terminal(
    context: typer.Context,
    paths: Paths = None,
    to: To = None,
    name: Name = "",
    risk: Annotated[bool, typer.Option("--risk", help="The riskiest units first.")] = False,
    commit: Commit = False,
) -> None:
    """Review here, with $EDITOR, not in the browser."""
    from localize.workflow import review as work
    from localize.workflow.project import chosen_locales

    project = current_project(context, paths, to=to)
    options = work.ReviewOptions(name, commit=commit)
    locales = chosen_locales(project, to)
    _report(work.walk(project, locales, options, today=_today, ask=input, by_risk=risk))


@group.command("export")
def export_pages(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write the pages.")],
    paths: Paths = None,
    to: To = None,
) -> None:
    """Write a page a locale for people without the tool."""
    from localize.workflow import review as work
    from localize.workflow.project import chosen_locales

    project = current_project(context, paths, to=to)
    for path in work.export_pages(project, chosen_locales(project, to), folder, today=_today):
        say(str(path))


@group.command("import")
def import_edits(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The file that an exported page wrote.")
    ],
) -> None:
    """Save what somebody wrote into an exported page.

    Exit 6 where something was left alone, because the entry has changed since.
    """
    from localize.review.offline_page import edits_text
    from localize.workflow import review as work

    taken = work.import_edits(current_project(context), file, today=_today)
    note(f"{taken.saved} texts saved, {taken.accepted} approved, {taken.comments} comments")
    if taken.unsaved:
        note(f"{len(taken.unsaved)} left alone, for these reasons:")
        say(edits_text(taken.unsaved))
        raise typer.Exit(ExitCode.LEFT_OUT)


def _today() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).astimezone().date().isoformat()


def _report(result: ReviewResult) -> None:
    for path in result.catalogs:
        note(f"changed {path}")
    if result.commit:
        note(f"committed: {result.commit}")
