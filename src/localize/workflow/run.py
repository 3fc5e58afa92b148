"""`localize run`: all stages in their order, each only for what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.errors import EngineMissingError
from localize.workflow.build import build
from localize.workflow.check import check
from localize.workflow.extract import extract
from localize.workflow.status import status
from localize.workflow.translate import translate
from localize.workflow.update import update

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.config import Project
    from localize.model import Locale
    from localize.workflow.build import BuildResult
    from localize.workflow.check import CheckResult
    from localize.workflow.extract import ExtractResult
    from localize.workflow.status import StatusResult
    from localize.workflow.translate import TranslateOptions, TranslateResult
    from localize.workflow.update import UpdateResult


@dataclass(frozen=True, slots=True)
class RunResult:
    """What every stage did."""

    extracted: ExtractResult
    updated: UpdateResult
    translated: TranslateResult | None
    """None: the engine or its model is missing, see `missing`."""
    checked: CheckResult
    built: BuildResult
    status: StatusResult
    missing: EngineMissingError | None = None


def run(
    project: Project,
    *,
    locales: Sequence[Locale],
    options: TranslateOptions,
    now: str,
) -> RunResult:
    """Extract, update, translate, check and build.

    A missing engine stops nothing else: what the catalogs have is checked and built, and the
    caller raises `missing` at the end.

    Raises:
        LocalizeError: any other, from the stage that failed; earlier stages stay done.
    """
    extracted = extract(project)
    updated = update(project, extracted.templates, locales=locales, now=now)
    missing: EngineMissingError | None = None
    translated: TranslateResult | None = None
    try:
        translated = translate(project, locales=locales, options=options)
    except EngineMissingError as error:
        missing = error
    checked = check(project, locales=locales)
    built = build(project, locales=locales)
    return RunResult(
        extracted,
        updated,
        translated,
        checked,
        built,
        status(project, locales=locales),
        missing,
    )
