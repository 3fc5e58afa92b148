"""Sentences of a text, by sentencex and a pass that mends what it gets wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localize.model import Locale

Span = tuple[int, int]
"""`(start, end)` in characters, end exclusive."""

# `1.` or `a)` alone is the number of what follows; `M.` or `J.` an initial or a short title.
_NUMBER = re.compile(r"\s*(?:\(?\d{1,3}(?:\.\d{1,3})*[.)]|\(?[a-zA-Z][)])\s*")
_INITIAL = re.compile(r"(?:^|[\s(\"'“‘«])(?:[A-ZÀ-ÞА-Я]|Mr|Mrs|Ms|Dr|Prof|St|No|Nr|vs)\.\s*$")
# A quotation goes on: 「…。」と言った.
_GOES_ON = re.compile(r"[とっなのはがをにでもへ、。]")
_CLOSED_QUOTE = re.compile(r"[」』）]\s*$")
UNSPACED = frozenset({"Jpan", "Hans", "Hant"})
"""Scripts whose sentences have no space between them."""


def sentences(text: str, locale: Locale) -> tuple[Span, ...]:
    """The spans of the sentences, surrounding whitespace left out, in order.

    Invariant: what stands between two spans is whitespace, and so is what stands around them.
    A line break always ends a sentence.
    """
    found: list[Span] = []
    start = 0
    for line in text.splitlines(keepends=True):
        found.extend(_line(line, start, locale))
        start += len(line)
    return tuple(found)


def _line(line: str, offset: int, locale: Locale) -> list[Span]:
    import sentencex  # type: ignore[import-untyped]  # no stubs; 20 ms, needed by engines only

    found: list[Span] = []
    position = 0
    joined = ""
    begin = 0
    for part in sentencex.segment(locale.language, line):
        if joined and not _belongs(joined, part):
            found.append((begin, position))
            begin, joined = position, ""
        joined += part
        position += len(part)
    if joined:
        found.append((begin, position))
    if position != len(line):  # sentencex is lossless; if it ever is not, the line stays whole
        found = [(0, len(line))]
    return [
        (offset + start, offset + end)
        for start, end in (_stripped(line, *span) for span in found)
        if start < end
    ]


def _belongs(before: str, after: str) -> bool:
    """Whether what sencentex split is one sentence."""
    if _NUMBER.fullmatch(before) or _INITIAL.search(before):
        return True
    if not after.strip():
        return True
    return bool(_CLOSED_QUOTE.search(before) and _GOES_ON.match(after))


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def separator(between: str, target: Locale) -> str:
    """What stands between two translated sentences, for what stood between their sources."""
    if "\n" in between or "\r" in between:
        return between
    if target.script in UNSPACED:
        return ""
    return between or " "


def parts(text: str, size: int) -> tuple[Span, ...]:
    """The text in spans of at most about `size` characters, cut where it hurts least."""
    if len(text) <= size:
        return ((0, len(text)),)
    found: list[Span] = []
    start = 0
    while len(text) - start > size:
        cut = start + _cut(text[start : start + size])
        found.append(_stripped(text, start, cut))
        start = cut
    found.append(_stripped(text, start, len(text)))
    return tuple(span for span in found if span[0] < span[1])


_CUTS = (re.compile(r"[;；:：—–]"), re.compile(r"[,，、،।]"), re.compile(r"\s"))


def _cut(window: str) -> int:
    for pattern in _CUTS:
        ends = [match.end() for match in pattern.finditer(window)]
        late = [end for end in ends if end > len(window) // 3]
        if late:
            return late[-1]
    return len(window)
