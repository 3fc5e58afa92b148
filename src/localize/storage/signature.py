"""What tells a file that was written from one that was not, for the price of one `stat`."""

import os
from pathlib import Path
from typing import NamedTuple


class Signature(NamedTuple):
    """What changes when a file is written; `NO_FILE` where there is none."""

    size: int
    """In bytes."""
    modified: int
    """In nanoseconds. Archives and copies may give several files the same."""
    changed: int
    """In nanoseconds: of content, name or rights. No program can set it."""
    inode: int

    @property
    def portable(self) -> tuple[int, int]:
        """Size and time of modification, which a copy and a restored cache keep."""
        return self.size, self.modified


NO_FILE = Signature(0, 0, 0, 0)


def signature(path: Path | str) -> Signature:
    """The signature of a file; `NO_FILE` where it is not there or cannot be looked at."""
    try:
        return signature_of(os.stat(path))  # noqa: PTH116 - 10,000 of these a build
    except (OSError, ValueError):  # ValueError: no file has such a name
        return NO_FILE


def signature_of(status: os.stat_result) -> Signature:
    """The signature in what `stat` says."""
    return Signature(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
