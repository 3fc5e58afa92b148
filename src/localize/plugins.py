"""Entry points into registries. Nothing is imported before it is first asked for."""

from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from localize.errors import PluginError

FORMATS = "localize.formats"
ENGINES = "localize.engines"
CHECKS = "localize.checks"


@lru_cache(maxsize=8)
def registered(group: str) -> dict[str, EntryPoint]:
    """The entry points of a group by name, sorted; a third party's name wins over a built-in's."""
    points = sorted(entry_points(group=group), key=lambda point: point.name)
    ours = {point.name: point for point in points if point.value.startswith("localize.")}
    theirs = {point.name: point for point in points if not point.value.startswith("localize.")}
    return dict(sorted({**ours, **theirs}.items()))


@lru_cache(maxsize=64)
def load(group: str, name: str) -> Any:
    """The object an entry point names.

    Raises:
        PluginError: no plug-in has that name, or importing it failed.
    """
    points = registered(group)
    if name not in points:
        known = ", ".join(points) or "none"
        raise PluginError(f"no plug-in {name!r} in {group}", hint=f"installed: {known}")
    try:
        return points[name].load()
    except Exception as error:  # a foreign plug-in may raise anything
        raise PluginError(
            f"plug-in {name!r} ({points[name].value}) cannot be loaded: {error}"
        ) from error
