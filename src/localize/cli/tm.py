"""`localize tm`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from localize.cli.app import app, current_project
from localize.cli.console import print_json, print_table, say
from localize.cli.options import Json, To
from localize.errors import UsageError

if TYPE_CHECKING:
    from localize.model import Match
    from localize.workflow.tm import EntryMatches

_WIDEST = 50  # characters of a text in a table

tm = typer.Typer(
    no_args_is_help=True,
    help="The translation memory: all that was ever translated.",
    rich_markup_mode=None,
)
app.add_typer(tm, name="tm")


@tm.command("import")
def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="TMX files.")],
) -> None:
    """Take TMX files into the memory."""
    from localize.workflow.tm import tm_import

    for imported in tm_import(current_project(context), files):
        say(f"{imported.path}: {imported.units} new units")


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


OpenEntries = Annotated[
    Path | None,
    typer.Option(
        "--catalog", "-c", metavar="FILE", help="Search for every open entry of this catalog."
    ),
]
Cutoff = Annotated[
    float, typer.Option("--cutoff", help="The least similarity, 0 to 1.", min=0.0, max=1.0)
]
Limit = Annotated[
    int | None,
    typer.Option(
        "--limit",
        "-n",
        help="At most so many matches; by default 5 per locale, with --catalog 1 per entry.",
        min=1,
        show_default=False,
    ),
]


@tm.command("search")
def search(
    context: typer.Context,
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="A text in the source locale.")
    ] = None,
    catalog: OpenEntries = None,
    to: To = None,
    cutoff: Cutoff = 0.7,
    limit: Limit = None,
    as_json: Json = False,
) -> None:
    """Show the translations of the same or similar texts."""
    from localize.workflow.project import chosen_locales
    from localize.workflow.tm import tm_search, tm_search_catalog

    project = current_project(context)
    locales = chosen_locales(project, to)
    if catalog is not None and text is None:
        entries = tm_search_catalog(
            project, catalog, locales=locales, cutoff=cutoff, limit=limit or 1
        )
        _show_entries(entries, as_json=as_json)
        return
    if text is None or catalog is not None:
        raise UsageError("a text or --catalog", hint='localize tm search "Open a file"')
    matches = tm_search(project, text, locales=locales, cutoff=cutoff, limit=limit or 5)
    rows = [
        {"locale": str(locale), **_row(match)} for locale, some in matches.items() for match in some
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


def _row(match: Match) -> dict[str, Any]:
    return {
        "score": round(match.score, 3),
        "state": str(match.state),
        "source": match.source,
        "target": match.target,
        "origin": match.origin,
    }


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDEST else f"{line[: _WIDEST - 1]}…"


def _show_entries(entries: Sequence[EntryMatches], *, as_json: bool) -> None:
    if as_json:
        records = [
            {
                "line": one.entry.line,
                "msgctxt": one.entry.msgctxt,
                "msgid": one.entry.msgid,
                "state": str(one.state),
                "matches": [{**_row(match), "context": match.context} for match in one.matches],
            }
            for one in entries
        ]
        print_json(records)
        return
    rows = [
        (
            str(one.entry.line),
            f"{match.score:.0%}",
            str(match.state),
            _shortened(one.entry.msgid),
            _shortened(match.target),
        )
        for one in entries
        for match in one.matches
    ]
    if rows:
        print_table(("line", "score", "state", "msgid", "translation"), rows)
    with_match = [one for one in entries if one.matches]
    same = sum(one.matches[0].source == one.entry.msgid for one in with_match)
    say(
        f"open entries: {len(entries)}, with a match: {len(with_match)} "
        f"({same} exact, {len(with_match) - same} similar)"
    )


@tm.command("stats")
def stats(context: typer.Context, to: To = None, as_json: Json = False) -> None:
    """Show how much the memory holds."""
    from dataclasses import asdict

    from localize.workflow.project import chosen_locales
    from localize.workflow.tm import tm_stats

    project = current_project(context)
    counts = tm_stats(project, locales=chosen_locales(project, to))
    if as_json:
        print_json([asdict(one) for one in counts])
        return
    header = ("from", "to", "units", "accepted")
    rows = [
        (one.source_locale, one.target_locale, str(one.units), str(one.accepted)) for one in counts
    ]
    print_table(header, rows)
