"""What goes out to a translator and comes back, whatever the file format: one text a record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.model.state import State, output_hash, source_hash, state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localize.model import Catalog, Entry

_ID = re.compile(r"u([0-9a-f]{12})-(\d{1,2})-([0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class ExchangeRecord:
    """One text and its translation, on its way."""

    source: str
    target: str
    state: State | None = None
    """None: a file from elsewhere does not say."""
    id: str = ""
    """`u<source hash>-<plural form>-<hash of the text it left with>`; else another tool's."""
    catalog: str = ""
    """The catalog's path relative to the project, as the file says it."""
    msgctxt: str | None = None
    notes: tuple[str, ...] = ()
    line: int = 0
    """1-based line in the exchange file; 0 where unknown."""
    flags: tuple[str, ...] = ()
    """Of its entry, by which its inline codes are read; no exchange file has them."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What an id of ours says."""

    source: str
    """`source_hash` of the entry."""
    form: int
    """0-based plural form."""
    left_with: str
    """Hash of the translation at the time of the export."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A file's records, and the locale it says it is in."""

    records: tuple[ExchangeRecord, ...]
    locale: str = ""


def identity(record_id: str) -> Identity | None:
    """What an id says, if it is one of ours."""
    match = _ID.fullmatch(record_id)
    return Identity(match[1], int(match[2]), match[3]) if match else None


def text_hash(text: str) -> str:
    """The hash of one form's text, as an id has it."""
    return output_hash((text,))


def records(catalog: Catalog, path: str, *, states: frozenset[State]) -> Iterator[ExchangeRecord]:
    """The live entries of a catalog in those states, a record each plural form."""
    for entry in catalog.live():
        is_in = state(entry)
        if is_in not in states:
            continue
        for form, text in enumerate(entry.msgstr or ("",)):
            source = entry.msgid if form == 0 else (entry.msgid_plural or entry.msgid)
            yield ExchangeRecord(
                source=source,
                target=text,
                state=is_in,
                id=f"u{source_hash(entry)}-{form}-{text_hash(text)}",
                catalog=path,
                msgctxt=entry.msgctxt,
                notes=_notes(entry, form),
                flags=entry.flags,
            )


def _notes(entry: Entry, form: int) -> tuple[str, ...]:
    """What the author says, what the source was, which plural form it is."""
    notes = list(entry.extracted)
    if entry.previous_msgid is not None:
        notes.append(f"previous source: {entry.previous_msgid}")
    if entry.msgid_plural is not None:
        notes.append(f"plural form {form} of {len(entry.msgstr)}; singular: {entry.msgid}")
    return tuple(notes)
