"""A catalog's header: what programs need of it, and whether its plural forms are those it has."""

from __future__ import annotations

import gettext
import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from localize.model import Entry, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localize.model import Catalog

HEADER = "header"
"""The rule that speaks of headers."""
_OFTEN = 5
_TRIED = 1001
"""How many numbers a formula is tried with, and how many of them make a form one of many numbers:
as gettext does it."""
_COUNT = re.compile(r"nplurals=\s*(\d*)")
_FORMULA = re.compile(r"plural=([^;\n]*)")
_MOST = 100


class Plurals(NamedTuple):
    """What a header says of plural forms."""

    often: tuple[bool, ...] = ()
    """Of each form, whether it is for many numbers; empty: the header does not say it rightly."""
    fault: str = ""
    """Why it does not."""


@lru_cache(maxsize=256)
def plurals(header: str) -> Plurals:
    """The plural forms of a header's text."""
    count, formula = _COUNT.search(header), _FORMULA.search(header)
    if count is None or formula is None:
        return Plurals(fault=f"has no {'plural=EXPRESSION' if count else 'nplurals=INTEGER'}")
    if not 0 < int(count[1][:9] or 0) <= _MOST:
        return Plurals(fault="has no number of plural forms behind nplurals=")
    forms = int(count[1])
    try:
        form_of = gettext.c2py(formula[1])
    except (ValueError, RecursionError):
        return Plurals(fault=f"has no formula behind plural=: {formula[1].strip()[:40]!r}")
    seen = [0] * forms
    for number in range(_TRIED):
        try:
            form = int(form_of(number))
        except (ArithmeticError, RecursionError):
            return Plurals(fault=f"has a formula that cannot be worked out for {number}")
        if not 0 <= form < forms:
            return Plurals(fault=f"says nplurals={forms}, and its formula gives form {form}")
        seen[form] += 1
    return Plurals(tuple(times >= _OFTEN for times in seen))


def header_findings(catalog: Catalog, severity: Severity) -> Iterator[tuple[Entry, Finding]]:
    """What is wrong with a catalog's header, and with entries whose plural forms it does not have.

    A catalog that is no file needs none.
    """

    def told(entry: Entry, message: str) -> tuple[Entry, Finding]:
        return entry, Finding(HEADER, severity, message)

    header = catalog.header
    text = header.text if header else ""
    if not text and catalog.path and any(entry.text for entry in catalog.live()):
        yield told(header or Entry(""), "the catalog has no header: programs refuse it")
    plural = [one for one in catalog.live() if one.msgid_plural is not None and one.text]
    known = plurals(text)
    says = _COUNT.search(text) and _FORMULA.search(text)
    if known.fault and header is not None and (plural or says):
        yield told(header, f"the header {known.fault}")
        return
    wrong = [entry for entry in plural if known.often and len(entry.msgstr) != len(known.often)]
    if header is not None and len(wrong) == len(plural) > 1:
        message = f"says nplurals={len(known.often)}, and no entry has as many plural forms"
        yield told(header, f"the header {message}")
        wrong = []
    for entry in wrong:
        message = f"{len(entry.msgstr)} plural forms, the header says nplurals={len(known.often)}"
        yield told(entry, message)
    for entry in plural:
        if _edges(entry.msgid) != _edges(entry.msgid_plural or ""):
            yield told(entry, "msgid and msgid_plural do not both begin or end with a newline")


def _edges(text: str) -> tuple[bool, bool]:
    return text.startswith("\n"), text.endswith("\n")
