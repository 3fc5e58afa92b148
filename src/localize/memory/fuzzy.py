"""How similar two texts are, and what tells them apart. Pure."""

from collections.abc import Sequence
from hashlib import blake2b

from rapidfuzz import fuzz, process


def text_hash(text: str) -> int:
    """64 bits of a text, signed, as SQLite and PostgreSQL keep them."""
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def nearest(source: str, candidates: Sequence[str], *, cutoff: float) -> list[tuple[int, float]]:
    """`(index, score)` of the candidates at or above the cut-off (0..1), best first.

    The score is rapidfuzz's ratio: twice the common characters in order, of both lengths.
    """
    scored = process.extract(
        source, candidates, scorer=fuzz.ratio, score_cutoff=100 * cutoff, limit=None
    )
    return [(index, score / 100) for _, score, index in scored]
