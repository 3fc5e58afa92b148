"""The values of a front matter (YAML, TOML, JSON) that people read, and how to write them back."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from localize.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

KEYS = ("title", "description", "subtitle", "summary", "excerpt", "linkTitle", "sidebar_label",
        "sidebar_title", "pagination_label", "tagline", "lead", "image_alt")  # fmt: skip
"""Translatable by default, at the top level. `formats.markdown.front-matter` names others."""

_YAML = re.compile(
    r"\ufeff?---[ \t]*\r?\n(.*?)(?:^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z))", re.DOTALL | re.MULTILINE
)
_TOML = re.compile(
    r"\ufeff?\+\+\+[ \t]*\r?\n(.*?)(?:^\+\+\+[ \t]*(?:\r?\n|\Z))", re.DOTALL | re.MULTILINE
)
_KEY_LINE = re.compile(r"\s*(?:#.*\n\s*)*[\w\"'][^\n:]*:(?:\s|$)")
_TOML_LINE = re.compile(
    r"^[ \t]*(?:\[+(?P<table>[^\]\n]+)\]+|(?P<key>[\w.\-]+|\"[^\"\n]*\")[ \t]*=[ \t]*"
    r"(?P<value>\"\"\".*?\"\"\"|'''.*?'''|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*')[ \t]*(?:#.*)?\r?$)",
    re.MULTILINE | re.DOTALL,
)
_LINE_REST = re.compile(r"[ \t]*(?:\r?\n|\Z)")
_MAX_DEPTH = 64
_BRACKET = re.compile(r"[\[\]{}]")
_DEEP_LINE = re.compile(r"^(?: {256,}|[ ]*(?:[-?:][ \t]+){64})", re.MULTILINE)
_LETTER = re.compile(r"[^\W\d_]")
# A value that YAML reads as it stands, in a block and between brackets. Trying takes 0.1 ms.
_SAFE = "A-Za-z\xa1-\u2027\u202a-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U0001ffff"
_PLAIN = re.compile(rf"[{_SAFE}][ .0-9{_SAFE}-]*(?<!\s)")
_NOT_TEXT = frozenset({"y", "n", "yes", "no", "true", "false", "on", "off", "null"})
_QUOTES = frozenset("'\"|>")


@dataclass(frozen=True, slots=True)
class Value:
    """A translatable value. `start` and `end` are characters of the whole document."""

    start: int
    end: int
    key: str
    """Dotted from the top: `seo.title`."""
    text: str


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A front matter; `end` is where the body begins, in characters."""

    end: int
    metadata: Mapping[str, object]
    values: tuple[Value, ...]
    fault: tuple[int, str] | None = None
    """Why it cannot be read: the 1-based line of the document and the reason."""


def front_matter(source: str, keys: Sequence[str] = KEYS) -> FrontMatter | None:
    """The front matter at the head of a document; none: it has none.

    `keys` are dotted names, and may be globs: `params.*`. What looks like a front matter and
    cannot be read is left alone as a whole.
    """
    if source.startswith(("---", "\ufeff---")):
        match = _YAML.match(source)
        return match and _yaml(match, keys)
    if source.startswith(("+++", "\ufeff+++")):
        match = _TOML.match(source)
        return match and _toml(match, keys)
    if source.startswith("{"):
        return _json(source, keys)
    return None


def _is_deep(text: str) -> bool:
    """Whether YAML may be nested deeper than its C library's stack is sure to bear."""
    depth = 0
    for bracket in _BRACKET.finditer(text):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > _MAX_DEPTH:
            return True
    return _DEEP_LINE.search(text) is not None


def _yaml(match: re.Match[str], keys: Sequence[str]) -> FrontMatter | None:
    text = match[1]
    if _is_deep(text):
        return FrontMatter(match.end(), {}, ())
    import yaml  # only where there is YAML: it costs more than a short document

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        node = loader.get_single_node()
        metadata = loader.construct_document(node) if node else None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # A thematic break at the head of a document is no front matter, a template's braces are.
        if not _KEY_LINE.match(text):
            return None
        return FrontMatter(match.end(), {}, (), _yaml_fault(error))
    finally:
        loader.dispose()
    if not isinstance(metadata, dict):
        return None
    values = []
    for key, start, end, value in _scalars(node, ""):
        if value and is_chosen(key, keys) and _LETTER.search(value):
            end_of_text = start + len(text[start:end].rstrip())
            values.append(Value(match.start(1) + start, match.start(1) + end_of_text, key, value))
    values.sort(key=lambda one: one.start)
    return FrontMatter(match.end(), metadata, tuple(_distinct(values)))


def _yaml_fault(error: Exception) -> tuple[int, str]:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or str(error)
    # The mark counts from 0 and the document's first line is the marker.
    return (mark.line + 2 if mark else 1), f"not YAML: {reason}"


