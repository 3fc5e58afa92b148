"""Files of an edition go out here: atomic, and only where bytes differ.

There is no fsync: everything under the build folder can be made again, and the ledger notices a
file that is not what was written.
"""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from filecmp import cmp
from typing import TYPE_CHECKING

from localize.errors import LocalizeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path


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
        try:
            status = os.stat(f"{folder}/{self.path}")  # noqa: PTH116 - 10,000 of these a build
        except OSError:
            return False
        return (status.st_size, status.st_mtime_ns) == (self.size, self.modified)


def write_file(folder: Path, path: str, raw: bytes) -> tuple[OutputFile, bool]:
    """Write a file below the build folder. Second: whether it had other bytes, or was not there.

    Raises:
        LocalizeError: the folder cannot be written.
    """
    target = f"{folder}/{path}"
    with _explained(target):
        changed = _content(target) != raw
        if changed:
            os.replace(_beside(target, (raw,)), target)  # noqa: PTH105
        return _output(target, path), changed


def write_pieces(folder: Path, path: str, pieces: Iterable[bytes]) -> tuple[OutputFile, bool]:
    """`write_file` of a file that is too large to be held.

    Raises:
        LocalizeError: the folder cannot be written.
    """
    target = f"{folder}/{path}"
    with _explained(target):
        beside = _beside(target, pieces)
        changed = not os.path.exists(target) or not cmp(beside, target, shallow=False)  # noqa: PTH110
        if changed:
            os.replace(beside, target)  # noqa: PTH105
        else:
            os.unlink(beside)  # noqa: PTH108
        return _output(target, path), changed


@contextmanager
def _explained(target: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LocalizeError(
            f"cannot be written: {error.strerror}",
            path=target,
            hint="check the permissions of the build folder and the space on its disk",
        ) from error


def _output(target: str, path: str) -> OutputFile:
    status = os.stat(target)  # noqa: PTH116 - 10,000 of these a build
    return OutputFile(path, status.st_size, status.st_mtime_ns)


def _content(path: str) -> bytes | None:
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - 10,000 of these a build
            return file.readall()
    except FileNotFoundError:
        return None


def _beside(target: str, pieces: Iterable[bytes]) -> str:
    """A new file with these bytes, to be renamed to its target."""
    parent, name = os.path.split(target)
    beside = f"{parent}/.{name[:100]}.{secrets.token_hex(4)}"
    try:
        descriptor = _created(beside)
    except FileNotFoundError:  # rare: a folder is made once and used for long
        os.makedirs(parent, exist_ok=True)  # noqa: PTH103
        descriptor = _created(beside)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor, no path
            file.writelines(pieces)
    except BaseException:
        os.unlink(beside)  # noqa: PTH108
        raise
    return beside


def _created(path: str) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)


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
