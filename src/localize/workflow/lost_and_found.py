"""Catalogs as `localize` last saw them, to notice what another program lost since.

A copy of each stands in `.localize/seen/`. What is found lost is put aside in `.localize/lost/`, as
a catalog of those entries, and is told until it is back, is put back on demand, or that file is
deleted. Nothing is put back unasked: a person may have deleted it.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial, reduce
from typing import TYPE_CHECKING

from localize.catalogs.disk import watched
from localize.catalogs.files import edit_catalog, write_catalog
from localize.catalogs.lost_entries import Loss, joined, losses, restored
from localize.catalogs.po import read_catalog
from localize.catalogs.versions import without_same
from localize.errors import CatalogError, StorageError
from localize.git import git
from localize.model import Catalog, Entry, Origin
from localize.storage.inside import make_folder
from localize.storage.lock import locked
from localize.storage.signature import signature
from localize.storage.write import put_in_place, write_pieces
from localize.update.header import fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from localize.config import Project
    from localize.storage.signature import Signature

_BLOCK = 1 << 20
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
        CatalogError: a catalog, or what was put aside of one, cannot be read.
    """
    if project.unconfigured:
        return ()  # nothing is kept of catalogs that are only looked at
    result = []
    for path in paths:
        with _alone(project) if keep else contextlib.nullcontext():
            gone = _lost(project, path, keep=keep)
        if gone is not None:
            result.append(gone)
    return tuple(result)


@contextlib.contextmanager
def followed(project: Project, path: Path) -> Iterator[None]:
    """Around a write of ours to a catalog: what it does is no loss.

    What another program lost until then is put aside first.
    """
    if project.unconfigured:
        yield
        return
    try:
        lost(project, [path])
    except CatalogError:  # `status` tells it; what was seen stays until then
        yield
        return
    with _noted(project, path) as meanwhile:
        yield
    if meanwhile:
        with _alone(project):
            _lost(project, path, keep=True, more=meanwhile)


@contextlib.contextmanager
def _noted(project: Project, path: Path) -> Iterator[list[Entry]]:
    """What a block writes counts as seen, whatever another program puts over it at once.

    Comes to what another program lost after it was last looked for and before the block wrote.
    """
    seen = _place(project, "seen", path)
    fresh = seen.with_name(f"{seen.name}.next")
    meanwhile: list[Entry] = []

    def note(new: str, before: Signature) -> Callable[[], None]:
        if before.portable != _mark(seen) and seen.exists():
            with contextlib.suppress(OSError, CatalogError):
                meanwhile.extend(loss.entry for loss in losses(*without_same(seen, path)))
        fresh.unlink(missing_ok=True)  # a killed process may have left one
        _copy(new, fresh)
        return placed

    def placed() -> None:
        with contextlib.suppress(OSError):
            put_in_place(fresh, seen)

    with watched(note):
        yield meanwhile


def restore(project: Project, paths: Iterable[Path]) -> dict[Path, int]:
    """Put back what was lost, where nobody wrote anything else; how many entries of each catalog.

    Invariant: what does not stand in the catalog afterwards stays aside.

    Raises:
        CatalogError: a catalog, or what was put aside of one, cannot be read or written.
    """
    done: dict[Path, int] = {}
    for path in paths:
        with _alone(project):
            missing = _lost(project, path, keep=True)
            if missing is None or not path.exists():
                continue
            gone = Catalog(_each_once(loss.entry for loss in missing.losses))
            with _noted(project, path):
                now = edit_catalog(path, partial(restored, lost=gone))
            left = _each_once(loss.entry for loss in losses(gone, now, some=True))
            done[path] = len(gone.entries) - len(left)
            _put_aside(missing.aside, left, now)
    return done


