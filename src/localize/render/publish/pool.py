"""Documents spread over the cores. The result is the same as one after the other."""

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from localize.render.publish.context import BuildContext
from localize.render.publish.document_writer import BuiltDocument, made

# Starting a pool costs as much as some dozens of pages.
_FEW = 64
_GARBAGE = 100_000
"""Objects more than were freed, after which a worker looks for cycles all the same."""
_shared: list[BuildContext] = []


def all_made(
    context: BuildContext,
    work: Sequence[tuple[str, str]],
    jobs: int,
    progress: Callable[[int, int], None] | None,
) -> Iterator[BuiltDocument]:
    """Yield what became of each `(path, key)`, in order; `jobs` processes, 0: one a core."""
    count = jobs or _cores()
    pages = len(work) * (1 + len(context.site.locales))
    if count == 1 or pages < _FEW:
        inline = (made(context, path, key) for path, key in work)
        yield from _told(inline, len(work), progress)
        return
    # Forking is cheap, and safe only while there is one thread; macOS's libraries start some. The
    # open ledger goes along, but no worker has it in hand, and a worker ends without closing it.
    way = "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"
    with ProcessPoolExecutor(
        count, multiprocessing.get_context(way), initializer=_begin, initargs=(context,)
    ) as pool:
        try:
            size = max(1, min(32, len(work) // (4 * count)))
            documents = pool.map(_made, work, chunksize=size)
            yield from _told(documents, len(work), progress)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _begin(context: BuildContext) -> None:
    # What a page is made of holds no cycles, and looking for some was a twentieth of the time.
    gc.disable()
    _shared[:] = [context]


def _made(work: tuple[str, str]) -> BuiltDocument:
    if gc.get_count()[0] > _GARBAGE:
        gc.collect()
    return made(_shared[0], *work)


def _told(
    documents: Iterator[BuiltDocument], total: int, progress: Callable[[int, int], None] | None
) -> Iterator[BuiltDocument]:
    for number, document in enumerate(documents, 1):
        yield document
        if progress is not None:
            progress(number, total)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
