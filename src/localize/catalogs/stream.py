"""Catalogs entry by entry, however large: what is held is a block of a file, not the file.

A file that is not plain (UTF-8, line feeds only) is held whole, as `files` does it.
"""

from __future__ import annotations

import codecs
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, TypeAlias, TypeVar

from localize.catalogs.disk import replace_file, unreadable
from localize.catalogs.files import edit_catalog
from localize.catalogs.glance import HEADER_KEY, Glance, glance
from localize.catalogs.po import charset_of, in_charset, is_header, read_catalog, texts
from localize.catalogs.reader import Usual, scanned, usual_entry
from localize.catalogs.style import style_of
from localize.errors import CatalogError
from localize.model import Catalog, CatalogStyle, Entry, Key
from localize.storage.lock import folder_locked

_Seen = TypeVar("_Seen", bound="Entry | Glance")
Change: TypeAlias = "Callable[[Entry], Entry]"
_BLOCK = 1 << 18
"""Bytes read at a time: a thousand entries or two."""
_SURVEYED = 1 << 20
"""Bytes looked at at a time. The first of them say the charset, and where lines are wrapped."""
_ROUNDS = 100
_PARTS = 64


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of a plain file before it is read by blocks."""

    digest: bytes
    style: CatalogStyle
    """As far as its beginning shows it."""


class _Keys:
    """The identities of a file's entries, eight bytes each, to see whether one occurs twice."""

    def __init__(self) -> None:
        # Sorted one by one, as sorting takes several times the room of what it sorts.
        self._parts = tuple(array("q") for _ in range(_PARTS))

    def add(self, key: Key) -> None:
        number = hash(key)
        self._parts[number % _PARTS].append(number)

    def any_twice(self) -> bool:
        """Whether a key occurs twice, or seems to: two may share a hash."""
        return any(one == other for part in self._parts for one, other in pairwise(sorted(part)))


def entry_blocks(path: Path) -> Iterator[tuple[Entry, ...]]:
    """The entries of a catalog in file order, without the header, some thousand at a time.

    Invariant: together they are `read_catalog(path).entries`.

    Raises:
        CatalogError: as `read_catalog`, but only when the place is reached; of a msgid that occurs
            twice when all are read.
    """
    try:
        if survey(path) is None:
            yield read_catalog(path).entries
            return
        with path.open("rb") as file:
            for block, _ in blocks(file, path, usual_entry):
                yield tuple(entry for entry in block if not is_header(entry))
    except OSError as error:
        raise unreadable(path, error) from error


def glances(path: Path) -> Iterator[Entry | Glance]:
    """As the entries of `entry_blocks`, those of the usual form only looked at.

    Raises:
        CatalogError: as `entry_blocks`.
    """
    try:
        if survey(path) is None:
            yield from read_catalog(path).entries
            return
        with path.open("rb") as file:
            for block, _ in blocks(file, path, glance):
                yield from (seen for seen in block if seen.obsolete or seen.key != HEADER_KEY)
    except OSError as error:
        raise unreadable(path, error) from error


def edit_entries(path: Path, changes: Callable[[], Change]) -> None:
    """Change entries in place. A file whose bytes stay the same is not written.

    `changes` is asked for a new change of one entry whenever another program wrote the file
    meanwhile: all entries of what it wrote are then given to that change.

    Raises:
        CatalogError: it cannot be read or written, or changes without end.
    """
    with folder_locked(path):
        is_done = rewrite(path, lambda known: _pieces(path, changes(), known.style))
    if not is_done:
        _edit_whole(path, changes)


def rewrite(path: Path, pieces: Callable[[Survey], Iterator[bytes]]) -> bool:
    """Write a plain file piece by piece; False where it is not plain. The caller holds the folder.

    `pieces` is asked for the new bytes again when another program wrote the file meanwhile. A file
    whose bytes stay the same is not written.

    Raises:
        CatalogError: it cannot be read or written, or changes without end.
    """
    for _ in range(_ROUNDS):
        known = survey(path)
        if known is None:
            return False
        digest = blake2b()
        told = _told(pieces(known), digest)
        stays = partial(_stays, path, digest, known.digest)
        if replace_file(path, told, unless=stays) or digest.digest() == known.digest:
            return True
    raise CatalogError("another program writes it again and again", path=path)


