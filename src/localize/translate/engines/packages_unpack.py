"""An `.argosmodel` archive into a directory: checked wholly before it is there under its name."""

import hashlib
import logging
import os
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from localize.errors import PackageError
from localize.storage.signature import signature
from localize.translate.engines.packages import SUFFIX, Package, packages_in, read_package

log = logging.getLogger(__name__)
MAX_BYTES = 4 << 30
"""Unpacked size. The largest package of the public index has 0.5 GB."""
MAX_RATIO = 20
"""Unpacked to packed, beyond 64 MiB. Weights hardly compress; a bomb does."""
MAX_FILES = 2000
_BLOCK = 1 << 20


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def unpack(archive: Path, into: Path, *, name: str = "", replace: bool = True) -> Package:
    """The package of an archive, unpacked to a folder of `into`; the archive's own name for it.

    Everything is written beside and renamed at the end: a failure leaves what was there before.

    Raises:
        PackageError: it is no archive, no package, hostile, cut off, or its model does not load.
    """
    into.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(archive) as bundle:
            top = _checked_names(bundle, archive)
            target = into / (name or top)
            if target.exists() and not replace:
                return read_package(target)
            with tempfile.TemporaryDirectory(prefix=".unpack-", dir=_scratch(into)) as scratch:
                _extract(bundle, Path(scratch), archive)
                package = read_package(Path(scratch) / top)
                load_once(package)
                _swap(package.path, target)
    except zipfile.BadZipFile as error:
        raise _broken(archive, f"not a whole zip archive: {error}") from error
    except (zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _broken(archive, f"cannot be unpacked: {error}") from error
    except OSError as error:
        raise PackageError(
            f"cannot be unpacked: {error.strerror or error}", path=archive
        ) from error
    return read_package(target)


def copied(folder: Path, into: Path) -> Package:
    """The package of a folder, copied to a folder of `into` by the same name.

    Raises:
        PackageError: it is no package, it cannot be copied, or its model does not load.
    """
    load_once(read_package(folder))
    target = into / folder.resolve().name
    try:
        with tempfile.TemporaryDirectory(prefix=".unpack-", dir=_scratch(into)) as scratch:
            fresh = Path(scratch) / target.name
            shutil.copytree(folder, fresh)
            _swap(fresh, target)
    except (OSError, shutil.Error) as error:
        raise PackageError(f"cannot be copied: {error}", path=folder) from error
    return read_package(target)


def _broken(archive: Path, reason: str) -> PackageError:
    return PackageError(
        reason, path=archive, hint="fetch the file again; a package ends in .argosmodel"
    )


def _scratch(into: Path) -> Path:
    """A place on the same file system that Argos does not look into.

    Argos breaks on any folder among the packages that has no metadata.json.
    """
    beside = into.resolve().parent
    return beside if os.access(beside, os.W_OK) else into


def _checked_names(bundle: zipfile.ZipFile, archive: Path) -> str:
    """The one folder at the top."""
    infos = _members(bundle)
    if len(infos) > MAX_FILES:
        raise _broken(archive, f"{len(infos)} files: no package has so many")
    tops = set()
    for info in infos:
        path = PurePosixPath(info.filename)
        kind = stat.S_IFMT(info.external_attr >> 16)
        if (
            path.is_absolute()
            or not path.parts
            or ".." in path.parts
            or any(mark in "\\:" or mark < " " for mark in info.filename)
        ):
            raise _broken(archive, f"a name leads out of the package: {info.filename!r}")
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise _broken(archive, f"neither a file nor a folder: {info.filename!r}")
        tops.add(path.parts[0])
    if len(tops) != 1:
        raise _broken(archive, f"one folder expected at the top, found {len(tops)}")
    _checked_size(infos, archive)
    return tops.pop()


def _members(bundle: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """What an archive holds, without what macOS and Windows put beside it."""
    return [
        info
        for info in bundle.infolist()
        if not info.filename.startswith("__MACOSX/")
        and not PurePosixPath(info.filename).name.startswith("._")
        and PurePosixPath(info.filename).name not in {".DS_Store", "Thumbs.db", "desktop.ini"}
    ]


def _checked_size(infos: Sequence[zipfile.ZipInfo], archive: Path) -> None:
    size = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if size > MAX_BYTES or (size > 64 << 20 and size > MAX_RATIO * max(packed, 1)):
        raise _broken(archive, f"would unpack to {size >> 20} MB from {packed >> 20} MB")


def _extract(bundle: zipfile.ZipFile, scratch: Path, archive: Path) -> None:
    """All files, none longer than the archive's directory says it is."""
    for info in _members(bundle):
        path = scratch / info.filename
        if info.is_dir():
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        left = info.file_size
        with bundle.open(info) as source, path.open("wb") as file:
            while block := source.read(_BLOCK):
                left -= len(block)
                if left < 0:
                    raise _broken(archive, f"{info.filename} is longer than it says")
                file.write(block)
        if left:
            raise _broken(archive, f"{info.filename} is shorter than it says")


def load_once(package: Package) -> None:
    """Load the model and the tokenizer, and let them go.

    Raises:
        PackageError: they do not load, or do not belong to each other.
    """
    from localize.translate.engines.argos_model import Model

    Model(package, beam=1).close()


def _swap(fresh: Path, target: Path) -> None:
    """Put the fresh folder in the place of the old one, or leave the old one there."""
    if not target.exists():
        fresh.rename(target)
        return
    old = fresh.parent / ".old"
    target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def packages_of(folder: Path, cache: Path) -> list[Package]:
    """The packages of a folder: unpacked ones, and its archives, unpacked into `cache`.

    A broken one hides no other. An archive is unpacked once; its name, size and time say whether
    it is still the same.
    """
    packages = packages_in(folder)
    for archive in sorted(folder.glob(f"*{SUFFIX}")):
        size, modified = signature(archive).portable
        name = f"{archive.stem}-{size:x}-{modified:x}"
        if not (cache / name).is_dir():
            for stale in cache.glob(f"{archive.stem}-*-*"):
                shutil.rmtree(stale, ignore_errors=True)
        try:
            packages.append(unpack(archive, cache, name=name, replace=False))
        except PackageError as error:
            log.warning("%s: left aside: %s", archive, error.message)
    return packages
