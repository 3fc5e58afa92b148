"""A file is written whole or not at all: a temporary file beside it, which then takes its place."""

import contextlib
import errno
import os
import secrets
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from localize.errors import LocalizeError
from localize.storage.inside import make_folder
from localize.storage.signature import Signature, signature, signature_of

_BUFFER = 1 << 16
_LONGEST = 200
"""Bytes of a name to which the temporary file's own marks can be added (255 are allowed)."""
_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0) if sys.platform == "win32" else ()
"""Seconds to wait for a virus scanner or an editor on Windows to let go of the file."""
_HINTS = {
    errno.EACCES: "the folder or the file is not yours to write",
    errno.EPERM: "the folder or the file is not yours to write",
    errno.EROFS: "the file system is mounted read-only",
    errno.ENOSPC: "the disk is full; nothing was changed",
    errno.EDQUOT: "the quota is used up; nothing was changed",
}


def write_file(
    path: Path | str, raw: bytes, *, sync: bool = True, mode: int | None = None, follow: bool = True
) -> bool:
    """Put bytes in a file's place; False where it has them already, and is left untouched.

    The options are those of `write_pieces`; with a `mode` the file is always written.

    Raises:
        OSError: as `write_pieces`.
    """
    if mode is None:
        with contextlib.suppress(OSError), open(path, "rb", buffering=0) as file:  # noqa: PTH123
            if file.readall() == raw:
                return False
    write_pieces(path, (raw,), sync=sync, mode=mode, follow=follow)
    return True


def write_pieces(
    path: Path | str,
    pieces: Iterable[bytes],
    *,
    sync: bool = True,
    mode: int | None = None,
    modified: int | None = None,
    follow: bool = True,
    unless: Callable[[str], bool] | None = None,
) -> Signature | None:
    """Put bytes in a file's place, one piece after the other; its signature then.

    Its folder is made if missing. `sync`: make it last through a loss of power, which takes
    milliseconds. `mode`: its rights; those of the old file unless said. `modified`: its time, in
    nanoseconds. `follow`: a symbolic link stays one, and the file that it leads to is written.
    `unless`: asked when all is written, with the path of the new file; if it says so, the old file
    stays, and nothing comes back.

    Raises:
        OSError: it cannot be written; the old file is as it was, and nothing is left beside it.
    """
    leads = follow and os.path.islink(path)  # noqa: PTH114 - many of these a build
    target = os.path.realpath(path) if leads else os.fspath(path)
    fresh = _beside(target)
    placed = False
    try:
        written = _written(fresh, pieces, sync=sync, mode=mode, modified=modified, like=target)
        if unless is not None and unless(fresh):
            return None
        put_in_place(fresh, target)
        placed = True
    finally:
        if not placed:
            with contextlib.suppress(OSError):
                os.unlink(fresh)  # noqa: PTH108
    if sync:
        _sync_folder(target)
    now = signature(target)  # the renaming is a change; a write of another program another one
    return now if (now.portable, now.inode) == (written.portable, written.inode) else written


def put_in_place(fresh: Path | str, target: Path | str) -> None:
    """Rename a file over another one, which on Windows may be open elsewhere for a moment.

    Raises:
        OSError: it cannot be renamed.
    """
    for pause in _PAUSES:
        try:
            os.replace(fresh, target)  # noqa: PTH105
        except PermissionError:
            time.sleep(pause)
        else:
            return
    os.replace(fresh, target)  # noqa: PTH105


def remove_leftovers(path: Path) -> None:
    """Remove what killed processes left beside a file. The caller holds the folder.

    Raises:
        OSError: one cannot be removed.
    """
    stem = "".join(f"[{letter}]" if letter in "*?[" else letter for letter in _stem(path.name))
    for left in path.parent.glob(f".{stem}.????????.tmp"):
        left.unlink(missing_ok=True)


@contextlib.contextmanager
def explained(
    path: Path | str,
    kind: type[LocalizeError],
    *,
    problem: str = "cannot be written",
    hint: str = "the old file is as it was",
) -> Iterator[None]:
    """An `OSError` of the block as an error of that kind: what it was, the file, the next step."""
    try:
        yield
    except OSError as error:
        raise kind(
            f"{problem}: {error.strerror or error}",
            path=path,
            hint=_HINTS.get(error.errno or 0, hint),
        ) from error


def _beside(target: str) -> str:
    folder, name = os.path.split(target)
    return os.path.join(folder, f".{_stem(name)}.{secrets.token_hex(4)}.tmp")  # noqa: PTH118


def _stem(name: str) -> str:
    raw = os.fsencode(name)
    return name if len(raw) <= _LONGEST else blake2b(raw, digest_size=8).hexdigest()


def _written(
    fresh: str,
    pieces: Iterable[bytes],
    *,
    sync: bool,
    mode: int | None,
    modified: int | None,
    like: str,
) -> Signature:
    with _created(fresh, 0o666 if mode is None else mode) as file:
        file.writelines(pieces)
        file.flush()
        _settle(file, like if mode is None else None, modified)
        if sync:
            os.fsync(file.fileno())
        return signature_of(os.fstat(file.fileno()))


def _created(path: str, mode: int) -> BinaryIO:
    def opener(name: str, flags: int) -> int:
        return os.open(name, flags, mode)

    try:
        return open(path, "xb", _BUFFER, opener=opener)
    except FileNotFoundError:  # rare: a folder is made once and used for long
        make_folder(os.path.dirname(path))  # noqa: PTH120
        return open(path, "xb", _BUFFER, opener=opener)


def _settle(file: BinaryIO, like: str | None, modified: int | None) -> None:
    """Give a new file the rights of another, should that exist, and its time."""
    if like is not None:
        with contextlib.suppress(FileNotFoundError):
            mode = stat.S_IMODE(os.stat(like).st_mode)  # noqa: PTH116
            if mode != stat.S_IMODE(os.fstat(file.fileno()).st_mode):
                os.chmod(file.name, mode)  # noqa: PTH101
    if modified is not None:
        os.utime(file.name, ns=(modified, modified))


def _sync_folder(path: str) -> None:
    """Make the new name last through a loss of power; not every file system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(os.path.dirname(path) or ".", os.O_RDONLY)  # noqa: PTH120
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
