"""`localize terms list|check|import|extract`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli.app import app, current_project, is_quiet
from localize.cli.console import colored, note, print_json, print_table, say
from localize.cli.options import DryRun, Json, Paths, To
from localize.errors import GateError

if TYPE_CHECKING:
    from localize.model import Locale
    from localize.terms import Term
    from localize.workflow.terms import TermFinding

terms = typer.Typer(
    help="The project's terms: one right translation each, or none.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(terms, name="terms")


@terms.command("list")
def list_terms(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TEXT]...", help="Only the terms that occur in this text."),
    ] = None,
    to: To = None,
    as_json: Json = False,
) -> None:
    """Show the terms, or those that occur in a text."""
    from localize.workflow.project import chosen_locales
    from localize.workflow.terms import project_terms

    project = current_project(context)
    locales = chosen_locales(project, to)
    known = project_terms(project)
    rows = known.terms
    if words:
        text = " ".join(words)
        lines = {one.line for tag in locales for one in known.matches(text, tag)}
        rows = tuple(one for one in rows if one.line in lines)
    if as_json:
        print_json([_term_record(term, locales) for term in rows])
        return
    print_table(
        ["source", *map(str, locales), "note"],
        (
            [term.source, *(" | ".join(term.targets_in(tag)) for tag in locales), term.note[:40]]
            for term in rows
        ),
    )


def _term_record(term: Term, locales: Sequence[Locale]) -> dict[str, object]:
    return {
        "source": term.source,
        "dnt": term.dnt,
        "case": term.case,
        "targets": {str(tag): list(term.targets_in(tag)) for tag in locales},
        "forbidden": {str(tag): list(term.forbidden_in(tag)) for tag in locales},
        "note": term.note,
        "line": term.line,
    }


@terms.command()
def check(
    context: typer.Context, paths: Paths = None, to: To = None, as_json: Json = False
) -> None:
    """Check the termbase, and the translations of its terms. Exit 4 on errors."""
    from localize.workflow.project import chosen_locales
    from localize.workflow.terms import check_terms

    project = current_project(context, paths, to=to)
    result = check_terms(project, locales=chosen_locales(project, to))
    if as_json:
        print_json(
            {
                "terms": result.terms,
                "entries": result.entries,
                "errors": result.errors,
                "findings": [_record(one) for one in result.findings],
            }
        )
    else:
        for finding in result.findings:
            label = colored("error", "red") if finding.error else colored("warning", "yellow")
            place = f" [{finding.locale}]" if finding.locale else ""
            say(f"{finding.path}:{finding.line}: {label}{place} {finding.term}: {finding.message}")
        if not is_quiet(context):
            warnings = len(result.findings) - result.errors
            note(
                f"{result.terms} terms, {result.entries} translated entries: "
                f"{result.errors} errors, {warnings} warnings"
            )
    if result.errors:
        raise GateError(f"{result.errors} errors in the terms or their translations")


def _record(finding: TermFinding) -> dict[str, object]:
    return {
        "path": finding.path,
        "line": finding.line,
        "locale": finding.locale or None,
        "term": finding.term,
        "severity": "error" if finding.error else "warning",
        "message": finding.message,
    }


@terms.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="TBX-Basic (.tbx, .xml) or .csv.")],
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Add another termbase's terms to the project's. Terms that are there stay as they are."""
    from localize.workflow.terms import import_terms

    project = current_project(context)
    result = import_terms(project, file, dry_run=dry_run)
    if as_json:
        print_json(
            {
                "path": project.relative(result.path),
                "added": list(result.added),
                "filled": list(result.filled),
                "conflicts": [
                    {"source": source, "column": column, "kept": kept, "offered": offered}
                    for source, column, kept, offered in result.conflicts
                ],
            }
        )
        return
    for source, column, kept, offered in result.conflicts:
        note(f"{source} [{column}]: kept {kept!r}, offered {offered!r}")
    verb = "would add" if dry_run else "added"
    say(
        f"{project.relative(result.path)}: {verb} {len(result.added)} terms, filled "
        f"{len(result.filled)}; {len(result.conflicts)} differ and stay as they are"
    )


@terms.command()
def extract(
    context: typer.Context,
    paths: Paths = None,
    least: Annotated[
        int,
        typer.Option(
            "--least", metavar="N", min=1, help="Only phrases that occur at least N times."
        ),
    ] = 2,
    most: Annotated[
        int, typer.Option("--most", metavar="N", min=1, help="At most N phrases, the best first.")
    ] = 50,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print rows to paste into locales/terms.csv.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Propose phrases that may be terms and are not yet."""
    from localize.workflow.terms import extract_terms

    project = current_project(context, paths)
    candidates = extract_terms(project, least=least, most=most)
    if as_json:
        print_json(
            [{"source": one.text, "count": one.count, "score": one.score} for one in candidates]
        )
    elif as_csv:
        import csv
        import sys

        csv.writer(sys.stdout, lineterminator="\n").writerows([one.text] for one in candidates)
    else:
        rows = ([one.text, str(one.count), f"{one.score:.1f}"] for one in candidates)
        print_table(["candidate", "count", "score"], rows)
