"""A catalog's bytes on disk: put there at once or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.errors import CatalogError
from localize.storage.write import explained, remove_leftovers, write_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from localize.storage.signature import Signature


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
    with explained(path, CatalogError):
        remove_leftovers(target)
        return write_pieces(target, pieces, unless=unless)
