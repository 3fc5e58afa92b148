"""Texts written as values of JSON, YAML and TOML, in the style of the value they replace."""

import json
import re

from localize.formats.values import toml_text

# A value that YAML reads as it is, in a block and between brackets. Trying takes 0.1 ms.
_SAFE = "A-Za-z\xa1-\u2027\u202a-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U0001ffff"
_PLAIN = re.compile(rf"[{_SAFE}][ .0-9{_SAFE}-]*(?<!\s)")
_NOT_TEXT = frozenset({"y", "n", "yes", "no", "true", "false", "on", "off", "null"})
_QUOTES = frozenset("'\"|>")


def json_value(source: str, text: str) -> str:
    """Return the text as a JSON value, escaped as `source` is."""
    return json.dumps(text, ensure_ascii="\\u" in source)


def toml_value(source: str, text: str) -> str | None:
    """Return the text as a TOML value in the style of `source`; None if it cannot be written.

    Invariant: what is returned reads back as `text`.
    """
    keeps = source.startswith("'") and "'" not in text and "\n" not in text
    candidates = (f"'{text}'", _quoted(text)) if keeps else (_quoted(text),)
    return next((value for value in candidates if toml_text(value) == text), None)


def yaml_value(source: str, text: str) -> str | None:
    """Return the text as a YAML value in the style of `source`; None if it cannot be written.

    Invariant: what is returned reads back as `text`.
    """
    if source[:1] not in _QUOTES and _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT:
        return text
    candidates = (_like(source, text), _quoted(text))
    return next((value for value in candidates if _yaml_text(value) == text), None)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


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
        return header + "\n" + glue.join((indent[0] if indent else "  ") + line for line in lines)
    return text


def _yaml_text(text: str) -> str | None:
    """Return the text that a value reads as in a block and between brackets, if it is one."""
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
