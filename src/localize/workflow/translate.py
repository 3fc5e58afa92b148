"""`localize translate`: drafts for what is missing, by the locale's engine."""

from __future__ import annotations

import contextlib
import difflib
import logging
import math
import time
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias

from localize.catalogs.layout import locale_folder
from localize.catalogs.locks import locked
from localize.errors import EngineError, UsageError
from localize.model import locale
from localize.plugins import ENGINES, registered
from localize.translate.engines.base import EngineOptions
from localize.workflow.engines import made_engine
from localize.workflow.estimate import estimated
from localize.workflow.translate_work import LocaleResult, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from localize.config import Project
    from localize.model import Locale
    from localize.translate.engines.base import Engine
    from localize.workflow.translate_work import Progress

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
        return sum(one.drafted for one in self.locales)


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
    files: Iterable[Path] | None = None,
    progress: Progress | None = None,
    redraft: bool = False,
    clock: Callable[[], float] = time.monotonic,
) -> TranslateResult:
    """Draft what is missing or stale in the catalogs. `files`: only these documents' catalogs.

    `compare`: engines that make alternatives of the drafts, kept beside the catalogs for review.
    An engine is loaded when the first text needs it, not before.

    Raises:
        EngineMissingError: no engine of a locale's route can translate; what was written before
            stays written.
    """
    options = EngineOptions(quality=quality, device=device, jobs=jobs, root=str(project.root))
    engines: dict[str, Engine] = {}
    results: list[LocaleResult] = []
    only = None if files is None else [_document(project, path) for path in files]
    for target in locales:
        began = clock()
        names = (engine_name,) if engine_name else _route(project, target)
        others = [name for name in dict.fromkeys(compare) if name not in names[:1]]
        _check_known(project, (*names, *others))
        with (
            _alone(project, target, dry_run=dry_run),
            Work(project, target, only, redraft=redraft) as work,
        ):
            if dry_run or not (work.due or any(map(work.lacks, others))):
                results.append(_planned(work, names, others, dry_run=dry_run))
                continue
            done, interrupted = _done(work, names, others, engines, options, progress)
            results.append(replace(done, seconds=clock() - began))
            if interrupted:
                return TranslateResult(tuple(results), interrupted=True)
            work.settle()
    return TranslateResult(tuple(results))


@contextlib.contextmanager
def _alone(project: Project, target: Locale, *, dry_run: bool) -> Iterator[None]:
    """No other `localize` drafts the locale meanwhile: each would pay for the same texts."""
    folder = locale_folder(project, target)
    if dry_run or not folder.is_dir():
        yield
        return
    told = partial(_log.warning, "%s: another `localize` is drafting it; waiting", target)
    with locked(folder, patience=math.inf, waiting=told):
        yield


def _done(
    work: Work,
    names: Sequence[str],
    others: Sequence[str],
    engines: dict[str, Engine],
    options: EngineOptions,
    progress: Progress | None,
) -> tuple[LocaleResult, bool]:
    """What was drafted and is written, and whether Ctrl-C ended it; it is, whatever happens."""
    interrupted = False
    try:
        if work.due:
            _draft_with_fallbacks(work, names, engines, options, progress)
        _propose(work, others, engines, options, progress)
    except KeyboardInterrupt:
        interrupted = True
    finally:
        written = work.write()
        alternatives = work.write_proposed()
    return replace(written, alternatives=alternatives), interrupted


def _check_known(project: Project, names: Iterable[str]) -> None:
    known = registered(ENGINES)
    for name in project.table("engines").keys() - known.keys() - {"route"}:
        # Without one that is spelled alike it may be a plug-in's that is not installed here.
        if close := difflib.get_close_matches(name, known, n=1):
            raise project.error(
                f"[engines.{name}] is for no engine", key=name, hint=f"did you mean {close[0]!r}?"
            )
    for name in names:
        if name not in known:
            raise UsageError(f"there is no engine {name!r}", hint=f"installed: {', '.join(known)}")


def _document(project: Project, path: Path) -> str:
    """The name of a document by its path, which may be relative to where the user stands.

    Raises:
        UsageError: there is no such file in the project.
    """
    full = path.resolve()
    if not full.is_file() or not full.is_relative_to(project.root):
        raise UsageError(f"no such document in the project: {path}")
    return project.relative(full)


def _route(project: Project, target: Locale) -> tuple[str, ...]:
    """The engines of a locale, by `[engines.route]`, in the order in which they are tried."""
    table = project.table("engines.route")
    routes = {_routed(project, key): value for key, value in table.items()}
    value = routes.get(target, routes.get(locale(target.language), project.engine))
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        raise project.error(
            f"[engines.route] {target}: an engine or a list of engines is needed, not {value!r}",
            key=str(target),
        )
    return tuple(names)


def _routed(project: Project, key: str) -> Locale:
    try:
        return locale(key)
    except UsageError as error:
        raise project.error(f"[engines.route] {error}", key=key, hint=error.hint) from error


def _planned(
    work: Work, names: Sequence[str], others: Sequence[str], *, dry_run: bool
) -> LocaleResult:
    alternatives = {name: due for name in others if (due := list(work.unproposed(name)))}
    estimates = {
        name: estimated(work.project, name, due, work.target) for name, due in alternatives.items()
    }
    ask = dry_run and bool(work.due)
    return LocaleResult(
        work.target,
        engines=tuple(names[:1]) if work.due else (),
        drafted=work.due,
        characters=work.characters,
        kept=work.kept,
        estimate=estimated(work.project, names[0], work.todo(), work.target) if ask else None,
        alternatives={name: len(due) for name, due in alternatives.items()},
        estimates={name: one for name, one in estimates.items() if one is not None},
    )


def _draft_with_fallbacks(
    work: Work,
    names: Sequence[str],
    engines: dict[str, Engine],
    options: EngineOptions,
    progress: Progress | None,
) -> None:
    """Draft with the first engine that can; one that fails leaves the rest to the next."""
    for place, name in enumerate(names):
        try:
            work.draft(_engine(work.project, name, engines, options), progress)
        except EngineError as error:
            if place + 1 == len(names):
                raise
            _log.warning("%s: %s; %s goes on", work.target, error, names[place + 1])
        else:
            return


def _propose(
    work: Work,
    names: Sequence[str],
    engines: dict[str, Engine],
    options: EngineOptions,
    progress: Progress | None,
) -> None:
    """Have each engine's alternatives; one that fails keeps no other from them."""
    failed: list[EngineError] = []
    for name in names:
        try:
            if work.lacks(name):
                work.propose(name, _engine(work.project, name, engines, options), progress)
        except EngineError as error:
            failed.append(error)
    if failed:
        raise failed[0]


def _engine(
    project: Project, name: str, engines: dict[str, Engine], options: EngineOptions
) -> Engine:
    """An engine, made once for all locales."""
    if name not in engines:
        engines[name] = made_engine(project, name, options)
    return engines[name]
