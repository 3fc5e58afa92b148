"""Sentences through one model: sorted by length, batched, doubtful ones tried again."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeAlias

from localize.model import Alignment, Locale
from localize.translate.engines.argos_model import (
    BATCH_TOKENS,
    LENGTH_PENALTY,
    Hypothesis,
    Model,
    Pending,
    Search,
    batches,
    limit,
)
from localize.translate.engines.output_doubts import UNK, UNKNOWN, doubts
from localize.translate.engines.unknown_words import with_words

_KEEP_HYPOTHESES = 4
_Batch: TypeAlias = "tuple[Sequence[int], Pending]"
"""The numbers of the sentences of a batch, all of the same length, and the batch."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence to translate. Equal ones are translated once."""

    text: str
    keep: tuple[str, ...] = ()
    align: bool = False


@dataclass(frozen=True, slots=True)
class SentenceDraft:
    """Its translation."""

    text: str
    score: float
    """Log probability a token."""
    tokens: int
    doubts: tuple[str, ...] = ()
    alignment: Alignment | None = None


class _Result(NamedTuple):
    """What came of a sentence, by its number."""

    number: int
    hypothesis: Hypothesis
    output: SentenceDraft


_Look: TypeAlias = "tuple[_Result, Pending]"
"""A result, and on its way what the model looked at."""


