"""Paragraphs that were joined into one: their translations, joined."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from localize.model import Entry
from localize.model.state import stamp
from localize.update.text import SHORT, WITHOUT_SPACES, ComparedText, may_stand_in

_LEAST_ALIKE = 0.9
_LEAST_COVERED = 0.7
_NOT_WORDS = " \t\n*_`~\"'()[]<>"


@dataclass(frozen=True, slots=True)
class Joined:
    """Neighbouring texts that make up another one."""

    parts: tuple[ComparedText, ...]
    entry: Entry
    """What they would be as one entry: msgids and translations joined, comments of all."""
    score: float
    """0..1, how much of the new source they are."""


def joined(source: ComparedText, old: Sequence[ComparedText]) -> Joined | None:
    """The run of old texts, in file order, that was joined into a source, or None.

    Each must be in it nearly word for word, one after the other, and together they must be
    most of it.
    """
    if source.entry.msgid_plural is not None:
        return None
    likely = [may_stand_in(one, source) for one in old]
    for first in range(len(old) - 1):
        if not (likely[first] and likely[first + 1]):
            continue
        parts: list[ComparedText] = []
        end = 0
        for part in old[first:]:
            place = _end_of(part, source, end)
            if place is None:
                break
            parts.append(part)
            end = place
        covered = sum(len(part.plain) for part in parts) / max(1, len(source.plain))
        if len(parts) > 1 and covered >= _LEAST_COVERED:
            return Joined(tuple(parts), _entry(parts), min(1.0, covered))
    return None


def _end_of(part: ComparedText, source: ComparedText, start: int) -> int | None:
    """Where a part ends in a source, from a place in it on; None: it is no part of it."""
    length = len(part.plain)
    rest = source.plain[start:]
    if (
        not SHORT <= length <= min(len(rest), len(source.plain) - 1)
        or part.entry.msgid_plural is not None
    ):
        return None
    overlap = fuzz.partial_ratio_alignment(part.plain, rest, score_cutoff=100 * _LEAST_ALIKE)
    return start + overlap.dest_end if overlap else None


def _entry(parts: Sequence[ComparedText]) -> Entry:
    entries = [one.entry for one in parts]
    contexts = {one.msgctxt for one in entries}
    comments = dict.fromkeys(comment for one in entries for comment in one.comments)
    return Entry(
        " ".join(_translated(one) for one in entries),
        (_text([one.text for one in entries]),),
        entries[0].msgctxt if len(contexts) == 1 else None,
        # A stamp speaks of one text; it stays with the entries themselves, as obsolete.
        comments=tuple(one for one in comments if stamp(one) is None),
    )


def _translated(entry: Entry) -> str:
    """The source that an entry's text is a translation of."""
    return entry.previous_msgid or entry.msgid if entry.fuzzy else entry.msgid


def _text(texts: Sequence[str]) -> str:
    """The texts with a space between, unless a script that has none is on one side."""
    text = ""
    for part in texts:
        before, after = text.rstrip(_NOT_WORDS)[-1:], part.lstrip(_NOT_WORDS)[:1]
        close = any(side and WITHOUT_SPACES.match(side) for side in (before, after))
        text = text.rstrip() + ("" if close or not text else " ") + part.lstrip()
    return text
