"""`localize diff`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli.app import app, current_project
from localize.cli.console import colored, print_json, say
from localize.cli.options import Json, Paths, To

if TYPE_CHECKING:
    from localize.workflow.diff import ChangedUnit, DiffResult

_COLORS = {"-": "red", "+": "green"}


@app.command()
def diff(
    context: typer.Context,
    revision: Annotated[
        str, typer.Argument(metavar="[REV]", help="A commit, branch or tag to compare with.")
    ] = "HEAD",
    paths: Paths = None,
    to: To = None,
    as_json: Json = False,
) -> None:
    """Show what changed in the catalogs since a revision. By unit, state, words and findings."""
    from localize.workflow.diff import diff as of_project
    from localize.workflow.project import chosen_locales

    named = list(paths or ())
    if Path(revision).exists():  # as git has it: `localize diff po/fr.po`
        named, revision = [Path(revision), *named], "HEAD"
    project = current_project(context, named, to=to)
    result = of_project(project, revision, locales=chosen_locales(project, to))
    if as_json:
        print_json(_json(result))
        return
    path = ""
    for unit in result.units:
        if unit.path != path:
            path = unit.path
            say(colored(path, "bold"))
        _print(unit)
    say(f"{len(result.units)} units changed since {revision}")


def _print(unit: ChangedUnit) -> None:
    from localize.catalogs.difference import word_diff

    change = unit.difference
    before, now = change.states
    states = str(now or before) if before is now else f"{before or 'new'} → {now or 'gone'}"
    say(f"  {change.kind}: {change.entry.msgid[:72]!r}  [{states}]")
    if change.text_changed:
        old = change.old.msgstr if change.old else ()
        new = change.new.msgstr if change.new else ()
        for number in range(max(len(old), len(new))):
            pair = (old[number : number + 1] or ("",)), (new[number : number + 1] or ("",))
            marks = word_diff(pair[0][0], pair[1][0])
            say("    " + "".join(_marked(mark, text) for mark, text in marks))
    for finding in unit.findings:
        say(f"    {finding.severity}: {finding.message} [{finding.rule}]")


def _marked(mark: str, text: str) -> str:
    if mark == " ":
        return text
    bracketed = f"[-{text}-]" if mark == "-" else f"{{+{text}+}}"
    return colored(bracketed, _COLORS[mark])


def _json(result: DiffResult) -> dict[str, object]:
    from localize.catalogs.difference import word_diff

    units: list[dict[str, object]] = []
    for unit in result.units:
        change = unit.difference
        before, now = change.states
        old, new = (list(side.msgstr) if side else [] for side in (change.old, change.new))
        units.append(
            {
                "path": unit.path,
                "locale": str(unit.locale),
                "kind": str(change.kind),
                "msgctxt": change.entry.msgctxt,
                "msgid": change.entry.msgid,
                "state": {"old": before and str(before), "new": now and str(now)},
                "msgstr": {"old": old, "new": new},
                "words": word_diff("\n".join(old), "\n".join(new)) if change.text_changed else [],
                "findings": [
                    {"rule": f.rule, "severity": str(f.severity), "message": f.message}
                    for f in unit.findings
                ],
            }
        )
    return {"revision": result.revision, "units": units}
