"""CSV both ways, for people whose tool is a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from localize.errors import CatalogError
from localize.interchange.exchange import Exchange, ExchangeRecord
from localize.model import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localize.model import Locale

_COLUMNS = ("locale", "catalog", "id", "msgctxt", "msgid", "msgstr", "state", "note")
# A spreadsheet takes such a cell for a formula and computes it (CWE-1236).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(records: Iterable[ExchangeRecord], locale: Locale) -> str:
    """The CSV text: a row a record, with a byte order mark, as Excel wants it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for record in records:
        state = "" if record.state is None else str(record.state)
        cells = (
            locale.tag,
            record.catalog,
            record.id,
            record.msgctxt or "",
            record.source,
            record.target,
            state,
            "\n".join(record.notes),
        )
        writer.writerow(_guarded(cell) for cell in cells)
    return "\ufeff" + out.getvalue()


def read_table(raw: bytes, path: str) -> Exchange:
    """The records of a CSV file; commas, semicolons or tabs, as the spreadsheet saved it.

    Needs the columns `msgid` and `msgstr` (or `source` and `target`).

    Raises:
        CatalogError: with the line.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CatalogError(
            f"not UTF-8: byte {raw[error.start]:#04x}",
            path=path,
            line=raw.count(b"\n", 0, error.start) + 1,
            hint="save it as CSV UTF-8",
        ) from error
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        places = _places(header, path)
        records = []
        begin = reader.line_num + 1
        for row in reader:
            if any(cell.strip() for cell in row):
                records.append(_record(row, places, begin, path))
            begin = reader.line_num + 1
    except csv.Error as error:
        raise CatalogError(f"not CSV: {error}", path=path, line=reader.line_num) from error
    tags = {row_tag for row_tag, _ in records if row_tag}
    if len(tags) > 1:
        raise CatalogError(f"several locales in one file: {', '.join(sorted(tags))}", path=path)
    return Exchange(tuple(record for _, record in records), next(iter(tags), ""))


def _places(header: list[str], path: str) -> dict[str, int]:
    names = {"source": "msgid", "target": "msgstr", "translation": "msgstr"}
    places: dict[str, int] = {}
    for number, name in enumerate(header):
        places.setdefault(names.get(name, name), number)
    for name in ("msgid", "msgstr"):
        if name not in places:
            raise CatalogError(
                f"no column {name}", path=path, line=1, hint="the columns: " + ", ".join(_COLUMNS)
            )
    return places


def _record(
    row: list[str], places: dict[str, int], line: int, path: str
) -> tuple[str, ExchangeRecord]:
    def cell(name: str) -> str:
        at = places.get(name)
        return _unguarded(row[at]) if at is not None and at < len(row) else ""

    written = cell("state").strip()
    if written and written not in set(State):
        raise CatalogError(
            f"unknown state {written!r}", path=path, line=line, hint=", ".join(State)
        )
    record = ExchangeRecord(
        source=cell("msgid"),
        target=cell("msgstr"),
        state=State(written) if written else None,
        id=cell("id"),
        catalog=cell("catalog"),
        msgctxt=cell("msgctxt") or None,
        line=line,
    )
    return cell("locale").strip(), record


def _guarded(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would compute."""
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def _unguarded(cell: str) -> str:
    guarded = cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA)
    return cell[1:] if guarded else cell
