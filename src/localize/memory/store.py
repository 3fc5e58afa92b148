"""The memory of a project: one SQLite file in `.localize/`, which may be deleted at any time."""

from __future__ import annotations

import contextlib
import functools
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Concatenate, NoReturn, ParamSpec, TypeVar

from localize.errors import DamagedMemoryError, MemoryStoreError
from localize.memory.database import connected, renewed
from localize.memory.fuzzy import nearest, text_hash
from localize.memory.rows import STATES, Rows, highest
from localize.memory.search import SourceSearch
from localize.memory.unit import PENALTIES, Memory, MemoryUnit, Statistics, ranked
from localize.model import Locale, Match
from localize.storage.database import FAILURES, damaged

_CHUNK = 20_000
_CHUNKS_A_COMMIT = 10
_P = ParamSpec("_P")
_T = TypeVar("_T")


def open_memory(path: Path | str, *, refill: Callable[[Memory], None] | None = None) -> Memory:
    """The memory of a file, made if missing; or of a `postgresql://` address.

    A file of another version, or a damaged one, is replaced: all in it can be had again. Where that
    turns out only later, `refill` is called.

    Raises:
        MemoryStoreError: it cannot be opened.
    """
    if isinstance(path, str) and path.startswith(("postgresql://", "postgres://")):
        from localize.memory.postgres import PostgresMemory

        return PostgresMemory(path)
    from pathlib import Path as FilePath

    return SqliteMemory(FilePath(path), refill=refill)


