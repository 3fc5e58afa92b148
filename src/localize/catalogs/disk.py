"""A catalog's bytes on disk: put there at once or not at all."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeAlias

from localize.errors import CatalogError
from localize.storage.signature import Signature, signature
from localize.storage.write import explained, remove_leftovers, write_pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Watch: TypeAlias = Callable[[str, Signature], Callable[[], None]]
"""Told of a new file, whole, and the signature of the one whose place it is about to take.

What comes back is called when it has that place; the folder is held all the time.
"""
_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


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
    with explained(path, CatalogError):
        path.parent.mkdir(parents=True, exist_ok=True)


def replace_file(
    path: Path, pieces: Iterable[bytes], *, unless: Callable[[str], bool] | None = None
) -> Signature | None:
    """Put bytes in the file's place, as `write_pieces`; its signature then.

    The caller holds the folder, so what is left here of a killed process is nobody's.

    Raises:
        CatalogError: the folder is read-only, the disk is full, …; the old file stays.
    """
    target = path.resolve()  # a symbolic link stays one
    watch = _watch.get()
    after: list[Callable[[], None]] = []

    def stays(fresh: str) -> bool:
        before = signature(target)  # first: what is compared next is that or newer
        if unless is not None and unless(fresh):
            return True
        if watch is not None:
            after.append(watch(fresh, before))
        return False

    with explained(path, CatalogError):
        remove_leftovers(target)
        written = write_pieces(target, pieces, unless=stays)
        for tell in after:
            tell()
        return written


@contextlib.contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """Have a function called before each replacing of a file by this thread."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)
