"""A file is written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def write_file(path: Path, raw: bytes) -> None:
    """Put bytes in place of a file, which keeps its mode; its folder is made if missing.

    Raises:
        OSError: it cannot be written; the old file stands, and nothing is left beside it.
    """
    write_pieces(path, [raw])


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """As `write_file`, the bytes one piece after the other.

    Raises:
        OSError: as `write_file`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with beside.open("xb") as out:
            out.writelines(pieces)
            out.flush()
            with contextlib.suppress(FileNotFoundError):
                os.fchmod(out.fileno(), path.stat().st_mode & 0o7777)
            os.fsync(out.fileno())
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
