"""A progress bar on stderr: share done, rate, time left."""

import os
import sys
import time
from contextlib import suppress
from typing import Self

from localize.cli.console import is_dumb, width

_WIDTH = 24
_INTERVAL = 0.1
"""Seconds between two paintings."""


class Bar:
    """A line that is painted over, and gone at the end. Silent unless `shown`."""

    def __init__(self, *, shown: bool, unit: str = "characters") -> None:
        self._shown, self._unit = shown and not is_dumb(), unit
        self._began: dict[str, tuple[float, int]] = {}
        self._painted = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._painted:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def show(self, label: str, done: int, total: int) -> None:
        """Paint the state. What was done at the first call (a resumed run) is not in the rate."""
        now = time.monotonic()
        began, start = self._began.setdefault(label, (now, done))
        if not self._shown or (now - self._painted < _INTERVAL and done < total):
            return
        self._painted = now
        share = done / total if total else 1.0
        filled = round(share * _WIDTH)
        rate = (done - start) / (now - began) if now > began else 0.0
        left = (total - done) / rate if rate else 0.0
        bar = "█" * filled + "░" * (_WIDTH - filled)
        said = f"{share:4.0%}  {self._done(done, total, rate)}  {_clock(left)} left"
        texts = (
            f"{label} {bar} {said}",
            f"{label} {said}",
            f"{label} {share:4.0%}",
            f"{share:4.0%}",
        )
        # A line that wraps cannot be painted over.
        text = next((text for text in texts if width(text) < _columns()), "")
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()

    def _done(self, done: int, total: int, rate: float) -> str:
        """How much is done and how fast, bytes in MB."""
        if self._unit != "bytes":
            return f"{rate:,.0f} {self._unit}/s"
        of = f" of {total / 1e6:.1f}" if total else ""
        return f"{done / 1e6:.1f}{of} MB  {rate / 1e6:.1f} MB/s"


def _columns() -> int:
    with suppress(OSError):  # no terminal: then somebody wants the whole line
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    return 1000


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
