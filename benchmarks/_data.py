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


def catalogs(place: Path) -> list[Path]:
    """The `.po` files of a folder or an archive, whatever their layout; or the one file."""
    if place.is_file() and tarfile.is_tarfile(place):
        target = Path(tempfile.mkdtemp(prefix="localize-data-"))
        atexit.register(shutil.rmtree, target, ignore_errors=True)
        with tarfile.open(place) as opened:
            opened.extractall(target, filter="data")
        place = target
    return [place] if place.is_file() else sorted(unpacked(place).rglob("*.po"))
