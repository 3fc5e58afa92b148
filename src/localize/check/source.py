"""`check --source`: what in a source text makes its translations bad."""

import re
from collections.abc import Callable, Iterator

from localize.check.options import CheckOptions
from localize.inline.markup import syntax
from localize.inline.pieces import blanked, pieces
from localize.model import Entry, Finding, Locale, Severity
from localize.scripts import UNSPACED, sentences
from localize.scripts.letters import words_of

LONGEST = 45
"""Words of a sentence from which on drafts lose parts of it."""
# 03/04/2026 is March or April, by where one reads it. 25/12/2026 can be one day only.
_DATE = re.compile(
    r"(?<![\d/.-])(0?[1-9]|1[0-2])([/.-])(0?[1-9]|1[0-2])\2(?:\d{4}|\d{2})(?![\d/-]|\.\d)"
)
_BRACKETS = {")": "(", "]": "[", "}": "{", "」": "「", "』": "『", "）": "（", "”": "“", "»": "«"}
_LIST_MARK = re.compile(r"(?:^|[\s,;(])[0-9a-zA-Z]{1,3}\)")
_FACE = re.compile(r"[:;=8xX]['^-]?[()\[\]{}]|[()\[\]{}]['^-]?[:;=]")


def _long(text: str, locale: Locale) -> Iterator[tuple[str, tuple[int, int] | None]]:
    if locale.script in UNSPACED:
        return
    for start, end in sentences(text, locale):
        count = len(words_of(text[start:end]))
        if count > LONGEST:
            yield f"a sentence of {count} words; split it below {LONGEST}", (start, end)


def _date(text: str, locale: Locale) -> Iterator[tuple[str, tuple[int, int] | None]]:
    if locale.language != "en":
        return
    for match in _DATE.finditer(text):
        if match[1].lstrip("0") != match[3].lstrip("0"):
            yield f"{match[0]} is another day in another country; name the month", match.span()


def _unbalanced(text: str, _locale: Locale) -> Iterator[tuple[str, tuple[int, int] | None]]:
    prose = _FACE.sub(lambda face: " " * len(face[0]), text)
    prose = _LIST_MARK.sub(lambda mark: " " * len(mark[0]), prose)
    open_at: list[tuple[str, int]] = []
    for position, character in enumerate(prose):
        if character in _BRACKETS.values():
            open_at.append((character, position))
        elif character in _BRACKETS:
            if not open_at or open_at[-1][0] != _BRACKETS[character]:
                yield f"{character} closes nothing", (position, position + 1)
                return
            open_at.pop()
    if open_at and open_at[-1][0] not in "“«":  # a quotation of several paragraphs closes later
        character, position = open_at[-1]
        yield f"{character} is not closed", (position, position + 1)


def _emphasis(text: str, _locale: Locale) -> Iterator[tuple[str, tuple[int, int] | None]]:
    at = text.find("**")
    if text.count("**") % 2:
        yield "** is not closed", (at, at + 2)


RULES: tuple[tuple[str, Callable[[str, Locale], Iterator[tuple[str, tuple[int, int] | None]]]], ...]
RULES = (
    ("source-long", _long),
    ("source-date", _date),
    ("source-balance", _unbalanced),
    ("source-emphasis", _emphasis),
)
"""Rules of a source text, by name; all are warnings."""
NAMES = tuple(name for name, _ in RULES)


def source_findings(
    entry: Entry, locale: Locale, options: CheckOptions | None = None
) -> Iterator[Finding]:
    """The findings of a msgid. Spans are those of the msgid."""
    options = (options or CheckOptions()).at(entry.references)
    flags = frozenset(entry.reading)
    prose = blanked(entry.msgid, pieces(entry.msgid, syntax(flags)))
    for name, check in RULES:
        severity = options.severity(name, Severity.WARNING)
        if severity is None or (name == "source-emphasis" and "markdown-text" not in flags):
            continue
        for message, span in check(prose, locale):
            yield Finding(name, severity, message, source_span=span)
