"""Two versions of a large file, without what is the same in both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.catalogs.numbered import numbered
from localize.catalogs.po import read_catalog
from localize.model import Catalog

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from localize.catalogs.glance import Glance
    from localize.catalogs.numbered import NumberedFile
    from localize.model import Entry, Key

LARGE = 1 << 22
"""Bytes from which on a file is not held whole."""


def without_same(before: Path, after: Path, more: Collection[Key] = ()) -> tuple[Catalog, Catalog]:
    """Both versions, with what differs in them, and with the entries of some keys.

    Invariant: `losses` of them are those of the whole ones.

    Raises:
        CatalogError: one cannot be read.
    """
    if max(before.stat().st_size, after.stat().st_size) < LARGE:
        return read_catalog(before), read_catalog(after)
    old = numbered(before, _lines)
    if old is None:
        return read_catalog(before), read_catalog(after)
    with old:
        new = numbered(after, _lines)
        if new is None:
            return read_catalog(before), read_catalog(after)
        with new:
            return _different(old, new, {hash(key) for key in more})


def _lines(seen: Entry | Glance) -> int:
    return hash(seen.raw.strip())


def _different(old: NumberedFile, new: NumberedFile, keys: set[int]) -> tuple[Catalog, Catalog]:
    """Of both files the entries whose lines or whose key the other one does not have."""
    same = set(new.marks)
    keys |= {key for key, mark in zip(old.keys, old.marks, strict=True) if mark not in same}
    del same
    known = set(old.keys)
    before = tuple(old[number] for number, key in enumerate(old.keys) if key in keys)
    after = tuple(
        new[number] for number, key in enumerate(new.keys) if key in keys or key not in known
    )
    return Catalog(before, old.header), Catalog(after, new.header)
