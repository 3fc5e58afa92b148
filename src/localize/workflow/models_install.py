"""`localize models install`: packages fetched or copied, checked, and put in their place."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from localize.config import Project
from localize.errors import PackageError, UnusablePackageError, UsageError
from localize.model import Locale
from localize.translate.engines.argos_model import require_runtime
from localize.translate.engines.download import Limits, download
from localize.translate.engines.network import is_web
from localize.translate.engines.packages import SUFFIX, Package, install_directory, read_package
from localize.translate.engines.packages_index import Available, cache_directory, local_path
from localize.translate.engines.packages_lock import (
    Locked,
    checked,
    read_lock,
    tree_hash,
    write_lock,
)
from localize.translate.engines.packages_look import unrunnable
from localize.translate.engines.packages_unpack import copied, sha256, unpack
from localize.workflow.models import lock_path
from localize.workflow.models_plan import PackageChoice, Plan, mark, planned, remember


@dataclass(frozen=True, slots=True)
class Installed:
    """An installed package and where its archive came from."""

    package: Package
    origin: str
    sha256: str


def install(
    source: Locale,
    target: Locale,
    *,
    project: Project | None = None,
    version: str = "",
    limits: Limits | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> tuple[Installed, ...]:
    """Fetch and install what a pair lacks.

    Raises:
        PackageError: the index has none, or it cannot be fetched, or it is not what it should be.
    """
    plan = planned(source, target, project=project, version=version)
    return fetched(plan, project=project, limits=limits, progress=progress)


def fetched(
    plan: Plan,
    *,
    project: Project | None = None,
    limits: Limits | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> tuple[Installed, ...]:
    """Fetch and install what a plan says; a version that cannot be run gives way to an older one.

    Raises:
        PackageError: one cannot be fetched, is not what it should be, or cannot be written.
    """
    if plan.choices:
        check_places(project)
    return tuple(_installed_choice(one, project, limits, progress) for one in plan.choices)


def check_places(project: Project | None) -> None:
    """Nothing, if all that an installation writes can be written.

    Raises:
        PackageError: which folder cannot, and what names another one.
    """
    _check_folder(install_directory(), "set ARGOS_PACKAGES_DIR to a folder of yours")
    _check_folder(cache_directory(), "set XDG_CACHE_HOME to a folder of yours")
    _check_folder(lock_path(project).parent, "the lock file is written there")


def _check_folder(folder: Path, hint: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            next(folder.iterdir(), None)
    except OSError as error:
        reason = error.strerror or error
        raise PackageError(f"cannot be written: {reason}", path=folder, hint=hint) from error


def _installed_choice(
    choice: PackageChoice,
    project: Project | None,
    limits: Limits | None,
    progress: Callable[[str, int, int], None] | None,
) -> Installed:
    failure: UnusablePackageError | None = None
    for row in (choice.row, *choice.older):
        try:
            return _fetched(row, project, limits, progress)
        except UnusablePackageError as error:
            failure = failure or error
    assert failure is not None
    raise failure


def _fetched(
    row: Available,
    project: Project | None,
    limits: Limits | None,
    progress: Callable[[str, int, int], None] | None,
) -> Installed:
    if not row.links:
        raise UnusablePackageError(f"the index has no address for {row.name} that we can fetch")
    path = cache_directory() / "downloads" / f"{row.name}{SUFFIX}"
    failure: PackageError | None = None
    for link in row.links:
        if not is_web(link):
            return _installed(local_path(link), link, project, row.sha256)
        try:
            shown = None if progress is None else lambda a, b: progress(row.name, a, b)
            download(link, path, limits=limits, progress=shown)
            return _installed(path, link, project, row.sha256)
        except PackageError as error:
            failure = error
        finally:
            path.unlink(missing_ok=True)  # a bad archive must not be there at the next try
    assert failure is not None
    raise failure


def install_path(path: Path, project: Project | None = None) -> tuple[Installed, ...]:
    """Install an archive, a package's folder, or all archives of a folder.

    Raises:
        UsageError: there is nothing of the kind.
        ExtraMissingError: what would run it is not installed.
        PackageError: it is no package, or not the one that the lock file recorded.
    """
    require_runtime()
    check_places(project)
    if path.is_file():
        return (_installed(path, str(path), project),)
    if (path / "metadata.json").is_file():
        return (_installed_folder(path, project),)
    archives = sorted(path.glob(f"*{SUFFIX}"))
    if not archives:
        kind = f"no package and no {SUFFIX} in" if path.is_dir() else "no such file:"
        raise UsageError(f"{kind} {path}", hint=f"a package ends in {SUFFIX}")
    return tuple(_installed(archive, str(archive), project) for archive in archives)


def _installed_folder(path: Path, project: Project | None) -> Installed:
    where = lock_path(project)
    lock = read_lock(where)
    name, tree = read_package(path).name, tree_hash(path)
    if name in lock and lock[name].tree != tree:
        raise PackageError(
            f"{name} in {path} does not have the files that were recorded",
            path=where,
            hint="if the change is known to be right, delete its line in that file",
        )
    package = copied(path, install_directory())
    write_lock(where, {**lock, name: lock.get(name) or Locked("", tree)})
    return Installed(package, str(path), "")


def _installed(
    archive: Path, origin: str, project: Project | None, expected: str = ""
) -> Installed:
    digest = sha256(archive)
    if expected and digest != expected:
        raise PackageError(
            f"{origin}: its SHA-256 is not what the index says",
            hint="try again later; somebody may have changed the file",
        )
    if said := unrunnable(archive):
        remember(mark(origin, archive.stat().st_size), said)
        raise UnusablePackageError(f"{origin}: cannot be run here: {said}")
    where = lock_path(project)
    lock = read_lock(where)
    scratch = cache_directory() / "checked"
    try:
        try:
            package = unpack(archive, scratch, name="package")
        except PackageError as error:
            raise UnusablePackageError(error.message, path=error.path, hint=error.hint) from error
        checked(lock, package.name, digest, where)
        into = install_directory()
        into.mkdir(parents=True, exist_ok=True)
        package = unpack(archive, into)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    write_lock(where, {**lock, package.name: Locked(digest, tree_hash(package.path))})
    return Installed(package, origin, digest)
