"""`localize models`: the packages of Argos on this machine, and how they get there."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from localize.config import Project
from localize.errors import PackageError, UsageError
from localize.translate.engines.package_sources import named_index, package_folders
from localize.translate.engines.packages import (
    Package,
    damaged_in,
    data_directory,
    install_directory,
    packages_in,
    sorted_packages,
)
from localize.translate.engines.packages_index import Available, cache_directory, index
from localize.translate.engines.packages_lock import FILE_NAME, problem, read_lock
from localize.translate.engines.packages_unpack import packages_of


@dataclass(frozen=True, slots=True)
class Verified:
    """A package and what is wrong with it; empty: nothing."""

    name: str
    """`en_ja@0.1`; of one that cannot be read, its folder."""
    path: Path
    problem: str


def lock_path(project: Project | None) -> Path:
    """The project's lock file, or the user's outside of one."""
    return (data_directory() if project is None else project.root) / FILE_NAME


def listed(project: Project | None = None) -> list[Package]:
    """The packages that can be used here, the project's own folders included."""
    own: list[Package] = []
    if project is not None:
        for folder in package_folders(project.table("engines.argos"), project.root):
            own += packages_of(folder, project.state_directory / "packages")
    return sorted_packages([*own, *packages_in(install_directory())])


def available(project: Project | None = None) -> tuple[Available, ...]:
    """What the index has, by pair and version.

    Raises:
        PackageError: it cannot be reached and was never seen.
    """
    return index(address(project), cache_directory())


def address(project: Project | None = None) -> str:
    """The address of the index of packages."""
    table = {} if project is None else project.table("engines.argos")
    return named_index(table, None if project is None else project.root)


def remove(name: str) -> Package:
    """Remove an installed package, by `en_ja` or `en_ja@1.0`.

    Raises:
        UsageError: there is none of that name, or several versions.
    """
    named = [
        package
        for package in packages_in(install_directory())
        if name in {package.name, package.name.partition("@")[0], package.path.name}
    ]
    if not named:
        raise UsageError(
            f"no package {name} is installed in {install_directory()}",
            hint="localize models list shows them",
        )
    if len(named) > 1:
        names = ", ".join(package.name for package in named)
        raise UsageError(f"several versions are installed: {names}", hint="name one of them")
    # Renamed first: a folder that is half deleted would break Argos.
    (package,) = named
    gone = package.path.with_name(f".{package.path.name}.removed")
    target = install_directory().resolve().parent / gone.name
    try:
        package.path.rename(target)
    except OSError as error:
        raise PackageError(f"cannot be removed: {error.strerror}", path=package.path) from error
    shutil.rmtree(target, ignore_errors=True)
    return package


def verify(project: Project | None = None) -> tuple[Verified, ...]:
    """Every package checked against the lock file, and loaded once, whole or not."""
    lock = read_lock(lock_path(project))
    if project is not None:
        lock = {**read_lock(lock_path(None)), **lock}
    whole = (
        Verified(package.name, package.path, problem(package, lock)) for package in listed(project)
    )
    damaged = (Verified(path.name, path, said) for path, said in damaged_in(install_directory()))
    return (*whole, *damaged)
