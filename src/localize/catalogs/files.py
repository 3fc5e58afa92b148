"""Catalog files are written here: locked, atomic, only where bytes differ, never over another's.

A write is a temporary file beside the catalog, fsync, `os.replace`; a kill at any byte leaves the
old file whole. Between reading and replacing, the file is compared once more: if Poedit or git
wrote it meanwhile, the change is applied to what they wrote.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from localize.catalogs.locks import locked
from localize.catalogs.po import decoded, encoded, read_catalog, settled
from localize.errors import CatalogError, ConflictError
from localize.model.unit import entry_hash

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from localize.model import Catalog, Entry

Signature = tuple[int, int, int]
Key = tuple[str | None, str]
_ROUNDS = 100
_HINTS = {
    errno.EACCES: "the folder or the file is not yours to write",
    errno.EPERM: "the folder or the file is not yours to write",
    errno.EROFS: "the file system is mounted read-only",
    errno.ENOSPC: "the disk is full; nothing was changed",
    errno.EDQUOT: "the quota is used up; nothing was changed",
}


def signature(path: Path) -> Signature:
    """What changes when a file is written: inode, size in bytes, time of change in ns.

    Cheaper than a digest (one `stat`), to skip what has not changed. Zeros where there is no file.
    """
    try:
        return _stamp(path.stat())
    except FileNotFoundError:
        return 0, 0, 0


def _stamp(found: os.stat_result) -> Signature:
    return found.st_ino, found.st_size, found.st_mtime_ns


def cached_catalog(path: Path) -> Catalog:
    """As `read_catalog`; a file whose signature has not changed is not parsed again."""
    return _cached(path, signature(path))


@lru_cache(maxsize=256)
def _cached(path: Path, stamp: Signature) -> Catalog:  # noqa: ARG001 - part of the key
    return read_catalog(path)


def write_catalog(path: Path, catalog: Catalog) -> bool:
    """Write a catalog; False where the file already has these bytes, and is left alone.

    Raises:
        CatalogError: the folder is read-only, the disk is full, …; the old file stands.
    """
    raw = encoded(catalog)
    _make_folder(path)
    with locked(path.parent):
        if _content(path) == raw:
            return False
        _replace(path, raw)
    return True


@dataclass(frozen=True, slots=True)
class Held:
    """A catalog in memory, with the very bytes it was read from or written as."""

    catalog: Catalog
    raw: bytes
    stamp: Signature
    """Of the file with these bytes; a file that was changed since has another."""


def held_catalog(path: Path) -> Held:
    """As `read_catalog`, to be held on to.

    Raises:
        CatalogError: it cannot be read, or is not there.
    """
    stamp = signature(path)  # first: a write in between is then seen as a change once more
    raw = _content(path)
    if raw is None:
        raise CatalogError("is not there", path=path, hint="run `localize update`")
    return Held(decoded(raw, path=str(path)), raw, stamp)


def edit_catalog(path: Path, change: Callable[[Catalog], Catalog]) -> Catalog:
    """The catalog after a change, which is applied to what the file says at that moment.

    `change` is called again when another program wrote the file meanwhile, so it must be pure.

    Raises:
        CatalogError: it cannot be read or written, or changes without end.
    """
    return _edited(path, change, None).catalog


def edit_held(path: Path, held: Held | None, change: Callable[[Catalog], Catalog]) -> Held:
    """As `edit_catalog`; a file that still has the bytes held is not parsed again.

    Entries nobody changed are the same objects as before.
    """
    after = _edited(path, change, held)
    return replace(after, catalog=settled(after.catalog))


def _edited(path: Path, change: Callable[[Catalog], Catalog], held: Held | None) -> Held:
    with locked(path.parent):
        for _ in range(_ROUNDS):
            if held is None or _content(path) != held.raw:
                held = held_catalog(path)
            result = _honest(held.catalog, change(held.catalog))
            raw = encoded(result)
            if raw == held.raw:
                return replace(held, catalog=result)
            if stamp := _replace(path, raw, expected=held.raw):
                return Held(result, raw, stamp)
    raise CatalogError("another program writes it again and again", path=path)


def save_entry(
    path: Path, held: Held | None, key: Key, *, expected: str, change: Callable[[Entry], Entry]
) -> Held:
    """The catalog after a change of one entry, if that is still what the caller saw.

    Raises:
        ConflictError: `entry_hash` of the present entry is not `expected`, or the entry is gone.
    """

    def changed(catalog: Catalog) -> Catalog:
        for at, entry in enumerate(catalog.entries):
            if entry.key == key and not entry.obsolete:
                if entry_hash(entry) != expected:
                    raise ConflictError(
                        "somebody else changed this entry meanwhile", path=path, line=entry.line,
                        hint="look at both texts and save again",
                    )  # fmt: skip
                entries = (*catalog.entries[:at], change(entry), *catalog.entries[at + 1 :])
                return replace(catalog, entries=entries)
        raise ConflictError(
            f"the entry {key[1][:40]!r} is gone", path=path, hint="the source has changed; reload"
        )

    return edit_held(path, held, changed)


def _honest(before: Catalog, after: Catalog) -> Catalog:
    """The catalog, each changed entry without its raw text, should the change have left it."""
    if after.entries is before.entries:
        return after
    old = {id(entry): entry for entry in before.entries}
    by_raw = {entry.raw: entry for entry in before.entries}

    def mended(entry: Entry) -> Entry:
        if id(entry) in old or not entry.raw or by_raw.get(entry.raw) == entry:
            return entry
        return replace(entry, raw="")

    return replace(after, entries=tuple(mended(entry) for entry in after.entries))


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _failed(path, error) from error


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CatalogError(f"cannot be read: {error.strerror}", path=path) from error


def _failed(path: Path, error: OSError) -> CatalogError:
    return CatalogError(
        f"cannot be written: {error.strerror}",
        path=path,
        hint=_HINTS.get(error.errno or 0, "the old file stands as it was"),
    )


def _replace(path: Path, raw: bytes, *, expected: bytes | None = None) -> Signature | None:
    """Put the bytes in the file's place; its signature then, or none: it was not as expected.

    The caller holds the folder, so what is left here of a killed process is nobody's.
    """
    target = path.resolve()  # a symbolic link stays one
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        for left in target.parent.glob(f".{_globbed(target.name)}.????????.tmp"):
            left.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            file.flush()
            with contextlib.suppress(FileNotFoundError):
                os.fchmod(file.fileno(), target.stat().st_mode & 0o7777)
            os.fsync(file.fileno())
            stamp = _stamp(os.fstat(file.fileno()))
        if expected is not None and _content(target) != expected:
            temporary.unlink()
            return None
        temporary.replace(target)
        _sync_folder(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise _failed(path, error) from error
    return stamp


def _globbed(name: str) -> str:
    return "".join(f"[{one}]" if one in "*?[" else one for one in name)


def _sync_folder(path: Path) -> None:
    """Make the new name last through a loss of power; not every file system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
