"""What earlier builds wrote and this one did not: it must not stay published."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from localize.errors import LocalizeError
from localize.render.publish.ledger import Ledger, Pages
from localize.render.write import remove_files, remove_others
from localize.storage.lock import locked

UNFINISHED = "build.unfinished"
"""Stands beside the ledger while a build runs: what a killed one wrote, no ledger knows."""

# The only files outside our folders that not every build writes again: where the name is ours.
_OURS = re.compile(
    r"sitemap(?:-[0-9]+)?\.xml"
    r"|\.(?:index\.html|404\.html|robots\.txt|sitemap(?:-[0-9]+)?\.xml)\.[0-9a-f]{8}(?:\.tmp)?"
)


@contextmanager
def alone(state: Path) -> Iterator[None]:
    """Hold a project's build: to another, `serve` beside it, ours would look like a killed one.

    `state`: the folder of its ledger.

    Raises:
        LocalizeError: another build has gone on for a minute, or the folder cannot be written.
    """
    try:
        state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(error, state) from error
    with locked(state):
        yield


def begin(state: Path) -> bool:
    """Note that a build runs. Whether the last one came to its end.

    Raises:
        LocalizeError: the project's folder cannot be written.
    """
    mark = state / UNFINISHED
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return False
    except OSError as error:
        raise _unwritable(error, mark) from error
    return True


def _unwritable(error: OSError, path: Path) -> LocalizeError:
    return LocalizeError(
        f"cannot be written: {error.strerror}",
        path=path,
        hint="check the permissions of the project's folder and the space on its disk",
    )


def finish(state: Path) -> None:
    """Note that the build came to its end."""
    (state / UNFINISHED).unlink(missing_ok=True)


def cleared(
    build: Path,
    ledger: Ledger,
    gone: set[str],
    pages: Pages,
    folders: Iterable[str],
    *,
    sweep: bool,
) -> int:
    """Remove what an earlier build wrote and this one did not; how many files.

    `gone`: files that somebody had and has no more. `pages`: the files across documents, of which
    the ledger does not know yet. `sweep`: remove whatever else is in our folders too, because
    no ledger tells what that is: some build was killed, or its ledger deleted.
    """
    now = {output.path for _, output in pages.values()}
    removed = 0
    if sweep:
        removed = remove_others(build, folders, ledger.membership(now))
        gone = gone | {f"site/{name}" for name in _beside_the_folders(build)}
    gone = gone - now
    if gone:
        gone.difference_update(ledger.outputs())
    return removed + remove_files(build, gone)


def _beside_the_folders(build: Path) -> list[str]:
    """The files of ours at the head of the site, finished ones and those of a killed build."""
    site = build / "site"
    return [path.name for path in site.iterdir() if _OURS.fullmatch(path.name)]
