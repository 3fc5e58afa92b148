"""A pause of the cyclic garbage collector, while something large and without cycles is built."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


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
