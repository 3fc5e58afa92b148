"""Code, tags, URLs, placeholders and mentions in a text. Every scan is linear in its length."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_URL_CHARACTERS = r"[\w\-.~:/?#\[\]@!$&'()*+,;=%]"
_URL = (
    rf"(?P<url>(?:https?|ftp)://{_URL_CHARACTERS}+|\bwww\.[a-zA-Z0-9-]+\.{_URL_CHARACTERS}+"
    r"|\bmailto:[\w.+@-]+)"
)
# An address is ASCII here: 「宛先はa@b.cです」 would else take the particles along.
_EMAIL = (
    r"(?P<email>(?<![\w.+-])[a-zA-Z0-9._+-]{1,64}@[a-zA-Z0-9-]{1,63}(?:\.[a-zA-Z0-9-]{1,63}){1,6})"
)
_MENTION = r"(?P<mention>(?<![\w/.&])@[A-Za-z0-9_]{2,40})"
_TAG = r"(?P<tag></?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?>)"
_ENTITY = r"(?P<entity>&(?:[a-zA-Z]{2,20}|\#\d{1,7}|\#x[0-9a-fA-F]{1,6});)"
_BRACE = r"\{\{[^{}\n]{0,80}\}\}|[$%#]?\{[A-Za-z0-9_.:\-!\[\] ]{0,60}\}"
_PRINTF = r"%\([\w.]{1,60}\)[#0 +-]*\d*(?:\.\d+)?[a-zA-Z]"
_PRINTF += r"|%\d{1,2}\$[-+0]?\d*(?:\.\d+)?(?:hh?|ll?|[qjzt])?[a-zA-Z@]"
# A bare %s or %d in prose stands alone; "100%discount" and "5 % der" are no placeholders.
_BARE = r"(?<![\w%])%(?:[sdif@]|l[du])(?![a-zA-Z])"
_C_FORMAT = r"%[#0 +'-]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh?|ll?|[qjztL])?[diouxXeEfFgGcrsaApn]"
# reStructuredText: ``literal`` and :role:`text <target>`, which python-docs and Sphinx have.
_REST = r"(?P<code>``[^`\n]{1,200}``|:[a-z][a-z:+-]{1,30}:`[^`\n]{1,200}`|`[^`<>\n]{1,200}<[^`<>\n]{1,200}>`_)"
_PROSE = re.compile(
    rf"{_REST}|{_URL}|{_EMAIL}|{_MENTION}|{_TAG}|{_ENTITY}|(?P<placeholder>{_PRINTF}|{_BARE}|{_BRACE})"
)
_FORMATTED = re.compile(
    rf"{_URL}|{_EMAIL}|{_TAG}|{_ENTITY}|(?P<percent>%%)|(?P<placeholder>{_PRINTF}|{_C_FORMAT}|{_BRACE})"
)
_FORMAT_FLAGS = frozenset({"c-format", "python-format", "objc-format", "php-format", "perl-format"})
_TICKS = re.compile(r"`+")
# A link's or image's destination behind its text, and a reference behind it.
_DESTINATION = re.compile(r"\]\(\s*<?(?P<to>[^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)?)[^()\n]{0,400}\)")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,60}\]")
_HINTS = re.compile(r"[@<&%{`]|://|www\.|mailto:|\]\(|\[\^")
_TRAILING = ".,;:!?'*_~"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch that is not prose."""

    kind: str
    """`code`, `url`, `email`, `mention`, `tag`, `entity`, `placeholder`, `percent`, `link`,
    `footnote`."""
    text: str
    start: int
    end: int


def pieces(text: str, flags: frozenset[str] = frozenset()) -> tuple[Piece, ...]:
    """Everything in a text that is not prose, in order, without overlaps."""
    if not _HINTS.search(text):
        return ()
    found: list[Piece] = []
    prose = text
    if "markdown-text" in flags:
        found += _markdown(text)
        prose = blanked(text, found)
    pattern = _FORMATTED if flags & _FORMAT_FLAGS else _PROSE
    for match in pattern.finditer(prose):
        kind = match.lastgroup or ""
        start, end = match.span()
        if kind == "url":
            end = start + len(_url(match[0]))
        if kind != "percent":
            found.append(Piece(kind, text[start:end], start, end))
    found.sort(key=lambda piece: piece.start)
    return tuple(found)


def _url(text: str) -> str:
    """A URL without what the sentence puts behind it: full stop, closing bracket, Han, kana."""
    # `\w` lets IDN and non-ASCII paths in; punctuation and letters of CJK end a URL in prose,
    # because these scripts put no space behind it.
    cut = _CJK.search(text)
    if cut:
        text = text[: cut.start()]
    while text:
        stripped = text.rstrip(_TRAILING)
        if stripped.endswith(")") and stripped.count(")") > stripped.count("("):
            stripped = stripped[:-1]
        if stripped.endswith("]") and stripped.count("]") > stripped.count("["):
            stripped = stripped[:-1]
        if stripped == text:
            break
        text = stripped
    return text


_CJK = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef\u0900-\u097f\uac00-\ud7af]")


def _markdown(text: str) -> Iterator[Piece]:
    yield from _code(text)
    for match in _DESTINATION.finditer(text):
        yield Piece("link", match["to"], match.start() + 1, match.end())
    for match in _FOOTNOTE.finditer(text):
        yield Piece("footnote", match[0], match.start(), match.end())


def _code(text: str) -> Iterator[Piece]:
    """Code spans (CommonMark §6.1): a run of backticks up to the next run as long."""
    runs = list(_TICKS.finditer(text))
    following: dict[int, int] = {}
    closer: list[int | None] = [None] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        size = len(runs[index][0])
        closer[index] = following.get(size)
        following[size] = index
    index = 0
    while index < len(runs):
        end = closer[index]
        if end is None:
            index += 1
            continue
        start = runs[index].start()
        yield Piece("code", text[start : runs[end].end()], start, runs[end].end())
        index = end + 1


def blanked(text: str, found: tuple[Piece, ...] | list[Piece]) -> str:
    """The text with each piece replaced by as many spaces."""
    if not found:
        return text
    parts: list[str] = []
    position = 0
    for piece in sorted(found, key=lambda one: one.start):
        if piece.start < position:
            continue  # a footnote inside a code span
        parts.append(text[position : piece.start])
        parts.append(" " * (piece.end - piece.start))
        position = piece.end
    parts.append(text[position:])
    return "".join(parts)
