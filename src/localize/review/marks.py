"""A text cut into runs for display: placeholders, code, terms, words added and removed. Pure.

Invariant: the runs that are not `removed`, concatenated, are the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from localize.model import TermHit


class Mark(StrEnum):
    """Why a run stands out."""

    NONE = ""
    CODE = "code"
    HOLDER = "holder"
    TERM = "term"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class MarkedRun:
    """A stretch of text that is shown in one way."""

    text: str
    mark: Mark = Mark.NONE
    note: str = ""
    """What to say of it: the term's target."""


# Bounded repetitions: linear on hostile input.
_HOLDER = re.compile(
    r"(?P<code>(?P<ticks>`{1,3})[^`\n]{1,500}(?P=ticks))"
    r"|(?P<holder>%\([\w.]{1,80}\)[sdifgr]|%(?:\d{1,2}\$)?[-+0#]{0,3}\d{0,4}(?:\.\d{1,3})?(?:hh?|ll?|z)?"
    r"[sdiufgxXcp@](?![A-Za-z])|\$?\{\{?[^{}\n]{0,80}\}\}?|</?[A-Za-z][^<>\n]{0,200}>"
    r"|https?://[^\s<>()\"”」]{1,300}|&(?:[A-Za-z]{2,10}|#\d{1,6});|\[\^[^\]\s]{1,60}\])"
)
_WORD = re.compile(r"\s+|[^\W_]+|[\W_]", re.UNICODE)
_CUT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[\u0e00-\u0e7f]")


def holders(text: str) -> tuple[str, ...]:
    """The placeholders, tags, code and links of a text, each once, in order."""
    return tuple(dict.fromkeys(found[0] for found in _HOLDER.finditer(text)))


def runs(text: str, terms: Iterable[TermHit] = ()) -> tuple[MarkedRun, ...]:
    """The runs of a text: code, placeholders, and the terms of the termbase."""
    found: list[MarkedRun] = []
    end = 0
    rows = sorted(terms, key=lambda term: -len(term.text))
    for match in _HOLDER.finditer(text):
        found += _term_runs(text[end : match.start()], rows)
        found.append(MarkedRun(match[0], Mark.CODE if match["code"] else Mark.HOLDER))
        end = match.end()
    return (*found, *_term_runs(text[end:], rows))


def _term_runs(text: str, terms: Sequence[TermHit]) -> Iterator[MarkedRun]:
    if not text:
        return
    named = {term.text.casefold(): term for term in terms if term.text}
    if not named:
        yield MarkedRun(text)
        return
    pattern = "|".join(rf"(?<!\w){re.escape(term.text)}(?!\w)" for term in terms if term.text)
    end = 0
    for match in re.finditer(pattern, text, re.IGNORECASE):
        term = named.get(match[0].casefold())
        if term is None:  # a case folding that changes the length
            continue
        if match.start() > end:
            yield MarkedRun(text[end : match.start()])
        yield MarkedRun(match[0], Mark.TERM, term.target)
        end = match.end()
    if end < len(text):
        yield MarkedRun(text[end:])


def words(text: str) -> list[str]:
    """The text as words, spaces and signs; scripts without spaces by character."""
    found: list[str] = []
    for word in _WORD.findall(text):
        found += list(word) if _CUT.search(word) else [word]
    return found


def difference(before: str, after: str) -> tuple[MarkedRun, ...]:
    """A word diff. Without the removed runs it is `after`, without the added ones `before`."""
    old, new = words(before), words(after)
    if len(old) * len(new) > 4_000_000:  # a chapter in one msgid: too long to compare by word
        return (MarkedRun(before, Mark.REMOVED), MarkedRun(after, Mark.ADDED))
    found: list[MarkedRun] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(MarkedRun("".join(new[c:d])))
            continue
        if a < b:
            found.append(MarkedRun("".join(old[a:b]), Mark.REMOVED))
        if c < d:
            found.append(MarkedRun("".join(new[c:d]), Mark.ADDED))
    return tuple(found)
