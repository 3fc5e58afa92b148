"""`localize models`: the packages of Argos on this machine, and how they get there."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from itertools import starmap
from typing import TYPE_CHECKING

from localize.errors import PackageError, UsageError
from localize.translate.engines.download import Limits, download
from localize.translate.engines.packages import (
    SUFFIX,
    Package,
    damaged_in,
    data_directory,
    install_directory,
    packages_in,
    sorted_packages,
)
from localize.translate.engines.packages_index import (
    Available,
    cache_directory,
    chosen,
    index,
    index_address,
)
from localize.translate.engines.packages_lock import (
    FILE_NAME,
    Locked,
    checked,
    problem,
    read_lock,
    tree_hash,
    write_lock,
)
from localize.translate.engines.packages_unpack import packages_of, sha256, unpack

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from localize.config import Project
    from localize.model import Locale


@dataclass(frozen=True, slots=True)
class Installed:
    """An installed package and where its archive came from."""

    package: Package
    origin: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Verified:
    """A package and what is wrong with it; empty: nothing."""

    name: str
    """`en_ja@0.1`; of one that cannot be read, its folder."""
    problem: str


def lock_path(project: Project | None) -> Path:
    """The project's lock file, or the user's outside of one."""
    return (data_directory() if project is None else project.root) / FILE_NAME


def listed(project: Project | None = None) -> list[Package]:
    """The packages that can be used here, the project's own folders included."""
    found: list[Package] = []
    if project is not None:
        folders = project.table("engines.argos").get("packages", [])
        for folder in folders if isinstance(folders, list) else []:
            path = (project.root / str(folder)).resolve()
            if path.is_dir():
                found += packages_of(path, project.state_directory / "packages")
    return sorted_packages([*found, *packages_in(install_directory())])


def available(project: Project | None = None) -> tuple[Available, ...]:
    """What the index has, by pair and version.

    Raises:
        PackageError: it cannot be reached and was never seen.
    """
    return index(index_address(_mirror(project)), cache_directory())


def _mirror(project: Project | None) -> str:
    value = "" if project is None else project.table("engines.argos").get("index", "")
    if not isinstance(value, str):
        assert project is not None
        raise project.error("[engines.argos] index must be an address", key="index")
    return value


def install_file(path: Path, project: Project | None = None) -> Installed:
    """Install an archive that is there already.

    Raises:
        PackageError: it is no package, or not the one that the lock file recorded.
    """
    if not path.is_file():
        raise UsageError(f"no such file: {path}", hint=f"a package ends in {SUFFIX}")
    return _installed(path, str(path), project)


def _installed(
    archive: Path, origin: str, project: Project | None, expected: str = ""
) -> Installed:
    digest = sha256(archive)
    if expected and digest != expected:
        raise PackageError(
            f"{origin}: its SHA-256 is not what the index says",
            hint="try again later; somebody may have changed the file",
        )
    where = lock_path(project)
    lock = read_lock(where)
    scratch = cache_directory() / "checked"
    try:
        package = unpack(archive, scratch, name="package")
        checked(lock, package.name, digest, where)
        into = install_directory()
        into.mkdir(parents=True, exist_ok=True)
        package = unpack(archive, into)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    write_lock(where, {**lock, package.name: Locked(digest, tree_hash(package.path))})
    return Installed(package, origin, digest)


def install(
    source: Locale,
    target: Locale,
    *,
    project: Project | None = None,
    version: str = "",
    limits: Limits | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> tuple[Installed, ...]:
    """Fetch and install what translates a pair: a package, or two with English between.

    Raises:
        PackageError: the index has none, or it cannot be fetched, or it is not what it should be.
    """
    wanted = chosen(available(project), source, target, version=version)
    if not wanted:
        raise PackageError(
            f"the index has no package from {source} to {target}"
            + (f" of version {version}" if version else ""),
            hint=f"localize models search {source} shows what there is",
        )
    return tuple(_fetched(one, project, limits, progress) for one in wanted)


def _fetched(
    one: Available,
    project: Project | None,
    limits: Limits | None,
    progress: Callable[[str, int, int], None] | None,
) -> Installed:
    links = [link for link in one.links if link.startswith(("http://", "https://"))]
    if not links:
        raise PackageError(f"the index has no HTTP address for {one.name}")
    path = cache_directory() / "downloads" / f"{one.name}{SUFFIX}"
    failure: PackageError | None = None
    for link in links:
        try:
            download(
                link,
                path,
                limits=limits,
                progress=None if progress is None else lambda a, b: progress(one.name, a, b),
            )
            return _installed(path, link, project, one.sha256)
        except PackageError as error:
            failure = error
        finally:
            path.unlink(missing_ok=True)  # a bad archive must not be there at the next try
    assert failure is not None
    raise failure


def remove(name: str) -> Package:
    """Remove an installed package, by `en_ja` or `en_ja@1.0`.

    Raises:
        UsageError: there is none of that name, or several versions.
    """
    found = [
        package
        for package in packages_in(install_directory())
        if name in {package.name, package.name.partition("@")[0]}
    ]
    if not found:
        raise UsageError(
            f"no package {name} is installed in {install_directory()}",
            hint="localize models list shows them",
        )
    if len(found) > 1:
        names = ", ".join(package.name for package in found)
        raise UsageError(f"several versions are installed: {names}", hint="name one of them")
    # Renamed first: a folder that is half deleted would break Argos.
    gone = found[0].path.with_name(f".{found[0].path.name}.removed")
    target = install_directory().resolve().parent / gone.name
    try:
        found[0].path.rename(target)
    except OSError as error:
        raise PackageError(f"cannot be removed: {error.strerror}", path=found[0].path) from error
    shutil.rmtree(target, ignore_errors=True)
    return found[0]


def verify(project: Project | None = None) -> tuple[Verified, ...]:
    """Every package checked against the lock file, and loaded once, whole or not."""
    lock = read_lock(lock_path(project))
    if project is not None:
        lock = {**read_lock(lock_path(None)), **lock}
    whole = (Verified(package.name, problem(package, lock)) for package in listed(project))
    return (*whole, *starmap(Verified, damaged_in(install_directory())))
