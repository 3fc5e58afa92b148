"""Whether a text is incomplete, or another's: the weighed signs, and how it ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localize.check.misalignment import (
    CLOSERS,
    deviation,
    ending,
    headroom,
    seen_signs,
    signs,
    total,
)

if TYPE_CHECKING:
    from localize.check.pair import Pair

LIMITS = {"ja": (-0.35, 3.0), "hi": (-1.0, 3.0)}
"""Log odds from which on a text looks incomplete, and another's, where professional prose was at
hand to choose them: 1 to 2 % of translations are above each."""
LIMITS_ELSEWHERE = (2.2, 4.0)
"""What keeps false alarms rare in every other locale."""


BROKEN_OFF = 0.3
BROKEN_OFF_IN_MANUAL = 1.5
"""Standard deviations of length above which a text without an end is only one without a full stop."""
SHORT_IN_MANUAL = -3.2
"""Those from which on a whole text of a manual, whose translators say things briefly, is too short."""
LIMIT_IN_MANUAL = 6.0
"""Log odds of another's text in a manual, whose translators explain."""


def verdict(pair: Pair) -> str:
    """Which fault the signs speak for, `incomplete` or `misaligned`; empty: neither."""
    if pair.technical:
        another = _odds("misaligned", pair, LIMIT_IN_MANUAL) >= LIMIT_IN_MANUAL
        return "misaligned" if another else "incomplete" if _breaks_off(pair) else ""
    limits = LIMITS.get(pair.locale.language, LIMITS_ELSEWHERE)
    missing = _odds("incomplete", pair, limits[0])
    other = _odds("misaligned", pair, limits[1])
    if other >= limits[1] and other > missing:
        return "misaligned"
    return "incomplete" if missing >= limits[0] or _breaks_off(pair) else ""


def _breaks_off(pair: Pair) -> bool:
    """Whether a text has no end where its source has one, and is no longer than others are.

    A manual's is incomplete only so, or where it is very short: its translators are brief, and
    put two sentences into one.
    """
    length = pair.once(deviation)
    if pair.technical and length <= SHORT_IN_MANUAL:
        return True
    ends = ending(pair.source), ending(pair.target)
    limit = BROKEN_OFF_IN_MANUAL if pair.technical else BROKEN_OFF
    if ends[1] not in ("", ",") or length > limit:
        return False
    marks = ".?!…:" if pair.technical else ":e"
    return (bool(ends[0]) and ends[0] in marks) or _is_unfinished(pair)


def _is_unfinished(pair: Pair) -> bool:
    """Whether a text ends with a word that no text ends with, as its source does not."""
    words = _UNFINISHED.get(pair.locale.language)
    if words is None or _UNFINISHED["en"].search(pair.source.rstrip(CLOSERS + ".:,;…")):
        return False
    at_end = pair.target_plain[: len(pair.target.rstrip())]
    return not at_end[-1:].isspace() and words.search(at_end) is not None


def _at_end(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|\W)(?:{'|'.join(words.split())})\s*$", re.IGNORECASE)


# Articles, adpositions and conjunctions: what follows them is what was cut off.
_UNFINISHED = {
    "en": _at_end("the a an of to and or in on at for with from by as is are his her its their my"),
    "ja": re.compile("(?:[がをは]|あるいは|または|および|という|による|における)\\s*$"),
    "zh": re.compile("[的和与與或把]\\s*$"),
    "hi": _at_end("के का की में से को पर ने और या कि जो एक लेकिन जब अगर तो उनके उसके इसके अपने"),
    "de": _at_end(
        "der die das den dem des ein eine einen einem einer und oder von für mit im in auf"
    ),
    "fr": _at_end("le la les un une des de du et ou à au aux en dans sur pour par avec que qui"),
    "es": _at_end("el la los las un una de del y o a al en con por para que su sus se"),
    "cs": _at_end("a v na z s se k o u do za pro že nebo který která které"),
    "ru": _at_end("и в на с по к о от из за для что не или как но"),
    "uk": _at_end("і й та в у на з до від для що не або як але"),
    "ar": _at_end("في من على إلى عن مع أو أن التي الذي هذا هذه"),
}


def _odds(name: str, pair: Pair, limit: float) -> float:
    """The log odds; how names sound is asked only where it can decide."""
    seen = total(name, pair.once(seen_signs))
    return seen if seen + headroom(name, pair) < limit else total(name, pair.once(signs))
