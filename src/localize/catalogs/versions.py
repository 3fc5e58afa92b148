"""Two versions of a large file, without what is the same in both."""

from collections.abc import Collection
from pathlib import Path

from localize.catalogs.glance import Glance
from localize.catalogs.numbered import NumberedFile, numbered
from localize.catalogs.po import read_catalog
from localize.model import Catalog, Entry, Key
from localize.storage.signature import signature

_NOTHING = 0
_NOT_A_PERSONS = frozenset({"", ".", ":", ","})
LARGE = 1 << 22
"""Bytes from which on a file is not held whole."""


def is_large(path: Path) -> bool:
    """Whether a file is not to be held whole."""
    return signature(path).size >= LARGE


def without_same(before: Path, after: Path, more: Collection[Key] = ()) -> tuple[Catalog, Catalog]:
    """Both versions, with what differs in them, and with the entries of some keys.

    Invariant: `losses` of them are those of the whole ones.

    Raises:
        CatalogError: one cannot be read.
    """
    if not (is_large(before) or is_large(after)):
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
    """A hash of an entry's lines, `_NOTHING` of one that has nothing to lose."""
    if not isinstance(seen, Entry) and not seen.text and "fuzzy" not in seen.comments:
        lines = seen.comments.split("\n")
        if all(line[1:2] in _NOT_A_PERSONS for line in lines):
            return _NOTHING
    return hash(seen.raw.strip())


def _different(old: NumberedFile, new: NumberedFile, keys: set[int]) -> tuple[Catalog, Catalog]:
    """Of both files the entries whose lines or whose key the other one does not have."""
    same = set(new.marks)
    same.add(_NOTHING)
    keys |= {key for key, mark in zip(old.keys, old.marks, strict=True) if mark not in same}
    del same
    known = set(old.keys)
    before = tuple(old[number] for number, key in enumerate(old.keys) if key in keys)
    after = tuple(
        new[number] for number, key in enumerate(new.keys) if key in keys or key not in known
    )
    return Catalog(before, old.header), Catalog(after, new.header)
