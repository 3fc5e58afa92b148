"""Texts that are too short or long, incomplete, somebody else's, or in a loop."""

from collections.abc import Iterator, Sequence

from localize.check import misalignment
from localize.check.pair import Pair
from localize.check.rule import Hit, Rule
from localize.check.verdict import verdict
from localize.model import Severity
from localize.scripts import UNSPACED

SHORT = -4.5
"""Standard deviations from which on a text is too short by length alone."""
LONG = 5.0
_REASONS = {
    "short": "short for its source",
    "long": "long for its source",
    "sentences_lost": "fewer sentences",
    "sentences_added": "more sentences",
    "question_lost": "no question",
    "question_added": "a question",
    "emoji_lost": "an emoji is lost",
    "emoji_added": "an emoji is added",
    "end_lost": "it does not end like a sentence",
    "end_other": "it ends otherwise",
    "numbers_lost": "a number is lost",
    "numbers_added": "a number is added",
    "quotes_lost": "no quotation",
    "quotes_added": "a quotation",
    "latin_added": "names that the source does not have",
    "names_lost": "names are lost",
    "marks_lost": "a mention, tag or address is lost",
    "marks_added": "a mention or tag is added",
    "tail_lost": "it ends otherwise",
    "exclamation": "an exclamation differs",
    "brackets": "brackets differ",
    "ellipsis": "an ellipsis differs",
    "colon": "a colon differs",
    "commas": "commas differ",
    "sounds_added": "words that sound like none of the source",
}


def _short(pair: Pair) -> Iterator[Hit]:
    if pair.measurable and pair.once(misalignment.deviation) <= SHORT:
        yield Hit(_length_message(pair, "short"))


def _long(pair: Pair) -> Iterator[Hit]:
    if pair.measurable and pair.once(misalignment.deviation) >= LONG:
        yield Hit(_length_message(pair, "long"))


def _length_message(pair: Pair, what: str) -> str:
    ratio = len(pair.target.strip()) / len(pair.source.strip())
    return f"too {what}: {ratio:.2f} times the source's length, {abs(pair.once(misalignment.deviation)):.0f} deviations off"


def _incomplete(pair: Pair) -> Iterator[Hit]:
    if _likelier(pair) == "incomplete":
        at = len(pair.target.rstrip())
        yield Hit(f"something is missing: {_because('incomplete', pair)}", (max(at - 1, 0), at))


def _misaligned(pair: Pair) -> Iterator[Hit]:
    if _likelier(pair) == "misaligned":
        yield Hit(f"this may translate another text: {_because('misaligned', pair)}")


def _likelier(pair: Pair) -> str:
    """Which of the two faults the signs speak for; empty: neither, or the length says it all."""
    if not pair.measurable or pair.once(misalignment.deviation) <= SHORT:
        return ""
    return pair.once(verdict)


def _because(kind: str, pair: Pair) -> str:
    """The signs that weighed most, in words."""
    weighed = misalignment.contributions(kind, pair.once(misalignment.signs))
    told = dict.fromkeys(
        _REASONS[sign] for sign, weight in weighed if weight > 0.3 and sign in _REASONS
    )
    return ", ".join(list(told)[:3]) or "length and marks differ"


def _loop(pair: Pair) -> Iterator[Hit]:
    target = pair.target
    if len(target) < 12:
        return
    spaced = pair.locale.script not in UNSPACED or target.count(" ") * 12 > len(target)
    units: Sequence[str] = [one.lower() for one in pair.target_words] if spaced else target
    size = 2 if spaced else 3
    loop = _repeated(units, size, least=5)
    if loop is None:
        return
    start, end, period = loop
    source = [one.lower() for one in pair.source_words]
    stretch = " ".join(units[start : start + period]) if spaced else target[start : start + period]
    times = (end - start) // period
    if not any(map(str.isalpha, stretch)) and not (
        times >= 6 and misalignment.is_emoji(stretch.strip())
    ):
        return
    if times <= 15 and (
        _repeated(source, 2, least=3) or _repeated(pair.source.lower(), 3, least=4)
    ):
        return  # the source laughs or stammers as well
    span = None if spaced else (start, end)
    yield Hit(f"{stretch!r} is repeated {times} times", span)


def _repeated(units: Sequence[str], size: int, *, least: int) -> tuple[int, int, int] | None:
    """`(start, end, period)` of the first stretch that repeats itself `least` times.

    More often where it is one character. Each n-gram is compared with its last place:
    in a loop the distance stays the same. One pass, linear in the length.
    """
    count = len(units) - size + 1
    if count < least:
        return None
    grams = list(zip(*(units[n:] for n in range(size)), strict=False))
    if count - len(set(grams)) < (2 if least < 5 else 3 if size == 2 else 6):
        return None
    last: dict[tuple[str, ...], int] = {}
    period = run = 0
    for at, gram in enumerate(grams):
        distance = at - last.get(gram, -1_000_000)
        last[gram] = at
        run = run + 1 if distance == period else 1
        period = distance
        if period > count:
            continue
        total = period + run + size - 1
        wanted = least if period > 1 or size == 2 else 14
        if period * len(units[at]) >= 20:
            wanted = min(wanted, 3)  # a whole sentence, three times
        if total >= wanted * period:
            return at + size - total, at + size, period
    return None


SHORT_RULE = Rule(
    "short",
    Severity.ERROR,
    "A text far shorter than translations into its locale are has lost something.",
    _short,
)
LONG_RULE = Rule(
    "long",
    Severity.WARNING,
    "A text far longer than translations are has a second version or a note in it.",
    _long,
)
INCOMPLETE_RULE = Rule(
    "incomplete", Severity.WARNING, "A sentence was left out, or the text breaks off.", _incomplete
)
MISALIGNED_RULE = Rule(
    "misaligned",
    Severity.WARNING,
    "The translation of a neighbour slipped into this place.",
    _misaligned,
)
LOOP = Rule(
    "loop", Severity.ERROR, "A model in a loop writes the same words until it is stopped.", _loop
)
RULES = (SHORT_RULE, LONG_RULE, INCOMPLETE_RULE, MISALIGNED_RULE, LOOP)
