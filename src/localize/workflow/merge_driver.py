"""`localize merge-driver`: what git calls to merge a catalog."""

import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from localize.catalogs.files import write_catalog
from localize.catalogs.po import read_catalog
from localize.catalogs.threeway import threeway
from localize.errors import CatalogError, UsageError
from localize.storage.write import write_file

_ATTRIBUTES = "*.po merge=localize\n"
_TIMEOUT = 60  # seconds; git answers in milliseconds


@dataclass(frozen=True, slots=True)
class MergeResult:
    """Whether git may go on, and what a person has to look at."""

    conflicts: tuple[str, ...]
    """The msgids that two persons translated differently."""
    by_line: CatalogError | None = None
    """Why the files could not be read as catalogs, so that git merged them line by line."""
    clean: bool = True


def merge(base: Path, ours: Path, theirs: Path) -> MergeResult:
    """Merge three catalogs into `ours`, entry by entry.

    What is no catalog is merged by `git merge-file`, line by line, as without a driver.
    """
    try:
        result = threeway(read_catalog(base), read_catalog(ours), read_catalog(theirs))
        write_catalog(ours, result.catalog)
    except CatalogError as error:
        done = _git("merge-file", str(ours), str(base), str(theirs))
        return MergeResult((), error, clean=done.returncode == 0)
    conflicts = tuple(msgid for _, msgid in result.conflicts)
    return MergeResult(conflicts, clean=not conflicts)


def driver_command(python: str) -> str:
    """What git runs, by the absolute path of our Python, so that no PATH is asked.

    Git takes any exit code up to 128 for a conflict and keeps the file as the driver left it. Where
    the program cannot be run (it was removed, its Python is gone), that would be our text alone,
    so the shell then has git merge by line and says so: both texts, and a conflict in any case.
    """
    program = shlex.quote(Path(python).absolute().as_posix()).replace("%", "%%")
    # -P: or a folder `localize` of the repository would be run in our place
    merging = f"{program} -P -m localize merge-driver %O %A %B"
    warning = "localize did not merge this catalog; see docs/catalogs.md, Merging in git"
    return (
        f"before=$(git hash-object %A); {merging} && exit 0; "
        'if [ "$before" = "$(git hash-object %A)" ]; then '
        f"git merge-file -L ours -L base -L theirs %A %O %B; echo '{warning}' >&2; fi; exit 1"
    )


def install(folder: Path) -> bool:
    """Make the repository of a folder use the driver; False where it did already.

    Raises:
        UsageError: it is no git repository.
    """
    answer = _git("-C", str(folder), "rev-parse", "--show-toplevel")
    if answer.returncode:
        raise UsageError("not a git repository", path=folder, hint="git init")
    attributes = Path(answer.stdout.rstrip("\n")) / ".gitattributes"
    text = attributes.read_text(encoding="utf-8") if attributes.is_file() else ""
    driver = driver_command(sys.executable)
    configured = _git("-C", str(folder), "config", "merge.localize.driver").stdout.strip()
    if _ATTRIBUTES in text and configured == driver:
        return False
    _git("-C", str(folder), "config", "merge.localize.name", "gettext catalogs by entry")
    _git("-C", str(folder), "config", "merge.localize.driver", driver)
    if _ATTRIBUTES not in text:
        text += "" if not text or text.endswith("\n") else "\n"
        write_file(attributes, (text + _ATTRIBUTES).encode("utf-8"))
    return True


def _git(*words: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 - no shell; git by its name, as the user has it
            ["git", *words],  # noqa: S607
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=_TIMEOUT,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"git cannot be run: {error}", hint="install git") from error
