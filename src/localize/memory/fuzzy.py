"""What a text is found by, and how similar two texts are. Pure."""

from __future__ import annotations

import re
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"\w+")
_NO_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0eff\u1000-\u109f]")
_STEM = 6  # letters; what follows is mostly inflection
_SHORT = 30  # characters; below, a changed word may be all there is
_GRAMS = 3


def tokens(text: str) -> set[str]:
    """What a text is indexed by.

    The beginnings of its longer words; the first letters of two words in a row, which are far
    rarer and still not too many to index; for short texts and scripts without spaces runs of
    characters.
    """
    folded = text.casefold()
    words = _WORD.findall(folded)
    found = {f"{one[:3]} {other[:2]}" for one, other in pairwise(words)}
    found.update([word[:_STEM] for word in words if len(word) > _GRAMS])
    if len(folded) < _SHORT:
        runs = range(max(1, len(folded) - _GRAMS + 1))
        found.update([f"\0{folded[at : at + _GRAMS]}" for at in runs])
    elif not folded.isascii() and _NO_SPACES.search(folded):
        found.update(
            f"\0{folded[at : at + 2]}"
            for at in range(len(folded) - 1)
            if folded[at] >= "\u0e00" and not folded[at].isspace()
        )
    return found


def text_hash(text: str) -> int:
    """64 bits of a text, signed, as SQLite and PostgreSQL keep them."""
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def nearest(
    source: str, candidates: Sequence[str], *, cutoff: float, count: int
) -> list[tuple[int, float]]:
    """`(index, score)` of the candidates at or above the cut-off (0..1), best first.

    The score is rapidfuzz's ratio: twice the common characters in order, of both lengths.
    """
    found = process.extract(
        source, candidates, scorer=fuzz.ratio, score_cutoff=100 * cutoff, limit=count
    )
    return [(index, score / 100) for _, score, index in found]
