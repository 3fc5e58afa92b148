"""`localize evaluate`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli.app import app, current_project
from localize.cli.console import note, print_json, print_table
from localize.cli.options import Device, From, Jobs, Json, Paths, Quality, To

if TYPE_CHECKING:
    from localize.workflow.evaluate import Evaluation, Score


Engines = Annotated[
    list[str] | None,
    typer.Option("--engine", "-e", metavar="NAME", help="An engine to measure. May be repeated."),
]
Reference = Annotated[
    Path | None,
    typer.Option(
        "--reference",
        "-r",
        metavar="FILE",
        help="Translations by people, in a .po, .csv or .tsv; by default the accepted ones.",
    ),
]
Most = Annotated[
    int, typer.Option("--most", metavar="N", min=0, help="Measure at most N segments; 0 is all.")
]
_COLUMNS = (
    *("engine", "locale", "segments", "chrF", "BLEU", "TER", "placeholders"),
    *("terms", "kept", "doubted", "first s", "seg/s"),
)


@app.command()
def evaluate(
    context: typer.Context,
    paths: Paths = None,
    engine: Engines = None,
    reference: Reference = None,
    to: To = None,
    of: From = None,
    most: Most = 0,
    quality: Quality = "balanced",
    device: Device = "auto",
    jobs: Jobs = 0,
    as_json: Json = False,
) -> None:
    """Measure engines against translations by people.

    Quality (chrF, BLEU and TER by sacreBLEU, with their signatures), fidelity and speed. Nothing is
    written.
    """
    from localize.translate.engines.base import EngineOptions
    from localize.workflow.evaluate import evaluate as evaluated
    from localize.workflow.project import chosen_locales

    project = current_project(context, paths, to=to, source=of)
    result = evaluated(
        project,
        locales=chosen_locales(project, to),
        engines=engine or [project.engine],
        reference=reference,
        most=most,
        options=EngineOptions(quality=quality, device=device, jobs=jobs),
    )
    if as_json:
        scores = [asdict(one) | {"problem": one.problem or None} for one in result.scores]
        print_json({"scores": scores, "signatures": result.signatures})
    else:
        _print(result)


def _print(result: Evaluation) -> None:
    print_table(_COLUMNS, [_cells(score) for score in result.scores])
    for locale, signed in result.signatures.items():
        for metric, signature in signed.items():
            note(f"{locale} {metric}: {signature}")
    for score in result.scores:
        if score.problem:
            note(f"{score.engine} {score.locale}: {score.problem}")


def _cells(score: Score) -> list[str]:
    if score.problem:
        return [score.engine, score.locale, *["-"] * (len(_COLUMNS) - 2)]
    return [
        score.engine,
        score.locale,
        str(score.segments),
        f"{score.chrf:.1f}",
        f"{score.bleu:.1f}",
        f"{score.ter:.1f}",
        _percent(score.placeholders),
        _percent(score.terms),
        _percent(score.kept),
        _percent(score.doubted),
        f"{score.first:.2f}",
        f"{score.rate:.1f}",
    ]


def _percent(share: float | None) -> str:
    """Rounded down, so that 100% means all of them."""
    return "-" if share is None else f"{int(share * 1000) / 10:g}%"
