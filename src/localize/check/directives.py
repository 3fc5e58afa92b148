"""Format strings by their gettext flags: what arguments a text takes, and of what type.

A translation has to take the arguments of its source. Which texts are format strings, and what a
directive may be, is in the documentation of each language (gettext manual §15.3). A source that is
no valid format string is not held to be one, as `msgfmt --check-format` does it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from localize.check.arguments import Argument, Arguments
from localize.check.printf import PRINTF
from localize.check.rule import Hit


class FormatStyle(NamedTuple):
    """The format strings of a language."""

    sigil: str
    """The character that its directives begin with."""
    arguments: Callable[[str], Arguments]


def _numbered(pattern: str) -> Callable[[str], Arguments]:
    """Directives by their number alone, as Qt's and KDE's: `%1`, where `%` is a sign else.

    A named group tells a directive that a source of others does not have.
    """
    compiled = re.compile(pattern)

    def arguments(text: str) -> Arguments:
        by_name: dict[str, Argument] = {}
        unusual: Hit | None = None
        for match in compiled.finditer(text):
            number = match[match.re.groups]
            number = number.lstrip("0") or "0" if number.isdigit() else number
            by_name.setdefault(number, Argument("argument", match[0], *match.span()))
            if unusual is None and match.groupdict().get("many"):
                unusual = Hit(f"{match[0]} is not how the source has its arguments", match.span())
        return Arguments(by_name, unusual=unusual)

    return arguments


_FIELD = r"(?:[A-Za-z_][A-Za-z_0-9]*|\d+)(?:\.[A-Za-z_][A-Za-z_0-9]*|\[(?:[A-Za-z_][A-Za-z_0-9]*|\d+)\])*"
_SPEC = rf":(?:\{{{_FIELD}\}}|(?:[^{{}}][<>=^]|[<>=^])?[+\- ]?\#?0?\d*(?:\.\d+)?[bcdoxXneEfFgG%]?)"
_BRACE = re.compile(rf"\{{\{{|\{{(?P<field>{_FIELD})(?P<spec>{_SPEC})?\}}")
# What Python takes as well: `{}`, `{name!r}`, `{when:%Y-%m}`, `{n:,}`, `{x[a b]}`.
_BRACE_PYTHON = re.compile(
    r"\{(?P<field>(?:\w+(?:\.\w+|\[[^\]{}]+\])*)?)(?:![rsa])?(?::(?:[^{}]|\{\w*\})*)?\}"
)


def _python_brace(text: str) -> Arguments:
    by_name: dict[str, Argument] = {}
    unusual: Hit | None = None
    unnamed = numbered = 0
    at = text.find("{")
    while at >= 0:
        match = _BRACE.match(text, at)
        if match is None:
            match = _BRACE_PYTHON.match(text, at)
            if match is None:
                return Arguments({}, Hit("a { that opens no field: write {{", (at, at + 1)))
            if unusual is None:
                unusual = Hit(f"{match[0]} is not how the source has it", match.span())
        name = match["field"]
        if name is not None:
            if not name:
                name, unnamed = str(unnamed), unnamed + 1
            elif name[0].isdigit():
                numbered += 1
            name += match.groupdict().get("spec") or ""
            by_name.setdefault(name, Argument("field", match[0], *match.span()))
            if unnamed and numbered:
                return Arguments(
                    {}, Hit("fields with and without a number are mixed", match.span())
                )
        at = text.find("{", match.end())
    return Arguments(by_name, unusual=unusual)


_SHELL = re.compile(r"\$(?:([A-Za-z_][A-Za-z_0-9]*)|\{([A-Za-z_][A-Za-z_0-9]*)\})")


def _shell(text: str) -> Arguments:
    return _scanned(text, "$", _SHELL)


def _ycp(text: str) -> Arguments:
    return _scanned(text, "%", re.compile("%(?:%|([1-9]))"))


_CSHARP = re.compile(r"\}\}|\{(?:\{|(\d+)(?:,\s*-?\d+)?(?::(?:[^{}]|\{\{|\}\})*)?\})")


def _csharp(text: str) -> Arguments:
    return _scanned(text, "{}", _CSHARP)


_QUOTED = re.compile(r"''|'[^']*(?:'|\Z)")
_JAVA_FIELD = re.compile(
    r"\{\s*(\d+)\s*(?:,\s*(number|date|time|choice)\s*(?:,(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)?)?\}"
)


def _java(text: str) -> Arguments:
    blank = _QUOTED.sub(lambda match: " " * len(match[0]), text)
    return _scanned(blank, "{}", _JAVA_FIELD)


def _scanned(text: str, signs: str, pattern: re.Pattern[str]) -> Arguments:
    """The arguments of a language where each of some signs begins a directive."""
    by_name: dict[str, Argument] = {}
    position = 0
    while match := re.compile(f"[{signs}]").search(text, position):
        at = match.start()
        match = pattern.match(text, at)
        if match is None:
            return Arguments({}, Hit(f"a {text[at]} that is of no directive", (at, at + 1)))
        position = match.end()
        name = next(filter(None, match.groups()), None)
        if name is not None:
            typed = pattern is _JAVA_FIELD and match[2]
            argument = Argument(match[2] if typed else "argument", match[0], *match.span())
            if by_name.setdefault(name, argument).type == "argument":
                by_name[name] = argument
            elif typed and by_name[name].type != argument.type:
                return Arguments(
                    {}, Hit(f"{match[0]} takes an argument as two types", match.span())
                )
    return Arguments(by_name)


_OTHERS: Mapping[str, FormatStyle] = {
    "python-brace": FormatStyle("{", _python_brace),
    "perl-brace": FormatStyle("{", _numbered(r"\{([A-Za-z_][A-Za-z_0-9]*)\}")),
    "java": FormatStyle("{", _java),
    "csharp": FormatStyle("{", _csharp),
    "sh": FormatStyle("$", _shell),
    "qt": FormatStyle("%", _numbered(r"%(?=\d(?!\d)|(?P<many>L?\d))L?(\d{1,2})")),
    "qt-plural": FormatStyle("%", _numbered(r"%L?(n)")),
    "kde": FormatStyle("%", _numbered(r"%([1-9]\d*)")),
    "kde-kuit": FormatStyle("%", _numbered(r"%([1-9]\d*)")),
    "ycp": FormatStyle("%", _ycp),
}
_PRINTF = {name: FormatStyle("%", printf.arguments) for name, printf in PRINTF.items()}
STYLES: Mapping[str, FormatStyle] = {**_PRINTF, **_OTHERS}
"""By gettext's flag without `-format`."""


