"""`localize translate`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli.app import app, current_project, is_quiet
from localize.cli.console import counted, note, print_json, print_table, say
from localize.cli.models import with_models
from localize.cli.options import (
    Device,
    DryRun,
    From,
    Jobs,
    Json,
    NoProgress,
    Paths,
    Quality,
    To,
    Yes,
)
from localize.cli.progress import Bar

if TYPE_CHECKING:
    from localize.translate.engines.base import Estimate
    from localize.translate.locale_result import LocaleResult
    from localize.workflow.translate import TranslateResult


Engines = Annotated[
    list[str] | None,
    typer.Option(
        "--engine",
        "-e",
        metavar="NAME",
        help="Engine to draft with. Repeated: another one, to compare with in review.",
    ),
]
Redraft = Annotated[
    bool, typer.Option("--redraft", help="Draft again what is still a machine's, untouched draft.")
]


@app.command()
def translate(
    context: typer.Context,
    paths: Paths = None,
    to: To = None,
    of: From = None,
    engine: Engines = None,
    quality: Quality = "balanced",
    device: Device = "auto",
    jobs: Jobs = 0,
    redraft: Redraft = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    no_progress: NoProgress = False,
    as_json: Json = False,
) -> None:
    """Draft what is missing or stale. What a person wrote or changed is left as it is."""
    from localize.workflow.project import chosen_locales
    from localize.workflow.translate import translate as translated

    project = current_project(context, paths, to=to, source=of)
    locales = chosen_locales(project, to)
    shown = sys.stderr.isatty() and not (no_progress or as_json or is_quiet(context) or dry_run)

    def call() -> TranslateResult:
        with Bar(shown=shown) as bar:
            return translated(
                project,
                locales=locales,
                engine_name=engine[0] if engine else None,
                compare=engine[1:] if engine else (),
                quality=quality,
                device=device,
                jobs=jobs,
                dry_run=dry_run,
                progress=lambda locale, done, total: bar.show(str(locale), done, total),
                redraft=redraft,
            )

    result = with_models(context, call, yes=yes)
    if as_json:
        print_json(_json(result, dry_run=dry_run))
    else:
        _print(result, dry_run=dry_run, quiet=is_quiet(context))
    if result.interrupted:
        note(f"{result.drafted} drafts are written; run it again to go on")
        raise KeyboardInterrupt


def _json(result: TranslateResult, *, dry_run: bool) -> dict[str, object]:
    return {
        "dry_run": dry_run,
        "interrupted": result.interrupted,
        "locales": [
            {
                "locale": str(one.locale),
                "engines": list(one.engines),
                "drafted": one.drafted,
                "characters": one.characters,
                "seconds": round(one.seconds, 3),
                "doubts": dict(one.doubts),
                "kept": one.kept,
                "skipped": one.skipped,
                "tokens": one.estimate.tokens or None if one.estimate else None,
                "cost": one.estimate.cost if one.estimate else None,
                "alternatives": [
                    {
                        "engine": name,
                        "texts": count,
                        "cost": one.estimates[name].cost if name in one.estimates else None,
                    }
                    for name, count in one.alternatives.items()
                ],
            }
            for one in result.locales
        ],
    }


def _print(result: TranslateResult, *, dry_run: bool, quiet: bool) -> None:
    if quiet:
        return
    if not result.drafted and not any(one.alternatives or one.skipped for one in result.locales):
        say("nothing to draft")
        return
    verb = "to draft" if dry_run else "drafted"
    header = ("locale", verb, "characters", "seconds", "engine", "doubts")
    print_table(header, (_row(one) for one in result.locales))
    for drafted in result.locales:
        if drafted.estimate is not None and drafted.estimate.cost != 0:
            note(f"{drafted.locale}: {_taken(drafted.estimate)}")
        for name, count in drafted.alternatives.items():
            price = drafted.estimates.get(name)
            cost = "" if price is None or price.cost == 0 else f", {_taken(price)}"
            what = counted(count, "alternative")
            told = f"{what} to make" if dry_run else f"{what}, shown in review"
            note(f"{drafted.locale}: {name}: {told}{cost}")
        if drafted.skipped:
            left = counted(drafted.skipped, "draft")
            note(f"{drafted.locale}: {left} left out: somebody changed the entries meanwhile")


def _taken(estimate: Estimate) -> str:
    """Tokens and cost, about, of a service that is paid for."""
    tokens = f"about {estimate.tokens} tokens, " if estimate.tokens else ""
    if estimate.cost is None:
        return f"{tokens}cost unknown: name the prices in localize.toml (docs/engines.md)"
    return f"{tokens}about {estimate.cost:.4f} by the prices in localize.toml"


def _row(drafted: LocaleResult) -> tuple[str, ...]:
    doubts = ", ".join(f"{name} {count}" for name, count in drafted.doubts.items())
    return (
        str(drafted.locale),
        str(drafted.drafted),
        str(drafted.characters),
        f"{drafted.seconds:.1f}",
        ", ".join(drafted.engines) or "-",
        doubts or "-",
    )