def _healed(
    method: Callable[Concatenate[SqliteMemory, _P], _T],
) -> Callable[Concatenate[SqliteMemory, _P], _T]:
    """A method that is called once more where the file was damaged, after it was rebuilt."""

    @functools.wraps(method)
    def healed(self: SqliteMemory, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return method(self, *args, **kwargs)
        except FAILURES as error:
            self._heal(error)
        try:
            return method(self, *args, **kwargs)
        except FAILURES as error:
            raise MemoryStoreError(
                f"cannot be used: {error}", path=self.path, hint=_hint(error)
            ) from error

    return healed


def _hint(error: Exception) -> str | None:
    """The next step. What is sound is not to be deleted: a team's units may be only there."""
    if damaged(error):
        return "delete it to start again"
    return "another process writes it: try again" if "locked" in str(error) else None


class SqliteMemory:
    """A translation memory in a file."""

    def __init__(self, path: Path, *, refill: Callable[[Memory], None] | None = None) -> None:
        self.path = path
        self._refill = refill
        try:
            self._db = connected(path)
            self._rows = Rows(self._db)
            self._search = SourceSearch(self._db, path.parent)
        except (OSError, *FAILURES) as error:
            raise MemoryStoreError(
                f"the memory cannot be opened: {error}", path=path, hint=_hint(error)
            ) from error

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _heal(self, error: Exception) -> None:
        """Replace a damaged file by a new one, and fill it again.

        Raises:
            MemoryStoreError: it is not damaged, or cannot be replaced.
        """
        with contextlib.suppress(sqlite3.Error):
            self._db.rollback()
        if not damaged(error):
            raise MemoryStoreError(
                f"cannot be used: {error}", path=self.path, hint=_hint(error)
            ) from error
        refill, self._refill = self._refill, None  # once: a disk may damage all that it is given
        try:
            self._db.close()
            self._db = renewed(self.path, str(error))
            self._rows = Rows(self._db)
            self._search = SourceSearch(self._db, self.path.parent)
        except (OSError, *FAILURES) as failure:
            raise MemoryStoreError(f"cannot be rebuilt: {failure}", path=self.path) from failure
        if refill:
            refill(self)

    def add(self, units: Iterable[MemoryUnit]) -> int:
        """Add units; the number of those that were not there.

        Raises:
            DamagedMemoryError: it was damaged, and was rebuilt. MemoryStoreError: not written.
        """
        before = self._db.total_changes
        waiting = iter(units)
        inserted = 0
        try:
            last = highest(self._db, "units")
            # One commit for many chunks: each writes every index page that it touched.
            while chunk := list(islice(waiting, _CHUNK)):
                self._rows.insert(chunk)
                inserted += 1
                if inserted % _CHUNKS_A_COMMIT == 0:
                    self._db.commit()
            self._db.commit()
            added = self._db.execute("SELECT count(*) FROM units WHERE id > ?", (last,))
            count = int(added.fetchone()[0])
            if self._db.total_changes != before:
                self._search.index()
        except BaseException as error:
            with contextlib.suppress(sqlite3.Error):
                self._db.rollback()
            self._rows = Rows(self._db)  # it knows numbers given in what was rolled back
            if isinstance(error, sqlite3.Error):
                self._lost(error)
            if isinstance(error, OSError):  # the index's temporary files
                raise MemoryStoreError(f"cannot be written: {error}", path=self.path) from error
            raise
        return count

    def _lost(self, error: Exception) -> NoReturn:
        self._heal(error)
        raise DamagedMemoryError(
            "the memory was damaged and is rebuilt", path=self.path, hint="run the command again"
        ) from error

    @_healed
    def exact(
        self,
        source: str,
        source_locale: Locale,
        target_locale: Locale,
        *,
        before: str = "",
        after: str = "",
    ) -> list[Match]:
        """The translations of the same text: same neighbours first, then reviewed, then newest."""
        rows = self._db.execute(
            "SELECT u.id, s.text, u.target, u.state, o.name, u.before, u.after FROM sources s "
            "JOIN units u ON u.source = s.id JOIN origins o ON o.id = u.origin "
            "WHERE s.hash = ? AND u.locale = (SELECT id FROM locales WHERE tag = ?)",
            (text_hash(f"{source_locale}\0{source}"), str(target_locale)),
        )
        around = tuple(text_hash(one) if one else 0 for one in (before, after))
        return ranked(
            Match(text, target, 1.0, STATES[how], origin, context=any(around) and (b, a) == around)
            for _, text, target, how, origin, b, a in sorted(rows, reverse=True)  # newest first
            if text == source
        )

    @_healed
    def fuzzy(
        self,
        source: str,
        source_locale: Locale,
        target_locale: Locale,
        *,
        cutoff: float = 0.7,
        limit: int = 5,
    ) -> list[Match]:
        """The translations of similar texts, the best score (0..1, penalties off) first."""
        with self._snapshot():
            best: list[tuple[float, int, str]] = []
            for texts in self._search.candidates(source, str(source_locale), cutoff):
                near = nearest(source, [text for _, text in texts], cutoff=cutoff)
                best += [(score, *texts[at]) for at, score in near]
            best.sort(key=lambda one: -one[0])
            matches: list[Match] = []
            for score, number, text in dict.fromkeys(best):
                if len(matches) == limit and matches[-1].score >= score:
                    break
                matches += self._targets(number, text, score, target_locale)
                matches = [match for match in matches if match.score >= cutoff]
                matches = sorted(matches, key=lambda match: -match.score)[:limit]
        return matches

    @contextlib.contextmanager
    def _snapshot(self) -> Iterator[None]:
        """Reads see one state of the file, while another process may rewrite the index."""
        own = not self._db.in_transaction
        if own:
            self._db.execute("BEGIN")
        try:
            yield
        finally:
            if own:
                self._db.rollback()

    def _targets(self, number: int, text: str, score: float, locale: Locale) -> list[Match]:
        rows = self._db.execute(
            "SELECT u.target, u.state, o.name FROM units u JOIN origins o ON o.id = u.origin "
            "WHERE u.source = ? AND u.locale = (SELECT id FROM locales WHERE tag = ?) "
            "ORDER BY u.id DESC",
            (number, str(locale)),
        ).fetchall()
        return ranked(
            Match(text, target, score - PENALTIES[STATES[how]], STATES[how], origin)
            for target, how, origin in rows
        )

    def units(self) -> Iterator[MemoryUnit]:
        """All units, in the order they came."""
        try:
            rows = self._db.execute(
                "SELECT s.text, u.target, a.tag, b.tag, u.state, o.name FROM units u "
                "JOIN sources s ON s.id = u.source JOIN locales a ON a.id = s.locale "
                "JOIN locales b ON b.id = u.locale JOIN origins o ON o.id = u.origin ORDER BY u.id"
            )
            for source, target, ours, theirs, how, origin in rows:
                yield MemoryUnit(source, target, ours, theirs, STATES[how], origin)
        except FAILURES as error:
            self._lost(error)

    @_healed
    def forget(self, origin: str) -> int:
        """Drop the units of an origin; their number. The index keeps its sources, without harm."""
        with self._db:
            done = self._db.execute(
                "DELETE FROM units WHERE origin = (SELECT id FROM origins WHERE name = ?)",
                (origin,),
            )
        return done.rowcount

    @_healed
    def seen(self, origin: str) -> str:
        """What `see` noted of an origin; empty: nothing."""
        row = self._db.execute("SELECT stamp FROM origins WHERE name = ?", (origin,)).fetchone()
        return str(row[0]) if row else ""

    @_healed
    def see(self, origin: str, stamp: str) -> None:
        """Note in what state an origin was taken in, so that it need not be read again."""
        with self._db:
            self._db.execute(
                "INSERT INTO origins (name, stamp) VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET stamp = excluded.stamp",
                (origin, stamp),
            )

    @_healed
    def statistics(self) -> list[Statistics]:
        """Counts by pair of locales."""
        accepted = tuple(number for number, one in enumerate(STATES) if one.accepted)
        rows = self._db.execute(
            "SELECT a.tag, b.tag, count(*), sum(u.state IN (?, ?)) FROM units u "
            "JOIN sources s ON s.id = u.source JOIN locales a ON a.id = s.locale "
            "JOIN locales b ON b.id = u.locale GROUP BY 1, 2 ORDER BY 1, 2",
            accepted,
        )
        return [Statistics(*row) for row in rows]
