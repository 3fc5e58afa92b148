"""The grammar of what is no prose in a text: placeholders, tags, addresses, entities, code.

The only one there is: what drafts protect is what the checks compare, the review page marks and
exchange files protect. Sources: gettext manual §15.3 (format strings), Python's format
specification, ICU MessageFormat, CommonMark §6, WHATWG URL. Every branch begins with a fixed
character or a bounded run, so a scan is linear in its text.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

from localize.scripts import CJK, LETTERS, SINGLE


class PieceKind(StrEnum):
    """What a piece of a text is."""

    TEXT = "text"
    CHARACTER = "character"
    """A character that is written as a reference, where the markup reads them: `&amp;`."""
    PLACEHOLDER = "placeholder"
    BRANCH = "branch"
    """What parts the texts of an ICU argument, behind its first: `} other {`, `#`, `}}`."""
    PERCENT = "percent"
    """`%%`, a percent sign of a format string."""
    CODE = "code"
    MATH = "math"
    URL = "url"
    EMAIL = "email"
    MENTION = "mention"
    ENTITY = "entity"
    TAG = "tag"
    COMMENT = "comment"
    FOOTNOTE = "footnote"
    BREAK = "break"
    LINK = "link"
    IMAGE = "image"
    STRONG = "strong"
    EMPHASIS = "emphasis"
    STRIKETHROUGH = "strikethrough"
    TERM = "term"


_KINDS = {kind.value: kind for kind in PieceKind}  # half the time of `PieceKind(value)`
TAG = (
    r"</?[A-Za-z][\w:.-]*"
    r"(?:\s(?:[^<>\"']|\"[^\"<\n]{0,2000}\"|'[^'<\n]{0,2000}')*+/?>|(?:\s[^<>]*)?/?>)"
)
"""A tag. A quoted attribute may hold `>`; where quotes are odd, it ends at the first one."""
_URL_CHARACTER = r"[\w\-.~:/?#\[\]@!$&'()*+,;=%]"
# Of scripts that put no space behind an address: their letters and signs end it.
_UNSPACED = re.compile(f"[{CJK}{SINGLE}{LETTERS['Deva']}\u0964\u0965]")
_TRAILING = ".,;:!?'*_~"
_URLS = (
    rf"(?P<url>(?:https?|ftp)://(?:{_URL_CHARACTER}|\{{[\w.]{{0,60}}\}})+|(?<![\w.])www\.[a-zA-Z0-9-]+\.{_URL_CHARACTER}+"
    r"|(?<!\w)mailto:[\w.+@-]+)"
)
# ASCII: 「宛先はa@b.cです」 would else take the particles along.
_MAILS = (
    r"(?P<email>(?<![A-Za-z0-9_.+-])[a-zA-Z0-9._+-]{1,64}@[a-zA-Z0-9-]{1,63}(?:\.[a-zA-Z0-9-]{1,63}){1,6})"
    r"|(?P<mention>(?<![\w/.&%])@[A-Za-z0-9_]{2,40})"
)
_ENTITY = r"(?P<entity>&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6});)"
# ``literal``, :role:`text <target>` and `text <target>`_ of reStructuredText, `code` of everybody.
# Not what GNU quotes (`this'), and not what holds a placeholder of its own.
_TICKS = (
    r"``[^`\n]{1,200}``|:[a-z][a-z:+-]{1,30}:`[^`\n]{1,200}`"
    r"|`[^`<>\n]{1,200}<[^`<>\n]{1,200}>`_|(?<![\w`])`[^`'\n{}%$<>]{1,200}`(?![\w`])"
)
_TEMPLATE = r"\{%(?:[^%\n]|%(?!\})){0,500}%\}|\{\#(?:[^#\n]|\#(?!\})){0,500}\#\}"
_COMMENT = r"(?P<comment><!--(?:[^-]|-(?!->)){0,2000}-->)"
_BRACES = (
    r"\{{2,3}[^{}\n]{0,100}\}{2,3}"  # {{x}}, {{{x}}}
    r"|[$#@%]\{[^{}\n]{1,100}\}"  # ${x}, #{n}, @{x}, %{name}
    # {}, {0,-10:N2}, {name!r:>8}
    r"|\{[\w.\[\]!^<>,+\- ]{0,60}(?::(?![^{}\n]{0,100}//)[^{}\"\n]{0,100})?\}"
)
_NAMED = r"%\([\w.\- ]{1,60}\)[-+0# ]{0,5}\d{0,9}(?:\.\d{1,9})?[hlL]?[diouxXeEfFgGcrsa]"
_NAMED += r"|%<(?!PRI)\w{1,60}>[-+0#]{0,5}\d{0,9}(?:\.\d{1,9})?[a-zA-Z]"
_NUMBERED = r"%\d{1,3}\$[-+0]{0,5}(?:'[^\s])?\d{0,9}(?:\.\d{1,9})?(?:hh?|ll?|[qjzt])?[a-zA-Z@]"
# In prose, "100%discount" and "5 % der" hold none, and `%` with a space behind it is a sign.
_BARE = (
    r"(?<![0-9A-Za-z%])%[-+0#]{0,5}\d{0,9}(?:\.\d{1,9})?(?:hh?|ll?|[qjztL])?[sdiufgGxXoceErp@](?![A-Za-z])"
    r"|(?<![\w%])%[A-Za-z_]\w{1,60}%(?!\w)"
)
_DIRECTIVE = (
    r"%(?:[-+ #0I]|'[^\sA-Za-z%]?){0,6}(?:\d{1,9}|\*(?:\d\$)?)?(?:\.(?:\d{1,9}|\*(?:\d\$)?)?)?"
    r"(?:hh?|ll?|[qjztL])?(?:[diouxXeEfFgGaAcCsSpnmbr@]|<PRI[a-zA-Z0-9]{1,12}>)"
)
_POSITION = r"%L?\d{1,2}(?![\d$])|%L?n(?![A-Za-z])"  # Qt, KDE
# $1, but no amount: $1.50, $5 million, US$5. A single `$5` may be either; see `is_amount`.
_SHELL = (
    r"(?<![A-Za-z0-9$\\])\$(?:\d{1,9}(?![\d%]|[.,]\d|\s?(?:[kKmMbB]n?\b|hundred|thousand|million"
    r"|billion|trillion))|[A-Za-z_]\w*)"
)
_AMOUNT = re.compile(r"\$\d{1,9}")
_ICU = re.compile(r"\{\s*[\w.-]{1,60}\s*,\s*(?:plural|select|selectordinal)\s*,\s*")
_ICU_BRANCH = re.compile(r"\s*(?:offset:\d+\s*)?(?:=\d+|[\w-]{1,60})\s*\{")
_HINTS = re.compile(r"[@<&%{`$]|://|www\.|mailto:")
_PRINTF = frozenset(
    {"c-format", "objc-format", "python-format", "php-format", "perl-format", "ruby-format"}
    | {"gcc-internal-format", "gfc-internal-format", "java-printf-format", "javascript-format"}
    | {"lua-format", "awk-format", "tcl-format", "d-format", "object-pascal-format"}
)
_DEEPEST = 8
"""ICU arguments within one another that are read."""
_POSITIONS = frozenset({"qt-format", "qt-plural-format", "kde-format", "ycp-format"})


def format_of(flags: frozenset[str]) -> str:
    """What kind of format string an entry is, by its gettext flags: `printf` or `position`.

    Empty for prose, and for braces, which are read everywhere.
    """
    if flags & _PRINTF:
        return "printf"
    return "position" if flags & _POSITIONS else ""


def is_amount(placeholder: str) -> bool:
    """Whether it may be an amount of money, which a translation writes in its own way: `$5`."""
    return placeholder.startswith("$") and _AMOUNT.fullmatch(placeholder) is not None


Found: TypeAlias = "Iterator[tuple[PieceKind, int, int]]"


def scanned(text: str, form: str = "", *, tags: bool = True, depth: int = 0) -> Found:
    """`(kind, start, end)` of everything that is no prose, in order, without overlaps.

    `form`: see `format_of`. `tags`: whether tags, entities and code are read here; where a markup
    has its own, they are text by now.
    """
    if not _HINTS.search(text):
        return
    if "{" in text and depth < _DEEPEST and _ICU.search(text):
        yield from _with_branches(text, form, tags=tags, depth=depth)
        return
    yield from _flat(text, form, 0, len(text), tags=tags)


def _flat(text: str, form: str, low: int, high: int, *, tags: bool) -> Found:
    urls = "://" in text or "www." in text or "mailto:" in text
    for match in _pattern(form, tags, urls, "@" in text).finditer(text, low, high):
        start, end = match.span()
        kind = match.lastgroup or ""
        if kind == "url":
            end = start + len(_address(match[0]))
        yield _KINDS[kind], start, end


@lru_cache(maxsize=32)
def _pattern(form: str, tags: bool, urls: bool, mails: bool) -> re.Pattern[str]:  # noqa: FBT001
    percent = "%%" if form == "printf" else r"%%(?=[\w(])"
    directives = {"printf": f"{_NUMBERED}|{_DIRECTIVE}", "position": _POSITION}
    printf = directives.get(form, f"{_NUMBERED}|{_BARE}")
    placeholder = rf"(?P<placeholder>{_NAMED}|{printf}|{_BRACES}|{_SHELL})"
    parts = [rf"(?P<percent>{percent})", placeholder]
    if tags:
        parts = [rf"(?P<tag>{TAG})", _COMMENT, _ENTITY, *parts]
    if not form:
        parts.insert(0, f"(?P<code>{_TICKS}|{_TEMPLATE})" if tags else f"(?P<code>{_TEMPLATE})")
    if mails:
        parts.insert(0, _MAILS if not form else _MAILS.split("|(?P<mention>", maxsplit=1)[0])
    return re.compile("|".join([_URLS, *parts] if urls else parts))


def _address(text: str) -> str:
    """A URL without what the sentence puts behind it: full stop, closing bracket, Han, kana."""
    end = _UNSPACED.search(text)
    if end:
        text = text[: end.start()]
    while text:
        stripped = text.rstrip(_TRAILING)
        for opening, closing in ("()", "[]"):
            if stripped.endswith(closing) and stripped.count(closing) > stripped.count(opening):
                stripped = stripped[:-1]
        if stripped == text:
            break
        text = stripped
    return text


def _with_branches(text: str, form: str, *, tags: bool, depth: int) -> Found:
    """The pieces of a text with ICU arguments: their branches' texts are prose again."""
    closing = _closing_braces(text)
    position = 0
    for head in _ICU.finditer(text):
        if head.start() < position:
            continue
        argument = _argument(text, head, closing)
        if argument:
            yield from _flat(text, form, position, head.start(), tags=tags)
            position = argument[-1][1]
            yield PieceKind.PLACEHOLDER, *argument[0]
            for (_, start), (end, after) in pairwise(argument):
                inside = scanned(text[start:end], form, tags=tags, depth=depth + 1)
                for kind, low, high in _with_signs(text[start:end], inside):
                    yield kind, start + low, start + high
                yield PieceKind.BRANCH, end, after
    yield from _flat(text, form, position, len(text), tags=tags)


