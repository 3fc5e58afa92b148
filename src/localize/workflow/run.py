"""`localize run`: all stages in their order, each only for what changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.catalogs.files import cached_catalog
from localize.catalogs.layout import layout
from localize.config import Project
from localize.errors import EngineMissingError, PairMissingError
from localize.model import Locale
from localize.model.state import is_due
from localize.render.publish.result import BuildResult
from localize.translate.locale_result import LocaleResult, Progress
from localize.workflow.build import build
from localize.workflow.check import CheckResult, check
from localize.workflow.extract import ExtractResult, extract
from localize.workflow.paths import with_catalogs
from localize.workflow.status import StatusResult, status
from localize.workflow.update import UpdateResult, update

if TYPE_CHECKING:  # a run with nothing to draft or to compile stays fast
    from localize.workflow.interchange import ExportedFile
    from localize.workflow.translate import Quality


@dataclass(frozen=True, slots=True)
class Drafting:
    """With what the missing texts are drafted."""

    engine: str | None = None
    """None: the project's, by locale."""
    quality: Quality = "balanced"
    device: str = "auto"
    jobs: int = 0
    progress: Progress | None = None
    install: Callable[[PairMissingError], bool] | None = None
    """Asked for a missing model; whether it is there now."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """What every stage did."""

    extracted: ExtractResult
    updated: UpdateResult
    drafted: tuple[LocaleResult, ...]
    checked: CheckResult
    built: BuildResult | None
    """None: a gettext project, whose catalogs are compiled."""
    status: StatusResult
    missing: tuple[EngineMissingError, ...] = ()
    """A locale each whose engine or model is not there; its catalogs are built as they are."""
    compiled: tuple[ExportedFile, ...] = ()


def run(project: Project, *, locales: Sequence[Locale], drafting: Drafting, now: str) -> RunResult:
    """Extract, update, translate, check and build; compile, in a gettext project.

    `now`: the date of new catalogs' headers.

    A missing engine stops nothing else: the caller raises `missing` at the end.

    Raises:
        LocalizeError: any other, from the stage that failed; earlier stages stay done.
        KeyboardInterrupt: what was drafted until then is written.
    """
    extracted = extract(project)
    if extracted.templates or not project.patterns:
        updated = update(project, extracted.templates, locales=locales, now=now)
    else:
        updated = UpdateResult(())  # another tool brings the catalogs up to date, too
    project = with_catalogs(project) if project.patterns else project
    drafted: list[LocaleResult] = []
    missing: list[EngineMissingError] = []
    for locale in locales:
        try:
            drafted += _drafted_with_models(project, locale, drafting)
        except EngineMissingError as error:
            missing.append(error)
    checked = check(project, locales=locales)
    built: BuildResult | None = None
    compiled: tuple[ExportedFile, ...] = ()
    if project.patterns:
        from localize.workflow.interchange import compiled_beside

        compiled = compiled_beside(project, locales)
    else:
        built = build(project, locales=locales)
    stand = status(project, locales=locales)
    return RunResult(
        extracted, updated, tuple(drafted), checked, built, stand, tuple(missing), compiled
    )


def _drafted_with_models(
    project: Project, locale: Locale, drafting: Drafting
) -> tuple[LocaleResult, ...]:
    """The drafts, a model that is missing installed first where that is wanted.

    Once a locale: what is missing still is missing for good.
    """
    try:
        return _drafted(project, locale, drafting)
    except PairMissingError as error:
        if drafting.install is None or not drafting.install(error):
            raise
        return _drafted(project, locale, drafting)


def _drafted(project: Project, locale: Locale, drafting: Drafting) -> tuple[LocaleResult, ...]:
    catalogs = (cached_catalog(path) for path in layout(project).catalogs(locale))
    if not any(is_due(entry) for catalog in catalogs for entry in catalog.entries):
        return ()  # before the stage is imported: a run with nothing to draft stays fast

    from localize.workflow.translate import translate

    result = translate(
        project,
        locales=(locale,),
        engine_name=drafting.engine,
        quality=drafting.quality,
        device=drafting.device,
        jobs=drafting.jobs,
        progress=drafting.progress,
    )
    if result.interrupted:
        raise KeyboardInterrupt
    return result.locales
