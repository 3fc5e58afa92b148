"""`localize check`: what is wrong with the translations."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli.app import app, current_project, is_quiet
from localize.cli.console import colored, counted, note, note_lost, print_json, say
from localize.cli.options import From, Json, Paths, To
from localize.errors import GateError

if TYPE_CHECKING:
    from localize.workflow.check import CheckResult


class ReportFormat(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"


class FailOn(StrEnum):
    """From which severity on the command fails."""

    ERROR = "error"
    WARNING = "warning"


OfSource = Annotated[
    bool, typer.Option("--source", help="Check the source texts instead of the translations.")
]
Output = Annotated[
    ReportFormat, typer.Option("--format", "-f", help="sarif, junit and github are for CI.")
]
FailFrom = Annotated[
    FailOn | None, typer.Option("--fail-on", help="The least severity that ends in exit code 4.")
]
Ignored = Annotated[bool, typer.Option("--ignored", help="Show what ignore comments silence, too.")]


@app.command()
def check(
    context: typer.Context,
    paths: Paths = None,
    to: To = None,
    of: From = None,
    source: OfSource = False,
    output: Output = ReportFormat.TEXT,
    json: Json = False,
    fail_on: FailFrom = None,
    ignored: Ignored = False,
) -> None:
    """Check translations: markup, numbers, language, terms.

    Of a document, its entries are checked. Errors block a publishing build.
    """
    from localize.model import Severity
    from localize.workflow.check import check as of_catalogs
    from localize.workflow.check import check_source
    from localize.workflow.paths import named_documents
    from localize.workflow.project import chosen_locales

    documents = named_documents(paths or ())
    only_documents = source and len(documents) == len(paths or ())  # catalog or not
    project = current_project(context, None if only_documents else paths, to=to, source=of)
    templates = {file.path.suffix == ".pot" for file in project.files or ()}
    run = check_source if source or templates == {True} else partial(of_catalogs, ignored=ignored)
    severity = Severity(fail_on.value) if fail_on else None
    locales = () if source else chosen_locales(project, to)
    result = run(project, locales=locales, only=documents, fail_on=severity)
    _report(result, ReportFormat.JSON if json else output, quiet=is_quiet(context))
    if not is_quiet(context):
        note_lost(project, result.lost)
    if result.failed:
        raise GateError(
            f"{_counts(result)} in {counted(result.entries, 'entry')}",
            hint='silence one with `# localize: ignore RULE "reason"` above its entry',
        )


def _report(result: CheckResult, output: ReportFormat, *, quiet: bool) -> None:
    from localize.check.output import github, junit, records, sarif

    match output:
        case ReportFormat.JSON:
            print_json(_summary(result) | {"findings": records(result.findings)})
        case ReportFormat.SARIF:
            print_json(sarif(result.findings))
        case ReportFormat.JUNIT:
            say(junit(result.findings))
        case ReportFormat.GITHUB:
            for line in github(result.findings):
                say(line)
        case ReportFormat.TEXT:
            _print(result, quiet=quiet)


def _summary(result: CheckResult) -> dict[str, object]:
    return {
        "entries": result.entries,
        "files": result.files,
        "errors": result.errors,
        "warnings": result.warnings,
    }


def _print(result: CheckResult, *, quiet: bool) -> None:
    """Findings grouped by entry: the place, both texts, the span marked."""
    for (path, _), group in groupby(result.findings, lambda one: (one.path, id(one.entry))):
        placed = list(group)
        entry = placed[0].entry
        say(colored(f"{path}:{entry.line}", "bold"))
        for finding in (one.finding for one in placed):
            color = "red" if finding.severity == "error" else "yellow"
            label = colored(f"{finding.severity} {finding.rule}", color)
            say(f"  {label}: {finding.message}")
        marked = _marked(entry.msgid, [one.finding.source_span for one in placed])
        say(f"  {colored('-', 'dim')} {marked}")
        for form, msgstr in enumerate(entry.msgstr):
            spans = [p.finding.span for p in placed if p.finding.form == form]
            if msgstr and (spans or len(entry.msgstr) == 1):
                say(f"  {colored('+', 'dim')} {_marked(msgstr, spans)}")
        say()
    if not quiet:
        note(
            f"{_counts(result)} in {counted(result.entries, 'entry')} "
            f"of {counted(result.files, 'file')}"
        )


def _counts(result: CheckResult) -> str:
    return f"{counted(result.errors, 'error')}, {counted(result.warnings, 'warning')}"


def _marked(text: str, spans: list[tuple[int, int] | None]) -> str:
    """One line of the text, the spans between ⟦ and ⟧, far stretches left out."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span is not None):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    parts: list[str] = []
    position = 0
    for start, end in merged:
        parts += [_short(text[position:start]), colored(f"⟦{text[start:end]}⟧", "bold")]
        position = end
    parts.append(_short(text[position:]))
    return "".join(parts).replace("\n", "⏎")


def _short(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:78]} … {text[-78:]}"
