"""JSON and YAML string files: the values that people read, chosen by key."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import ClassVar

from localize.errors import ConfigError, DocumentError
from localize.formats.files import utf8_bytes, utf8_text
from localize.formats.preview_html import preview_html
from localize.formats.splice import LineCounter, Span, document_of, spliced
from localize.formats.values import (
    Value,
    chosen,
    distinct,
    is_bomb,
    is_deep_yaml,
    json_values,
    yaml_values,
)
from localize.model import Document, Kind, Markup, Problem, Rendered, Segment


class JsonFormat:
    """`.json`. `[formats.json] keys = ["menu.*"]`, `exclude = ["*.url"]`."""

    name: ClassVar[str] = "json"
    suffixes: ClassVar[tuple[str, ...]] = (".json",)
    html_is_safe: ClassVar[bool] = True

    decode = staticmethod(utf8_text)
    encode = staticmethod(utf8_bytes)

    def parse(self, source: str, path: str, options: Mapping[str, object]) -> Document:
        """Return the document: a segment a string value whose dotted key is chosen.

        Raises:
            DocumentError: it is no JSON.
        """
        try:
            json.loads(source.removeprefix("\ufeff"))
        except json.JSONDecodeError as error:
            raise DocumentError(f"not JSON: {error.msg}", path=path, line=error.lineno) from error
        except RecursionError as error:
            raise DocumentError("nested too deep", path=path) from error
        spans = _spans(source, json_values(source), self.name, options)
        return document_of(source, spans, path=path, form=self.name)

    def render(self, document: Document, target: Callable[[Segment], str | None]) -> Rendered:
        """Return the document with each value's target in its place, escaped as its source is."""
        from localize.formats.write_value import json_value

        return _rendered(document, target, json_value)

    def html(self, rendered: Rendered, attributes: Callable[[Segment], Mapping[str, str]]) -> str:
        """Return a `<p>` a value."""
        return preview_html(rendered, attributes, lambda text: str(json.loads(text)))


class YamlFormat:
    """`.yaml`, `.yml`. `[formats.yaml] keys = ["*.title"]`, `exclude = ["*.url"]`."""

    name: ClassVar[str] = "yaml"
    suffixes: ClassVar[tuple[str, ...]] = (".yaml", ".yml")
    html_is_safe: ClassVar[bool] = True

    decode = staticmethod(utf8_text)
    encode = staticmethod(utf8_bytes)

    def parse(self, source: str, path: str, options: Mapping[str, object]) -> Document:
        """Return the document: a segment a text value whose dotted key is chosen.

        Raises:
            DocumentError: it is no YAML.
        """
        if is_deep_yaml(source):
            raise DocumentError("nested too deep", path=path)
        import yaml  # only where there is YAML

        text = source.removeprefix("\ufeff")
        try:
            node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark is not None else None
            raise DocumentError("not YAML", path=path, line=line) from error
        if is_bomb(node):
            raise DocumentError("its aliases grow without bound", path=path)
        before = len(source) - len(text)
        values = (value.moved(before) for value in distinct(yaml_values(text, node)))
        spans = _spans(source, values, self.name, options)
        return document_of(source, spans, path=path, form=self.name)

    def render(self, document: Document, target: Callable[[Segment], str | None]) -> Rendered:
        """Return the document with each value's target in its place, in its source's style."""
        from localize.formats.write_value import yaml_value

        return _rendered(document, target, yaml_value)

    def html(self, rendered: Rendered, attributes: Callable[[Segment], Mapping[str, str]]) -> str:
        """Return a `<p>` a value."""
        return preview_html(rendered, attributes)


def _spans(
    source: str, values: Iterable[Value], name: str, options: Mapping[str, object]
) -> Iterator[Span]:
    keys = _keys(options, "keys", ["*"], name)
    excluded = _keys(options, "exclude", [], name)
    lines = LineCounter(source)
    for value in chosen(values, keys, excluded):
        start, end = value.start, value.end
        line = lines.at(start)
        text = source[start:end]
        segment = Segment(text, value.text, Kind.VALUE, Markup.TEXT, line=line, key=value.key)
        yield start, end, segment


def _keys(options: Mapping[str, object], key: str, default: list[str], name: str) -> list[str]:
    keys = options.get(key, default)
    if isinstance(keys, list) and all(isinstance(pattern, str) for pattern in keys):
        return keys
    raise ConfigError(
        f"formats.{name}.{key} must be a list of keys, not {keys!r}",
        hint='for example: keys = ["menu.*", "*.title"]',
    )


def _rendered(
    document: Document,
    target: Callable[[Segment], str | None],
    value: Callable[[str, str], str | None],
) -> Rendered:
    def written(_number: int, segment: Segment, _before: str) -> str | Problem | None:
        text = target(segment)
        if text is None or text == segment.msgid or not text:
            return None
        reason = f"cannot be written as {document.format}"
        return value(segment.source, text) or Problem(segment, reason)

    return spliced(document, written)
