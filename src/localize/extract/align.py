"""A translated document beside its source: which segment translates which. Pure.

Structure decides, as in po4a's gettextize; where it does not, nothing is guessed and the segments
are returned as not aligned.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from localize.inline.markup import Syntax
from localize.inline.pieces import blanked, kept
from localize.model import Document, Kind, Segment

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class SegmentPair:
    """A segment and its translation."""

    source: Segment
    target: Segment
    agrees: bool
    """Whether code, link targets, tags and numbers are the same in both."""


@dataclass(frozen=True, slots=True)
class DocumentAlignment:
    """What aligns, and what does not, in document order."""

    pairs: tuple[SegmentPair, ...]
    source_left: tuple[Segment, ...] = ()
    target_left: tuple[Segment, ...] = ()


def alignment(source: Document, target: Document) -> DocumentAlignment:
    """The segments of two documents by structure.

    Sections (a heading and what follows) align by position where the headings' levels are the
    same all through, else only where their shape and invariants are found once on either side.
    """
    ours, theirs = _sections(source.segments), _sections(target.segments)
    pairs: list[SegmentPair] = []
    matched = _matched(ours, theirs)
    source_left: list[Segment] = []
    for number, section in enumerate(ours):
        other = matched.get(number)
        if other is None or _shape(section) != _shape(theirs[other]):
            source_left += section
            matched.pop(number, None)
            continue
        pairs += [_pair(*two) for two in zip(section, theirs[other], strict=True)]
    used = set(matched.values())
    target_left = [
        one for number, section in enumerate(theirs) if number not in used for one in section
    ]
    return DocumentAlignment(tuple(pairs), tuple(source_left), tuple(target_left))


def _sections(segments: Iterable[Segment]) -> list[list[Segment]]:
    sections: list[list[Segment]] = [[]]
    for segment in segments:
        if segment.kind is Kind.HEADING and sections[-1]:
            sections.append([])
        sections[-1].append(segment)
    return [section for section in sections if section]


def _matched(ours: Sequence[list[Segment]], theirs: Sequence[list[Segment]]) -> dict[int, int]:
    """Which section of theirs is which of ours, by number."""
    if [_level(section) for section in ours] == [_level(section) for section in theirs]:
        return {number: number for number in range(len(ours))}
    mine, others = ([_fingerprint(section) for section in side] for side in (ours, theirs))
    once, there = Counter(mine), Counter(others)
    places = {fingerprint: number for number, fingerprint in enumerate(others)}
    return {
        number: places[fingerprint]
        for number, fingerprint in enumerate(mine)
        if once[fingerprint] == there[fingerprint] == 1
    }


def _level(section: Sequence[Segment]) -> tuple[Kind, int]:
    return (section[0].kind, section[0].level) if section[0].level else (Kind.PARAGRAPH, 0)


def _shape(section: Sequence[Segment]) -> tuple[tuple[str, int, str], ...]:
    return tuple((one.kind.value, one.level, one.key) for one in section)


def _fingerprint(section: Sequence[Segment]) -> tuple[object, ...]:
    marks = tuple(tuple(sorted(_invariants(one).elements())) for one in section)
    return (_shape(section), marks)


def _invariants(segment: Segment) -> Counter[str]:
    """Code, addresses, tags by their names, and numbers: what both languages have alike."""
    how = Syntax(segment.markup)
    parts = kept(segment.msgid, how)
    numbers = _NUMBER.findall(blanked(segment.msgid, parts))
    return Counter([*(piece.text.split()[0].rstrip("/>") for piece in parts), *numbers])


def _pair(source: Segment, target: Segment) -> SegmentPair:
    return SegmentPair(source, target, _invariants(source) == _invariants(target))