@dataclass(slots=True)
class Window:
    """Sentences on their way through a model. All batches are handed over when it is made.

    The model's threads take batches in order, the longest sentences first, so that none is left
    with a long one at the end.
    """

    model: Model
    sentences: Sequence[Sentence]
    target: Locale
    faults: Callable[[str, str], int] | None = None
    """Rank several hypotheses by what the checks say of them: `(text, translation)`."""
    _tokens: list[list[str]] = field(init=False)
    _pending: list[_Batch] = field(init=False)

    def __post_init__(self) -> None:
        self._tokens = self.model.tokenizer.encode([one.text for one in self.sentences])
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
        count = _KEEP_HYPOTHESES if keep or self.faults is not None else 1
        return Search(beam, hypotheses=count if beam > 1 else min(count, 2), attention=align)

    def _submitted(self, group: Sequence[int], search: Search) -> list[_Batch]:
        submitted = []
        lengths = [len(self._tokens[number]) for number in group]
        # Few sentences still make some batches for every thread.
        size = min(BATCH_TOKENS, max(256, sum(lengths) // (4 * self.model.threads)))
        for span in batches(lengths, size):
            numbers = group[span.start : span.stop]
            tokens = [self._tokens[number] for number in numbers]
            submitted.append((numbers, self.model.submit(tokens, search)))
        return submitted

    def outputs(self) -> Iterator[tuple[int, SentenceDraft]]:
        """`(number, output)` of each sentence as its batch is done."""
        for number, tokens in enumerate(self._tokens):
            if not tokens:  # nothing but whitespace and control characters
                yield number, SentenceDraft(self.sentences[number].text, 0.0, 0)
        first: dict[int, _Result] = {}
        held: dict[int, _Result] = {}
        again: list[_Batch] = []
        looks: list[_Look] = []
        retries = self.model.retries
        for batch in self._pending:
            retries.seen += len(batch[0])
            doubtful = []
            for result in self._results(batch):
                if not result.output.doubts:
                    yield result.number, result.output
                elif result.output.doubts == (UNKNOWN,):
                    looks.append(self._look(result))
                else:
                    doubtful.append(result)
            count = retries.take(len(doubtful))
            again += self._carefully([one.number for one in doubtful[:count]])
            first.update((one.number, one) for one in doubtful[:count])
            held.update((one.number, one) for one in doubtful[count:])
        self._pending = []
        yield from self._copied(looks)
        yield from self._retried(again, first)
        # By now it is known whether that helps.
        numbers = list(held)
        count = retries.take(len(numbers))
        yield from self._retried(self._carefully(numbers[:count]), held)
        yield from self._given_up([held[number] for number in numbers[count:]])

    def _carefully(self, numbers: Sequence[int]) -> list[_Batch]:
        beam = 2 if self.model.beam == 1 else 4  # wider found next to nothing more
        return self._submitted(numbers, Search(beam, hypotheses=beam, attention=True, no_repeat=3))

    def _look(self, result: _Result) -> _Look:
        look = self.model.look(self._tokens[result.number], result.hypothesis.tokens)
        return result, look

    def _copied(self, looks: Iterable[_Look]) -> Iterator[tuple[int, SentenceDraft]]:
        """The outputs with words of the source in the place of what the model cannot write."""
        for result, look in looks:
            ((looked,),) = look.result()
            rows = looked.attention[: len(result.hypothesis.tokens)]
            whole = self._with_words(result.number, replace(result.hypothesis, attention=rows))
            (text,) = self.model.tokenizer.decode([whole.tokens])
            yield result.number, self._chosen(result.number, [whole], [text]).output

    def _retried(
        self, batches: Iterable[_Batch], first: Mapping[int, _Result]
    ) -> Iterator[tuple[int, SentenceDraft]]:
        """The better one of each doubtful sentence's two outputs."""
        for batch in batches:
            for result in self._results(batch, copy=True):
                before, output = first[result.number].output, result.output
                better = len(output.doubts) < len(before.doubts)
                self.model.retries.mended += better
                # In the first one there are signs that nobody should see.
                yield result.number, output if better or UNKNOWN in before.doubts else before

    def _given_up(self, results: Sequence[_Result]) -> Iterator[tuple[int, SentenceDraft]]:
        unknown = [one for one in results if UNKNOWN in one.output.doubts]
        yield from ((one.number, one.output) for one in results if one not in unknown)
        yield from self._copied([self._look(one) for one in unknown])

    def _results(self, batch: _Batch, *, copy: bool = False) -> Iterator[_Result]:
        numbers, pending = batch
        rows = list(pending.result())
        if copy:
            rows = [
                [self._with_words(number, one) for one in row]
                for number, row in zip(numbers, rows, strict=True)
            ]
        texts = iter(self.model.tokenizer.decode([one.tokens for row in rows for one in row]))
        for number, row in zip(numbers, rows, strict=True):
            yield self._chosen(number, row, [next(texts) for _ in row])

    def _chosen(
        self, number: int, hypotheses: Sequence[Hypothesis], texts: Sequence[str]
    ) -> _Result:
        """The first hypothesis that keeps what it must and is not doubtful; else the least bad."""
        sentence = self.sentences[number]
        most = limit(len(self._tokens[number]))
        doubted = [
            self._doubts(sentence, one, text, most)
            for one, text in zip(hypotheses, texts, strict=True)
        ]

        def badness(place: int) -> tuple[int, int]:
            text = texts[place]
            lost = sum(text.count(one) != sentence.text.count(one) for one in sentence.keep)
            return lost, len(doubted[place])

        place = 0
        if len(texts) > 1:
            least = min(map(badness, range(len(texts))))
            ties = [place for place in range(len(texts)) if badness(place) == least]
            place = self._faultless(sentence.text, texts, ties)
        chosen, text = hypotheses[place], texts[place]
        count = len(chosen.tokens)
        score = chosen.score * (count + 1) ** (LENGTH_PENALTY - 1)
        alignment = self._alignment(number, chosen, text) if sentence.align else None
        return _Result(number, chosen, SentenceDraft(text, score, count, doubted[place], alignment))

    def _faultless(self, source: str, texts: Sequence[str], places: Sequence[int]) -> int:
        """The first of some places whose text the checks find nothing wrong with, or least."""
        if self.faults is None or len(places) == 1:
            return places[0]
        counts = []
        for place in places:
            counts.append(self.faults(source, texts[place]))
            if not counts[-1]:
                break
        return places[counts.index(min(counts))]

    def _doubts(
        self, sentence: Sentence, hypothesis: Hypothesis, text: str, most: int
    ) -> tuple[str, ...]:
        cut = len(hypothesis.tokens) >= most
        named = doubts(sentence.text, text, self.target, cut=cut)
        # sentencepiece decodes <unk> to a sign of its own.
        unknown = UNKNOWN not in named and (hypothesis.copied or UNK in hypothesis.tokens)
        return (*named, UNKNOWN) if unknown else named

    def _with_words(self, number: int, hypothesis: Hypothesis) -> Hypothesis:
        """The hypothesis with words of the source in the place of what the model does not know."""
        if UNK not in hypothesis.tokens or not hypothesis.attention:
            return hypothesis
        text = self.sentences[number].text
        return with_words(hypothesis, text, self.model.tokenizer.offsets(text), self.target)

    def _alignment(self, number: int, hypothesis: Hypothesis, text: str) -> Alignment | None:
        if not hypothesis.attention:
            return None
        source = self.model.tokenizer.offsets(self.sentences[number].text)
        return Alignment(
            source,
            self.model.tokenizer.decoded_offsets(hypothesis.tokens, text),
            tuple(tuple(row[: len(source)]) for row in hypothesis.attention),
        )


def _kind(sentence: Sentence) -> tuple[bool, bool]:
    return bool(sentence.keep), sentence.align
