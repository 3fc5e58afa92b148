"""JSON lines: what a model is told of each text, and the translations that it gives back."""

import json
from collections.abc import Callable, Iterator
from typing import TypeAlias

from localize.errors import CatalogError
from localize.inline.markup import syntax
from localize.interchange.decoding import sheet_text
from localize.interchange.exchange import Exchange, ExchangeRecord, records
from localize.model import Catalog, Entry, Locale, State, may_draft

TermRows: TypeAlias = "Callable[[str], tuple[tuple[str, str], ...]]"
_SOURCES = ("source", "msgid")
_TARGETS = ("target", "translation", "msgstr")


def json_lines(
    catalog: Catalog, path: str, *, locale: Locale, states: frozenset[State], terms: TermRows
) -> Iterator[str]:
    """The lines of a catalog's entries in those states, one a plural form.

    `terms`: the termbase's `(source, target)` rows that occur in a text.
    """
    live = catalog.live()
    for place, entry in enumerate(live):
        before = live[place - 1].msgid if place else ""
        after = live[place + 1].msgid if place + 1 < len(live) else ""
        around = {"before": before, "after": after, "note": "\n".join(entry.extracted)}
        for record in records(Catalog((entry,)), path, states=states):
            row = {**_row(entry, record, locale), **around}
            row["terms"] = [{"source": a, "target": b} for a, b in terms(record.source)]
            yield json.dumps(row, ensure_ascii=False) + "\n"


def _row(entry: Entry, record: ExchangeRecord, locale: Locale) -> dict[str, object]:
    how = syntax(entry.reading)
    stale = record.state is State.STALE
    return {
        "id": record.id,
        "locale": locale.tag,
        "catalog": record.catalog,
        "state": str(record.state),
        "draftable": may_draft(entry),
        "msgctxt": record.msgctxt,
        "source": record.source,
        "markup": how.form or str(how.markup),
        "singular": None if entry.msgid_plural is None else entry.msgid,
        "previous_source": entry.previous_msgid,
        "previous_target": record.target if stale else None,
    }


def read_json_lines(raw: bytes, path: str) -> Exchange:
    """The records of JSON lines: objects with a `target`, and an `id` of ours or a `source`.

    Raises:
        CatalogError: with the line.
    """
    text, encoding = sheet_text(raw, path, None)
    taken: list[ExchangeRecord] = []
    tags: set[str] = set()
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            row = _object(line, path, number)
            taken.append(_record(row, path, number))
            tags |= {_text(row, "locale", path, number)} - {""}
    if len(tags) > 1:
        raise CatalogError(f"several locales in one file: {', '.join(sorted(tags))}", path=path)
    return Exchange(tuple(taken), next(iter(tags), ""), encoding)


def _object(line: str, path: str, number: int) -> dict[str, object]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CatalogError(
            f"not JSON: {error}", path=path, line=number, hint="was the file cut short?"
        ) from error
    if not isinstance(row, dict):
        raise CatalogError("not a JSON object", path=path, line=number)
    return row


def _record(row: dict[str, object], path: str, number: int) -> ExchangeRecord:
    source, target = (
        next((_text(row, name, path, number) for name in names if name in row), "")
        for names in (_SOURCES, _TARGETS)
    )
    ident = _text(row, "id", path, number)
    if not any(name in row for name in _TARGETS):
        raise CatalogError('no "target"', path=path, line=number, hint="the translation")
    if not source and not ident:
        raise CatalogError('no "source" and no "id"', path=path, line=number)
    return ExchangeRecord(
        source,
        target,
        State.MACHINE,
        ident,
        _text(row, "catalog", path, number),
        _text(row, "msgctxt", path, number) or None,
        line=number,
        by_id=not source,
    )


def _text(row: dict[str, object], name: str, path: str, number: int) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise CatalogError(f'"{name}" is no text', path=path, line=number)
    return value
