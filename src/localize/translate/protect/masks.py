"""What stands for an atom while a text is translated, and finding it again."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from localize.inline.tree import Atom, Nodes, texts, walk

STYLES = ("self", "XX{}", "[{}]", "{{{}}}", "#{}", "X{}X", "({})", "@{}", "⟦{}⟧", "{}{}{}")
"""Models differ in what they copy; which is best for one is found out and remembered."""


def masks(nodes: Nodes, style: str) -> dict[int, str]:
    """The mask of each atom that is given one, by its number. No mask occurs in the text itself."""
    text = "".join(texts(nodes))
    by_number: dict[int, str] = {}
    count = 0
    for number, node in enumerate(walk(nodes)):
        if not isinstance(node, Atom) or not node.maskable:
            continue
        if style == "self":  # the same twice may change places: nobody can tell
            by_number[number] = node.literal
            continue
        mask = _mask(style, count)
        while mask in text:
            count += 1
            mask = _mask(style, count)
        by_number[number] = mask
        count += 1
    return by_number


def _mask(style: str, count: int) -> str:
    if style == "{}{}{}":  # 111, 222: few models spell numbers out, but they add and round them
        return str((count % 9 + 1) * 111 * (1 if count < 9 else 1001))
    return style.format(count)


def located(text: str, masked: Mapping[int, str]) -> dict[int, tuple[int, int]] | None:
    """Where each mask is in a translation; None where one is missing or there too often.

    A space within a mask, and another case of its letters, are forgiven.
    """
    spans: dict[int, tuple[int, int]] = {}
    for mask in dict.fromkeys(masked.values()):
        numbers = [number for number, one in masked.items() if one == mask]
        places = [match.span() for match in _pattern(mask).finditer(text)]
        if len(places) != len(numbers):
            return None
        spans.update(zip(numbers, places, strict=True))
    order = sorted(spans.values())
    if any(right[0] < left[1] for left, right in pairwise(order)):
        return None
    return spans


def _pattern(mask: str) -> re.Pattern[str]:
    body = r"\s?".join(re.escape(character) for character in mask if not character.isspace())
    lead = r"(?<![0-9A-Za-z])" if mask[:1].isalnum() else ""
    trail = r"(?![0-9A-Za-z])" if mask[-1:].isalnum() else ""
    return re.compile(lead + body + trail, re.IGNORECASE)


def ranked(scores: Mapping[str, Sequence[int]]) -> tuple[str, ...]:
    """The styles, the one that was copied most often first."""

    def rate(style: str) -> float:
        tried, kept = scores.get(style, (0, 0))
        return kept / tried if tried else 0.0

    return tuple(sorted(STYLES, key=lambda style: (-rate(style), STYLES.index(style))))
