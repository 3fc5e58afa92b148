"""`localize translate`: drafts for what is missing, by the locale's engine."""

from __future__ import annotations

import contextlib
import logging
import math
import time
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Literal, TypeAlias

from localize.catalogs.layout import layout
from localize.storage.lock import locked
from localize.translate.engines.base import EngineOptions
from localize.translate.locale_work import LocaleWork, Locations
from localize.translate.routes import drafted_locale, planned_locale
from localize.workflow.engines import engine_route, made_engine, refuse_unknown
from localize.workflow.lost_and_found import followed
from localize.workflow.project import alternatives_path, refuse_templates
from localize.workflow.terms import project_terms
from localize.workflow.tm import project_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from localize.config import Project
    from localize.model import Locale
    from localize.translate.engines.base import Engine
    from localize.translate.locale_result import LocaleResult, Progress

_log = logging.getLogger(__name__)
Quality: TypeAlias = Literal["fast", "balanced", "best"]


@dataclass(frozen=True, slots=True)
class TranslateResult:
    """What was done, a locale each."""

    locales: tuple[LocaleResult, ...]
    interrupted: bool = False
    """Ctrl-C: what was finished is written, and the next run goes on from there."""

    @property
    def drafted(self) -> int:
        """Drafts of all locales."""
        return sum(result.drafted for result in self.locales)


def translate(
    project: Project,
    *,
    locales: Sequence[Locale],
    engine_name: str | None = None,
    compare: Sequence[str] = (),
    quality: Quality = "balanced",
    device: str = "auto",
    jobs: int = 0,
    dry_run: bool = False,
    progress: Progress | None = None,
    redraft: bool = False,
    clock: Callable[[], float] = time.monotonic,
) -> TranslateResult:
    """Draft what is missing or stale in the catalogs.

    `compare`: engines that make alternatives of the drafts, kept beside the catalogs for review.
    An engine is loaded when the first text needs it, not before.

    Raises:
        EngineMissingError: no engine of a locale's route can translate; what was written before
            stays written.
    """
    options = EngineOptions(quality=quality, device=device, jobs=jobs, root=str(project.root))

    @cache
    def engines(name: str) -> Engine:
        return made_engine(project, name, options)

    refuse_templates(project)
    results: list[LocaleResult] = []
    interrupted = False
    for target in locales:
        began = clock()
        names = (engine_name,) if engine_name else engine_route(project, target)
        others = [name for name in dict.fromkeys(compare) if name not in names[:1]]
        refuse_unknown(project, (*names, *others))
        with (
            _alone(project, target, dry_run=dry_run),
            _work(project, target, redraft=redraft) as work,
        ):
            if dry_run or not (work.due or any(map(work.lacks, others))):
                done = planned_locale(work, names, others, engines=engines, dry_run=dry_run)
            else:
                memory = partial(project_memory, project, (target,))
                done, interrupted = drafted_locale(
                    work, names, others, engines=engines, memory=memory, progress=progress
                )
                done = replace(done, seconds=clock() - began)
        results.append(done)
        if interrupted:
            break
    return TranslateResult(tuple(results), interrupted)


def _work(project: Project, target: Locale, *, redraft: bool) -> LocaleWork:
    """The catalogs of a locale. Where some are named, the project's others are read, too."""
    chosen = tuple(layout(project).catalogs(target))
    catalogs = chosen
    if project.files is not None and not project.unconfigured:
        others = layout(replace(project, files=None)).catalogs(target)
        catalogs = tuple(dict.fromkeys((*chosen, *others)))
    locations = Locations(
        catalogs,
        chosen,
        journal=project.state_directory / "journal" / f"{target}.jsonl",
        alternatives=alternatives_path(project, target),
    )
    return LocaleWork(
        project.source,
        target,
        locations,
        termbase=project_terms(project),
        redraft=redraft,
        followed=partial(followed, project),
    )


@contextlib.contextmanager
def _alone(project: Project, target: Locale, *, dry_run: bool) -> Iterator[None]:
    """No other `localize` drafts the locale meanwhile: each would pay for the same texts."""
    folder = layout(replace(project, files=None)).folder(target)
    if project.unconfigured or project.patterns:
        # Not the catalogs' own folder: a write to a catalog holds that one.
        folder = project.state_directory / "journal"
        if not dry_run:
            folder.mkdir(parents=True, exist_ok=True)
    if dry_run or not folder.is_dir():
        yield
        return
    told = partial(_log.warning, "%s: another `localize` is drafting it; waiting", target)
    with locked(folder, patience=math.inf, waiting=told):
        yield
