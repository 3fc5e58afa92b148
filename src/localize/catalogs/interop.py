"""Catalogs as `polib.POFile`, which much of the ecosystem takes, and back without loss."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from localize.errors import UsageError
from localize.model import Catalog, CatalogStyle, Entry, Key, Locale, locale

if TYPE_CHECKING:
    from polib import POEntry, POFile

_FIELDS = tuple(field.name for field in fields(Entry) if field.compare)


def polib_file(catalog: Catalog) -> POFile:
    """The catalog as polib has it, the fuzzy and obsolete entries included.

    Invariant: `from_polib(polib_file(catalog), like=catalog) == catalog`, and its file is the same.
    """
    import polib

    style = catalog.style
    file = polib.POFile(encoding=style.charset, wrapwidth=style.wrap)
    file.fpath = catalog.path
    if catalog.header is not None:
        header = _polib_entry(catalog.header)
        file.header = header.tcomment
        file.metadata = _metadata(header.msgstr)
        file.metadata_is_fuzzy = catalog.header.fuzzy
    file.extend(map(_polib_entry, catalog.entries))
    return file


def from_polib(file: POFile, *, like: Catalog | None = None) -> Catalog:
    """The catalog of what polib has.

    `like`: the catalog that it was made from. What nobody changed meanwhile is as it was there, to
    the byte, also where polib has no place for it.
    """
    known: dict[tuple[Key, bool], list[Entry]] = defaultdict(list)
    for entry in reversed(like.entries if like else ()):
        known[entry.key, entry.obsolete].append(entry)

    def entry_of(given: POEntry) -> Entry:
        made = _entry(given)
        before = known.get((made.key, made.obsolete))
        return _as_before(made, before.pop()) if before else made

    header = _header(file, like.header if like else None)
    made = Catalog(
        tuple(map(entry_of, file)),
        header,
        _locale(file.metadata.get("Language", "")),
        file.fpath or "",
        CatalogStyle(wrap=max(file.wrapwidth, 0), charset=file.encoding.lower()),
    )
    if like is None:
        return made
    return replace(like, entries=made.entries, header=header, locale=like.locale or made.locale)


def _polib_entry(entry: Entry) -> POEntry:
    import polib

    is_plural = entry.msgid_plural is not None
    return polib.POEntry(
        msgctxt=entry.msgctxt,
        msgid=entry.msgid,
        msgid_plural=entry.msgid_plural or "",
        msgstr="" if is_plural else entry.text,
        msgstr_plural=dict(enumerate(entry.msgstr)) if is_plural else {},
        tcomment="\n".join(entry.comments),
        comment="\n".join(entry.extracted),
        occurrences=[_occurrence(place) for place in entry.references],
        flags=list(entry.flags),
        previous_msgctxt=entry.previous_msgctxt,
        previous_msgid=entry.previous_msgid,
        previous_msgid_plural=entry.previous_msgid_plural,
        obsolete=entry.obsolete,
        linenum=entry.line,
        encoding="utf-8",
    )


def _entry(given: POEntry) -> Entry:
    is_plural = bool(given.msgid_plural or given.msgstr_plural)
    forms = [text for _, text in sorted(given.msgstr_plural.items(), key=lambda form: int(form[0]))]
    return Entry(
        msgid=given.msgid,
        msgstr=tuple(forms) if is_plural else (given.msgstr or "",),
        msgctxt=given.msgctxt,
        msgid_plural=given.msgid_plural or "" if is_plural else None,
        comments=_lines(given.tcomment),
        extracted=_lines(given.comment),
        references=tuple(f"{path}:{line}" if line else path for path, line in given.occurrences),
        flags=tuple(given.flags),
        previous_msgctxt=given.previous_msgctxt,
        previous_msgid=given.previous_msgid,
        previous_msgid_plural=given.previous_msgid_plural,
        obsolete=bool(given.obsolete),
    )


def _as_before(made: Entry, before: Entry) -> Entry:
    """The entry of before, with those fields that are not what polib was given."""
    given = _entry(_polib_entry(before))
    changes = {
        name: getattr(made, name) for name in _FIELDS if getattr(made, name) != getattr(given, name)
    }
    return replace(before, **changes) if changes else before


def _header(file: POFile, before: Entry | None) -> Entry | None:
    made = Entry(
        "",
        ("".join(f"{name}: {value}\n" for name, value in file.metadata.items()),),
        comments=_lines(file.header),
        flags=("fuzzy",) * bool(file.metadata_is_fuzzy),  # polib's parser puts a list there
    )
    if before is None:
        return made if file.metadata or file.header else None
    if _metadata(before.text) != file.metadata:
        before = replace(before, msgstr=made.msgstr)
    if "\n".join(before.comments) != file.header:
        before = replace(before, comments=made.comments)
    return before if before.fuzzy == made.fuzzy else replace(before, flags=made.flags)


def _metadata(text: str) -> dict[str, str]:
    """The fields of a header, as polib reads them."""
    pairs = (line.partition(":") for line in text.split("\n") if ":" in line)
    return {name: value.strip() for name, _, value in pairs}


def _occurrence(place: str) -> tuple[str, str]:
    path, _, line = place.rpartition(":")
    return (path, line) if path and line.isdigit() else (place, "")


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


def _locale(tag: str) -> Locale | None:
    try:
        return locale(tag) if tag else None
    except UsageError:  # a private code: the folder's name says which locale it is
        return None


def compiled(catalog: Catalog, *, entries: Iterable[Entry] | None = None) -> bytes:
    """The `.mo` file of a catalog, as `msgfmt` and gettext's run time have it; written by polib.

    `entries`: those that go in, whatever flags they have; else the translated ones that are not
    fuzzy. What has no text never goes in.
    """
    chosen = catalog.live() if entries is None else [_without_fuzzy(one) for one in entries]
    file = polib_file(replace(catalog, entries=tuple(chosen)))
    file.metadata.setdefault("Content-Type", f"text/plain; charset={file.encoding.upper()}")
    return file.to_binary()


def _without_fuzzy(entry: Entry) -> Entry:
    return replace(entry, flags=tuple(flag for flag in entry.flags if flag != "fuzzy"))
