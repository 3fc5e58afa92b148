"""Catalog files are written here: locked, atomic, only where bytes differ, never over another's.

A write is a temporary file beside the catalog, fsync, `os.replace`; a kill at any byte leaves the
old file whole. Between reading and replacing, the file is compared once more: if Poedit or git
wrote it meanwhile, the change is applied to what they wrote.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

from localize.catalogs.disk import content, make_folder, replace_file
from localize.catalogs.po import decoded, encoded, read_catalog, settled
from localize.errors import CatalogError, ConflictError
from localize.model import Catalog, Entry, Key
from localize.model.state import entry_hash
from localize.storage.lock import folder_locked
from localize.storage.signature import Signature, signature

_ROUNDS = 100


def cached_catalog(path: Path) -> Catalog:
    """As `read_catalog`; a file whose signature has not changed is not parsed again."""
    return _cached(path, signature(path))


@lru_cache(maxsize=256)
def _cached(path: Path, stamp: Signature) -> Catalog:  # noqa: ARG001 - part of the key
    return read_catalog(path)


def write_catalog(path: Path, catalog: Catalog) -> bool:
    """Write a catalog; False where the file already has these bytes, and is left alone.

    Raises:
        CatalogError: the folder is read-only, the disk is full, …; the old file stays.
    """
    raw = encoded(catalog)
    make_folder(path)
    with folder_locked(path):
        if content(path) == raw:
            return False
        replace_file(path, [raw])
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
    raw = content(path)
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
    with folder_locked(path):
        for _ in range(_ROUNDS):
            if held is None or content(path) != held.raw:
                held = held_catalog(path)
            result = change(held.catalog)
            raw = encoded(result)
            if raw == held.raw:
                return replace(held, catalog=result)
            if stamp := replace_file(path, [raw], unless=partial(_differs, path, held.raw)):
                return Held(result, raw, stamp)
    raise CatalogError("another program writes it again and again", path=path)


def _differs(path: Path, raw: bytes, _fresh: str) -> bool:
    return content(path) != raw


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
                        "somebody else changed this entry meanwhile",
                        path=path,
                        line=entry.line,
                        hint="look at both texts and save again",
                    )
                entries = (*catalog.entries[:at], change(entry), *catalog.entries[at + 1 :])
                return replace(catalog, entries=entries)
        raise ConflictError(
            f"the entry {key[1][:40]!r} is gone", path=path, hint="the source has changed; reload"
        )

    return edit_held(path, held, changed)
