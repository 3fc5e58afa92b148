"""Find and replace: which texts would change, and to what. Pure but for regular expressions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from localize.review.decide import Act, Decision, Reviewer
from localize.review.patterns import substituted
from localize.review.queue import ReviewUnit


@dataclass(frozen=True, slots=True)
class Replacement:
    """What to look for in translations, and what to put there."""

    find: str
    put: str
    is_pattern: bool = False
    r"""`find` is a regular expression, and `\\1` in `put` its first group."""
    match_case: bool = True


def replaced(
    units: Iterable[ReviewUnit], wanted: Replacement
) -> list[tuple[ReviewUnit, tuple[str, ...]]]:
    """The units that change, with their new forms. A form without text stays without.

    Raises:
        PatternError: the regular expression is none, or takes too long.
    """
    with_text = [unit for unit in units if wanted.find and any(unit.entry.msgstr)]
    texts = [form for unit in with_text for form in unit.entry.msgstr]
    fresh = iter(_substituted(texts, wanted))
    changed: list[tuple[ReviewUnit, tuple[str, ...]]] = []
    for unit in with_text:
        before = unit.entry.msgstr
        after = tuple(form and new for form, new in zip(before, fresh, strict=False))
        if after != before:
            changed.append((unit, after))
    return changed


def _substituted(texts: list[str], wanted: Replacement) -> list[str]:
    if wanted.is_pattern:
        return substituted(wanted.find, wanted.put, texts, match_case=wanted.match_case)
    if wanted.match_case:
        return [text.replace(wanted.find, wanted.put) for text in texts]
    plain = re.compile(re.escape(wanted.find), re.IGNORECASE)
    return [plain.sub(lambda _: wanted.put, text) for text in texts]


def decision(unit: ReviewUnit, msgstr: tuple[str, ...], by: Reviewer, at: str) -> Decision:
    """The act that puts a replaced text in its place.

    Nobody has read the whole text: an accepted one stays accepted, an approved one has to be
    approved again, and a draft, which is a person's text now, still needs work.
    """
    act = Act.NEEDS_WORK if unit.entry.fuzzy else Act.SAVE
    return Decision(act, by, at, msgstr)