def _told(pieces: Iterator[bytes], digest: blake2b) -> Iterator[bytes]:
    for piece in pieces:
        digest.update(piece)
        yield piece


def _stays(path: Path, written: blake2b, before: bytes, _fresh: str) -> bool:
    """Whether the old file is to stay: the new one is the same, or it is not that any more."""
    if written.digest() == before:
        return True
    now = survey(path)
    return now is None or now.digest != before


def _edit_whole(path: Path, changes: Callable[[], Change]) -> None:
    def whole(catalog: Catalog) -> Catalog:
        change = changes()
        return replace(catalog, entries=tuple(change(entry) for entry in catalog.entries))

    edit_catalog(path, whole)


def survey(path: Path) -> Survey | None:
    """What a plain file is like; None of any other.

    Raises:
        CatalogError: it cannot be read, or its header names an unknown charset.
    """
    digest, decoder = blake2b(), codecs.getincrementaldecoder("utf-8")()
    style: CatalogStyle | None = None
    try:
        with path.open("rb") as file:
            while block := file.read(_SURVEYED):
                digest.update(block)
                text = decoder.decode(block)
                if "\r" in text:
                    return None
                if style is None:
                    if charset_of(block, str(path)) != "utf-8":
                        return None
                    bom = block.startswith(codecs.BOM_UTF8)
                    style = replace(style_of(text), bom=bom)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    except OSError as error:
        raise unreadable(path, error) from error
    return None if style is None else Survey(digest.digest(), style)


def blocks(
    file: BinaryIO, path: Path, usual: Usual[_Seen]
) -> Iterator[tuple[list[Entry | _Seen], str]]:
    """`(entries, tail)`: the header among them; the tail is the text after the last one.

    Invariant: `raw` of all entries and the last tail are the file's text.

    Raises:
        CatalogError: as `reader.scanned`, or when all is read: a msgid occurs twice.
    """
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    keys = _Keys()
    text, line, size = "", 1, _BLOCK
    while True:
        raw = file.read(size)
        try:
            text += decoder.decode(raw, final=not raw)
        except UnicodeDecodeError as error:  # it was UTF-8 a moment ago
            raise CatalogError("changed while it was read", path=path, hint="try again") from error
        block, end, line = _whole_entries(text, line, path, usual, last=not raw)
        for entry in block:
            if not entry.obsolete:
                keys.add(entry.key)
        yield block, "" if raw else text[end:]
        if not raw:
            break
        # An entry larger than a block: reading on in larger ones keeps that linear.
        size = _BLOCK if block else 2 * size
        text = text[end:]
    if keys.any_twice():
        read_catalog(path)  # which says where


def _whole_entries(
    text: str, line: int, path: Path, usual: Usual[_Seen], *, last: bool
) -> tuple[list[Entry | _Seen], int, int]:
    """The entries of a text, the offset behind them and its line.

    Where more text follows, only those behind which another one begins: the others may go on.
    """
    result: list[Entry | _Seen] = []
    end, held = 0, None
    try:
        read = scanned(text, line, path=str(path), usual=usual, whole=last)
        for entry, behind, next_line in read:
            if held is not None:
                result.append(held[0])
                _, end, line = held
            held = entry, behind, next_line
    except CatalogError:
        if last:
            raise
    if last and held is not None:
        result.append(held[0])
        _, end, line = held
    return result, end, line


def _pieces(path: Path, change: Change, style: CatalogStyle) -> Iterator[bytes]:
    """The bytes of the file with its entries changed."""
    tail = ""

    def entries() -> Iterator[Entry]:
        nonlocal tail
        with path.open("rb") as file:
            for block, behind in blocks(file, path, usual_entry):
                tail = behind
                for entry in block:
                    yield entry if is_header(entry) else change(entry)

    yield from encoded_pieces(entries(), style, path)
    yield tail.encode()


def encoded_pieces(entries: Iterable[Entry], style: CatalogStyle, path: Path) -> Iterator[bytes]:
    """The bytes of a plain file with these entries, the header among them, without the tail."""
    if style.bom:
        yield codecs.BOM_UTF8
    for text in texts(entries, style):
        yield in_charset(text, "utf-8", str(path))
