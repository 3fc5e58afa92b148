"""Batches to a service and back: several at once, and what failed again, smaller, then singly."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from localize.errors import EngineError, LocalizeError
from localize.model import Draft
from localize.translate.engines.base import Request

Batch = tuple[int, ...]
"""Indices of requests."""
_SINGLE_TRIES = 2


@dataclass(slots=True)
class Answer:
    """What became of a batch's requests, each in one of the three."""

    good: dict[int, Draft] = field(default_factory=dict)
    doubtful: dict[int, Draft] = field(default_factory=dict)
    """Asked for again; taken, with its doubts, if nothing better comes."""
    bad: dict[int, str] = field(default_factory=dict)
    """Asked for again; the reason counts if nothing comes."""


def answered(batch: Batch, texts: Sequence[object] | None, engine: str) -> Answer:
    """The answer of a batch whose translations came in its order; what is no text is bad.

    Position is all there is to go by: a list of another length says nothing.
    """
    if texts is None or len(texts) != len(batch):
        return Answer(bad=dict.fromkeys(batch, "the answer does not match the question"))
    answer = Answer()
    for index, text in zip(batch, texts, strict=True):
        if isinstance(text, str) and text.strip():
            answer.good[index] = Draft(text, engine=engine)
        else:
            answer.bad[index] = "an empty answer"
    return answer


def batched(requests: Sequence[Request], *, size: int, characters: int) -> list[Batch]:
    """The requests' indices in order, at most so many, and so many characters, a batch.

    Invariant: every index once; a request longer than `characters` is alone.
    """
    batches: list[Batch] = []
    batch: list[int] = []
    length = 0
    for index, request in enumerate(requests):
        if batch and (len(batch) == size or length + len(request.text) > characters):
            batches.append(tuple(batch))
            batch, length = [], 0
        batch.append(index)
        length += len(request.text)
    return [*batches, tuple(batch)] if batch else batches


def dispatched(
    batches: Iterable[Batch], ask: Callable[[Batch], Answer], *, engine: str, concurrency: int
) -> Iterator[tuple[int, Draft]]:
    """The drafts as they come. `ask` is called in threads, `concurrency` at once.

    Everything that could be had is yielded before an error is raised, so that nothing which was
    paid for is lost.

    Raises:
        EngineError: some requests have no draft, with the reasons; or what `ask` raised, which
            stops everything.
    """
    work = _Work(deque((batch, 1) for batch in batches))
    pool = ThreadPoolExecutor(concurrency, thread_name_prefix="engine")
    running: dict[Future[Answer], tuple[Batch, int]] = {}
    stopped: LocalizeError | None = None
    try:
        while running or (work.queue and stopped is None):
            while work.queue and len(running) < concurrency and stopped is None:
                batch, tries = work.queue.popleft()
                running[pool.submit(ask, batch)] = batch, tries
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                batch, tries = running.pop(future)
                try:
                    answer = future.result()
                except LocalizeError as error:
                    stopped = stopped or error
                    continue
                yield from answer.good.items()
                yield from work.take(batch, answer, tries)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    if stopped is not None:
        yield from work.fallback.items()
        raise stopped
    if work.failed:
        raise _failure(engine, work.failed)


@dataclass(slots=True)
class _Work:
    queue: deque[tuple[Batch, int]]
    fallback: dict[int, Draft] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)

    def take(self, batch: Batch, answer: Answer, tries: int) -> Iterator[tuple[int, Draft]]:
        """Queue again what is not good; yield or give up what was asked for often enough."""
        self.fallback.update(answer.doubtful)
        again = sorted({*answer.doubtful, *answer.bad})
        for index in answer.good:
            self.fallback.pop(index, None)
        if len(batch) > 1:
            # A quarter of the batch: 16, 4, 1. What failed is rarely cured in the same company.
            size = max(1, len(batch) // 4)
            for start in range(0, len(again), size):
                self.queue.append((tuple(again[start : start + size]), 1))
        elif again and tries < _SINGLE_TRIES:
            self.queue.append((batch, tries + 1))
        else:
            for index in again:
                if index in self.fallback:
                    yield index, self.fallback.pop(index)
                else:
                    self.failed[index] = answer.bad[index]


def _failure(engine: str, failed: dict[int, str]) -> EngineError:
    reasons = sorted(set(failed.values()))
    return EngineError(
        f"{engine}: {len(failed)} of the segments could not be translated: {'; '.join(reasons)}",
        hint="the others are kept; run it again, or name a fallback engine",
    )
