"""What a tree of documents looked like when its templates were last written.

Kept in a file of `.localize/`, which can be deleted at any time: then everything is read again. A
file's size and modification time stand in for its content, as in make and git's index; one that was
modified in the same tick as it was recorded is not trusted.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from localize.storage.signature import NO_FILE, signature
from localize.storage.write import write_file

_VERSION = 1
_TICK = 2_000_000_000
"""Nanoseconds that the coarsest file system in use (FAT) rounds a time to."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Sizes and times of files by path, and what else the templates depend on."""

    settings: str
    """The configuration and the tool's version, as text."""
    files: tuple[tuple[str, int, int], ...]
    """`(path, size, modification time in ns)`, sorted by path."""


def snapshot(paths: Iterable[Path], settings: str) -> Snapshot | None:
    """The state of the files now; None where one is gone or cannot be looked at."""
    files = []
    for path in paths:
        seen = signature(path)
        if seen == NO_FILE:
            return None
        files.append((str(path), *seen.portable))
    return Snapshot(settings, tuple(sorted(files)))


def is_current(path: Path, now: Snapshot | None) -> bool:
    """Whether nothing changed since `record`: neither documents nor templates nor settings."""
    if now is None:
        return False
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(known == _as_json(now))


def record(path: Path, now: Snapshot | None, *, clock_ns: int, ours: Collection[Path] = ()) -> None:
    """Remember the state. `clock_ns` is the time now, in ns since the epoch.

    A file modified within the last tick may change again and look the same, so nothing is kept,
    unless it is one of `ours`, which only we write.
    """
    written = {str(one) for one in ours}
    if now is None or any(
        time > clock_ns - _TICK for name, _, time in now.files if name not in written
    ):
        path.unlink(missing_ok=True)
        return
    text = json.dumps(_as_json(now), ensure_ascii=False, separators=(",", ":"))
    write_file(path, text.encode("utf-8"))


def _as_json(now: Snapshot) -> dict[str, object]:
    files = [list(one) for one in now.files]
    return {"version": _VERSION, "settings": now.settings, "files": files}
