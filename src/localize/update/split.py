"""A paragraph that was split: which part of the old translation belongs to which half."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from localize.scripts import sentence_texts
from localize.update.text import ComparedText, may_stand_in

_LEAST_ALIKE = 0.9
_LEAST_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class PartialProposal:
    """What of an old translation to propose for a part of its source."""

    msgstr: tuple[str, ...]
    """Empty where the sentences do not correspond: then the whole is proposed."""
    share: float
    """0..1, how much of the old source the part is."""


def half(source: ComparedText, old: ComparedText) -> PartialProposal | None:
    """The part of an old translation for a source that was a part of the old source, or none."""
    if len(source.plain) >= len(old.plain) or len(source.plain) < _LEAST_SHARE * len(old.plain):
        return None
    if not may_stand_in(source, old):
        return None
    overlap = fuzz.partial_ratio_alignment(source.plain, old.plain, score_cutoff=100 * _LEAST_ALIKE)
    if overlap is None:
        return None
    share = len(source.plain) / len(old.plain)
    theirs = sentence_texts(old.plain)
    translated = sentence_texts(old.entry.text)
    if len(theirs) != len(translated) or len(theirs) < 2 or old.entry.msgid_plural is not None:
        return PartialProposal((), share)
    first, last = _covered(theirs, overlap.dest_start, overlap.dest_end)
    text = "".join(translated[first:last]).strip()
    return PartialProposal((text,) if text else (), share)


def _covered(parts: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """The range of the sentences that a span of characters covers by more than half."""
    at, covered = 0, []
    for number, part in enumerate(parts):
        overlap = min(end, at + len(part)) - max(start, at)
        if overlap * 2 > len(part):
            covered.append(number)
        at += len(part)
    return (covered[0], covered[-1] + 1) if covered else (0, 0)
