"""Folders of data as they are handed around: with archives in them, or unpacked."""

from __future__ import annotations

import atexit
import shutil
import tarfile
import tempfile
from pathlib import Path


def unpacked(folder: Path) -> Path:
    """The folder, or a temporary copy of it with its `.tar.*` archives unpacked in place."""
    archives = [path for path in sorted(folder.rglob("*.tar.*")) if tarfile.is_tarfile(path)]
    if not archives:
        return folder
    target = Path(tempfile.mkdtemp(prefix="localize-data-"))
    atexit.register(shutil.rmtree, target, ignore_errors=True)
    shutil.copytree(folder, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.tar.*"))
    for archive in archives:
        place = target / archive.relative_to(folder).parent
        with tarfile.open(archive) as opened:
            opened.extractall(place, filter="data")
    return target
