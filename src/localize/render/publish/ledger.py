"""What the last build made of what, so that the next one makes only what changed.

One SQLite file with a row a document, read and written row by row: what a build holds of a site
does not grow with its pages. It can be deleted at any time: then everything is made again, and
comes out the same.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from localize.errors import LocalizeError
from localize.render.edition_summary import EditionSummary
from localize.render.publish.digests import Seen
from localize.render.publish.summary_rows import SCHEMA as FACTS_SCHEMA
from localize.render.publish.summary_rows import SummaryRows
from localize.render.write import OutputFile
from localize.storage.database import Schema, connected, damaged, renewed
from localize.storage.write import explained

T = TypeVar("T")
_HINT = "check its permissions and the space on its disk; it can be deleted"

VERSION = 6
_TABLES = f"""
CREATE TABLE documents (
    path TEXT PRIMARY KEY, key TEXT, outputs TEXT, inputs TEXT, links TEXT, warnings TEXT);
CREATE TABLE seen (path TEXT PRIMARY KEY, files TEXT);
CREATE TABLE pages (name TEXT PRIMARY KEY, key TEXT, size INTEGER, modified INTEGER);
CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT);
{FACTS_SCHEMA}
"""


@dataclass(frozen=True, slots=True)
class Link:
    """A relative link of a document, and the document's page that it was led to."""

    path: str
    tag: str
    """The locale of the edition that has the link."""
    place: str
    """Locale and slug of the page; empty: there was no document of that path."""


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """All that was made of one document, besides the summaries of its editions."""

    key: str
    """Digest of everything that went in."""
    outputs: tuple[OutputFile, ...]
    inputs: tuple[tuple[str, str], ...] = ()
    """Other files that went in (pictures) with their digests; empty: it was not there."""
    links: tuple[Link, ...] = ()
    warnings: tuple[str, ...] = ()


Pages = dict[str, tuple[str, OutputFile]]
"""The files across documents by their paths in the site: digest of what went in, and the file.
There is one of them for some fifty pages, so they are held."""


def with_ledger(path: Path, work: Callable[[Ledger], T]) -> T:
    """What comes of a work with the ledger of a file; nothing of the file changes before `commit`.

    A file that turns out to be damaged or of another version, or that somebody deletes meanwhile,
    is replaced, and the work begun again.

    Raises:
        LocalizeError: it cannot be opened or written.
    """
    try:
        with closing(_opened(connected, path)) as database:
            try:
                return _worked(database, work)
            except sqlite3.Error as error:
                if path.exists() and not damaged(error):
                    raise
        with closing(_opened(renewed, path)) as database:
            return _worked(database, work)
    except sqlite3.Error as error:
        raise LocalizeError(f"cannot be used: {error}", path=path, hint=_HINT) from error


def _opened(how: Callable[[Path, Schema], sqlite3.Connection], path: Path) -> sqlite3.Connection:
    with explained(path, LocalizeError, problem="cannot be used", hint=_HINT):
        return how(path, Schema(VERSION, _TABLES))


def _worked(database: sqlite3.Connection, work: Callable[[Ledger], T]) -> T:
    database.isolation_level = None
    database.execute("BEGIN IMMEDIATE")
    return work(Ledger(database))


