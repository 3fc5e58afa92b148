"""What goes out to a translator and comes back, whatever the file format: one text a record."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from localize.model import Catalog, Entry
from localize.model.state import State, output_hash, source_hash, state

_ID = re.compile(r"u([0-9a-f]{12})-(\d{1,2})-([0-9a-f]{12})(-a)?")

NEVER = "0" * 12
"""In the place of the hash in an id: the text never left here, and the id only names its entry."""


@dataclass(frozen=True, slots=True)
class ExchangeRecord:
    """One text and its translation, on its way."""

    source: str
    target: str
    state: State | None = None
    """None: a file from elsewhere does not say."""
    id: str = ""
    """`u<source hash>-<plural form>-<hash of the text it left with>`; else another tool's.

    `-a` after it: it left accepted.
    """
    catalog: str = ""
    """The catalog's path relative to the project, as the file says it."""
    msgctxt: str | None = None
    notes: tuple[str, ...] = ()
    line: int = 0
    """1-based line in the exchange file; 0 where unknown."""
    flags: tuple[str, ...] = ()
    """Of its entry, by which its inline codes are read; no exchange file has them."""
    by_id: bool = False
    """Its file need not have sources: without one, the id alone says which entry it is for."""
    problem: str = ""
    """Why its text is not to be taken, whatever the catalog says."""
    strange: bool = False
    """Its row is not as it left: what it says of a state may be another's."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What an id of ours says."""

    source: str
    """`source_hash` of the entry."""
    form: int
    """0-based plural form."""
    left_with: str
    """`text_hash` of the translation at the time of the export."""
    accepted: bool = False
    """Whether a person answered for it then."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A file's records, and the locale it says it is in."""

    records: tuple[ExchangeRecord, ...]
    locale: str = ""
    encoding: str = ""
    """Where it is none that says what it is."""


def identity(record_id: str) -> Identity | None:
    """What an id says, if it is one of ours."""
    match = _ID.fullmatch(record_id)
    return Identity(match[1], int(match[2]), match[3], bool(match[4])) if match else None


def left_as(record: ExchangeRecord) -> str | None:
    """The hash of the text that a record left with; None: it is from elsewhere."""
    ours = identity(record.id)
    return None if ours is None or ours.left_with == NEVER else ours.left_with


def text_hash(text: str) -> str:
    """The hash of one form's text, as an id has it: without what tools do to white space."""
    return output_hash((unicodedata.normalize("NFC", " ".join(text.split())),))


def form_source(entry: Entry, form: int) -> str:
    """The source of one form of an entry."""
    return entry.msgid if form == 0 else (entry.msgid_plural or entry.msgid)


def records(catalog: Catalog, path: str, *, states: frozenset[State]) -> Iterator[ExchangeRecord]:
    """The live entries of a catalog in those states, a record each plural form."""
    for entry in catalog.live():
        is_in = state(entry)
        if is_in not in states:
            continue
        mark = "-a" if is_in.accepted else ""
        for form, text in enumerate(entry.msgstr or ("",)):
            yield ExchangeRecord(
                source=form_source(entry, form),
                target=text,
                state=is_in,
                id=f"u{source_hash(entry)}-{form}-{text_hash(text)}{mark}",
                catalog=path,
                msgctxt=entry.msgctxt,
                notes=_notes(entry, form),
                line=entry.line,
                flags=entry.reading,
            )


def _notes(entry: Entry, form: int) -> tuple[str, ...]:
    """What the author says, what the source was, which plural form it is."""
    notes = list(entry.extracted)
    if entry.previous_msgid is not None:
        notes.append(f"previous source: {entry.previous_msgid}")
    if entry.msgid_plural is not None:
        notes.append(f"plural form {form} of {len(entry.msgstr)}; singular: {entry.msgid}")
    return tuple(notes)
