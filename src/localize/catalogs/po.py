"""PO files into catalogs and back, without loss.

The raw texts of the entries and the tail, concatenated, are the file's text, character for
character; an entry that nobody changed is written from its raw text.

polib reads no catalog here (`interop` hands catalogs to it, and the tests compare): it truncates a
*str* at U+2028, raises on `#=`, empties an unterminated msgstr in silence, accepts duplicates, and
takes several times as long.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from localize.catalogs.reader import entries
from localize.catalogs.style import style_of
from localize.catalogs.writer import written
from localize.errors import CatalogError, UsageError
from localize.model import Catalog, CatalogStyle, Entry, Key, Locale, Origin, locale
from localize.model.catalog import as_read

# The lines of the header's msgstr; elsewhere a text may speak of a charset that is not the file's.
_HEADER = re.compile(
    rb'^(?:\xef\xbb\xbf)?[ \t]*msgid\s*""\s*msgstr[^\n]*(?:\n[ \t]*"[^\n]*)*', re.MULTILINE
)
_CHARSET = re.compile(rb"Content-Type:[^\n]*?charset=([\w.:-]+)", re.IGNORECASE)
_LANGUAGE = re.compile(r"^Language:[ \t]*(\S+)", re.MULTILINE)
# A byte that is not the charset's, in a line that is no comment or one that holds strings.
_FOREIGN_OUTSIDE_COMMENTS = re.compile("^(?:#~|#\\||(?!#))[^\n]*[\udc80-\udcff]", re.MULTILINE)
# What templates and careless tools say where they mean UTF-8 or its ASCII part.
_MEANS_UTF8 = frozenset({"charset", "ascii", "us-ascii", "ansi_x3.4-1968"})


def read_catalog(path: Path) -> Catalog:
    """The catalog of a file, decoded by the charset of its header.

    Raises:
        CatalogError: with file, line and what was expected; nothing is repaired in silence.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CatalogError(f"cannot be read: {error.strerror}", path=path) from error
    return decoded(raw, path=str(path))


def read_entries(path: str) -> dict[Key, Entry]:
    """The live entries of a file by identity, for those who will not write it: no style is found.

    Raises:
        CatalogError: as `read_catalog`.
    """
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - 10,000 of these a build
            raw = file.readall() or b""
    except OSError as error:
        raise CatalogError(f"cannot be read: {error.strerror}", path=path) from error
    text, charset = _text(raw.removeprefix(codecs.BOM_UTF8), path)
    text, _ = _with_line_feeds(text)
    read, _ = entries(text, path=path, charset=charset)
    header = next((one for one in read if is_header(one)), None)
    return {one.key: one for one in read if not one.obsolete and one is not header}


def decoded(raw: bytes, *, path: str = "") -> Catalog:
    """The catalog of a file's bytes.

    Invariant: `encoded(decoded(raw)) == raw`.

    Raises:
        CatalogError: as `read_catalog`.
    """
    bom = raw.startswith(codecs.BOM_UTF8)
    text, charset = _text(raw[3:] if bom else raw, path)
    catalog = _parsed(text, path, charset)
    return replace(catalog, style=replace(catalog.style, bom=True)) if bom else catalog


def _text(content: bytes, path: str) -> tuple[str, str]:
    """The text of a file and its charset."""
    charset = charset_of(content, path)
    try:
        text = content.decode(charset)
    except UnicodeDecodeError as error:
        # gettext does not look at the bytes of comments, which may have names in other charsets.
        text = content.decode(charset, "surrogateescape")
        same = text.encode(charset, "surrogateescape") == content
        if same and not _FOREIGN_OUTSIDE_COMMENTS.search(text):
            return text, charset
        raise CatalogError(
            f"not {charset.upper()}: byte {content[error.start]:#04x}",
            path=path or None,
            line=content.count(b"\n", 0, error.start) + 1,
            hint="the header's charset and the file's bytes disagree; mend one of them",
        ) from error
    if charset != "utf-8" and text.encode(charset) != content:
        raise CatalogError(
            f"{charset} cannot be read and written without loss",
            path=path or None,
            hint="convert the file once: msgconv --to-code=UTF-8 -o FILE FILE",
        )
    return text, charset


def header_bytes(content: bytes) -> bytes:
    """The lines of the header of a file; empty where it has none."""
    header = _HEADER.search(content)
    return header[0] if header else b""


def charset_of(content: bytes, path: str) -> str:
    """The charset of a file by its header, UTF-8 where it names none.

    Raises:
        CatalogError: there is no such charset.
    """
    header = _HEADER.search(content)
    match = None if header is None else _CHARSET.search(content, *header.span())
    if match is None:
        return "utf-8"
    name = match[1].decode("ascii")
    try:
        if name.lower() in _MEANS_UTF8:
            return "utf-8"
        "a".encode(name, "surrogateescape")  # rot13, idna: codecs and no charsets
        return codecs.lookup(name).name
    except (LookupError, UnicodeError) as error:
        raise CatalogError(
            f"unknown charset {name!r} in the header",
            path=path or None,
            line=content.count(b"\n", 0, match.start()) + 1,
            hint="expected Content-Type: text/plain; charset=UTF-8",
        ) from error