@contextlib.contextmanager
def _alone(project: Project) -> Iterator[None]:
    """No other `localize` decides meanwhile. Where nothing can be written, nothing is at stake."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(CatalogError, StorageError, OSError):
            make_folder(project.state_directory)
            stack.enter_context(locked(project.state_directory))
        yield


def _place(project: Project, kind: str, path: Path) -> Path:
    return project.state_directory / kind / project.relative(path)


def _lost(project: Project, path: Path, *, keep: bool, more: Iterable[Entry] = ()) -> Lost | None:
    seen, aside = _place(project, "seen", path), _place(project, "lost", path)
    mark = _mark(path)  # first: what another program writes from now on is looked at next time
    changed = _mark(seen) != mark
    more = dict.fromkeys(more)
    if not (more or aside.exists() or (changed and seen.exists())):
        if keep and changed:
            _remember(path, seen, mark)
        return None
    entries = [*(read_catalog(aside).entries if aside.exists() else ()), *more]
    then, now = _versions(seen, path, entries)
    if changed and seen.exists():
        fresh = list(dict.fromkeys(loss.entry for loss in losses(then, now)))
        if fresh and not _moved_by_git(project, path, seen):
            known = set(entries)
            entries += [entry for entry in fresh if entry not in known]
    gone = tuple(losses(Catalog(tuple(entries)), now, some=True))
    if keep:
        # A project that may only be read is read all the same.
        with contextlib.suppress(CatalogError, StorageError, OSError):
            _put_aside(aside, _each_once(loss.entry for loss in gone), now)
            if changed:  # only then: the copy seen is the last that has what is lost
                _remember(path, seen, mark)
    return Lost(path, gone, aside) if gone else None


def _versions(seen: Path, path: Path, entries: Iterable[Entry]) -> tuple[Catalog, Catalog]:
    """A catalog as it was seen and as it is now, and what of it became of some entries."""
    if not path.exists():
        return _seen(seen), Catalog(())
    try:
        return without_same(seen, path, {entry.key for entry in entries})
    except (OSError, CatalogError):
        return _seen(seen), read_catalog(path)


def _seen(path: Path) -> Catalog:
    """A catalog as it was seen; an empty one where that cannot be told any more."""
    try:
        return read_catalog(path)
    except CatalogError:
        return Catalog(())


def _each_once(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """One entry of each source, as a catalog can hold it: with the text that was lost last."""
    by_source: dict[object, list[Entry]] = {}
    for entry in dict.fromkeys(entries):
        by_source.setdefault((entry.key, entry.obsolete), []).append(entry)
    return tuple(reduce(joined, several) for several in by_source.values())


def _put_aside(aside: Path, entries: tuple[Entry, ...], like: Catalog) -> None:
    """Write the catalog of what is lost; none where nothing is."""
    if not entries:
        aside.unlink(missing_ok=True)
        return
    texts = tuple(replace(entry, origin=_closed(entry)) for entry in entries)
    said = fields(like.header)
    header = {"Language": "", "Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": ""}
    lines = [f"{name}: {text or said.get(name, '')}\n" for name, text in header.items()]
    write_catalog(aside, Catalog(texts, Entry("", ("".join(lines),))))


def _closed(entry: Entry) -> Origin | None:
    """The lines of an entry that has a byte of another charset, fit to stand before another's."""
    text = entry.origin.text if entry.origin else ""
    if not any("\udc80" <= character <= "\udcff" for character in text):
        return None
    return Origin("\n" + text.strip("\n") + "\n", 0)


def _mark(path: Path) -> tuple[int, int]:
    """What tells whether a file was changed; of a copy, that of what it is a copy of."""
    return signature(path).portable


def _remember(path: Path, seen: Path, mark: tuple[int, int]) -> None:
    """Copy a catalog that still has a mark."""
    if _mark(seen) != mark:
        _copy(path, seen, unless=lambda _: _mark(path) != mark)


def _copy(path: Path | str, seen: Path, unless: Callable[[str], bool] | None = None) -> None:
    """A copy with the time of the file; none where that cannot be: it is only a help."""
    modified = signature(path).modified
    with contextlib.suppress(OSError), open(path, "rb") as file:  # noqa: PTH123 - a str or a Path
        blocks = iter(partial(file.read, _BLOCK), b"")
        write_pieces(seen, blocks, sync=False, modified=modified, unless=unless)


def _moved_by_git(project: Project, path: Path, seen: Path) -> bool:
    """Whether the file is what git put there by going to another commit: then git has the rest."""
    status = _git(project, "status", "--porcelain", "--ignored", "--", str(path))
    if status != "":
        return False
    name = project.relative(path)
    blob = (_git(project, "hash-object", "--path", name, "--", str(seen)) or "").strip()
    if not blob or _git(project, "cat-file", "-e", blob) is None:
        return False  # what was seen was never given to git: nobody else has it
    since = seen.stat().st_ctime
    log = _git(project, "reflog", "--date=unix", "--format=%gd %gs") or ""
    for line in log.splitlines():
        when, _, what = line.partition("} ")
        if what.startswith(_MOVES) and int(when.partition("{")[2]) >= int(since):
            return True
    return False


def _git(project: Project, *words: str) -> str | None:
    """What git says; none where it cannot."""
    done = git(project.root, *words)
    if done is None or done.returncode:
        return None
    return done.stdout.decode("utf-8", "replace")  # a commit message may be of any charset
