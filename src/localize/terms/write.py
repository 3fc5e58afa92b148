"""Rows into a term file: new terms and empty cells; what somebody wrote stays as it is."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from localize.errors import TermError
from localize.storage.write import explained, write_file
from localize.terms.csvfile import Row, TermFile, columns
from localize.terms.stems import folded
from localize.terms.termbase import Term


@dataclass(frozen=True, slots=True)
class Merged:
    """A term file with terms added, and what became of them."""

    file: TermFile
    added: tuple[str, ...] = ()
    """Sources of the new rows."""
    filled: tuple[str, ...] = ()
    """Sources of the rows in which an empty cell was filled."""
    conflicts: tuple[tuple[str, str, str, str], ...] = ()
    """`(source, column, what is there, what was offered)`: left as they are."""


def empty_term_file(tags: Iterable[str]) -> TermFile:
    """A file with the header alone."""
    cells = ("source", "dnt", *tags, "note")
    return TermFile(Row(cells, 1, _raw(cells, ",", "\n")), ())


def merged(file: TermFile, terms: Sequence[Term], path: Path) -> Merged:
    """The file with terms added. Columns it lacks are added behind its own.

    Invariant: a cell that is not empty keeps its text, a row in which nothing changes its
    characters. Merging the same terms again changes nothing.
    """
    numbers = _columns(file, terms, path)
    width = max(len(file.header.cells), 1 + max(numbers.values()))
    header = file.header
    missing = [name for name, number in numbers.items() if number >= len(header.cells)]
    if missing:
        header = _row(file, (*header.cells, *missing), header.line)
    rows = list(file.rows)
    source = numbers["source"]
    places = {
        folded(row.cells[source].strip()): at
        for at, row in enumerate(rows)
        if len(row.cells) > source
    }
    added: list[str] = []
    filled: list[str] = []
    conflicts: list[tuple[str, str, str, str]] = []
    for term in terms:
        at = places.setdefault(folded(term.source), len(rows))
        if at == len(rows):
            rows.append(Row((), 0, ""))
            added.append(term.source)
        before = [*rows[at].cells, *[""] * (width - len(rows[at].cells))]
        cells, contradicted = _filled(before, term, numbers)
        conflicts += contradicted
        if cells != before:
            if term.source not in added:
                filled.append(term.source)
            rows[at] = _row(file, tuple(cells), rows[at].line)
    rows = _with_line_ends(rows, file.newline)
    header = _with_line_ends([header], file.newline)[0] if rows else header
    result = replace(file, header=header, rows=tuple(rows))
    return Merged(result, tuple(added), tuple(dict.fromkeys(filled)), tuple(conflicts))


def _columns(file: TermFile, terms: Sequence[Term], path: Path) -> dict[str, int]:
    """The column of each name that terms need, those the file lacks behind its own."""
    known = columns(file, path)
    numbers = {
        "source": known.source,
        **known.fixed,
        **{tag: number for number, tag in known.targets.items()},
        **{f"{tag}!": number for number, tag in known.forbidden.items()},
    }
    wanted = dict.fromkeys(name for term in terms for name in _cells(term))
    missing = [name for name in wanted if name not in numbers]
    width = len(file.header.cells)
    return numbers | {name: width + place for place, name in enumerate(missing)}


def _filled(
    cells: Sequence[str], term: Term, numbers: Mapping[str, int]
) -> tuple[list[str], list[tuple[str, str, str, str]]]:
    """The cells of a row with what a term has for its empty ones, and what contradicts it."""
    result = list(cells)
    conflicts = []
    for name, text in _cells(term).items():
        cell = cells[numbers[name]].strip()
        if not cell:
            result[numbers[name]] = text
        elif folded(cell) != folded(text) and name != "note":
            conflicts.append((term.source, name, cell, text))
    return result, conflicts


def _cells(term: Term) -> dict[str, str]:
    cells = {"source": term.source}
    if term.dnt:
        cells["dnt"] = "yes"
    if term.case:
        cells["case"] = "yes"
    cells |= {tag: " | ".join(texts) for tag, texts in term.targets.items()}
    cells |= {f"{tag}!": " | ".join(texts) for tag, texts in term.forbidden.items()}
    if term.note:
        cells["note"] = term.note
    return cells


def _row(file: TermFile, cells: tuple[str, ...], line: int) -> Row:
    return Row(cells, line, _raw(cells, file.delimiter, file.newline))


def _raw(cells: tuple[str, ...], delimiter: str, newline: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=newline).writerow(cells)
    return out.getvalue()


def _with_line_ends(rows: list[Row], newline: str) -> list[Row]:
    """The rows, each with a line end: the last of a file may have none."""
    return [
        row if row.raw.endswith(("\n", "\r")) else replace(row, raw=row.raw + newline)
        for row in rows
    ]


def write_term_file(path: Path, file: TermFile) -> bool:
    """Write a term file atomically; False where it already is so.

    Raises:
        TermError: it cannot be written; the old file stays.
    """
    text = "\ufeff" * file.bom + file.header.raw + "".join(row.raw for row in file.rows)
    raw = text.encode("utf-8")
    with explained(path, TermError):
        return write_file(path, raw)
