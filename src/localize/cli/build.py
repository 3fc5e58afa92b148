"""`localize build`."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli.app import app, current_project, is_quiet
from localize.cli.console import counted, note, percent, print_json, print_table
from localize.cli.options import Jobs, Json, NoProgress, To
from localize.errors import GateError, UsageError

if TYPE_CHECKING:
    from localize.config import Project
    from localize.render.publish.result import BuildResult, Built
    from localize.render.settings import Gate


Publish = Annotated[
    bool, typer.Option("--publish", help="Publish only what meets [publish]; exit 4 if not.")
]
Keep = Annotated[
    int | None,
    typer.Option(
        "--keep",
        metavar="PERCENT",
        min=0,
        max=100,
        help="Publish the editions of which so much is translated and leave out the rest, "
        "as po4a does: what nobody accepted shows its source.",
    ),
]
Outdated = Annotated[
    bool,
    typer.Option(
        "--outdated", help="With --keep: a text whose source changed shows, marked, what it was."
    ),
]
Epub = Annotated[bool, typer.Option("--epub", help="Make EPUB books too.")]
Bilingual = Annotated[
    bool, typer.Option("--bilingual", help="Make pages of both languages side by side too.")
]
Pdf = Annotated[bool, typer.Option("--pdf", help="Make PDF files too.")]
Watch = Annotated[bool, typer.Option("--watch", help="Build again whenever something changes.")]


@app.command()
def build(
    context: typer.Context,
    to: To = None,
    publish: Publish = False,
    keep: Keep = None,
    outdated: Outdated = False,
    epub: Epub = False,
    bilingual: Bilingual = False,
    pdf: Pdf = False,
    watch: Watch = False,
    jobs: Jobs = 0,
    as_json: Json = False,
    no_progress: NoProgress = False,
) -> None:
    """Build the site and the localized documents."""
    from localize.workflow.build import build as of_project
    from localize.workflow.project import chosen_locales

    project = current_project(context)
    chosen = chosen_locales(project, to)
    shown = not (no_progress or as_json or is_quiet(context)) and sys.stderr.isatty()
    kinds = {"epub": epub, "bilingual": bilingual, "pdf": pdf}
    also = frozenset(name for name, wanted in kinds.items() if wanted)
    if outdated and keep is None:
        raise UsageError("--outdated goes with --keep PERCENT", hint="po4a's is --keep 80")
    if watch:
        if publish or keep is not None:
            raise UsageError("--watch shows work in progress; --publish and --keep do not")
        _watch(project, also)
        return
    result = of_project(
        project,
        locales=chosen,
        publish=publish,
        gate=None if keep is None else _gate(keep, outdated=outdated),
        also=also,
        jobs=jobs,
        progress=_progress() if shown else None,
    )
    for text in result.warnings:
        note(f"warning: {text}")
    if as_json:
        print_json(_plain(project, result))
    elif not is_quiet(context):
        _print(project, result)
    _tell_withheld(result, keep, publish=publish)


def _tell_withheld(result: BuildResult, keep: int | None, *, publish: bool) -> None:
    """Name the editions that are left out; with `--publish` that is an error."""
    if result.withheld and publish:
        raise _gate_error(result, keep)
    for edition in result.withheld:
        share = f"{percent(edition.share)} % translated"
        note(f"{edition.locale} of {edition.path} is left out: {share}, --keep {keep}")


def _watch(project: Project, also: frozenset[str]) -> None:
    from localize.cli.serve import tell
    from localize.workflow.serve import watched

    watched(project, tell, also=also, stop=threading.Event())


def _gate(keep: int, *, outdated: bool) -> Gate:
    from localize.model import State
    from localize.render.settings import Gate

    return Gate(State.STALE if outdated else State.TRANSLATED, keep / 100)


def _gate_error(result: BuildResult, keep: int | None) -> GateError:
    asked = "of what [publish] asks for"
    if keep is not None:
        asked = f"translated; both [publish] and --keep {keep} have to be met"
    rows = [
        f"{one.locale} of {one.path}: {percent(one.share)} % {asked}" for one in result.withheld
    ]
    more = [f"and {len(rows) - 10} more"] if len(rows) > 10 else []
    return GateError(
        f"{len(rows)} edition{'s' if len(rows) > 1 else ''} not published: the gate is not met",
        hint="\n".join([*rows[:10], *more, "review them with `localize review`"]),
    )


def _progress() -> Callable[[int, int], None]:
    def told(done: int, total: int) -> None:
        end = "\n" if done == total else ""
        print(f"\r{done}/{total} documents{end}", end="", file=sys.stderr, flush=True)

    return told


def _print(project: Project, result: BuildResult) -> None:
    if len(result.editions) <= 40:
        rows = [
            [str(one.locale), one.path, f"{percent(one.accepted)}%", _place(project, one)]
            for one in result.editions
        ]
        print_table(["locale", "document", "checked", "page"], rows)
    published = len(result.editions) - len(result.withheld)
    changed = counted(result.changed, "file")
    note(f"{counted(published, 'edition')}, {changed} changed, {result.removed} removed")
    print(result.site / "index.html")


def _place(project: Project, edition: Built) -> str:
    return project.relative(edition.page) if edition.published else "not published"


def _plain(project: Project, result: BuildResult) -> dict[str, object]:
    return {
        "site": str(result.site),
        "markdown": str(result.markdown),
        "changed": result.changed,
        "removed": result.removed,
        "warnings": list(result.warnings),
        "editions": [
            {
                "document": one.path,
                "locale": str(one.locale),
                "page": project.relative(one.page),
                "published": one.published,
                "accepted": one.accepted,
                "share": one.share,
            }
            for one in result.editions
        ],
    }
