"""The memory of a team: the same answers from PostgreSQL, by its extension pg_trgm.

`[tm] url = "postgresql://…"` in localize.toml; a password belongs into the environment
(`PGPASSWORD`) or `~/.pgpass`. Needs the extra `postgres`. The tables are made on first use.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from localize.errors import MemoryStoreError
from localize.memory.fuzzy import nearest, text_hash
from localize.memory.unit import PENALTIES, Statistics, Unit, ranked
from localize.model import Match, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from localize.model import Locale

_SCHEMA = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE IF NOT EXISTS localize_units (
    id bigserial PRIMARY KEY, identity bigint NOT NULL UNIQUE, hash bigint NOT NULL,
    source text NOT NULL, target text NOT NULL, source_locale text NOT NULL,
    target_locale text NOT NULL, state text NOT NULL, origin text NOT NULL,
    before bigint NOT NULL, after bigint NOT NULL);
CREATE TABLE IF NOT EXISTS localize_origins (name text PRIMARY KEY, stamp text NOT NULL);
CREATE INDEX IF NOT EXISTS localize_units_hash ON localize_units (hash);
CREATE INDEX IF NOT EXISTS localize_units_origin ON localize_units (origin);
CREATE INDEX IF NOT EXISTS localize_units_trigrams
    ON localize_units USING gin (source gin_trgm_ops);
"""
_CHUNK = 5_000
_COMPARED = 200
_LOCK = 7_236_811  # any number: of two clients that start, one makes the tables


class PostgresMemory:
    """A translation memory in a PostgreSQL database."""

    def __init__(self, url: str) -> None:
        try:
            import psycopg
        except ImportError as error:
            raise MemoryStoreError(
                "psycopg is not installed", hint="pip install 'localize[postgres]'"
            ) from error
        self._error: type[Exception] = psycopg.Error
        self._name = url.rsplit("@", 1)[-1]  # errors must not show a password
        try:
            self._db: Any = psycopg.connect(url, autocommit=True, connect_timeout=10)
            with self._db.transaction():
                self._db.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
                self._db.execute(_SCHEMA)
        except psycopg.Error as error:
            raise MemoryStoreError(
                f"cannot be opened: {str(error).strip()}", path=self._name,
                hint="is the server up, and may this user create tables and the extension pg_trgm?",
            ) from error  # fmt: skip

    def close(self) -> None:
        """Let go of the connection."""
        self._db.close()

    def _rows(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            return list(self._db.execute(query, values).fetchall())
        except self._error as error:
            raise MemoryStoreError(str(error).strip(), path=self._name) from error

    def add(self, units: Iterable[Unit]) -> int:
        """Add units; the number of those that were not there."""
        waiting = iter(units)
        before = self._rows("SELECT count(*) FROM localize_units")[0][0]
        while chunk := list(islice(waiting, _CHUNK)):
            try:
                with self._db.transaction(), self._db.cursor() as cursor:
                    cursor.executemany(
                        "INSERT INTO localize_units (identity, hash, source, target, "
                        "source_locale, target_locale, state, origin, before, after) "
                        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) "
                        "ON CONFLICT (identity) DO UPDATE SET state = excluded.state",
                        [_row(unit) for unit in chunk],
                    )
            except self._error as error:
                raise MemoryStoreError(str(error).strip(), path=self._name) from error
        return int(self._rows("SELECT count(*) FROM localize_units")[0][0] - before)

    def exact(
        self, source: str, source_locale: Locale, target_locale: Locale,
        *, before: str = "", after: str = "",
    ) -> list[Match]:  # fmt: skip
        """The translations of the same text: same neighbours first, then reviewed, then newest."""
        rows = self._rows(
            "SELECT source, target, state, origin, before, after FROM localize_units "
            "WHERE hash = %s AND source_locale = %s AND target_locale = %s ORDER BY id DESC",
            (text_hash(source), str(source_locale), str(target_locale)),
        )
        around = tuple(text_hash(one) if one else 0 for one in (before, after))
        return ranked(
            Match(text, target, 1.0, State(how), name, context=any(around) and (b, a) == around)
            for text, target, how, name, b, a in rows
            if text == source
        )

    def fuzzy(
        self, source: str, source_locale: Locale, target_locale: Locale,
        *, cutoff: float = 0.7, limit: int = 5,
    ) -> list[Match]:  # fmt: skip
        """The translations of similar texts, the best score (0..1, penalties off) first."""
        rows = self._rows(
            "SELECT source, target, state, origin FROM localize_units "
            "WHERE source %% %s AND source_locale = %s AND target_locale = %s "
            "ORDER BY similarity(source, %s) DESC, id DESC LIMIT %s",
            (source, str(source_locale), str(target_locale), source, _COMPARED),
        )
        found = nearest(source, [row[0] for row in rows], cutoff=cutoff, count=len(rows))
        matches = ranked(
            Match(text, target, score - PENALTIES[State(how)], State(how), name)
            for text, target, how, name, score in ((*rows[at], score) for at, score in found)
        )
        near = [one for one in matches if one.score >= cutoff]
        return sorted(near, key=lambda one: -one.score)[:limit]

    def units(self) -> Iterator[Unit]:
        """All units, in the order they came."""
        rows = self._rows(
            "SELECT source, target, source_locale, target_locale, state, origin "
            "FROM localize_units ORDER BY id"
        )
        for source, target, one, other, how, origin in rows:
            yield Unit(source, target, one, other, State(how), origin)

    def forget(self, origin: str) -> int:
        """Drop the units of an origin; their number."""
        return len(
            self._rows("DELETE FROM localize_units WHERE origin = %s RETURNING id", (origin,))
        )

    def seen(self, origin: str) -> str:
        """What `see` noted of an origin; empty: nothing."""
        rows = self._rows("SELECT stamp FROM localize_origins WHERE name = %s", (origin,))
        return str(rows[0][0]) if rows else ""

    def see(self, origin: str, stamp: str) -> None:
        """Note in what state an origin was taken in, so that it need not be read again."""
        self._rows(
            "INSERT INTO localize_origins VALUES (%s, %s) "
            "ON CONFLICT (name) DO UPDATE SET stamp = excluded.stamp RETURNING name",
            (origin, stamp),
        )

    def statistics(self) -> list[Statistics]:
        """Counts by pair of locales."""
        accepted = [one.value for one in State if one.accepted]
        rows = self._rows(
            "SELECT source_locale, target_locale, count(*), "
            "count(*) FILTER (WHERE state = ANY(%s)) FROM localize_units "
            "GROUP BY 1, 2 ORDER BY 1, 2",
            (accepted,),
        )
        return [Statistics(*row) for row in rows]


def _row(unit: Unit) -> tuple[object, ...]:
    before, after = (text_hash(one) if one else 0 for one in (unit.before, unit.after))
    locales = unit.source_locale, unit.target_locale
    identity = text_hash("\0".join((
        unit.source, unit.target, *locales, unit.origin, str(before), str(after)
    )))  # fmt: skip
    # PostgreSQL has no place for NUL in a text.
    texts = (unit.source.replace("\0", ""), unit.target.replace("\0", ""))
    return (identity, text_hash(texts[0]), *texts, *locales, unit.state.value, unit.origin,
            before, after)  # fmt: skip
