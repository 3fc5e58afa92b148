"""The values of a front matter (YAML, TOML, JSON) that people read."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from localize.formats.base import Slot
from localize.formats.values import (
    Value,
    chosen,
    distinct,
    is_bomb,
    is_deep_yaml,
    json_values,
    toml_values,
    yaml_values,
)

KEYS = (
    *("title", "description", "subtitle", "summary", "excerpt", "linkTitle", "sidebar_label"),
    *("sidebar_title", "pagination_label", "tagline", "lead", "image_alt"),
)
"""Translatable by default, at the top level. `formats.markdown.front-matter` names others."""

_YAML = re.compile(
    r"\ufeff?---[ \t]*\r?\n(.*?)(?:^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z))", re.DOTALL | re.MULTILINE
)
_TOML = re.compile(
    r"\ufeff?\+\+\+[ \t]*\r?\n(.*?)(?:^\+\+\+[ \t]*(?:\r?\n|\Z))", re.DOTALL | re.MULTILINE
)
_KEY_LINE = re.compile(r"\s*(?:#.*\n\s*)*[\w\"'][^\n:]*:(?:\s|$)")
_LINE_REST = re.compile(r"[ \t]*(?:\r?\n|\Z)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A front matter; `end` is where the body begins, in characters."""

    end: int
    slot: Slot
    """Its language."""
    metadata: Mapping[str, object]
    values: tuple[Value, ...] = ()
    """The translatable ones; their places are characters of the document."""
    fault: tuple[int, str] | None = None
    """Why it cannot be read: the 1-based line of the document and the reason."""


def front_matter(source: str, keys: Sequence[str] = KEYS) -> FrontMatter | None:
    """Return the front matter at the head of a document, if it has one.

    `keys` are dotted names, and may be globs: `params.*`. What looks like a front matter and
    cannot be read is left alone as a whole.
    """
    head = _read(source)
    return head and replace(head, values=tuple(distinct(chosen(head.values, keys))))


@lru_cache(maxsize=2)  # a document's is asked for by its reader, then by the mask
def _read(source: str) -> FrontMatter | None:
    """Return the front matter with all its values, a value with an alias twice."""
    if source.startswith(("---", "\ufeff---")):
        match = _YAML.match(source)
        return match and _yaml(match)
    if source.startswith(("+++", "\ufeff+++")):
        match = _TOML.match(source)
        return match and _toml(match)
    return _json(source) if source.startswith("{") else None


def _yaml(match: re.Match[str]) -> FrontMatter | None:
    text = match[1]
    if is_deep_yaml(text):
        return FrontMatter(match.end(), Slot.YAML, {})
    import yaml  # only where there is YAML: it costs more than a short document

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        node = loader.get_single_node()
        if is_bomb(node):
            return FrontMatter(match.end(), Slot.YAML, {}, fault=(1, "aliases without bound"))
        metadata = loader.construct_document(node) if node else None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # A thematic break at the head of a document is no front matter, a template's braces are.
        if not _KEY_LINE.match(text):
            return None
        return FrontMatter(match.end(), Slot.YAML, {}, fault=_yaml_fault(error))
    finally:
        loader.dispose()
    if not isinstance(metadata, dict):
        return None
    values = _moved(yaml_values(text, node), match.start(1))
    return FrontMatter(match.end(), Slot.YAML, metadata, values)


def _moved(values: Iterable[Value], distance: int) -> tuple[Value, ...]:
    return tuple(value.moved(distance) for value in values)


def _yaml_fault(error: Exception) -> tuple[int, str]:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or str(error)
    # The mark counts from 0 and the document's first line is the marker.
    return (mark.line + 2 if mark else 1), f"not YAML: {reason}"


def _toml(match: re.Match[str]) -> FrontMatter:
    text = match[1]
    try:
        metadata = tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        fault = int(line[1]) + 1 if line else 1, f"not TOML: {error}"
        return FrontMatter(match.end(), Slot.TOML, {}, fault=fault)
    values = _moved(toml_values(text, metadata), match.start(1))
    return FrontMatter(match.end(), Slot.TOML, metadata, values)


def _json(source: str) -> FrontMatter | None:
    """Return Hugo's third kind: an object at the head, which a shortcode there is not."""
    try:
        metadata, end = json.JSONDecoder().raw_decode(source)
    except (json.JSONDecodeError, RecursionError):
        return None
    behind = _LINE_REST.match(source, end)
    if not metadata or behind is None:
        return None
    return FrontMatter(behind.end(), Slot.JSON, metadata, tuple(json_values(source[:end])))
