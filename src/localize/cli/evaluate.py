"""`localize evaluate`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from localize.cli.app import current_project
from localize.cli.console import note, print_json, print_table
from localize.cli.options import Jobs, Json, To

if TYPE_CHECKING:
    from localize.workflow.evaluate import Score


def evaluate(
    context: typer.Context,
    engine: Annotated[
        list[str] | None,
        typer.Option("--engine", "-e", metavar="NAME", help="May be repeated, to compare."),
    ] = None,
    reference: Annotated[
        Path | None,
        typer.Option(
            "--reference",
            "-r",
            metavar="FILE",
            help="A .po, .csv or .tsv of translations; else what is accepted in the catalogs.",
        ),
    ] = None,
    to: To = None,
    most: Annotated[
        int, typer.Option("--most", metavar="N", min=0, help="Only so many segments; 0: all.")
    ] = 0,
    quality: Annotated[
        Literal["fast", "balanced", "best"],
        typer.Option("--quality", help="How wide argos searches: beam 1, 2 or 4."),
    ] = "balanced",
    device: Annotated[
        Literal["auto", "cpu", "cuda"], typer.Option("--device", help="Where models run.")
    ] = "auto",
    jobs: Jobs = 0,
    as_json: Json = False,
) -> None:
    """Measure engines against translations by people: quality, fidelity, speed.

    chrF, BLEU and TER by sacreBLEU, with their signatures. Nothing is written.
    """
    from localize.translate.engines.base import EngineOptions
    from localize.workflow.evaluate import evaluate as evaluated
    from localize.workflow.project import chosen_locales

    project = current_project(context)
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
        return
    header = ["engine", "locale", "segments", "chrF", "BLEU", "TER", "placeholders", "terms",
              "kept", "doubted", "first s", "seg/s"]  # fmt: skip
    print_table(header, [_cells(one) for one in result.scores])
    for locale, signed in result.signatures.items():
        for metric, signature in signed.items():
            note(f"{locale} {metric}: {signature}")
    for one in result.scores:
        if one.problem:
            note(f"{one.engine} {one.locale}: {one.problem}")


def _cells(one: Score) -> list[str]:
    if one.problem:
        return [one.engine, one.locale, "-", "-", "-", "-", "-", "-", "-", "-", "-", "-"]
    return [
        one.engine,
        one.locale,
        str(one.segments),
        f"{one.chrf:.1f}",
        f"{one.bleu:.1f}",
        f"{one.ter:.1f}",
        _percent(one.placeholders),
        _percent(one.terms),
        _percent(one.kept),
        _percent(one.doubted),
        f"{one.first:.2f}",
        f"{one.rate:.1f}",
    ]


def _percent(share: float | None) -> str:
    """Rounded down, so that 100% means all of them."""
    return "-" if share is None else f"{int(share * 1000) / 10:g}%"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(evaluate)
