"""A locale drafted by its engines: the first that can, and others for comparison."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TypeAlias

from localize.errors import EngineError
from localize.memory.unit import Memory
from localize.model import Entry, Locale
from localize.terms.termbase import Termbase
from localize.translate.engines.base import Engine, Estimate, Priced, Request
from localize.translate.locale_result import LocaleResult, Progress
from localize.translate.locale_work import LocaleWork

_log = logging.getLogger(__name__)
Engines: TypeAlias = "Callable[[str], Engine]"
"""The engine of a name, made when it is first asked for."""
OpenMemory: TypeAlias = "Callable[[], AbstractContextManager[Memory]]"


def drafted_locale(
    work: LocaleWork,
    names: Sequence[str],
    others: Sequence[str],
    *,
    engines: Engines,
    memory: OpenMemory,
    progress: Progress | None = None,
) -> tuple[LocaleResult, bool]:
    """Return what was drafted and is written, and whether Ctrl-C ended it.

    `names`: the engines of the locale in the order in which they are tried. `others`: those that
    make alternatives. What is finished is written, whatever happens.
    """
    interrupted = False
    try:
        if work.due:
            _draft_with_fallbacks(work, names, engines, memory, progress)
        _propose(work, others, engines, progress)
    except KeyboardInterrupt:
        interrupted = True
    finally:
        written = work.write()
        alternatives = work.write_proposed()
    if not interrupted:
        work.settle()
    return replace(written, alternatives=alternatives), interrupted


def _draft_with_fallbacks(
    work: LocaleWork,
    names: Sequence[str],
    engines: Engines,
    memory: OpenMemory,
    progress: Progress | None,
) -> None:
    """Draft with the first engine that can; one that fails leaves the rest to the next."""
    for place, name in enumerate(names):
        try:
            work.draft(engines(name), progress, memory=memory())
        except EngineError as error:
            if place + 1 == len(names):
                raise
            _log.warning("%s: %s; %s goes on", work.target, error, names[place + 1])
        else:
            return


def _propose(
    work: LocaleWork, names: Sequence[str], engines: Engines, progress: Progress | None
) -> None:
    """Have each engine's alternatives; one that fails keeps no other from them."""
    failed: list[EngineError] = []
    for name in names:
        try:
            if work.lacks(name):
                work.propose(name, engines(name), progress)
        except EngineError as error:
            failed.append(error)
    if failed:
        raise failed[0]


def planned_locale(
    work: LocaleWork,
    names: Sequence[str],
    others: Sequence[str],
    *,
    engines: Engines,
    dry_run: bool,
) -> LocaleResult:
    """Return what would be drafted, in a dry run with what the engines say it would take."""
    alternatives = {name: due for name in others if (due := list(work.unproposed(name)))}
    estimates = {
        name: estimated(engines(name), due, work.source, work.target, work.termbase)
        for name, due in alternatives.items()
    }
    estimate = None
    if dry_run and work.due:
        estimate = estimated(
            engines(names[0]), work.todo(), work.source, work.target, work.termbase
        )
    return LocaleResult(
        work.target,
        engines=tuple(names[:1]) if work.due else (),
        drafted=work.due,
        characters=work.characters,
        kept=work.kept,
        estimate=estimate,
        alternatives={name: len(due) for name, due in alternatives.items()},
        estimates={name: cost for name, cost in estimates.items() if cost is not None},
    )


def estimated(
    engine: Engine, entries: Iterable[Entry], source: Locale, target: Locale, terms: Termbase
) -> Estimate | None:
    """Return what an engine says these entries would take; None if it does not say.

    Asks no service. Each distinct text counts once, as it is sent once.
    """
    if not isinstance(engine, Priced):
        return None
    texts = dict.fromkeys(
        text for entry in entries for text in (entry.msgid, entry.msgid_plural) if text
    )
    requests = [Request(text, terms=terms.rows(text, target)) for text in texts]
    return engine.estimate(requests, source, target)
