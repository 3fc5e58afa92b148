"""Names and loanwords heard through another script: what speaks for or against a translation."""

import re
from math import sqrt

from localize.check.consonants import heard_in, skeleton
from localize.check.pair import Pair
from localize.model import Locale

_NAME = re.compile(r"(?<![.!?:\"'“‘#@]\s)(?<=[\w,;] )[A-Z][a-z]{2,}(?:[A-Z][a-z]+)?")


def signs(pair: Pair) -> tuple[float, ...]:
    """`names_lost`, `sounds_added`, `sounds_shared`: the last of `misalignment.SIGNS`."""
    return _names_lost(pair), _sounds_added(pair), _sounds_shared(pair)


def _names_lost(pair: Pair) -> float:
    """Names of the source that are not heard in the target, less those that are."""
    if not _transliterates(pair.locale):
        return 0.0
    names = set(_NAME.findall(pair.source_plain))
    if not names:
        return 0.0
    others = frozenset(map(skeleton, pair.target_words)) - {""}
    lost = sum(not heard_in(name, others) for name in names)
    return max(min((2 * lost - len(names)) / sqrt(len(names)), 3.0), -3.0)


def _sounds_shared(pair: Pair) -> float:
    """Words of the source that are heard in the target: loanwords and names."""
    if not _transliterates(pair.locale):
        return 0.0
    if pair.locale.script == "Jpan":
        words = set(_KATAKANA.findall(pair.target_plain))
    else:
        words = set(pair.target_words)
    others = {skeleton(word) for word in words}
    mine = {skeleton(word) for word in set(pair.source_words) if len(word) >= 4}
    return min(sum(len(one) >= 3 for one in mine & others), 3.0)


_KATAKANA = re.compile("[ァ-ヺー]{3,}")


def _sounds_added(pair: Pair) -> float:
    """Katakana words that sound like no word of the source, less those that do."""
    if pair.locale.script != "Jpan":
        return 0.0
    heard = {skeleton(word) for word in set(_KATAKANA.findall(pair.target_plain))}
    heard = {word for word in heard if len(word) >= 2}
    if not heard:
        return 0.0
    others = [skeleton(word) for word in set(pair.source_words)]
    joined = "".join(skeleton(word) for word in pair.source_words)
    lost = sum(
        not any(word[:3] in other for other in others) and word not in joined for word in heard
    )
    return max(min((2 * lost - len(heard)) / sqrt(len(heard)), 3.0), -3.0)


def _transliterates(locale: Locale) -> bool:
    """Whether names are written by their sound in letters that `skeleton` knows."""
    return locale.script in {"Jpan", "Deva", "Cyrl", "Arab", "Hebr", "Grek", "Kore", "Latn"}
