"""`locales/terms.csv`: a termbase as people keep one, in a spreadsheet or an editor.

Columns: `source`, `dnt`, `case`, `note`, and one a locale (`ja`, `pt-BR`), `ja!` for what is
forbidden there. Several translations are divided by `|`, the preferred one first. A column whose
name begins with `#` is the project's own.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from localize.errors import TermError, UsageError
from localize.model import Locale, locale
from localize.terms.matcher import tokens
from localize.terms.termbase import Term, Termbase

FILE_NAME = "terms.csv"
_FIXED = frozenset({"source", "dnt", "case", "note"})
_YES = frozenset({"yes", "y", "x", "true", "1", "✓"})
_NO = frozenset({"", "no", "n", "false", "0", "-"})


@dataclass(frozen=True, slots=True)
class Row:
    """A record of the file. `raw` is its text as read, line end included."""

    cells: tuple[str, ...]
    line: int
    """1-based line of its first character."""
    raw: str


@dataclass(frozen=True, slots=True)
class TermFile:
    """The file as it is, so that what is not changed keeps its characters.

    Invariant: `bom`, the header's and the rows' `raw`, concatenated, are the file.
    """

    header: Row
    rows: tuple[Row, ...]
    delimiter: str = ","
    newline: str = "\n"
    bom: bool = False


def read_terms(path: Path, source: Locale | None = None) -> Termbase:
    """The termbase of a file. `source`: the locale of its source column; English unless said.

    Raises:
        TermError: with the line.
    """
    return termbase(read_term_file(path), path, source)


def read_term_file(path: Path) -> TermFile:
    """The records of a file.

    Raises:
        TermError: it is not UTF-8, not CSV, or has no header.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        hint = "docs/terms.md shows one; `localize terms extract --csv` proposes its rows"
        raise TermError(
            f"cannot be read: {error.strerror}", path=path, hint=None if path.exists() else hint
        ) from error
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise TermError(
            f"not UTF-8: byte {raw[error.start]:#04x}",
            path=path,
            line=raw.count(b"\n", 0, error.start) + 1,
            hint="save the file as CSV UTF-8",
        ) from error
    bom = text.startswith("\ufeff")
    text = text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = list(_rows(text, delimiter, path))
    if not rows:
        raise TermError("empty", path=path, hint="the first line names the columns: source,dnt,ja")
    newline = "\r\n" if first.endswith("\r") else "\n"
    return TermFile(rows[0], tuple(rows[1:]), delimiter, newline, bom)


def _rows(text: str, delimiter: str, path: Path) -> Iterator[Row]:
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begin = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise TermError(f"not CSV: {error}", path=path, line=begin + 1) from error
        if cells is None:
            return
        yield Row(tuple(cells), begin + 1, "".join(lines[begin : reader.line_num]))
        begin = reader.line_num


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what."""

    source: int
    fixed: dict[str, int]
    targets: dict[int, str]
    forbidden: dict[int, str]


def columns(file: TermFile, path: Path) -> Columns:
    """The columns by the header.

    Raises:
        TermError: one is unknown or named twice, or `source` is missing.
    """
    names = [name.strip() for name in file.header.cells]
    fixed: dict[str, int] = {}
    targets: dict[int, str] = {}
    forbidden: dict[int, str] = {}
    for number, name in enumerate(names):
        if not name or name.startswith("#"):
            continue
        if names.count(name) > 1:
            raise TermError(f"column {name!r} stands there twice", path=path, line=1)
        if name.lower() in _FIXED:
            fixed[name.lower()] = number
            continue
        try:
            tag = locale(name.removesuffix("!")).tag
        except UsageError as error:
            raise TermError(
                f"column {name!r} is neither source, dnt, case, note nor a locale",
                path=path,
                line=1,
                hint="a locale's column is its tag (ja, pt-BR); ja! lists what is forbidden; "
                "a column of your own begins with #",
            ) from error
        (forbidden if name.endswith("!") else targets)[number] = tag
    if "source" not in fixed:
        raise TermError("no column `source`", path=path, line=1, hint="source,dnt,ja,hi,note")
    return Columns(fixed["source"], fixed, targets, forbidden)


def termbase(file: TermFile, path: Path, source: Locale | None = None) -> Termbase:
    """The terms of a file's records.

    Raises:
        TermError: with the line.
    """
    known = columns(file, path)
    language = (source or Locale("en")).language
    terms: list[Term] = []
    lines: dict[str, int] = {}
    for row in file.rows:
        if not any(cell.strip() for cell in row.cells):
            continue
        term = _term(row, known, len(file.header.cells), path)
        if not any(True for _ in tokens(term.source, language)):
            raise TermError(f"no word in {term.source!r}", path=path, line=row.line)
        if term.source in lines:
            raise TermError(
                f"{term.source!r} stands in line {lines[term.source]} already",
                path=path,
                line=row.line,
                hint="make one row of the two; several translations are divided by |",
            )
        lines[term.source] = row.line
        terms.append(term)
    return Termbase(tuple(terms), source)


def _term(row: Row, known: Columns, width: int, path: Path) -> Term:
    if len(row.cells) > width:
        raise TermError(
            f"{len(row.cells)} cells, but the first line has {width}",
            path=path,
            line=row.line,
            hint="a cell with a comma stands in double quotes",
        )
    cells = [*row.cells, *[""] * (width - len(row.cells))]

    def cell(name: str) -> str:
        return cells[known.fixed[name]].strip() if name in known.fixed else ""

    def flag(name: str) -> bool:
        value = cell(name).lower()
        if value not in _YES | _NO:
            raise TermError(
                f"{name} is {value!r}", path=path, line=row.line, hint="say yes, or leave it empty"
            )
        return value in _YES

    if not cell("source"):
        raise TermError("no source", path=path, line=row.line)
    return Term(
        source=cell("source"),
        dnt=flag("dnt"),
        case=flag("case"),
        targets=_by_tag(cells, known.targets),
        forbidden=_by_tag(cells, known.forbidden),
        note=cell("note"),
        line=row.line,
    )


def _by_tag(cells: list[str], numbers: dict[int, str]) -> dict[str, tuple[str, ...]]:
    by_tag = {tag: alternatives(cells[number]) for number, tag in numbers.items()}
    return {tag: texts for tag, texts in by_tag.items() if texts}


def alternatives(cell: str) -> tuple[str, ...]:
    """The texts of a cell, divided by `|`."""
    return tuple(text for part in cell.split("|") if (text := part.strip()))
