"""Catalogs as `localize` last saw them, to notice what another program lost since.

A copy of each stands in `.localize/seen/`. What is found lost is put aside in `.localize/lost/`, as
a catalog of those entries, and is told until it is back, is put back on demand, or that file is
deleted. Nothing is put back unasked: a person may have deleted it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from localize.catalogs.files import edit_catalog, write_catalog
from localize.catalogs.layout import catalog_files
from localize.catalogs.losses import Loss, losses, restored
from localize.catalogs.po import decoded, read_catalog
from localize.errors import CatalogError
from localize.model import Catalog, Entry
from localize.update.header import fields

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from localize.config import Project
    from localize.model import Locale

_TIMEOUT = 10  # seconds; git answers in milliseconds
_MOVES = ("checkout:", "reset:", "rebase")


@dataclass(frozen=True, slots=True)
class Lost:
    """What is gone from one catalog."""

    path: Path
    losses: tuple[Loss, ...]
    aside: Path
    """The catalog of the entries as they were."""

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind."""
        return dict(Counter(loss.kind.value for loss in self.losses))

    def __str__(self) -> str:
        said = (f"{n} {kind}{'s' if n > 1 else ''}" for kind, n in self.counts.items())
        return ", ".join(said)


def lost(project: Project, paths: Iterable[Path], *, keep: bool = True) -> tuple[Lost, ...]:
    """What catalogs lost since they were last seen and still lack. Then they are seen.

    `keep=False` writes nothing: neither what is lost nor that they were seen.

    Raises:
        CatalogError: a catalog cannot be read.
    """
    found = []
    for path in paths:
        one = _lost(project, path, keep=keep)
        if one is not None:
            found.append(one)
    return tuple(found)


def lost_in(project: Project, locales: Iterable[Locale]) -> tuple[Lost, ...]:
    """As `lost`, of all catalogs of some locales."""
    return lost(project, [path for one in locales for path in catalog_files(project, one)])


def remember(project: Project, paths: Iterable[Path]) -> None:
    """Note catalogs as they are now, after `localize` itself wrote them."""
    for path in paths:
        _remember(path, _place(project, "seen", path))


def restore(project: Project, paths: Iterable[Path]) -> dict[Path, int]:
    """Put back what was lost, where nobody wrote anything else; how many entries of each catalog.

    Raises:
        CatalogError: a catalog cannot be read or written.
    """
    done: dict[Path, int] = {}
    for path in paths:
        one = _lost(project, path, keep=True)
        if one is None or not path.exists():
            continue
        edit_catalog(path, partial(restored, lost=read_catalog(one.aside)))
        done[path] = len({id(loss.entry) for loss in one.losses})
        one.aside.unlink(missing_ok=True)
        remember(project, [path])
    return done


def _place(project: Project, kind: str, path: Path) -> Path:
    return project.state_directory / kind / project.relative(path)


def _lost(project: Project, path: Path, *, keep: bool) -> Lost | None:
    seen, aside = _place(project, "seen", path), _place(project, "lost", path)
    changed = _mark(seen) != _mark(path)
    if not changed and not aside.exists():
        return None
    now = read_catalog(path) if path.exists() else Catalog(())
    entries = list(_read(aside).entries)
    if changed and seen.exists():
        fresh = list(dict.fromkeys(loss.entry for loss in losses(_read(seen), now)))
        if fresh and not _moved_by_git(project, path, seen):
            known = set(entries)
            entries += [entry for entry in fresh if entry not in known]
    gone = tuple(losses(Catalog(tuple(entries)), now, some=True))
    if keep:
        with contextlib.suppress(CatalogError, OSError):  # a project that may only be read
            _put_aside(aside, [loss.entry for loss in gone], now)
        if changed:
            _remember(path, seen)
    return Lost(path, gone, aside) if gone else None


def _read(path: Path) -> Catalog:
    """A catalog of ours; an empty one where it is not there or a crash left half of it."""
    try:
        return decoded(path.read_bytes(), path=str(path))
    except (OSError, CatalogError):
        return Catalog(())


def _put_aside(aside: Path, entries: list[Entry], like: Catalog) -> None:
    """The catalog of what is lost: of one source the entry that was lost last."""
    kept = {(entry.key, entry.obsolete): entry for entry in entries}
    if not kept:
        aside.unlink(missing_ok=True)
        return
    texts = tuple(replace(entry, raw="", was="", line=0) for entry in kept.values())
    said = fields(like.header)
    header = {"Language": "", "Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": ""}
    lines = [f"{name}: {text or said.get(name, '')}\n" for name, text in header.items()]
    write_catalog(aside, Catalog(texts, Entry("", ("".join(lines),))))


def _mark(path: Path) -> tuple[int, int]:
    """Size in bytes and time of change in ns; of a copy, those of what it is a copy of."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def _remember(path: Path, seen: Path) -> None:
    beside = seen.with_name(f".{seen.name}.{secrets.token_hex(4)}.tmp")
    with contextlib.suppress(OSError):  # it is only a help
        if _mark(seen) == _mark(path):
            return
        found = path.stat()
        seen.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(path.read_bytes())
        os.utime(beside, ns=(found.st_atime_ns, found.st_mtime_ns))
        beside.replace(seen)


def _moved_by_git(project: Project, path: Path, seen: Path) -> bool:
    """Whether the file is what git put there by going to another commit: then git has the rest."""
    status = _git(project, "status", "--porcelain", "--ignored", "--", str(path))
    if status != "":
        return False
    since = seen.stat().st_ctime
    log = _git(project, "reflog", "--date=unix", "--format=%gd %gs") or ""
    for line in log.splitlines():
        when, _, what = line.partition("} ")
        if what.startswith(_MOVES) and int(when.partition("{")[2]) >= int(since):
            return True
    return False


def _git(project: Project, *words: str) -> str | None:
    """What git says; none where it cannot."""
    try:
        done = subprocess.run(  # noqa: S603 - no shell; git by its name, as the user has it
            ["git", *words],  # noqa: S607
            cwd=project.root, capture_output=True, text=True, check=False, timeout=_TIMEOUT,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