def parse(text: str, *, path: str = "") -> Catalog:
    """The catalog of a PO file's text. `path` is named in errors and in the catalog.

    Invariant: `serialized(parse(text)) == text`.

    Raises:
        CatalogError: with line and what was expected.
    """
    return _parsed(text, path, "utf-8")


def _parsed(text: str, path: str, charset: str) -> Catalog:
    text, newline = _with_line_feeds(text)
    read, end = entries(text, path=path, charset=charset)
    at = next((n for n, one in enumerate(read) if is_header(one)), None)
    header = None if at is None else read.pop(at)
    style = replace(
        style_of(text), newline=newline, charset=charset, tail=text[end:], header_at=at or 0
    )
    return Catalog(tuple(read), header, _locale_of(header), path, style)


def _with_line_feeds(text: str) -> tuple[str, str]:
    """The text, and how its lines end: CRLF becomes a line feed where every line ends so."""
    crlf = text.count("\r\n")
    if crlf and crlf == text.count("\n") == text.count("\r"):
        return text.replace("\r\n", "\n"), "\r\n"
    return text, "\n"


def is_header(entry: Entry) -> bool:
    """Whether an entry is a file's header."""
    return not entry.msgid and entry.msgctxt is None and not entry.obsolete


def _locale_of(header: Entry | None) -> Locale | None:
    named = _LANGUAGE.search(header.text) if header else None
    try:
        return locale(named[1]) if named else None
    except UsageError:  # a private code: the folder's name says which locale it is
        return None


def serialized(catalog: Catalog) -> str:
    """The text of a catalog's file: changed entries rewritten, all others as they were read."""
    whole = "".join(texts(_in_order(catalog), catalog.style)) + catalog.style.tail
    return whole.replace("\n", "\r\n") if catalog.style.newline == "\r\n" else whole


def _in_order(catalog: Catalog) -> list[Entry]:
    """The entries in file order, the header among them."""
    ordered = list(catalog.entries)
    if catalog.header is not None:
        ordered.insert(catalog.style.header_at, catalog.header)
    return ordered


def texts(in_order: Iterable[Entry], style: CatalogStyle) -> Iterator[str]:
    """The text of each entry of a file, the header among them."""
    before: str | None = None
    for entry in in_order:
        text = entry.raw or written(entry, style)
        if before is None:
            before = text if _began_file(entry) else text.lstrip("\n")
            continue
        if not text.startswith("\n") and (entry.origin is None or _began_file(entry)):
            text = "\n" + text
        # It may have been the last of a file without a final line feed.
        yield before if before.endswith("\n") or text[0] in " \t" else f"{before}\n"
        before = text
    if before is not None:
        yield before


def settled(catalog: Catalog) -> Catalog:
    """The catalog as it would be read from its file, though only changed entries are read.

    Invariant: but for `line` (that of the last whole reading) and a changed header, which costs a
    whole reading, it is `decoded(encoded(catalog))`. The other entries are the same objects.
    """
    style, entries_ = catalog.style, list(catalog.entries)
    written = list(texts(_in_order(catalog), style))
    if catalog.header is not None and written.pop(style.header_at) != catalog.header.raw:
        return decoded(encoded(catalog), path=catalog.path)
    for at, (entry, text) in enumerate(zip(entries_, written, strict=True)):
        if entry.raw != text:
            read, _ = entries(text, path=catalog.path, charset=style.charset)
            if len(read) != 1:
                return decoded(encoded(catalog), path=catalog.path)
            entries_[at] = as_read(replace(read[0], origin=Origin(text, entry.line)))
    return replace(catalog, entries=tuple(entries_))


def _began_file(entry: Entry) -> bool:
    if entry.origin is None:
        return False
    text, line = entry.origin
    return line == len(text) - len(text.lstrip("\n")) + 1


def encoded(catalog: Catalog) -> bytes:
    """The bytes of a catalog's file, in its charset.

    Raises:
        CatalogError: the charset has no place for a character.
    """
    style = catalog.style
    raw = in_charset(serialized(catalog), style.charset, catalog.path)
    return codecs.BOM_UTF8 + raw if style.bom else raw


def in_charset(text: str, charset: str, path: str) -> bytes:
    """The bytes of a text of a file.

    Raises:
        CatalogError: the charset has no place for a character.
    """
    try:
        return text.encode(charset, "surrogateescape")
    except UnicodeEncodeError as error:
        raise CatalogError(
            f"{charset} has no {error.object[error.start]!r}",
            path=path or None,
            hint="convert the file once: msgconv --to-code=UTF-8 -o FILE FILE",
        ) from error
