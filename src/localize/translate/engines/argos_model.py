"""One package loaded: the only module that runs ctranslate2."""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localize.errors import EngineError, PackageError
from localize.extras import wanted_extra
from localize.translate.engines.attention import aligning
from localize.translate.engines.packages import Package
from localize.translate.engines.retries import Retries
from localize.translate.engines.tokenizers import tokenizer

BATCH_TOKENS = 2048
"""Source tokens in a batch. 1024 to 2048 was the fastest on CPUs."""
SPARE_TOKENS = 10
"""A translation may be twice as long as its source, and this much longer."""
LENGTH_PENALTY = 0.2
"""As Argos Translate has it, so that the outputs are the same."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One output of the model."""

    tokens: Sequence[str]
    score: float
    """Log probability a token."""
    attention: Sequence[Sequence[float]] = ()
    """One row a target token, one weight a source token; empty unless asked for."""
    copied: bool = False
    """Whether words of the source were put into it."""


@dataclass(frozen=True, slots=True)
class Search:
    """How to look for a translation."""

    beam: int
    hypotheses: int = 1
    attention: bool = False
    no_repeat: int = 0
    """No sequence of that many tokens twice; 0: anything goes."""


def require_runtime() -> None:
    """Nothing, if what runs the packages is installed.

    Raises:
        ExtraMissingError: it is not.
    """
    with wanted_extra("argos", "the engine argos"):
        import ctranslate2  # noqa: F401 - asked for first, for the sake of the message
        import sentencepiece  # noqa: F401


class Pending:
    """A batch on its way. `result()` waits for it."""

    __slots__ = ("_futures", "_prefix", "_translator")

    def __init__(self, futures: Sequence[Any], translator: Any, prefix: str) -> None:
        self._futures = futures
        self._translator = translator  # it lives as long as its batches
        self._prefix = prefix

    def result(self) -> Iterator[list[Hypothesis]]:
        """The hypotheses of each sentence of the batch, the best first, without the prefix."""
        for future in self._futures:
            outcome = future.result()
            rows = outcome.attention or ((),) * len(outcome.hypotheses)
            parts: Iterable[tuple[list[str], float, Any]] = zip(
                outcome.hypotheses, outcome.scores, rows, strict=True
            )
            if self._prefix:
                parts = (self._bare(*part) for part in parts)
            yield [Hypothesis(*part) for part in parts]

    def _bare(self, tokens: list[str], score: float, rows: Any) -> tuple[list[str], float, Any]:
        start = int(tokens[:1] == [self._prefix])
        return tokens[start:], score, rows[start:]


class Model:
    """A package on CTranslate2: one translator, one thread a batch, as many batches as cores."""

    def __init__(self, package: Package, *, beam: int, device: str = "auto", jobs: int = 0) -> None:
        self.package = package
        self.beam = beam
        require_runtime()
        where = package.path
        chosen = chosen_device(device)
        self.threads = (jobs or cores()) if chosen == "cpu" else 1
        try:
            with ThreadPoolExecutor(1) as pool:  # the two take as long as each other
                translator = pool.submit(self._loaded, where / "model", chosen)
                self.tokenizer = tokenizer(package)
                self._translator = translator.result()
        except (RuntimeError, ValueError, OSError) as error:
            raise PackageError(
                f"the model does not load: {error}",
                path=where,
                hint=f"install it again: localize models install {package.source} {package.target}",
            ) from error
        self.device = chosen
        self.retries = Retries()
        self._aligns = False

    def _loaded(self, folder: Path, device: str) -> Any:
        import ctranslate2

        return ctranslate2.Translator(
            str(folder),
            device=device,
            compute_type="int8" if device == "cpu" else "int8_float16",
            inter_threads=self.threads,
            intra_threads=1,
            max_queued_batches=-1,  # the engine bounds what it hands over
        )

    def align(self) -> None:
        """Return better attention from now on. Batches on their way keep the model they have."""
        if self._aligns:
            return
        self._aligns = True
        with aligning(self.package.path / "model") as folder:
            if folder != self.package.path / "model":
                self._translator = self._loaded(folder, self.device)

    def close(self) -> None:
        """Let the model go."""
        self._translator.unload_model()

    def submit(self, batch: Sequence[list[str]], search: Search) -> Pending:
        """Start a batch of tokenized sentences; it runs while the next is prepared."""
        prefix = self.package.prefix
        futures = self._translator.translate_batch(
            batch,
            target_prefix=[[prefix]] * len(batch) if prefix else None,
            max_batch_size=0,
            asynchronous=True,
            beam_size=max(search.beam, search.hypotheses),
            num_hypotheses=search.hypotheses,
            length_penalty=LENGTH_PENALTY,
            max_decoding_length=limit(max(map(len, batch), default=0)),
            no_repeat_ngram_size=search.no_repeat,
            return_attention=search.attention,
            return_scores=True,
        )
        return Pending(futures, self._translator, prefix)

    def look(self, tokens: list[str], output: Sequence[str]) -> Pending:
        """Start finding out what the model looked at when it wrote an output of these tokens.

        The output is given to it whole, which takes a small part of the time that writing it took.
        """
        prefix = self.package.prefix
        given = [prefix, *output] if prefix else list(output)
        futures = self._translator.translate_batch(
            [tokens],
            target_prefix=[given],
            asynchronous=True,
            beam_size=1,
            max_decoding_length=len(given) + 1,
            return_attention=True,
            return_scores=True,
        )
        return Pending(futures, self._translator, prefix)


def limit(tokens: int) -> int:
    """The most tokens a translation of that many may have."""
    return 2 * tokens + SPARE_TOKENS


def cores() -> int:
    """The cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def chosen_device(device: str) -> str:
    """`cpu` or `cuda`, for `auto` what is there.

    Raises:
        EngineError: CUDA is asked for, and there is none.
    """
    if device == "cpu":
        return device
    import ctranslate2

    there = ctranslate2.get_cuda_device_count() > 0
    if device == "cuda" and not there:
        raise EngineError("no CUDA device was found", hint="use --device auto or --device cpu")
    return "cuda" if there else "cpu"


def batches(lengths: Iterable[int], tokens: int = BATCH_TOKENS) -> list[range]:
    """Consecutive ranges of sentences of the same length, each of at most that many tokens.

    The same length: padding changes the order in which floats are added, and a sentence would be
    translated otherwise in other company now and then. `lengths` are sorted.
    """
    ranges = []
    start = number = before = 0
    for number, length in enumerate(lengths):
        if number > start and (length != before or length * (number + 1 - start) > tokens):
            ranges.append(range(start, number))
            start = number
        before = length
    if before:
        ranges.append(range(start, number + 1))
    return ranges
