"""JSON and YAML string files: the values that people read, chosen by key."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, ClassVar

from localize.errors import ConfigError, DocumentError
from localize.formats.files import utf8_bytes, utf8_text
from localize.formats.preview_html import preview_html
from localize.formats.splice import spliced
from localize.model import Document, Kind, Markup, Problem, Rendered, Segment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from localize.formats.front_matter import Value

_TOKEN = re.compile(r"\"(?:[^\"\\]|\\.)*\"|[{}\[\],:]|[^\s{}\[\],:\"]+")
_LETTER = re.compile(r"[^\W\d_]")


class _Strings:
    """What the two have in common."""

    name: ClassVar[str]

    def decode(self, raw: bytes, path: str) -> str:
        """The text of a file."""
        return utf8_text(raw, path)

    def encode(self, text: str, original: bytes) -> bytes:  # noqa: ARG002 - the Protocol's
        """The bytes of a localized file."""
        return utf8_bytes(text)

    def _document(self, source: str, path: str, values: Iterable[Value]) -> Document:
        parts: list[str | Segment] = []
        at, line = 0, 1
        for value in values:
            line += source.count("\n", at, value.start)
            parts.append(source[at : value.start])
            text = source[value.start : value.end]
            parts.append(
                Segment(text, value.text, Kind.VALUE, Markup.TEXT, line=line, key=value.key)
            )
            at = value.end
            line += text.count("\n")
        parts.append(source[at:])
        return Document(path, self.name, tuple(part for part in parts if part != ""))

    def _rendered(
        self,
        document: Document,
        target: Callable[[Segment], str | None],
        value: Callable[[Segment, str], str | None],
    ) -> Rendered:
        def written(_number: int, segment: Segment, _before: str) -> str | Problem | None:
            text = target(segment)
            if text is None or text == segment.msgid or not text:
                return None
            return value(segment, text) or Problem(segment, f"cannot be written as {self.name}")

        return spliced(document, written)


class JsonFormat(_Strings):
    """`.json`. `[formats.json] keys = ["menu.*"]`, `exclude = ["*.url"]`."""

    name: ClassVar[str] = "json"
    suffixes: ClassVar[tuple[str, ...]] = (".json",)

    def parse(self, source: str, path: str, options: Mapping[str, object]) -> Document:
        """The document: a segment a string value whose dotted key is chosen.

        Raises:
            DocumentError: it is no JSON.
        """
        try:
            json.loads(source.removeprefix("\ufeff"))
        except json.JSONDecodeError as error:
            raise DocumentError(f"not JSON: {error.msg}", path=path, line=error.lineno) from error
        except RecursionError as error:
            raise DocumentError("nested too deep", path=path) from error
        return self._document(source, path, _chosen(json_values(source), options, self.name))

    def render(self, document: Document, target: Callable[[Segment], str | None]) -> Rendered:
        """The document with each value's target in its place, escaped as its source is."""

        def value(segment: Segment, text: str) -> str:
            return json.dumps(text, ensure_ascii="\\u" in segment.source)

        return self._rendered(document, target, value)

    def html(self, rendered: Rendered, attributes: Callable[[Segment], Mapping[str, str]]) -> str:
        """A `<p>` a value."""
        return preview_html(rendered, attributes, lambda text: str(json.loads(text)))


class YamlFormat(_Strings):
    """`.yaml`, `.yml`. `[formats.yaml] keys = ["*.title"]`, `exclude = ["*.url"]`."""

    name: ClassVar[str] = "yaml"
    suffixes: ClassVar[tuple[str, ...]] = (".yaml", ".yml")

    def parse(self, source: str, path: str, options: Mapping[str, object]) -> Document:
        """The document: a segment a text value whose dotted key is chosen.

        Raises:
            DocumentError: it is no YAML.
        """
        from localize.formats import front_matter  # PyYAML: only where there is YAML

        values = front_matter.yaml_values(source, path)
        return self._document(source, path, _chosen(values, options, self.name))

    def render(self, document: Document, target: Callable[[Segment], str | None]) -> Rendered:
        """The document with each value's target in its place, in its source's manner."""
        from localize.formats import front_matter

        def value(segment: Segment, text: str) -> str | None:
            return front_matter.written(segment.source, text, is_toml=False)

        return self._rendered(document, target, value)

    def html(self, rendered: Rendered, attributes: Callable[[Segment], Mapping[str, str]]) -> str:
        """A `<p>` a value."""
        return preview_html(rendered, attributes)


def _chosen(values: Iterable[Value], options: Mapping[str, object], name: str) -> Iterator[Value]:
    from localize.formats.front_matter import is_chosen

    keys = _keys(options, "keys", ["*"], name)
    excluded = _keys(options, "exclude", [], name)
    for value in values:
        is_wanted = is_chosen(value.key, keys) and not is_chosen(value.key, excluded)
        if is_wanted and _LETTER.search(value.text):
            yield value


def _keys(options: Mapping[str, object], key: str, default: list[str], name: str) -> list[str]:
    found = options.get(key, default)
    if isinstance(found, list) and all(isinstance(one, str) for one in found):
        return found
    raise ConfigError(
        f"formats.{name}.{key} must be a list of keys, not {found!r}",
        hint='for example: keys = ["menu.*", "*.title"]',
    )


def json_values(source: str) -> Iterator[Value]:
    """Every string value with its dotted key; a list's items have the list's key."""
    from localize.formats.front_matter import Value

    names: list[str] = []
    is_object: list[bool] = []
    key = ""
    expects_key = False
    for match in _TOKEN.finditer(source):
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
