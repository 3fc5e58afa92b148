"""A pause of the cyclic garbage collector, while something large and without cycles is built."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Iterator[None]:
    """Look for no cycles meanwhile.

    Otherwise each full collection walks all segments made so far, and time grows faster than the
    document: it was a fifth of the time at 20,000 paragraphs.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
