"""Which sources share rare tokens: an inverted index in the memory's own file.

For each token (`fuzzy.tokens`) the numbers of the sources that have it, packed, 32 bits each. A
search follows the rarest tokens of its text and counts which sources come up most often; the
caller compares those few letter by letter, and those added since the index was last written.
"""

from __future__ import annotations

from array import array
from collections import Counter
from typing import TYPE_CHECKING

from localize.memory.fuzzy import tokens

if TYPE_CHECKING:
    import sqlite3

TAIL = 2_000
"""Sources that are compared one by one before the index is written again."""
_POSTINGS = 5_000_000  # held in memory while the index is written, 4 bytes each
_TOKENS = 400_000  # held in memory, some 250 bytes each
_FOLLOWED = 30_000  # postings a search follows, rarest tokens first
_COMPARED = 500


def candidates(db: sqlite3.Connection, source: str) -> list[int]:
    """The sources that share the most tokens, at most `_COMPARED`."""
    wanted = sorted(tokens(source))
    marks = ",".join("?" * len(wanted))
    rows = db.execute(
        f"SELECT count, rowid FROM postings WHERE token IN ({marks}) "  # noqa: S608 - marks only
        "ORDER BY count",
        wanted,
    ).fetchall()
    counts: Counter[int] = Counter()
    followed = 0
    for number, row in rows:
        if followed and followed + number > _FOLLOWED:
            break
        followed += number
        blob = db.execute("SELECT ids FROM postings WHERE rowid = ?", (row,)).fetchone()
        ids = array("I")
        ids.frombytes(blob[0])
        counts.update(ids)
    return _most_common(counts, _COMPARED)


def tail_length(db: sqlite3.Connection) -> int:
    """How many sources are not indexed yet, at most."""
    last = db.execute("SELECT last FROM indexed").fetchone()[0]
    highest = db.execute("SELECT coalesce(max(id), 0) FROM sources").fetchone()[0]
    return int(highest - last)


def write(db: sqlite3.Connection) -> None:
    """Write the postings of all sources that are not indexed yet, some millions at a time."""
    db.execute("CREATE INDEX IF NOT EXISTS posting_token ON postings (token, count)")
    while tail_length(db):
        last, postings = _next_postings(db)
        rows = (
            (token, len(postings[token]), postings[token].tobytes()) for token in sorted(postings)
        )
        with db:
            db.executemany("INSERT INTO postings VALUES (?, ?, ?)", rows)
            db.execute("UPDATE indexed SET last = ?", (last,))


def _next_postings(db: sqlite3.Connection) -> tuple[int, dict[str, array[int]]]:
    """The number of the last source read, and the sources of each token."""
    last = db.execute("SELECT last FROM indexed").fetchone()[0]
    rows = db.execute("SELECT id, text FROM sources WHERE id > ? ORDER BY id", (last,))
    postings: dict[str, array[int]] = {}
    held = 0
    for number, text in rows:
        found = tokens(text)
        held += len(found)
        last = number
        for token in found:
            try:
                postings[token].append(number)
            except KeyError:
                postings[token] = array("I", (number,))
        if held > _POSTINGS or len(postings) > _TOKENS:
            break
    rows.close()
    return last, postings


def _most_common(counts: Counter[int], number: int) -> list[int]:
    """The numbers counted most often; of equals the lowest, so that the result does not waver."""
    if len(counts) <= number:
        return sorted(counts)
    levels = Counter(counts.values())
    least, room = max(levels), 0
    for least in sorted(levels, reverse=True):
        room += levels[least]
        if room >= number:
            break
    best = [one for one, count in counts.items() if count >= least]
    best.sort(key=lambda one: (-counts[one], one))
    return best[:number]
