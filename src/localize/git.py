"""git, as the user has it, in a repository that may be anybody's.

`.git/config` comes along in an archive and names programs. None of them runs here, and what a
partial clone lacks is not fetched.
"""

import os
import subprocess
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from localize.user import program

_SECONDS = 20.0
_SETTINGS = {"core.fsmonitor": "false", "log.showSignature": "false"}
_FILTER = {"clean": "", "smudge": "", "process": "", "required": "false"}


def git(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes] | None:
    """What git said in a folder; None: it is not there, or took too long."""
    name = program("git")
    if name is None:
        return None
    try:
        return _asked(name, folder, words, _environment(name, folder))
    except (OSError, subprocess.TimeoutExpired):
        return None


def _asked(
    name: str, folder: Path, words: tuple[str, ...], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 - no shell; every word is ours or stands behind `--`
        [name, "--no-optional-locks", "-C", str(folder), *words],
        capture_output=True,
        timeout=_SECONDS,
        check=False,
        stdin=subprocess.DEVNULL,
        env=environment,
    )


@lru_cache(maxsize=16)
def _environment(name: str, folder: Path) -> Mapping[str, str]:
    """The environment in which the repository's own settings start nothing."""
    quiet = {**os.environ, "GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1"}
    settings = dict(_SETTINGS)
    for driver in _own_filters(name, folder, quiet):
        settings |= {f"filter.{driver}.{key}": value for key, value in _FILTER.items()}
    first = int(quiet.get("GIT_CONFIG_COUNT") or 0)
    for number, (key, value) in enumerate(settings.items(), first):
        quiet |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return {**quiet, "GIT_CONFIG_COUNT": str(first + len(settings))}


def _own_filters(name: str, folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """The filters that the repository sets up itself, not its user."""
    words = ("config", "--show-scope", "--name-only", "-z", "--get-regexp", r"^filter\.")
    told = _asked(name, folder, words, environment).stdout.decode("utf-8", "replace").split("\0")
    for scope, key in zip(told[::2], told[1::2], strict=False):
        if scope in {"local", "worktree"}:
            yield key.partition(".")[2].rpartition(".")[0]
