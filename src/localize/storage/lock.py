"""One writer a folder at a time, without a file left behind.

The lock is `flock` on the folder itself, so that a file in it may be replaced meanwhile. Other
programs (Poedit, git) do not know of it.
"""

import contextlib
import errno
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from localize.errors import StorageError

_PATIENCE = 60.0  # seconds; a save takes milliseconds, an update of a large catalog one second
_PAUSE, _LONGEST_PAUSE = 0.005, 0.1
_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL})
_LOGGER = logging.getLogger(__name__)
_held: set[int] = set()


@contextlib.contextmanager
def locked(
    folder: Path, *, patience: float = _PATIENCE, waiting: Callable[[], None] | None = None
) -> Iterator[None]:
    """Hold a folder: no other process or thread that asks gets it meanwhile.

    A child that this process forks does not hold it: it may outlive its parent. `patience`: in
    seconds; `waiting` is called if another holds it.

    Raises:
        StorageError: the folder cannot be opened, or another holds it for longer.
    """
    descriptor = _opened(folder)
    _held.add(descriptor)
    try:
        _acquire(descriptor, folder, patience, waiting)
        yield
    finally:
        _held.discard(descriptor)
        os.close(descriptor)  # which also unlocks


def folder_locked(path: Path) -> contextlib.AbstractContextManager[None]:
    """Hold the folder in which a file is written: where it leads, should it be a link."""
    return locked(path.resolve().parent)


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
            raise StorageError(f"cannot be locked: {error.strerror}", path=folder) from error

    def _tried(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
            _LOGGER.warning("this file system has no locks: let one `localize` write at a time")
        return True

    def _let_go() -> None:
        while _held:
            os.close(_held.pop())

    os.register_at_fork(after_in_child=_let_go)


def _acquire(
    descriptor: int, folder: Path, patience: float, waiting: Callable[[], None] | None
) -> None:
    deadline, pause = time.monotonic() + patience, _PAUSE
    while not _tried(descriptor):
        if waiting is not None:
            waiting()
            waiting = None
        if time.monotonic() > deadline:
            raise StorageError(
                f"another process has held this folder for {patience:.0f} seconds",
                path=folder,
                hint="wait for the other `localize`, or end it",
            )
        time.sleep(pause)
        pause = min(1.2 * pause, _LONGEST_PAUSE)
