"""Writing a segment of the index in bounded memory. Needs numpy.

The tokens of all texts are spilled to some temporary files, each for a range of tokens; one file
after the other is then sorted and written. So a memory of a million texts is one segment.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np

from localize.memory.tokens import tokens

if TYPE_CHECKING:
    import sqlite3

    from numpy.typing import NDArray

_BATCH = 2_000_000  # characters whose tokens are made at once
_LONGEST = 1_000_000  # characters; of longer texts the beginning is indexed
_FILES = 16
_HALF = np.uint64(32)  # bits of a token, and of a place
_PLACE = np.uint64(0xFFFF_FFFF)


def write_segment(db: sqlite3.Connection, first: int, folder: Path) -> None:
    """Index the sources from a number on."""
    numbers, lengths = array("I"), array("I")
    rows = db.execute("SELECT id, text FROM sources WHERE id >= ? ORDER BY id", (first,))
    with ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile(dir=folder)) for _ in range(_FILES)]
        for some in _batches(rows):
            _spill([text[:_LONGEST] for _, text in some], len(numbers), files)
            numbers.extend([number for number, _ in some])
            lengths.extend([len(text) for _, text in some])
        sources, sizes = np.frombuffer(numbers, np.uint32), np.frombuffer(lengths, np.uint32)
        order = np.argsort(sizes, kind="stable")
        key = db.execute(
            "INSERT INTO segments (first, last, sources, lengths) VALUES (?, ?, ?, ?)",
            (first, numbers[-1], sources[order].tobytes(), sizes[order].tobytes()),
        ).lastrowid
        assert key is not None, "a row was written"
        places = np.empty(len(order), np.uint64)
        places[order] = np.arange(len(order), dtype=np.uint64)
        for file in files:
            db.executemany(
                "INSERT INTO postings VALUES (?, ?)",
                ((posting(key, token), packed) for token, packed in _postings(file, places)),
            )


def posting(segment: int, token: int) -> int:
    """The row of a token in a segment; those of a segment are together, in order."""
    return segment << 32 | token


def _batches(rows: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    some: list[tuple[int, str]] = []
    size = 0
    for row in rows:
        some.append(row)
        size += len(row[1])
        if size > _BATCH:
            yield some
            some, size = [], 0
    if some:
        yield some


def _spill(texts: list[str], offset: int, files: Sequence[IO[bytes]]) -> None:
    """Write the tokens of some texts, each with its text's number, to the files."""
    hashes, owners = tokens(texts)
    keys = hashes.astype(np.uint64) << _HALF | (owners + offset).astype(np.uint64)
    keys.sort()  # many times as quick as np.unique, which hashes
    keys = keys[np.flatnonzero(np.diff(keys, prepend=~keys[:1]))]
    limits = np.arange(1, len(files), dtype=np.uint64) * np.uint64((1 << 64) // len(files))
    for part, file in zip(np.split(keys, np.searchsorted(keys, limits)), files, strict=True):
        file.write(part.data)


def _postings(file: IO[bytes], places: NDArray[np.uint64]) -> Iterator[tuple[int, memoryview]]:
    """The tokens of a file in order, each with the places of the texts that have it, packed."""
    file.seek(0)
    keys = np.frombuffer(bytearray(file.read()), np.uint64)
    keys = (keys & ~_PLACE) | places[keys & _PLACE]
    keys.sort()
    hashes = keys >> _HALF
    packed = memoryview(keys.astype(np.uint32).tobytes())
    starts = np.flatnonzero(np.diff(hashes, prepend=~hashes[:1]))
    bounds = [*(starts * 4).tolist(), len(packed)]
    for token, start, end in zip(hashes[starts].tolist(), bounds[:-1], bounds[1:], strict=True):
        yield token, packed[start:end]