@lru_cache(maxsize=256)
def styles(flags: frozenset[str]) -> tuple[FormatStyle, ...]:
    """The kinds of format string that an entry's texts are, by its flags."""
    names = (flag.removeprefix("possible-").removesuffix("-format") for flag in sorted(flags))
    return tuple(STYLES[name] for name in names if name in STYLES)


def differences(style: FormatStyle, source: str, target: str) -> Iterator[Hit] | None:
    """What a translation takes otherwise than its source; None: the source is no format string."""
    here = style.arguments(source)
    if here.fault is not None:
        return None
    return _differences(here, style.arguments(target))


def _differences(here: Arguments, there: Arguments) -> Iterator[Hit]:
    if there.fault is not None:
        yield there.fault
        return
    if there.unusual and not here.unusual:
        yield there.unusual
    for name in sorted(here.by_name.keys() - there.by_name.keys()):
        lost = here.by_name[name]
        # In a plural's form for one number it may be left out, but not of a tuple.
        span = None if here.tuple else (lost.start, lost.end)
        yield Hit(f"placeholder {lost.text} is missing", source_span=span)
    for name in sorted(there.by_name.keys() - here.by_name.keys()):
        added = there.by_name[name]
        yield Hit(f"placeholder {added.text} is not in the source", (added.start, added.end))
    for name in sorted(here.by_name.keys() & there.by_name.keys()):
        wanted, given = here.by_name[name], there.by_name[name]
        if wanted.type != given.type:
            order = f"argument {name}" if name.isdigit() else name
            message = f"{given.text} takes {order}, which the source writes {wanted.text}"
            yield Hit(message, (given.start, given.end))