def yaml_values(source: str, path: str) -> list[Value]:
    """Every text value of a YAML file, in order.

    Raises:
        DocumentError: it is no YAML, with the line.
    """
    if _is_deep(source):
        raise DocumentError("nested too deep", path=path)
    import yaml

    try:
        node = yaml.compose(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else None
        raise DocumentError("not YAML", path=path, line=line) from error
    shift = int(source.startswith("\ufeff"))
    values = []
    for key, start, end, value in _scalars(node, "") if node is not None else ():
        length = len(source[start + shift : end + shift].rstrip())
        values.append(Value(start + shift, start + shift + length, key, value))
    return list(_distinct(sorted(values, key=lambda one: one.start)))


def _distinct(values: list[Value]) -> Iterator[Value]:
    at = -1  # an alias leads to the node of its anchor again
    for value in values:
        if value.start >= at:
            yield value
            at = value.end


def _scalars(node: Any, path: str, depth: int = 0) -> Iterator[tuple[str, int, int, str]]:
    if depth > 32:
        return
    if node.id == "mapping":
        for key, value in node.value:
            name = f"{path}.{key.value}" if path else str(key.value)
            yield from _scalars(value, name, depth + 1)
    elif node.id == "sequence":
        for value in node.value:
            yield from _scalars(value, path, depth + 1)
    elif node.tag == "tag:yaml.org,2002:str":
        yield path, node.start_mark.index, node.end_mark.index, node.value.rstrip("\n")


def is_chosen(key: str, keys: Sequence[str]) -> bool:
    """Whether a dotted key is one of the names, or meets one of the globs."""
    return any(key == one or fnmatchcase(key, one) for one in keys)


def _toml(match: re.Match[str], keys: Sequence[str]) -> FrontMatter | None:
    text = match[1]
    try:
        metadata = tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        return FrontMatter(
            match.end(), {}, (), (int(found[1]) + 1 if found else 1, f"not TOML: {error}")
        )
    values = []
    table = ""
    for line in _TOML_LINE.finditer(text):
        if line["table"]:
            table = line["table"].strip() + "."
            continue
        key = table + line["key"].strip('"')
        value = _toml_value(line["value"])
        # The regular expression proposes, tomllib decides: an array of tables is left alone.
        if value and _at(metadata, key) == value and is_chosen(key, keys):
            start, end = line.span("value")
            values.append(Value(match.start(1) + start, match.start(1) + end, key, value))
    return FrontMatter(match.end(), metadata, tuple(values))


def _json(source: str, keys: Sequence[str]) -> FrontMatter | None:
    """Hugo's third way: an object at the head; a shortcode there is none."""
    from localize.formats.strings import json_values

    try:
        metadata, end = json.JSONDecoder().raw_decode(source)
    except (json.JSONDecodeError, RecursionError):
        return None
    behind = _LINE_REST.match(source, end)
    if not metadata or behind is None:
        return None
    values = (
        one
        for one in json_values(source[:end])
        if is_chosen(one.key, keys) and _LETTER.search(one.text)
    )
    return FrontMatter(behind.end(), metadata, tuple(values))


def _toml_value(written: str) -> str | None:
    try:
        value = tomllib.loads(f"k = {written}".replace("\r\n", "\n"))["k"]
    except tomllib.TOMLDecodeError:
        return None
    return value if isinstance(value, str) else None


def _at(metadata: object, key: str) -> object:
    for part in key.split("."):
        metadata = metadata.get(part) if isinstance(metadata, dict) else None
    return metadata


def written(source: str, text: str, *, is_toml: bool) -> str | None:
    """A value as it stands in the file, in the manner of `source`; none: it cannot be written.

    Invariant: what is returned reads back as `text`.
    """
    quoted = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
    if is_toml:
        keeps = source.startswith("'") and "'" not in text and "\n" not in text
        candidates = [f"'{text}'"] if keeps else []
        return next((one for one in (*candidates, quoted) if _toml_value(one) == text), None)
    if source[:1] not in _QUOTES and _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT:
        return text
    return next((one for one in (_like(source, text), quoted) if _yaml_value(one) == text), None)


def _like(source: str, text: str) -> str:
    if source.startswith("'"):
        return "'" + text.replace("'", "''") + "'"
    if source.startswith('"'):
        return json.dumps(text, ensure_ascii=False)
    if source.startswith(("|", ">")):
        header, _, rest = source.partition("\n")
        indent = re.match(r"[ \t]*", rest)
        lines = text.split("\n")
        glue = "\n" if source.startswith("|") else "\n\n"
        return header + "\n" + glue.join((indent[0] if indent else "  ") + one for one in lines)
    return text


def _yaml_value(text: str) -> str | None:
    """What a value reads as, in a block and between brackets; none: not as a text."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        block = yaml.load(f"k: {text}\n", Loader=loader)  # noqa: S506 - a safe loader
        flow = block if text.startswith(("|", ">")) else None
        if flow is None:
            flow = {"k": yaml.load(f"[{text}]\n", Loader=loader)[0]}  # noqa: S506
    except (yaml.YAMLError, ValueError, TypeError, IndexError, RecursionError):
        return None
    if not isinstance(block, dict) or block != flow or set(block) != {"k"}:
        return None
    value = block["k"]
    return value.rstrip("\n") if isinstance(value, str) else None
