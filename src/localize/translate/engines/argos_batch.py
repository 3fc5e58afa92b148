"""Sentences through one model: sorted by length, batched, doubtful ones tried again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from localize.translate.engines.argos_model import BATCH_TOKENS, Search, batches, limit
from localize.translate.engines.base import Alignment
from localize.translate.engines.doubts import UNK, UNKNOWN, doubts
from localize.translate.engines.unknown import with_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.model import Locale
    from localize.translate.engines.argos_model import Hypothesis, Model, Pending

_KEEP_HYPOTHESES = 4
_RETRIES = 8
"""Doubtful sentences of a window that are tried again in any case; beyond, an eighth of it."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence to translate. Equal ones are translated once."""

    text: str
    keep: tuple[str, ...] = ()
    align: bool = False


@dataclass(frozen=True, slots=True)
class Output:
    """Its translation."""

    text: str
    score: float
    """Log probability a token."""
    tokens: int
    doubts: tuple[str, ...] = ()
    alignment: Alignment | None = None


@dataclass(slots=True)
class Window:
    """Sentences on their way through a model. All batches are handed over when it is made.

    `lengths`: the model's threads take batches in order, the longest first, so that none is left
    with a long one at the end.
    """

    model: Model
    sentences: Sequence[Sentence]
    target: Locale
    best: bool = False
    """Rank several hypotheses by what the checks say of them."""
    _tokens: list[list[str]] = field(init=False)
    _pending: list[tuple[list[int], Search, Pending]] = field(init=False)

    def __post_init__(self) -> None:
        self._tokens = self.model.encode([one.text for one in self.sentences])
        order = sorted(
            (number for number, tokens in enumerate(self._tokens) if tokens),
            key=lambda number: (-len(self._tokens[number]), number),
        )
        self._pending = []
        if any(one.align for one in self.sentences):
            self.model.align()
        for kind in ((False, False), (False, True), (True, False), (True, True)):
            group = [number for number in order if _kind(self.sentences[number]) == kind]
            self._pending += self._submitted(group, self._search(*kind))

    def _search(self, keep: bool, align: bool) -> Search:  # noqa: FBT001 - a kind's two halves
        beam = self.model.beam
        count = _KEEP_HYPOTHESES if keep or self.best else 1
        return Search(beam, hypotheses=count if beam > 1 else min(count, 2), attention=align)

    def _submitted(
        self, group: Sequence[int], search: Search
    ) -> list[tuple[list[int], Search, Pending]]:
        found = []
        lengths = [len(self._tokens[number]) for number in group]
        # Few sentences still make some batches for every thread.
        size = min(BATCH_TOKENS, max(256, sum(lengths) // (4 * self.model.threads)))
        for span in batches(lengths, size):
            numbers = [group[place] for place in span]
            tokens = [self._tokens[number] for number in numbers]
            found.append((numbers, search, self.model.submit(tokens, search)))
        return found

    def outputs(self) -> Iterator[tuple[int, Output]]:
        """`(number, output)` of each sentence as its batch is done."""
        for number, tokens in enumerate(self._tokens):
            if not tokens:  # nothing but whitespace and control characters
                yield number, Output(self.sentences[number].text, 0.0, 0)
        again: list[int] = []
        first: dict[int, Output] = {}
        for numbers, _, pending in self._pending:
            size = max(len(self._tokens[number]) for number in numbers)
            for number, hypotheses in zip(numbers, pending.result(), strict=True):
                output = self._chosen(number, hypotheses, limit(size))
                if output.doubts:
                    first[number] = output
                    again.append(number)
                else:
                    yield number, output
        self._pending = []
        yield from self._retried(again, first)

    def _retried(
        self, numbers: list[int], first: dict[int, Output]
    ) -> Iterator[tuple[int, Output]]:
        """Doubtful sentences once more; what was unknown to the model is copied from the source."""
        unknown = [number for number in numbers if first[number].doubts == (UNKNOWN,)]
        other = [number for number in numbers if first[number].doubts != (UNKNOWN,)]
        if len(other) > max(_RETRIES, len(self.sentences) // 8):
            # So many: it is the model, or its language pair, and no search will mend that.
            for number in other:
                yield number, first[number]
            other = []
        plain = self._search(False, True)  # noqa: FBT003 - a kind's two halves
        careful = replace(plain, beam=max(plain.beam, 4), hypotheses=4, no_repeat=3)
        for group, search in (
            (unknown, plain),
            (other, careful),
        ):
            for batch, _, pending in self._submitted(group, search):
                size = max(len(self._tokens[number]) for number in batch)
                for number, hypotheses in zip(batch, pending.result(), strict=True):
                    whole = [self._with_words(number, one) for one in hypotheses]
                    output = self._chosen(number, whole, limit(size))
                    better = min(first[number], output, key=lambda one: len(one.doubts))
                    known = UNKNOWN in first[number].doubts and UNKNOWN not in output.doubts
                    # A word was copied: it reads well, and is still not a translation.
                    yield (
                        number,
                        (replace(output, doubts=(*output.doubts, UNKNOWN)) if known else better),
                    )

    def _chosen(self, number: int, hypotheses: Sequence[Hypothesis], most: int) -> Output:
        """The first hypothesis that keeps what it must and is not doubtful; else the least bad."""
        sentence = self.sentences[number]
        texts = [self._decoded(one) for one in hypotheses]

        def badness(place: int) -> tuple[int, int, int]:
            text = texts[place]
            lost = sum(text.count(one) != sentence.text.count(one) for one in sentence.keep)
            cut = len(hypotheses[place].tokens) >= most
            return lost, len(doubts(sentence.text, text, self.target, cut=cut)), place

        place = min(range(len(texts)), key=badness) if len(texts) > 1 else 0
        chosen, text = hypotheses[place], texts[place]
        count = len(chosen.tokens)
        found = doubts(sentence.text, text, self.target, cut=count >= most)
        if UNK in chosen.tokens and UNKNOWN not in found:
            found = (*found, UNKNOWN)  # sentencepiece decodes it to a sign of its own
        score = chosen.score * (count + 1) ** 0.2 / (count + 1)
        alignment = self._alignment(number, chosen, text) if sentence.align else None
        return Output(text, score, count, found, alignment)

    def _with_words(self, number: int, hypothesis: Hypothesis) -> Hypothesis:
        """The hypothesis with words of the source in the place of what the model does not know."""
        if UNK not in hypothesis.tokens or not hypothesis.attention:
            return hypothesis
        text = self.sentences[number].text
        return with_words(hypothesis, text, self.model.offsets(text), self.target)

    def _decoded(self, hypothesis: Hypothesis) -> str:
        tokens = hypothesis.tokens
        if self.model.package.prefix and tokens[:1] == (self.model.package.prefix,):
            tokens = tokens[1:]
        return self.model.decode(tokens)

    def _alignment(self, number: int, hypothesis: Hypothesis, text: str) -> Alignment | None:
        if not hypothesis.attention:
            return None
        tokens, rows = hypothesis.tokens, hypothesis.attention
        if self.model.package.prefix and tokens[:1] == (self.model.package.prefix,):
            tokens, rows = tokens[1:], rows[1:]
        source = self.model.offsets(self.sentences[number].text)
        return Alignment(
            source,
            self.model.decoded_offsets(tokens, text),
            tuple(row[: len(source)] for row in rows),
        )


def _kind(sentence: Sentence) -> tuple[bool, bool]:
    return bool(sentence.keep), sentence.align
