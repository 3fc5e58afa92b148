"""Words of the source in the place of what a model has no sign for.

A model marks as `<unk>` what it cannot write. Where it looked then is a piece of a word (`p` of
`pulse`); what a reader can do something with is the word.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from localize.model import Locale
from localize.scripts import MARKS, NO_SPACES, UNSPACED
from localize.translate.engines.argos_model import Hypothesis
from localize.translate.engines.output_doubts import UNK
from localize.translate.engines.tokenizers import SPACE

# Letters of scripts without spaces end no word: there the piece is what is copied.
_LETTER = rf"(?:[^\W{NO_SPACES}]|[{MARKS}])"
_WORD = re.compile(rf"{_LETTER}+(?:['\u2019-]{_LETTER}+)*")


def with_words(
    hypothesis: Hypothesis, text: str, offsets: Sequence[tuple[int, int]], target: Locale
) -> Hypothesis:
    """The hypothesis, each `<unk>` replaced by the word of `text` that the model looked at.

    `offsets`: `(start, end)` in characters of each source token. A word that several `<unk>` in a
    row stand for is written once. One that looked at nothing of the text stays. The word is whole:
    in spaced writing no letters are joined to it on either side.
    """
    spaced = target.script not in UNSPACED
    tokens: list[str] = []
    rows: list[Sequence[float]] = []
    before: tuple[int, int] | None = None
    for token, row in zip(hypothesis.tokens, hypothesis.attention, strict=True):
        span = _looked_at(row, text, offsets) if token == UNK else None
        if span is not None and span == before:
            continue
        if span is not None:
            start, end = span
            apart = spaced and text[:start][-1:].isspace()
            joint = SPACE if apart and not (tokens and tokens[-1].endswith(SPACE)) else ""
            token = joint + text[start:end]  # noqa: PLW2901 - it takes the token's place
        elif before is not None and spaced and token[:1].isalnum():
            token = SPACE + token  # noqa: PLW2901 - the rest of a word that was not written
        before = span
        tokens.append(token)
        rows.append(row)
    return replace(hypothesis, tokens=tokens, attention=rows, copied=True)


def _looked_at(
    row: Sequence[float], text: str, offsets: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    """The span of the word that holds the source token with the most weight, if there is one."""
    weights = row[: len(offsets)]
    if not weights:
        return None
    start, end = offsets[max(range(len(weights)), key=lambda number: weights[number])]
    while start < end and text[start].isspace():
        start += 1
    if start == end:
        return None
    for word in _WORD.finditer(text):
        if word.start() <= start < word.end():
            return word.span()
    return start, end
