"""`localize engines`: what can draft here, and what each one needs."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import cast

from localize.check.options import CheckOptions
from localize.config import Project
from localize.errors import LocalizeError, PluginError, UsageError
from localize.model import Locale, Severity, locale
from localize.plugins import ENGINES, load, registered
from localize.translate.engines.base import Described, Engine, EngineOptions, Faults
from localize.user import user_table


@dataclass(frozen=True, slots=True)
class InstalledEngine:
    """An engine that an entry point names."""

    name: str
    module: str
    """Where it comes from: `localize.translate.engines.argos`."""
    markup: str
    """`none`, `html` or `source`; empty where it cannot be loaded."""
    needs: str = ""
    problem: str = ""
    """Why it cannot be used, as far as it can be told without asking anybody."""
    chosen: bool = False
    """Whether it is the project's."""


def made_engine(project: Project, name: str, options: EngineOptions | None = None) -> Engine:
    """An engine with the project's `[engines.NAME]`.

    Raises:
        PluginError: there is no such engine, or it cannot be made.
        ConfigError: its table says something it cannot mean.
    """
    base = options or EngineOptions()
    table = project.table(f"engines.{name}")
    engines = project.table("engines")
    root = str(project.root)
    user = user_table(f"engines.{name}")
    full = replace(base, table=table, user=user, engines=engines, root=root)
    return _made(name, replace(full, faults=_faults(project)))


def _made(name: str, options: EngineOptions) -> Engine:
    try:
        return cast("Engine", load(ENGINES, name)(options))
    except LocalizeError:
        raise
    except Exception as error:  # a foreign plug-in may raise anything
        raise PluginError(
            f"engine {name!r} cannot be made: {type(error).__name__}: {error}"
        ) from error


_ERROR, _WARNING = 4, 1


def _faults(project: Project) -> Faults:
    """What the project's checks say of a translation, as one number."""

    @cache
    def options() -> CheckOptions:
        from localize.workflow.check import options_of

        return options_of(project)

    def faults(text: str, translation: str, source: Locale, target: Locale) -> int:
        from localize.check.pair import Pair
        from localize.check.run import pair_findings

        findings = pair_findings(Pair(text, translation, target, source), options())
        return sum(_ERROR if one.severity is Severity.ERROR else _WARNING for one in findings)

    return faults


def refuse_unknown(project: Project, names: Iterable[str]) -> None:
    """Refuse engines, and tables of engines, that are not installed.

    Raises:
        UsageError, ConfigError: with those that are.
    """
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


def engine_route(project: Project, target: Locale) -> tuple[str, ...]:
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


def installed_engines(project: Project | None) -> tuple[InstalledEngine, ...]:
    """Every engine, by name. `project`: whose settings to try them with."""
    return tuple(
        _described(name, point.value, project) for name, point in registered(ENGINES).items()
    )


def _described(name: str, value: str, project: Project | None) -> InstalledEngine:
    module = value.partition(":")[0]
    chosen = project is not None and project.engine == name
    try:
        engine = _made(name, EngineOptions()) if project is None else made_engine(project, name)
        needs = missing = ""
        if isinstance(engine, Described):
            needs, missing = engine.needs, engine.missing()
    except LocalizeError as error:
        return InstalledEngine(name, module, "", problem=str(error), chosen=chosen)
    return InstalledEngine(name, module, engine.markup, needs, missing, chosen)
