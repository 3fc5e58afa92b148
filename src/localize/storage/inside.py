"""What leads out of a folder: links, which a foreign project may bring along."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

STATE = ".localize"
"""The folder of what can be made again: git is told to leave it alone where it is made."""


def stray_link(folder: Path, root: Path) -> Path | None:
    """The first link at or below a folder, or above it, that leads out of `root`."""
    inside = os.path.realpath(root)
    above = (path for path in (folder, *folder.parents) if path.is_relative_to(root))
    paths = (*map(str, above), *_links(str(folder)))
    return next((Path(path) for path in paths if _leads_out(path, inside)), None)


def _leads_out(path: str, root: str) -> bool:
    target = os.path.realpath(path)
    return target != root and not target.startswith(root + os.sep)


def _links(folder: str) -> Iterator[str]:
    """The links below a folder, not followed."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_symlink():
                    yield entry.path
                elif entry.is_dir(follow_symlinks=False):
                    if sys.platform == "win32":
                        yield entry.path  # a junction says that it is a folder
                    yield from _links(entry.path)
    except OSError:  # what cannot be read cannot be followed either
        return


def make_folder(folder: str | Path) -> None:
    """Make a folder and those above it. `.localize/` gets a `.gitignore` that leaves all of it out.

    Raises:
        OSError: it cannot be made.
    """
    path = Path(folder)
    state = next((one for one in (path, *path.parents) if one.name == STATE), None)
    path.mkdir(parents=True, exist_ok=True)
    ignore = state / ".gitignore" if state else None
    if ignore and not os.path.lexists(ignore):
        ignore.write_text("*\n", encoding="utf-8")
