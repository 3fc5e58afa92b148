"""Numbers that were lost, changed or invented."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localize.check import numbers
from localize.check.pair import MOST
from localize.check.rule import Hit, Rule
from localize.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localize.check.numbers import Number
    from localize.check.pair import Pair

# What is converted for readers elsewhere: 6 feet -> 1.8 m, 50°F -> 10 ℃, 2 p.m. -> 14:00.
_UNIT = re.compile(
    r"[\s-]*(?:feet|foot|ft|inch(?:es)?|miles?|mph|yards?|yds?|acres?|pounds?|lbs?|ounces?|oz|"
    r"gallons?|°\s?F|degrees|fahrenheit|[ap]\.?m\b|hours\b)",
    re.IGNORECASE,
)
_BASE = re.compile(r"\s?[進代]")
"""Behind a number that says how something is written, or how old somebody is: 16進, 10代."""
_TABLE = 300
"""Numbers from which on a text is a table, not prose; each is compared with each."""
# Years of other calendars (CLDR: buddhist, persian, islamic, roc).
_CALENDARS = {"th": (543,), "fa": (-621, -622), "ar": (-579, -580), "ps": (-621, -622), "dz": (0,)}


def _numbers(pair: Pair) -> Iterator[Hit]:
    if not pair.target.strip() or pair.source == pair.target:
        return
    if max(len(pair.source), len(pair.target)) > MOST:
        return
    source = pair.source_numbers
    target = pair.target_numbers
    if not source and not target:
        return
    if len(source) + len(target) > _TABLE:
        return
    known = frozenset(value for one in target for value in one.values)
    lost = [one for one in source if not known & one.values]
    if lost:
        known |= numbers.spelled(pair.target_plain)
        stream = [one.digits for one in target]
        lost = [one for one in lost if not _told(one, known, stream, pair)]
    meant = frozenset(value for one in source for value in one.values)
    meant |= numbers.named(pair.source_words)
    new = [one for one in target if not meant & one.values]
    if new:
        stream = [one.digits for one in source]
        new = [one for one in new if not _told(one, meant, stream, pair)]
    if lost or new:
        yield from _reported(lost, new, source, pair)


def _reported(
    lost: list[Number], new: list[Number], source: list[Number], pair: Pair
) -> Iterator[Hit]:
    converted = False
    alone = len(lost) == len(new) == 1
    for number in lost:
        other = next((n for n in new if _alike(number, n, alone=alone)), None)
        if other is not None:
            new = [n for n in new if n is not other]
            span = (other.start, other.end)
            yield Hit(f"{number.text} became {other.text}", span, (number.start, number.end))
        elif _UNIT.match(pair.source_plain, number.end):
            converted = True
        elif number.significant and not _written(number, pair.target):
            yield Hit(f"{number.text} is missing", source_span=(number.start, number.end))
    vague = numbers.vague(pair.source_words)
    for number in new:
        if len(number.digits) < (2 if source else 3) or _named(number, pair):
            continue
        if len(number.digits) == 2 and _BASE.match(pair.target_plain, number.end):
            continue
        typed = next((n for n in source if _one_off(n, number)), None)
        if typed is not None:  # the number is there twice, and once wrongly
            span = (typed.start, typed.end)
            yield Hit(f"{typed.text} became {number.text}", (number.start, number.end), span)
        elif not vague and not converted and not _UNIT.search(pair.source_plain):
            yield Hit(f"{number.text} is not in the source", (number.start, number.end))


def _told(number: Number, known: frozenset[float], stream: list[str], pair: Pair) -> bool:
    """Whether the other text says this number in another way."""
    if len(number.digits) >= 3 and _joined(number.digits, stream):
        return True  # 0430 -> 4時30分
    value = number.scaled
    if any(abs(value - other) <= 1e-6 * value for other in known):
        return True
    if 1000 <= value < 2200 and value.is_integer():
        if value % 100 in known and (value % 10 == 0 or len(number.digits) == 4):
            return True  # 1990s -> 90年代
        if any(value + years in known for years in _CALENDARS.get(pair.locale.language, ())):
            return True
    if _by_parts(number.text, known):
        return True  # $3.74 -> 3ドル74セント, 0430 -> 4時30分
    return value >= 100 and value % 100 == 0 and _in_words(value, pair)


def _joined(digits: str, parts: list[str]) -> bool:
    """Whether numbers in a row, put together, have these digits."""
    for start, part in enumerate(parts):
        end, text = start + 1, part
        while digits.startswith(text):
            if text == digits:
                return True
            if end == len(parts):
                break
            text, end = text + parts[end], end + 1
    return False


def _by_parts(text: str, known: frozenset[float]) -> bool:
    parts = [int(part) for part in re.findall(r"\d{1,15}", text)]
    if len(parts) == 1 and len(text) in (3, 4) and text.isdigit() and int(text[-2:]) < 60:
        parts = [int(text[:-2]), int(text[-2:])]  # 0430, 603
    return len(parts) > 1 and all(part in known or part == 0 for part in parts)


def _in_words(value: float, pair: Pair) -> bool:
    """Whether a round number is written in words of the other text: 1,000 -> हज़ार."""
    return numbers.names_scale(value, pair.target_plain) or numbers.names_scale(
        value, pair.source_plain
    )


def _named(number: Number, pair: Pair) -> bool:
    """Whether the source has these digits in what was blanked: a mention, an address, code."""
    return number.digits in re.sub(r"\D", "", pair.source)


def _written(number: Number, target: str) -> bool:
    """Whether the target has these digits in code or in an address."""
    return re.search(rf"(?<!\d){re.escape(number.text)}(?!\d)", target) is not None


def _alike(lost: Number, new: Number, *, alone: bool) -> bool:
    """Whether one is the other with a digit changed: as long, most digits the same.

    `alone`: no other number was lost or is new.
    """
    if len(lost.digits) != len(new.digits) or len(lost.digits) < 2:
        return False
    if alone:
        return True
    same = sum(a == b for a, b in zip(lost.digits, new.digits, strict=True))
    return same * 2 >= len(lost.digits)


def _one_off(number: Number, other: Number) -> bool:
    """Whether two numbers of three digits or more differ in one digit."""
    if len(number.digits) != len(other.digits) or len(number.digits) < 3:
        return False
    return sum(a != b for a, b in zip(number.digits, other.digits, strict=True)) == 1


NUMBERS = Rule(
    "numbers",
    Severity.ERROR,
    "A wrong year, price or amount is the error that readers act upon.",
    _numbers,
)
RULES = (NUMBERS,)
