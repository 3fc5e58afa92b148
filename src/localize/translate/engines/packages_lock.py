"""What was installed, by its SHA-256: the same name and version must be the same bytes again."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from localize.errors import PackageError
from localize.storage.write import write_file
from localize.translate.engines.packages import Package
from localize.translate.engines.packages_unpack import load_once, sha256

FILE_NAME = "localize.lock"


@dataclass(frozen=True, slots=True)
class Locked:
    """One package."""

    archive: str
    """SHA-256 of the archive; empty where it was not installed from one by us."""
    tree: str
    """SHA-256 over the names and contents of the unpacked files."""


def tree_hash(folder: Path) -> str:
    """The hash of a package as unpacked."""
    digest = hashlib.sha256()
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(sha256(path).encode() + b"\n")
    return digest.hexdigest()


def read_lock(path: Path) -> dict[str, Locked]:
    """The lock file; empty where there is none.

    Raises:
        PackageError: it is no lock file, or cannot be read.
    """
    try:
        if not path.is_file():
            return {}
        table = json.loads(path.read_text(encoding="utf-8"))
        return {
            name: Locked(str(row["archive"]), str(row["tree"]))
            for name, row in table["packages"].items()
        }
    except OSError as error:
        raise PackageError(f"cannot be read: {error.strerror}", path=path) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PackageError(
            f"not a lock file: {error}", path=path, hint="restore it from git, or delete it"
        ) from error


def checked(lock: dict[str, Locked], name: str, archive: str, lock_path: Path) -> None:
    """Nothing, if an archive is what the lock recorded, or the lock knows nothing of it.

    Raises:
        PackageError: it is another one.
    """
    known = lock.get(name)
    if known is not None and known.archive and known.archive != archive:
        raise PackageError(
            f"{name} is not the archive that was recorded:\n"
            f"  recorded {known.archive}\n  received {archive}",
            path=lock_path,
            hint="if the change is known to be right, delete its line in that file",
        )


def write_lock(path: Path, lock: dict[str, Locked]) -> None:
    """Write the lock file, sorted, atomically."""
    table = {"packages": {name: asdict(lock[name]) for name in sorted(lock)}}
    write_file(path, (json.dumps(table, indent=2) + "\n").encode("ascii"))


def problem(package: Package, lock: dict[str, Locked]) -> str:
    """What is wrong with an installed package; empty: nothing."""
    known = lock.get(package.name)
    if known is not None and known.tree != tree_hash(package.path):
        return "its files are not those that were installed"
    try:
        load_once(package)
    except PackageError as error:
        return error.message
    return ""
