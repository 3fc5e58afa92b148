"""A text cut into runs for display: placeholders, code, terms, words added and removed. Pure.

Invariant: the runs that are not `removed`, concatenated, are the text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from localize.inline.grammar import PieceKind
from localize.inline.markup import Syntax
from localize.inline.pieces import kept, segments
from localize.model import TermHit
from localize.scripts.letters import diff_tokens


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


_PLAIN = Syntax()


def holders(text: str, how: Syntax = _PLAIN) -> tuple[str, ...]:
    """The placeholders, tags, code and links of a text, each once, in order."""
    return tuple(dict.fromkeys(text[piece.start : piece.end] for piece in kept(text, how)))


def runs(text: str, terms: Iterable[TermHit] = (), how: Syntax = _PLAIN) -> tuple[MarkedRun, ...]:
    """The runs of a text: code, placeholders, and the terms of the termbase."""
    rows = sorted(terms, key=lambda term: -len(term.text))
    marked: list[MarkedRun] = []
    for part in segments(text, kept(text, how)):
        if isinstance(part, str):
            marked += _term_runs(part, rows)
        else:
            mark = Mark.CODE if part.kind is PieceKind.CODE else Mark.HOLDER
            marked.append(MarkedRun(text[part.start : part.end], mark))
    return tuple(marked)


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


def difference(before: str, after: str) -> tuple[MarkedRun, ...]:
    """A word diff. Without the removed runs it is `after`, without the added ones `before`."""
    old, new = diff_tokens(before), diff_tokens(after)
    if len(old) * len(new) > 4_000_000:  # a chapter in one msgid: too long to compare by word
        return (MarkedRun(before, Mark.REMOVED), MarkedRun(after, Mark.ADDED))
    marked: list[MarkedRun] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            marked.append(MarkedRun("".join(new[c:d])))
            continue
        if a < b:
            marked.append(MarkedRun("".join(old[a:b]), Mark.REMOVED))
        if c < d:
            marked.append(MarkedRun("".join(new[c:d]), Mark.ADDED))
    return tuple(marked)