class Ledger:
    """Records by document path, summaries of all editions, and the files across documents."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self.summaries = SummaryRows(database)

    def commit(self) -> None:
        """Keep what was put; a file that says all this already is not touched."""
        self._database.execute("COMMIT")

    def paths(self) -> Iterator[str]:
        """The documents of the last build, in order."""
        return (path for (path,) in self._rows("SELECT path FROM documents ORDER BY path"))

    def record(self, path: str) -> DocumentRecord | None:
        """What was made of a document; None: nothing is known of it."""
        statement = "SELECT key, outputs, inputs, links, warnings FROM documents WHERE path = ?"
        row = self._row(statement, path)
        if row is None:
            return None
        key, outputs, inputs, links, warnings = row
        return DocumentRecord(
            key,
            tuple(OutputFile(*row) for row in _decoded(outputs)),
            tuple((name, digest) for name, digest in _decoded(inputs)),
            _links(links),
            tuple(_decoded(warnings)),
        )

    def put(self, path: str, record: DocumentRecord, summaries: Iterable[EditionSummary]) -> None:
        """Set down what was made of a document, instead of what was known of it."""
        row = (
            path,
            record.key,
            _encoded([(one.path, one.size, one.modified) for one in record.outputs]),
            _encoded(record.inputs),
            _encoded([(one.path, one.tag, one.place) for one in record.links]),
            _encoded(record.warnings),
        )
        self._database.execute("REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?)", row)
        self.summaries.put(path, summaries)

    def drop(self, path: str) -> None:
        """Forget a document."""
        self._database.execute("DELETE FROM documents WHERE path = ?", (path,))
        self._database.execute("DELETE FROM seen WHERE path = ?", (path,))
        self.summaries.drop(path)

    def seen(self, path: str) -> dict[str, Seen]:
        """A document's own file and its catalogs, as they were when they were last read."""
        row = self._row("SELECT files FROM seen WHERE path = ?", path)
        if row is None:
            return {}
        return {name: (*one, digest) for name, *one, digest in _decoded(row[0])}

    def put_seen(self, path: str, files: Mapping[str, Seen]) -> None:
        """Set down how a document's files were when they were read."""
        row = path, _encoded([(name, *one) for name, one in files.items()])
        self._database.execute("REPLACE INTO seen VALUES (?, ?)", row)

    def links(self) -> Iterator[tuple[str, str, tuple[Link, ...]]]:
        """`(path, key, links)` of the documents that have any."""
        rows = self._rows("SELECT path, key, links FROM documents WHERE links != '[]'")
        return ((path, key, _links(links)) for path, key, links in rows)

    def warnings(self) -> Iterator[str]:
        """What is to be said of the documents, in order."""
        rows = self._rows("SELECT warnings FROM documents WHERE warnings != '[]' ORDER BY path")
        return (text for (found,) in rows for text in _decoded(found))

    def outputs(self) -> Iterator[str]:
        """The paths of all files of the documents; of a picture, once for each that shows it."""
        rows = self._rows("SELECT outputs FROM documents")
        return (row[0] for (found,) in rows for row in _decoded(found))

    def membership(self, more: Iterable[str]) -> Callable[[str], bool]:
        """Whether a path is among `outputs` or `more`, for asking often."""
        database = self._database
        database.execute("CREATE TEMP TABLE files (path TEXT PRIMARY KEY) WITHOUT ROWID")
        for paths in (self.outputs(), more):
            database.executemany("INSERT OR IGNORE INTO files VALUES (?)", ((p,) for p in paths))
        return lambda path: self._row("SELECT 1 FROM files WHERE path = ?", path) is not None

    def pages(self) -> Pages:
        """The files across documents."""
        rows = self._rows("SELECT name, key, size, modified FROM pages")
        return {name: (key, OutputFile(f"site/{name}", *found)) for name, key, *found in rows}

    def put_pages(self, pages: Pages) -> None:
        """Set down the files across documents, instead of those before."""
        if pages == self.pages():
            return
        rows = [(name, key, one.size, one.modified) for name, (key, one) in pages.items()]
        self._database.execute("DELETE FROM pages")
        self._database.executemany("INSERT INTO pages VALUES (?, ?, ?, ?)", rows)

    def note(self, name: str) -> str:
        """Something that was noted of the last build; empty where it was not."""
        row = self._row("SELECT value FROM notes WHERE name = ?", name)
        return str(row[0]) if row else ""

    def put_note(self, name: str, value: str) -> None:
        """Note something for the next build."""
        if value != self.note(name):
            self._database.execute("REPLACE INTO notes VALUES (?, ?)", (name, value))

    def _rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        return self._database.execute(statement)

    def _row(self, statement: str, name: str) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._database.execute(statement, (name,)).fetchone()
        return row


_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, TypeError) as error:
        raise sqlite3.DatabaseError("a row of it cannot be read") from error


def _links(text: str) -> tuple[Link, ...]:
    return tuple(Link(*row) for row in _decoded(text))