def _with_signs(text: str, pieces: Found) -> Found:
    """The pieces of a branch's text, and `#`, which stands for its number."""
    position = 0
    for piece in (*pieces, (PieceKind.TEXT, len(text), len(text))):
        while (sign := text.find("#", position, piece[1])) >= 0:
            yield PieceKind.BRANCH, sign, sign + 1
            position = sign + 1
        if piece[1] < piece[2]:
            yield piece
        position = piece[2]


def _closing_braces(text: str) -> dict[int, int]:
    stack: list[int] = []
    closing: dict[int, int] = {}
    for match in re.finditer(r"[{}]", text):
        if match[0] == "{":
            stack.append(match.start())
        elif stack:
            closing[stack.pop()] = match.start()
    return closing


def _argument(text: str, head: re.Match[str], closing: dict[int, int]) -> list[tuple[int, int]]:
    """Where an ICU argument's own signs are, its branches' texts left out; empty: it is not one."""
    last = closing.get(head.start())
    if last is None:
        return []
    signs: list[tuple[int, int]] = []
    start, position = head.start(), head.end()
    while branch := _ICU_BRANCH.match(text, position, last):
        signs.append((start, branch.end()))
        start = closing[branch.end() - 1]
        position = start + 1
    if not signs or text[position:last].strip():
        return []
    return [*signs, (start, last + 1)]
