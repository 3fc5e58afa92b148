"""The memory of a team: the same answers from PostgreSQL, by its extension pg_trgm.

`[tm] url = "postgresql://…"` in localize.toml; a password belongs into the environment
(`PGPASSWORD`). Needs the extra `postgres`. The tables are made on first use.
"""

import os
import socket
import ssl
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from localize.errors import MemoryStoreError
from localize.extras import wanted_extra
from localize.memory.fuzzy import nearest, text_hash
from localize.memory.unit import PENALTIES, MemoryUnit, Statistics, ranked
from localize.model import Locale, Match, State

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
# An array a column: one round trip for a chunk. `xmax` is 0 in a row that was not there.
_INSERT = """
INSERT INTO localize_units (identity, hash, source, target, source_locale, target_locale, state,
    origin, before, after)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[],
    %s::text[], %s::text[], %s::bigint[], %s::bigint[])
ON CONFLICT (identity) DO UPDATE SET state = excluded.state RETURNING xmax = 0
"""
_CHUNK = 5_000
_COMPARED = 200
_CONNECT_S = 10
_LOCK = 7_236_811  # any number: of two clients that start, one makes the tables


class PostgresMemory:
    """A translation memory in a PostgreSQL database."""

    def __init__(self, url: str) -> None:
        with wanted_extra("postgres", "a memory at postgresql://"):
            import pg8000.dbapi as driver
        self._errors: tuple[type[Exception], ...] = (driver.Error, OSError)
        self._name = url.rsplit("@", 1)[-1]  # errors must not show a password
        try:
            address = _address(url)
            # Only the connection has a time limit: an index may take a server minutes.
            sock = socket.create_connection((address["host"], address["port"]), _CONNECT_S)
            sock.settimeout(None)
            self._db: Any = driver.connect(sock=sock, **address)
        except self._errors as error:
            raise self._failure(
                error, hint="is the server up, and may this user log in?"
            ) from error
        try:
            self._db.autocommit = True
            cursor = self._db.cursor()
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            cursor.execute(_SCHEMA)
            cursor.execute("COMMIT")
        except self._errors as error:
            self.close()
            raise self._failure(
                error, hint="may this user create tables and the extension pg_trgm?"
            ) from error

    def _failure(self, error: Exception, hint: str = "") -> MemoryStoreError:
        detail = getattr(error, "strerror", None) or (error.args[0] if error.args else error)
        if isinstance(detail, dict):  # the fields of the server's message, by their letter
            detail = detail.get("M", detail)
        return MemoryStoreError(f"the team's memory: {detail}", path=self._name, hint=hint)

    def close(self) -> None:
        """Let go of the connection."""
        self._db.close()

    def _rows(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            cursor = self._db.cursor()
            cursor.execute(query, values)
            return [tuple(row) for row in cursor.fetchall()]
        except self._errors as error:
            raise self._failure(error) from error

    def add(self, units: Iterable[MemoryUnit]) -> int:
        """Add units; the number of those that were not there."""
        waiting = iter(units)
        added = 0
        while chunk := list(islice(waiting, _CHUNK)):
            # One statement may not touch a row twice: of equal units the last.
            rows = {row[0]: row for row in map(_row, chunk)}
            added += sum(
                new
                for (new,) in self._rows(
                    _INSERT, tuple(map(list, zip(*rows.values(), strict=True)))
                )
            )
        return added

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
        self,
        source: str,
        source_locale: Locale,
        target_locale: Locale,
        *,
        cutoff: float = 0.7,
        limit: int = 5,
    ) -> list[Match]:
        """The translations of similar texts, the best score (0..1, penalties off) first."""
        rows = self._rows(
            "SELECT source, target, state, origin FROM localize_units "
            "WHERE source %% %s AND source_locale = %s AND target_locale = %s "
            "ORDER BY similarity(source, %s) DESC, id DESC LIMIT %s",
            (source, str(source_locale), str(target_locale), source, _COMPARED),
        )
        scored = nearest(source, [row[0] for row in rows], cutoff=cutoff)
        matches = ranked(
            Match(text, target, score - PENALTIES[State(how)], State(how), name)
            for text, target, how, name, score in ((*rows[at], score) for at, score in scored)
        )
        near = [one for one in matches if one.score >= cutoff]
        return sorted(near, key=lambda one: -one.score)[:limit]

    def units(self) -> Iterator[MemoryUnit]:
        """All units, in the order they came."""
        rows = self._rows(
            "SELECT source, target, source_locale, target_locale, state, origin "
            "FROM localize_units ORDER BY id"
        )
        for source, target, ours, theirs, how, origin in rows:
            yield MemoryUnit(source, target, ours, theirs, State(how), origin)

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


def _address(url: str) -> dict[str, Any]:
    """What a `postgresql://` URL says, and the usual environment where it says nothing."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise MemoryStoreError(f"the team's memory: {error}", hint="check [tm] url") from error
    known = os.environ.get
    user = unquote(parts.username or "") or known("PGUSER") or known("USER") or "postgres"
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    mode = options.get("sslmode") or known("PGSSLMODE") or "prefer"
    return {
        "user": user,
        "password": unquote(parts.password or "") or known("PGPASSWORD"),
        "host": parts.hostname or known("PGHOST") or "localhost",
        "port": port or int(known("PGPORT") or 5432),
        "database": unquote(parts.path.strip("/")) or known("PGDATABASE") or user,
        "ssl_context": _encryption(mode),
        "application_name": "localize",
    }


def _encryption(mode: str) -> ssl.SSLContext | bool | None:
    """What the driver needs for libpq's `sslmode`; None: if the server can, as it is."""
    if mode == "disable":
        return False
    if mode == "require":
        return True
    return ssl.create_default_context() if mode.startswith("verify-") else None


def _row(unit: MemoryUnit) -> tuple[object, ...]:
    before, after = (text_hash(one) if one else 0 for one in (unit.before, unit.after))
    locales = unit.source_locale, unit.target_locale
    whole = unit.source, unit.target, *locales, unit.origin, str(before), str(after)
    # PostgreSQL has no place for NUL in a text.
    source, target = unit.source.replace("\0", ""), unit.target.replace("\0", "")
    hashes = text_hash("\0".join(whole)), text_hash(source)
    return (*hashes, source, target, *locales, unit.state.value, unit.origin, before, after)
