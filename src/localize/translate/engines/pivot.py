"""Two translations in a row as one: their scores and their alignments composed. Pure."""

from localize.model import Alignment
from localize.translate.engines.argos_batch import SentenceDraft


def composed(first: SentenceDraft, second: SentenceDraft) -> SentenceDraft:
    """The output of the second model, told of the first one's source."""
    alignment = None
    if first.alignment is not None and second.alignment is not None:
        alignment = _composed(first.alignment, second.alignment)
    return SentenceDraft(
        second.text,
        first.score + second.score,
        second.tokens,
        tuple(dict.fromkeys((*first.doubts, *second.doubts))),
        alignment,
    )


def _composed(first: Alignment, second: Alignment) -> Alignment:
    """The product of the two matrices, over the characters both have in common."""
    shares = [_shares(span, first.target) for span in second.source]
    rows = []
    for weights in second.weights:
        row = [0.0] * len(first.source)
        for weight, share in zip(weights, shares, strict=True):
            for middle, part in share:
                for place, more in enumerate(first.weights[middle]):
                    row[place] += weight * part * more
        rows.append(tuple(row))
    return Alignment(first.source, second.target, tuple(rows))


def _shares(span: tuple[int, int], tokens: tuple[tuple[int, int], ...]) -> list[tuple[int, float]]:
    """`(token, share)` of the tokens a span overlaps; the shares add up to at most 1."""
    start, end = span
    size = max(end - start, 1)
    shares = []
    for number, (low, high) in enumerate(tokens):
        common = min(end, high) - max(start, low)
        if common > 0:
            shares.append((number, common / size))
    return shares
