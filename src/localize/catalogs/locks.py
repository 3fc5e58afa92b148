"""One writer a folder at a time, without a file left behind.

The lock is `flock` on the folder itself, so that a catalog may be replaced under it. Poedit and
git do not know of it: against them `files` compares before it replaces.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import TYPE_CHECKING

from localize.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PATIENCE = 60.0  # seconds; a save takes milliseconds, an update of a large catalog one second
_PAUSE = 0.005
_held: set[int] = set()


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder: no other process or thread that asks gets it meanwhile.

    A child that this process forks does not hold it: it may outlive its parent.

    Raises:
        CatalogError: the folder cannot be opened, or another holds it for a minute.
    """
    descriptor = _opened(folder)
    _held.add(descriptor)
    try:
        _acquire(descriptor, folder)
        yield
    finally:
        _held.discard(descriptor)
        os.close(descriptor)  # which also unlocks


if sys.platform == "win32":
    import hashlib
    import msvcrt
    import tempfile
    from pathlib import Path

    def _opened(folder: Path) -> int:
        # Windows locks no folders: a file of that name among the temporary ones stands for it.
        name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]
        return os.open(Path(tempfile.gettempdir(), f"localize-{name}.lock"), os.O_RDWR | os.O_CREAT)

    def _tried(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _opened(folder: Path) -> int:
        try:
            return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as error:
            raise CatalogError(f"cannot be locked: {error.strerror}", path=folder) from error

    def _tried(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _let_go() -> None:
        while _held:
            os.close(_held.pop())

    os.register_at_fork(after_in_child=_let_go)


def _acquire(descriptor: int, folder: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not _tried(descriptor):
        if time.monotonic() > deadline:
            raise CatalogError(
                "another process has held this folder for a minute",
                path=folder,
                hint="wait for the other `localize`, or end it",
            )
        time.sleep(_PAUSE)
