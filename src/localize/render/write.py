"""Files of an edition go out here: atomic, and only where bytes differ.

There is no fsync: everything under the build folder can be made again, and the ledger notices a
file that is not what was written.
"""

import os
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from filecmp import cmp
from pathlib import Path

from localize.errors import LocalizeError
from localize.storage import write as storage
from localize.storage.signature import signature


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file that was written, and how to know that it still is."""

    path: str
    """Relative to the build folder, with forward slashes."""
    size: int
    modified: int
    """Nanoseconds, as `stat` has it."""

    def stands(self, folder: Path) -> bool:
        """Whether the file is as it was written."""
        return signature(f"{folder}/{self.path}").portable == (self.size, self.modified)


def write_file(folder: Path, path: str, raw: bytes) -> tuple[OutputFile, bool]:
    """Write a file below the build folder. Second: whether it had other bytes, or was not there.

    Raises:
        LocalizeError: the folder cannot be written.
    """
    target = f"{folder}/{path}"
    with _explained(target):
        changed = storage.write_file(target, raw, sync=False, follow=False)
    return _output(target, path), changed


def write_pieces(folder: Path, path: str, pieces: Iterable[bytes]) -> tuple[OutputFile, bool]:
    """`write_file` of a file that is too large to be held.

    Raises:
        LocalizeError: the folder cannot be written.
    """
    target = f"{folder}/{path}"

    def same(fresh: str) -> bool:
        return os.path.exists(target) and cmp(fresh, target, shallow=False)  # noqa: PTH110

    with _explained(target):
        written = storage.write_pieces(target, pieces, sync=False, follow=False, unless=same)
    return _output(target, path), written is not None


def _explained(target: str) -> AbstractContextManager[None]:
    hint = "check the permissions of the build folder and the space on its disk"
    return storage.explained(target, LocalizeError, hint=hint)


def _output(target: str, path: str) -> OutputFile:
    return OutputFile(path, *signature(target).portable)


def remove_others(folder: Path, parts: Iterable[str], keep: Callable[[str], bool]) -> int:
    """Remove the files below these folders that are not to be kept; how many there were.

    What an edition left behind when it was withdrawn must not stay published.
    """
    removed = 0
    start = f"{folder}/"
    for part in parts:
        for where, folders, names in os.walk(start + part, topdown=False):
            place = where[len(start) :].replace(os.sep, "/")
            gone = [name for name in names if not keep(f"{place}/{name}")]
            for name in gone:
                os.unlink(f"{where}/{name}")  # noqa: PTH108 - walks 10,000 files
            removed += len(gone)
            if len(gone) == len(names) and all(not _exists(where, one) for one in folders):
                os.rmdir(where)  # noqa: PTH106
    return removed


def remove_files(folder: Path, paths: Iterable[str]) -> int:
    """Remove these files below a folder, and the folders they leave empty; how many there were."""
    removed = 0
    for path in paths:
        try:
            os.unlink(f"{folder}/{path}")  # noqa: PTH108 - paths are text here
        except (FileNotFoundError, NotADirectoryError):
            continue
        removed += 1
        parent = os.path.dirname(path)  # noqa: PTH120
        while parent and _emptied(f"{folder}/{parent}"):
            parent = os.path.dirname(parent)  # noqa: PTH120
    return removed


def _emptied(path: str) -> bool:
    try:
        os.rmdir(path)  # noqa: PTH106
    except OSError:
        return False
    return True


def _exists(where: str, name: str) -> bool:
    return os.path.isdir(f"{where}/{name}")  # noqa: PTH112
