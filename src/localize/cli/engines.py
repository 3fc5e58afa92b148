"""`localize engines`, and which hosts they may send texts to."""

from typing import Annotated

import typer

from localize.cli.app import app, current_project
from localize.cli.console import note, print_json, print_table, say
from localize.cli.options import Json
from localize.errors import ConfigError

Host = Annotated[str, typer.Argument(metavar="HOST", help="Such as translate.example.org.")]
group = typer.Typer(invoke_without_command=True, rich_markup_mode=None)
app.add_typer(group, name="engines")


@group.callback()
def engines(context: typer.Context, as_json: Json = False) -> None:
    """List the engines that can draft, and what each one needs."""
    if context.invoked_subcommand is not None:
        return
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
                    "name": engine.name,
                    "module": engine.module,
                    "markup": engine.markup or None,
                    "needs": engine.needs or None,
                    "problem": engine.problem or None,
                    "chosen": engine.chosen,
                }
                for engine in known
            ]
        )
        return
    print_table(
        ["engine", "markup", "state", "needs"],
        (
            [
                f"{engine.name}{' *' if engine.chosen else ''}",
                engine.markup or "-",
                engine.problem or "ready",
                engine.needs or "-",
            ]
            for engine in known
        ),
    )


@group.command()
def allow(host: Host) -> None:
    """Let projects name a host: texts go there, and a key where one is set."""
    from localize.user import allow_host

    note(f"{host} is {'allowed from now on' if allow_host(host) else 'allowed already'}")


@group.command()
def forbid(host: Host) -> None:
    """Take back what `allow` allowed."""
    from localize.user import forbid_host

    note(f"{host} is {'not allowed any more' if forbid_host(host) else 'not allowed anyway'}")


@group.command()
def allowed() -> None:
    """List the hosts that you allowed."""
    from localize.user import allowed_hosts

    for host in sorted(allowed_hosts()):
        say(host)
