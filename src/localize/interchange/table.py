"""CSV both ways, for people whose tool is a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace

from localize.errors import CatalogError
from localize.interchange.decoding import sheet_text
from localize.interchange.exchange import Exchange, ExchangeRecord
from localize.model import Locale, State

_COLUMNS = ("locale", "catalog", "id", "msgctxt", "msgid", "msgstr", "state", "note")
_DELIMITERS = ",;\t|"
_LONGEST = 1 << 26
CELL = 32_767
"""Characters (UTF-16) beyond which Excel and others cut a cell short."""
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


def read_table(raw: bytes, path: str, wanted: Locale | None = None) -> Exchange:
    """The records of a CSV file: any delimiter and encoding that a spreadsheet saves.

    Needs the columns `msgid` and `msgstr` (or `source` and `target`). `wanted`: the locale, where
    it is known. A row whose text was cut short has that as its `problem`.

    Raises:
        CatalogError: with the line.
    """
    text, encoding = sheet_text(raw, path, wanted)
    csv.field_size_limit(_LONGEST)
    begun = 1 + text.startswith("sep=")  # how Excel is told the delimiter
    body = text if begun == 1 else text.partition("\n")[2]
    delimiter, places, width = _columns(body, path, begun)
    rows = list(_rows(body, delimiter, path, begun))[1:]
    if rows and not text.endswith(("\n", "\r")) and len(rows[-1][1]) < width:
        raise _cut_short(path, rows[-1][0])
    records, tags = [], dict[str, int]()
    for line, row in rows:
        if any(cell.strip() for cell in row):
            tag, record = _record(row, places, line, path)
            records.append(replace(record, problem=_problem(row, width, record)))
            tags.setdefault(tag, line)
    tags.pop("", None)
    if len(tags) > 1:
        raise CatalogError(
            f"several locales in one file: {', '.join(sorted(tags))}",
            path=path,
            line=max(tags.values()),
        )
    return Exchange(tuple(records), next(iter(tags), ""), encoding)


def _columns(body: str, path: str, line: int) -> tuple[str, dict[str, int], int]:
    """The delimiter, the places of the columns by name, and how many there are."""
    failed: CatalogError | None = None
    first = body.split("\n", 1)[0]
    for delimiter in sorted(_DELIMITERS, key=first.count, reverse=True):
        _, header = next(_rows(body, delimiter, path, line), (line, []))
        try:
            places = _places([cell.strip().lower() for cell in header], path, line)
        except CatalogError as error:
            failed = failed or error
        else:
            return delimiter, places, len(header)
    assert failed is not None
    raise failed


def _rows(body: str, delimiter: str, path: str, line: int) -> Iterator[tuple[int, list[str]]]:
    """The rows with their lines, 1-based; `line` is the first one's."""
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    begin = line
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise _cut_short(path, begin) from error
            raise CatalogError(f"not CSV: {error}", path=path, line=begin) from error
        yield begin, row
        begin = reader.line_num + line


def _cut_short(path: str, line: int) -> CatalogError:
    return CatalogError(
        "ends in the middle of this row: the file was cut short",
        path=path,
        line=line,
        hint="get it whole, or save it again",
    )


def _places(header: list[str], path: str, line: int) -> dict[str, int]:
    names = {"source": "msgid", "target": "msgstr", "translation": "msgstr"}
    places: dict[str, int] = {}
    for number, name in enumerate(header):
        places.setdefault(names.get(name, name), number)
    for name in ("msgid", "msgstr"):
        if name not in places:
            raise CatalogError(
                f"no column {name}",
                path=path,
                line=line,
                hint="the columns: " + ", ".join(_COLUMNS),
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
        id=cell("id").strip(),
        catalog=cell("catalog"),
        msgctxt=cell("msgctxt") or None,
        line=line,
    )
    return cell("locale").strip(), record


def _problem(row: list[str], width: int, record: ExchangeRecord) -> str:
    if any(row[width:]):
        return "more cells than columns: is a text with a delimiter in it not quoted?"
    if any(cell_size(text) >= CELL for text in (record.source, record.target)):
        return f"a cell of {CELL:,} characters, at which spreadsheets cut a text short"
    return ""


def cell_size(text: str) -> int:
    """The characters of a text as spreadsheets count them."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _guarded(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would compute."""
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def _unguarded(cell: str) -> str:
    guarded = cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA)
    return cell[1:] if guarded else cell
