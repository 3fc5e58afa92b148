"""`localize tm`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from localize.cli.app import current_project
from localize.cli.console import print_json, print_table, say
from localize.cli.options import Json, To

tm = typer.Typer(
    no_args_is_help=True,
    help="The translation memory: every sentence that was ever translated.",
    rich_markup_mode=None,
)


@tm.command("import")
def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="TMX files.")],
) -> None:
    """Take TMX files into the memory."""
    from localize.workflow.tm import tm_import

    for one in tm_import(current_project(context), files):
        say(f"{one.path}: {one.units} new units")


@tm.command("export")
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The TMX file to write.")],
    to: To = None,
) -> None:
    """Write the memory as TMX 1.4b."""
    from localize.workflow.project import chosen_locales
    from localize.workflow.tm import tm_export

    project = current_project(context)
    count = tm_export(project, file, locales=chosen_locales(project, to))
    say(f"{file}: {count} units")


@tm.command("search")
def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A text in the source locale.")],
    to: To = None,
    cutoff: Annotated[
        float, typer.Option("--cutoff", help="Least similarity, 0 to 1.", min=0.0, max=1.0)
    ] = 0.7,
    limit: Annotated[int, typer.Option("--limit", "-n", help="Most matches a locale.", min=1)] = 5,
    as_json: Json = False,
) -> None:
    """Show the translations of the same or similar texts."""
    from localize.workflow.project import chosen_locales
    from localize.workflow.tm import tm_search

    project = current_project(context)
    locales = chosen_locales(project, to)
    found = tm_search(project, text, locales=locales, cutoff=cutoff, limit=limit)
    rows = [
        {
            "locale": str(one),
            "score": round(match.score, 3),
            "state": str(match.state),
            "source": match.source,
            "target": match.target,
            "origin": match.origin,
        }
        for one, matches in found.items()
        for match in matches
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        say(f"{row['locale']}  {row['score']:.0%}  [{row['state']}]  {row['origin']}")
        say(f"  {row['source']}")
        say(f"  {row['target']}")
    if not rows:
        say("nothing similar")


@tm.command("stats")
def stats(context: typer.Context, to: To = None, as_json: Json = False) -> None:
    """Show how much the memory holds."""
    from dataclasses import asdict

    from localize.workflow.project import chosen_locales
    from localize.workflow.tm import tm_stats

    project = current_project(context)
    found = tm_stats(project, locales=chosen_locales(project, to))
    if as_json:
        print_json([asdict(one) for one in found])
        return
    header = ("from", "to", "units", "accepted")
    rows = [
        (one.source_locale, one.target_locale, str(one.units), str(one.accepted)) for one in found
    ]
    print_table(header, rows)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.add_typer(tm, name="tm")
