"""A catalog's bytes on disk: put there at once or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from typing import TYPE_CHECKING

from localize.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

Signature = tuple[int, int, int]
_BUFFER = 1 << 20
_HINTS = {
    errno.EACCES: "the folder or the file is not yours to write",
    errno.EPERM: "the folder or the file is not yours to write",
    errno.EROFS: "the file system is mounted read-only",
    errno.ENOSPC: "the disk is full; nothing was changed",
    errno.EDQUOT: "the quota is used up; nothing was changed",
}


def signature(path: Path) -> Signature:
    """What changes when a file is written: inode, size in bytes, time of change in ns.

    Cheaper than a digest (one `stat`), to skip what has not changed. Zeros where there is no file.
    """
    try:
        return _stamp(path.stat())
    except FileNotFoundError:
        return 0, 0, 0


def _stamp(status: os.stat_result) -> Signature:
    return status.st_ino, status.st_size, status.st_mtime_ns


def content(path: Path) -> bytes | None:
    """The bytes of a file; None where there is no file.

    Raises:
        CatalogError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError) -> CatalogError:
    """The error of a file that cannot be read."""
    return CatalogError(f"cannot be read: {error.strerror}", path=path)


def make_folder(path: Path) -> None:
    """Make the folder of a file.

    Raises:
        CatalogError: it cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> CatalogError:
    return CatalogError(
        f"cannot be written: {error.strerror}",
        path=path,
        hint=_HINTS.get(error.errno or 0, "the old file is as it was"),
    )


def replace_file(
    path: Path, pieces: Iterable[bytes], *, unless: Callable[[], bool] | None = None
) -> Signature | None:
    """Put bytes in the file's place; its signature then.

    `unless`: asked when all is written, right before the old file goes; if it says so, that one
    stays, and nothing comes back. The caller holds the folder, so what is left here of a killed
    process is nobody's.

    Raises:
        CatalogError: the folder is read-only, the disk is full, …; the old file stays.
    """
    target = path.resolve()  # a symbolic link stays one
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        for left in target.parent.glob(f".{_globbed(target.name)}.????????.tmp"):
            left.unlink(missing_ok=True)
        stamp = _write(temporary, target, pieces)
        if unless is not None and unless():
            return None
        temporary.replace(target)
        _sync_folder(target)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    return stamp


def _write(temporary: Path, target: Path, pieces: Iterable[bytes]) -> Signature:
    """Write a new file with the mode of another."""
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    with os.fdopen(descriptor, "wb", _BUFFER) as file:
        file.writelines(pieces)
        file.flush()
        with contextlib.suppress(FileNotFoundError):
            os.fchmod(file.fileno(), target.stat().st_mode & 0o7777)
        os.fsync(file.fileno())
        return _stamp(os.fstat(file.fileno()))


def _globbed(name: str) -> str:
    return "".join(f"[{one}]" if one in "*?[" else one for one in name)


def _sync_folder(path: Path) -> None:
    """Make the new name last through a loss of power; not every file system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
