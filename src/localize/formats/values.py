"""The texts in JSON, YAML and TOML, with their keys and places."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

_JSON_TOKEN = re.compile(r"\"(?:[^\"\\]|\\.)*\"|[{}\[\],:]|[^\s{}\[\],:\"]+")
_TOML_LINE = re.compile(
    r"^[ \t]*(?:\[+(?P<table>[^\]\n]+)\]+|(?P<key>[\w.\-]+|\"[^\"\n]*\")[ \t]*=[ \t]*"
    r"(?P<value>\"\"\".*?\"\"\"|'''.*?'''|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*')[ \t]*(?:#.*)?\r?$)",
    re.MULTILINE | re.DOTALL,
)
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)+")
"""A node's anchor and tag, which stay before a translated value."""
_MAX_DEPTH = 64
_MOST_NODES = 1_000_000
_MAX_NAMED_DEPTH = 32
_BRACKET = re.compile(r"[\[\]{}]")
_DEEP_LINE = re.compile(r"^(?: {256,}|[ ]*(?:[-?:][ \t]+){64})", re.MULTILINE)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Value:
    """A text value. `start` and `end` are characters of the text it is in."""

    start: int
    end: int
    key: str
    """Dotted from the top: `seo.title`. The items of a list have the list's key."""
    text: str

    def moved(self, distance: int) -> Value:
        """Return the value in a text that has `distance` characters more before it."""
        return Value(self.start + distance, self.end + distance, self.key, self.text)


def chosen(
    values: Iterable[Value], keys: Sequence[str], excluded: Sequence[str] = ()
) -> Iterator[Value]:
    """Yield the values whose key meets `keys` and not `excluded`, and that have a letter.

    Keys are dotted names, and may be globs: `params.*`.
    """
    for value in values:
        is_wanted = _meets(value.key, keys) and not _meets(value.key, excluded)
        if is_wanted and _LETTER.search(value.text):
            yield value


def _meets(key: str, patterns: Sequence[str]) -> bool:
    return any(key == pattern or fnmatchcase(key, pattern) for pattern in patterns)


def json_values(source: str) -> Iterator[Value]:
    """Yield every string value of a JSON text, in order."""
    names: list[str] = []
    is_object: list[bool] = []
    key = ""
    expects_key = False
    for match in _JSON_TOKEN.finditer(source):
        part = match[0]
        if part in "{[":
            names.append(key)
            is_object.append(part == "{")
            expects_key = part == "{"
            key = "" if expects_key else key
        elif part in "}]":
            key = names.pop()
            is_object.pop()
        elif part == ",":
            expects_key = bool(is_object) and is_object[-1]
        elif part.startswith('"'):
            if expects_key:
                above = names[-1] if names else ""
                name = json.loads(part)
                key = f"{above}.{name}" if above else name
                expects_key = False
            else:
                yield Value(match.start(), match.end(), key, json.loads(part))


def yaml_values(source: str, node: Any) -> list[Value]:
    """Return every text value below a node that PyYAML composed of `source`, in order.

    A value with an alias is there twice, see `distinct`.
    """
    values = []
    for key, start, end, text in _scalars(node, ""):
        properties = _PROPERTIES.match(source, start, end)
        first = properties.end() if properties else start
        values.append(Value(first, first + len(source[first:end].rstrip()), key, text))
    return sorted(values, key=lambda value: value.start)


def distinct(values: Iterable[Value]) -> Iterator[Value]:
    """Yield the first value of each place: an alias leads to the node of its anchor again."""
    at = -1
    for value in values:
        if value.start >= at:
            yield value
            at = value.end


def _scalars(node: Any, path: str, depth: int = 0) -> Iterator[tuple[str, int, int, str]]:
    if node is None or depth > _MAX_NAMED_DEPTH:
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


def is_bomb(node: Any) -> bool:
    """Whether the aliases of a YAML node grow beyond what any document says."""
    sizes: dict[int, int] = {}

    def size(part: Any) -> int:
        if id(part) not in sizes:
            sizes[id(part)] = 1  # an alias to what it stands in counts once
            below = part.value if isinstance(part.value, list) else ()
            pairs = (each if isinstance(each, tuple) else (each,) for each in below)
            sizes[id(part)] = 1 + sum(size(each) for pair in pairs for each in pair)
        return sizes[id(part)]

    return node is not None and size(node) > _MOST_NODES


def is_deep_yaml(text: str) -> bool:
    """Whether YAML may be nested deeper than its C library's stack is sure to bear."""
    depth = 0
    for bracket in _BRACKET.finditer(text):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > _MAX_DEPTH:
            return True
    return _DEEP_LINE.search(text) is not None


def toml_values(source: str, metadata: object) -> Iterator[Value]:
    """Yield the text values of a TOML text that `metadata`, what it reads as, has at their keys.

    The regular expression proposes, tomllib decides: an array of tables is left alone.
    """
    table = ""
    for match in _TOML_LINE.finditer(source):
        if match["table"]:
            table = match["table"].strip() + "."
            continue
        key = table + match["key"].strip('"')
        text = toml_text(match["value"])
        if text and _at(metadata, key) == text:
            yield Value(*match.span("value"), key, text)


def toml_text(written: str) -> str | None:
    """Return the text that a TOML value reads as, if it is one."""
    try:
        value = tomllib.loads(f"k = {written}".replace("\r\n", "\n"))["k"]
    except tomllib.TOMLDecodeError:
        return None
    return value if isinstance(value, str) else None


def _at(metadata: object, key: str) -> object:
    for part in key.split("."):
        metadata = metadata.get(part) if isinstance(metadata, dict) else None
    return metadata
