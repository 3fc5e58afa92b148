"""Paragraphs that were joined into one: their translations, joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from localize.model import Entry
from localize.model.unit import stamp
from localize.update.text import SHORT, WITHOUT_SPACES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.update.text import Text

_LEAST_ALIKE = 0.9
_LEAST_COVERED = 0.7
_MOST_COVERED = 1.15
_NOT_WORDS = " \t\n*_`~\"'()[]<>"


@dataclass(frozen=True, slots=True)
class Joined:
    """Neighbouring texts that make up another one."""

    parts: tuple[Text, ...]
    entry: Entry
    """What they would be as one entry: msgids and translations joined, comments of all."""
    score: float
    """0..1, how much of the new source they are."""


def joined(source: Text, old: Sequence[Text]) -> Joined | None:
    """The run of old texts, in file order, that was joined into a source; none: there is none.

    Each must be in it nearly word for word, and together they must be most of it.
    """
    if source.entry.msgid_plural is not None:
        return None
    for first in range(len(old) - 1):
        length = 0
        for last in range(first, len(old)):
            length += len(old[last].plain)
            if length > _MOST_COVERED * len(source.plain) or not _is_part(old[last], source):
                break
            covered = length / len(source.plain)
            if last > first and covered >= _LEAST_COVERED:
                parts = _grown(source, old, first, last, length)
                return Joined(parts, _entry(parts), min(1.0, covered))
    return None


def _grown(
    source: Text, old: Sequence[Text], first: int, last: int, length: int
) -> tuple[Text, ...]:
    """The run with what follows it as long as that is in the source, too."""
    while last + 1 < len(old) and _is_part(old[last + 1], source):
        length += len(old[last + 1].plain)
        if length > _MOST_COVERED * len(source.plain):
            break
        last += 1
    return tuple(old[first : last + 1])


def _is_part(part: Text, source: Text) -> bool:
    if not SHORT <= len(part.plain) < len(source.plain) or part.entry.msgid_plural is not None:
        return False
    alike = fuzz.partial_ratio(part.plain, source.plain, score_cutoff=100 * _LEAST_ALIKE)
    return alike > 0


def _entry(parts: Sequence[Text]) -> Entry:
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
    for one in texts:
        before, after = text.rstrip(_NOT_WORDS)[-1:], one.lstrip(_NOT_WORDS)[:1]
        close = any(side and WITHOUT_SPACES.match(side) for side in (before, after))
        text = text.rstrip() + ("" if close or not text else " ") + one.lstrip()
    return text
