"""Format strings whose directives begin with `%` and end with what kind of argument they take.

The gettext manual (§15.3) names each language's own documentation.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from localize.check.arguments import Argument, Arguments
from localize.check.rule import Hit


class _Fault(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, message: str, start: int, end: int) -> None:
        self.hit = Hit(message, (start, end))


class _Taken:
    """The arguments of a text while it is read."""

    def __init__(self, *, mixes: bool, follows: bool) -> None:
        self.by_name: dict[str, Argument] = {}
        self.mixes = mixes
        self.follows = follows
        self.counter = 0
        self.named = False

    def take(self, name: str | None, argument: Argument) -> None:
        """Take an argument; no name: the next one."""
        if name is None:
            self.counter += 1
            name = str(self.counter)
        else:
            self.named = True
            if name == "0":
                raise _Fault("arguments are numbered from 1", argument.start, argument.end)
            if self.follows:
                self.counter = int(name)
        if self.named and self.counter and not self.mixes:
            message = "arguments with and without a name or number are mixed"
            raise _Fault(message, argument.start, argument.end)
        known = self.by_name.setdefault(name, argument)
        if known.type != argument.type:
            message = f"{argument.text} and {known.text} take one argument as two types"
            raise _Fault(message, argument.start, argument.end)


_INTEGERS = dict.fromkeys("di", "integer") | dict.fromkeys("uoxX", "unsigned integer")
_FLOATS = dict.fromkeys("eEfFgGaA", "number")
_C = {**_INTEGERS, **_FLOATS, "c": "character", "C": "lcharacter", "s": "string", "S": "lstring"}
_C |= {"p": "pointer", "n": "place for a count", "%": "", "m": ""}
_PLAIN = dict.fromkeys("diuoxXbB", "integer") | _FLOATS
_SIZES = {"ll": "long long", "q": "long long", "L": "long long", "Z": "z"}
_C_SIZE = "[hlLqjzZt]+"
_MACRO = r"<PRI(?P<macro>[diouxX](?:(?:LEAST|FAST)?(?:8|16|32|64)|MAX|PTR))>"


def _directive(flags: str, conversions: str, *, size: str = "", star: bool = True) -> str:
    width = r"\*(?:(?P<width>\d+)\$)?|\d+" if star else r"\d+"
    precision = r"\*(?:(?P<precision>\d+)\$)?|\d*" if star else r"\d*"
    sized = rf"(?P<size>{size})?" if size else ""
    return (
        rf"%(?:(?P<number>\d+)\$)?(?:{flags})*(?P<stars>(?:{width})?(?:\.(?:{precision})?)?)"
        rf"{sized}(?P<conversion>[{re.escape(conversions)}])"
    )


class Printf(NamedTuple):
    """A language whose directives begin with `%`."""

    pattern: re.Pattern[str]
    types: Mapping[str, str]
    mixes: bool = False
    """Whether numbered arguments may stand beside others."""
    follows: bool = False
    """Whether what has no number takes the argument behind the last that had one."""
    gaps: bool = True
    """Whether a text may leave out an argument before its last."""
    first: int = 1
    """The number of the first argument."""

    def arguments(self, text: str) -> Arguments:
        """What a text takes."""
        taken = _Taken(mixes=self.mixes, follows=self.follows)
        at = text.find("%")
        try:
            while at >= 0:
                match = self.pattern.match(text, at)
                if match is None:
                    shown = text[at : at + 3].split("\n", maxsplit=1)[0]
                    return Arguments({}, Hit(f"{shown!r} is no directive: write %%", (at, at + 1)))
                self._take(taken, match)
                at = text.find("%", match.end())
        except _Fault as fault:
            return Arguments({}, fault.hit)
        if not self.gaps and taken.named and len(taken.by_name) < _highest(taken.by_name):
            return Arguments({}, Hit("an argument before the last one is left out", (0, len(text))))
        python = "name" in self.pattern.groupindex
        return Arguments(taken.by_name, tuple=python and not taken.named)

    def _take(self, taken: _Taken, match: re.Match[str]) -> None:
        groups = match.groupdict()
        text, (start, end) = match[0], match.span()
        for part, star in zip(("width", "precision"), _stars(groups["stars"] or ""), strict=True):
            if star:
                taken.take(groups.get(part), Argument("integer", text, start, end))
        kind = self._type(groups)
        if kind:
            names = (groups.get(key) for key in ("name", "key", "later", "inner"))
            name = next(filter(None, names), None)
            if name is None and groups["number"]:
                name = str(int(groups["number"]) + 1 - self.first)
            taken.take(name, Argument(kind, text, start, end))

    def _type(self, groups: Mapping[str, str | None]) -> str:
        conversion = groups["conversion"] or ""
        if groups.get("macro"):
            return f"{self.types[groups['macro'][0]]} {groups['macro'][1:]}"  # type: ignore[index]
        kind = self.types.get(conversion, "string")
        size = groups.get("size") or ""
        size = _SIZES.get(size, size)
        if (kind == "number" and size == "l") or (size == "h" and conversion in "sc"):
            size = ""  # it has no meaning
        if conversion in ("s", "r") and (groups["stars"] or "").endswith(".0"):
            return "anything" if "name" in self.pattern.groupindex else kind
        return f"{size} {kind}" if size and kind else kind


def _highest(names: Iterable[str]) -> int:
    return max(map(int, names), default=0)


def _stars(stars: str) -> tuple[bool, bool]:
    width, _, precision = stars.partition(".")
    return "*" in width, "*" in precision


def _c(conversions: str, types: Mapping[str, str]) -> Printf:
    pattern = _directive(r"[-+ #0'I]", conversions, size=_C_SIZE)
    pattern = pattern.replace("(?P<conversion>", f"(?P<conversion>{_MACRO}|", 1)
    return Printf(re.compile(pattern), types, gaps=False)


_PYTHON = (
    r"%(?:\((?P<name>(?:[^()]|\([^()]*\))*)\))?(?P<number>(?!))?[-+ #0]*"
    r"(?P<stars>(?:\*|\d+)?(?:\.(?:\*|\d*)?)?)[hlL]?(?P<conversion>[%csradiuoxXeEfFgG])"
)
_RUBY = (
    r"%[-+ #0]*(?:(?P<number>[1-9]\d*)\$|<(?P<key>[^>]+)>)?[-+ #0]*"
    r"(?P<stars>(?:\*|\d+)?(?:\.(?:\*|\d*)?)?)(?:<(?P<later>[^>]+)>)?"
    r"(?P<conversion>[%\nspcdiuoxXbBfgGeEaA]|\{(?P<inner>[^}]+)\})"
)
_PHP = r"%(?:(?P<number>\d+)\$)?(?:[-+ 0]|'.)*(?P<stars>\d*(?:\.\d+)?)l?(?P<conversion>[%sduboxXeEfFgGhHc])"
_LUA = r"%(?P<number>(?!))?0*(?P<stars>\d*(?:\.\d*)?)(?P<conversion>[%diouxXeEfgGaAcsq])"
_PERL = _directive("[-+ #0]", "%csdiDuUboOxXeEfFgGp_n", size="hh?|ll?|L|q|V|I32|I64|I")
_PERL = _PERL.replace("(?P<stars>", r"(?P<stars>(?:\*?v)?", 1)
_PERL_TYPES = {**_C, "b": "unsigned integer", "D": "l integer", "U": "l unsigned integer"}
_PERL_TYPES |= {"O": "l unsigned integer", "_": "vector"}
_PASCAL = r"%(?:(?P<number>\d+):)?-?(?P<stars>(?:\*|\d+)?(?:\.(?:\*|\d*)?)?)(?P<conversion>[%duxefgnmspDUXEFGNMSP])"
_TEXTS = {"c": "character", "s": "string", "%": ""}
_JAVASCRIPT = _directive("[-+ 0I]", "%sbduoxXfeEgGcj", star=False)
_JAVA = _directive(r"[-#+ 0,(]", "", star=False)[: -len("(?P<conversion>[])")]
_JAVA += r"(?P<conversion>[%nbBhHsScCdoxXeEfgGaA]|[tT][A-Za-z])"
_JAVA_TYPES = _PLAIN | dict.fromkeys("bBhHsS", "anything") | dict.fromkeys("cC", "character")
_JAVA_TYPES |= {"%": "", "n": ""}
_PASCAL_TYPES = dict.fromkeys("duxDUX", "integer") | dict.fromkeys("efgnmEFGNM", "number")
_PASCAL_TYPES |= {"s": "string", "S": "string", "p": "pointer", "P": "pointer", "%": ""}


def _printf(
    flags: str, types: Mapping[str, str], size: str = "", *, follows: bool = False
) -> Printf:
    pattern = re.compile(_directive(flags, "".join(types), size=size, star=True))
    return Printf(pattern, types, follows, follows)


PRINTF: Mapping[str, Printf] = {
    "c": _c("".join(_C), _C),
    "objc": _c("".join(_C) + "@", {**_C, "@": "object"}),
    "python": Printf(re.compile(_PYTHON), _PLAIN | _TEXTS | {"r": "string", "a": "ascii"}),
    "php": Printf(re.compile(_PHP), _PLAIN | _TEXTS | {"E": "exponent", "F": "point"}, mixes=True),
    "javascript": Printf(re.compile(_JAVASCRIPT), _PLAIN | _TEXTS | {"j": "anything"}),
    "perl": Printf(re.compile(_PERL), _PERL_TYPES, mixes=True),
    "ruby": Printf(re.compile(_RUBY), _PLAIN | _TEXTS | {"p": "inspected", "\n": ""}),
    "lua": Printf(re.compile(_LUA), _PLAIN | _TEXTS | {"q": "quoted string"}),
    "awk": _printf("[-+ #0]", {**_INTEGERS, **_FLOATS, **_TEXTS}),
    "tcl": _printf("[-+ #0]", {**_INTEGERS, **_FLOATS, **_TEXTS}, "h|l"),
    "elisp": _printf("[-+ #0]", _PLAIN | _TEXTS | {"S": "object"}, follows=True),
    "librep": _printf("[-+ #0^]", _PLAIN | _TEXTS | {"S": "object"}, follows=True),
    "object-pascal": Printf(re.compile(_PASCAL), _PASCAL_TYPES, mixes=True, first=0),
    "java-printf": Printf(re.compile(_JAVA), _JAVA_TYPES, mixes=True),
}
"""By gettext's flag without `-format`."""
