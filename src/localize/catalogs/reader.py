"""The entries of a PO file's text: a regular expression for the usual form, else `grammar`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias, TypeVar

from localize.catalogs import grammar
from localize.catalogs.comments import fields
from localize.catalogs.strings import PIECE, EscapeError, unescaped
from localize.errors import CatalogError
from localize.model import Entry, Origin
from localize.model.catalog import Key, as_read

_LINES = rf"({PIECE}\n(?:{PIECE}\n)*)"
_BODY = (
    rf"(?:msgctxt {_LINES})?msgid {_LINES}"
    rf"(?:msgstr {_LINES}|msgid_plural {_LINES}((?:msgstr\[\d+\] {PIECE}\n(?:{PIECE}\n)*)+))"
)
_COMMENTS = r"((?:(?:#(?:[^~\n][^\n]*)?)?\n)*)"
# What may follow in the usual form; a piece that is indented, or goes on behind a blank line,
# makes it `grammar`'s.
_NEXT = r'(?=\n*(?:m|#(?!~[ \t]*")|\Z))'
LIVE = re.compile(_COMMENTS + _BODY + _NEXT)
OBSOLETE = re.compile(_COMMENTS + r"((?:#~\|[^\n]*\n)*)((?:#~ [^\n]*\n)+)" + _NEXT)
BODY = re.compile(_BODY)
_LAST_KEYWORD = re.compile(r"^(?:#~)?[ \t]*msgstr", re.MULTILINE)
_NEXT_ENTRY = re.compile(r"^(?:#~)?[ \t]*(?:msgid\b|msgctxt|domain)", re.MULTILINE)
_FORM = re.compile(rf"msgstr\[(\d+)\] {_LINES}")
_PREVIOUS = re.compile(rf"(?:msgctxt {_LINES})?(?:msgid {_LINES}(?:msgid_plural {_LINES})?)?")


_Read = TypeVar("_Read")
Usual: TypeAlias = "Callable[[str, int, int, int, str], tuple[_Read | None, int]]"
"""What reads the entry of the usual form at an offset: text, offset, line, length, charset."""


class _Unusual(Exception):  # noqa: N818 - never leaves this module
    """The usual form does not hold; `grammar` has the last word."""


class _Place(NamedTuple):
    """Where an entry was read, and how."""

    line: int
    raw: str
    charset: str
    obsolete: bool


def entries(text: str, *, path: str, charset: str = "utf-8") -> tuple[list[Entry], int]:
    """All entries, the header among them, and the offset behind the last one.

    Line feeds only, or a mixture; a file all of CRLF is turned by the caller.

    Raises:
        CatalogError: with line and what was expected.
    """
    result: list[Entry] = []
    seen: dict[Key, int] = {}
    offset = 0
    for entry, end, _ in scanned(text, 1, path=path, charset=charset, usual=usual_entry):
        if not entry.obsolete:
            key = entry.key
            if key in seen:
                _refuse_duplicate(entry, seen[key], path)
            seen[key] = entry.line
        result.append(entry)
        offset = end
    return result, offset


def scanned(
    text: str,
    line: int,
    *,
    path: str,
    usual: Usual[_Read],
    charset: str = "utf-8",
    whole: bool = True,
) -> Iterator[tuple[Entry | _Read, int, int]]:
    """`(entry, end, line)` one by one: the offset behind it, and the line on which that is.

    `line`: 1-based, of the text's beginning. `usual` reads an entry of the usual form; all others
    are read whole. A msgid may occur twice. `whole`: the file ends with
    the text; else the last entries may be cut off, and nothing may be said of one that looks so.

    Raises:
        CatalogError: with line and what was expected.
    """
    closed = text if text.endswith("\n") else text + "\n"
    offset, length = 0, len(text)
    while offset < length:
        start = line
        read, end = usual(closed, offset, line, length, charset)
        entry: Entry | _Read | None = read
        if entry is None:
            if not whole and not _is_followed(closed, offset):
                return  # `grammar` would take its time to refuse what is only cut off
            message = grammar.message(closed, offset, line, path)
            if message is None:
                return
            end = message.end
            entry = _from_message(message, text[offset:end], charset, path)
        line = start + closed.count("\n", offset, end)
        offset = min(end, length)
        yield entry, offset, line


def _is_followed(text: str, offset: int) -> bool:
    """Whether another entry seems to begin behind the one at an offset."""
    last = _LAST_KEYWORD.search(text, offset)
    return last is not None and _NEXT_ENTRY.search(text, last.end()) is not None


def _refuse_duplicate(entry: Entry, first: int, path: str) -> None:
    name = repr(entry.msgid[:40]) + (f" in context {entry.msgctxt!r}" if entry.msgctxt else "")
    raise CatalogError(
        f"the msgid {name} occurs a second time; the first is on line {first}",
        path=path or None,
        line=entry.line,
        hint="join the two entries: msguniq --use-first FILE, or msguniq to see both",
    )


def usual_entry(
    closed: str, offset: int, line: int, length: int, charset: str
) -> tuple[Entry | None, int]:
    """The entry at an offset where it has the usual form, and its end."""
    match = LIVE.match(closed, offset)
    obsolete = match is None
    if match is None:
        match = OBSOLETE.match(closed, offset)
        if match is None:
            return None, offset
    end = match.end()
    raw = closed[offset : min(end, length)]
    try:
        if obsolete:
            place = _Place(line, raw, charset, obsolete=True)
            return _obsolete_entry(match, place), end
        return _entry(match.groups(), match[1], place=_Place(line, raw, charset, obsolete)), end
    except (_Unusual, EscapeError):
        return None, offset


def _obsolete_entry(match: re.Match[str], place: _Place) -> Entry:
    comments, previous, lines = match.groups()
    body = BODY.fullmatch(unmarked(lines))
    if body is None:
        raise _Unusual
    block = comments + previous.replace("#~|", "#|")
    return _entry((None, *body.groups()), block, place)


def unmarked(lines: str) -> str:
    """The lines of an obsolete entry without their `#~ `."""
    return lines[3:].replace("\n#~ ", "\n")


def block_text(block: str, charset: str) -> str:
    """The text of quoted lines in the usual form.

    Raises:
        EscapeError: it has an escape that gettext does not know.
    """
    inside = block[1:-2].replace('"\n"', "")
    return unescaped(inside, charset) if "\\" in inside else inside


def _entry(groups: tuple[str | None, ...], block: str, place: _Place) -> Entry:
    _, msgctxt, msgid, msgstr, plural, forms = groups
    charset = place.charset
    lines = block.split("\n")
    lines.pop()
    comments, extracted, references, flags, previous = fields(lines)
    blanks = 0
    while blanks < len(lines) and not lines[blanks]:
        blanks += 1
    old = _previous(previous, charset) if previous else (None, None, None)
    assert msgid is not None
    entry = Entry(
        block_text(msgid, charset),
        (block_text(msgstr, charset),) if msgstr is not None else _forms(forms or "", charset),
        None if msgctxt is None else block_text(msgctxt, charset),
        None if plural is None else block_text(plural, charset),
        comments,
        extracted,
        references,
        flags,
        *old,
        place.obsolete,
        Origin(place.raw, place.line + blanks),
    )
    return as_read(entry)


def _forms(block: str, charset: str) -> tuple[str, ...]:
    forms = _FORM.findall(block)
    if [int(index) for index, _ in forms] != list(range(len(forms))):
        raise _Unusual
    return tuple(block_text(form, charset) for _, form in forms)


def _previous(block: str, charset: str) -> tuple[str | None, str | None, str | None]:
    match = _PREVIOUS.fullmatch(block)
    if match is None:
        raise _Unusual
    msgctxt, msgid, plural = (
        None if one is None else block_text(one, charset) for one in match.groups()
    )
    return msgctxt, msgid, plural


def _from_message(message: grammar.Message, raw: str, charset: str, path: str) -> Entry:
    def text(keyword: str) -> str | None:
        return grammar.decoded(message, keyword, charset, path)

    comments, extracted, references, flags, _ = fields(message.comments)
    names = [name for name in message.strings if name.startswith("msgstr")]
    entry = Entry(
        msgid=text("msgid") or "",
        msgstr=tuple(text(name) or "" for name in names),
        msgctxt=text("msgctxt"),
        msgid_plural=text("msgid_plural"),
        comments=tuple(one.rstrip("\r") for one in comments),
        extracted=tuple(one.rstrip("\r") for one in extracted),
        references=references,
        flags=flags,
        previous_msgctxt=text("|msgctxt"),
        previous_msgid=text("|msgid"),
        previous_msgid_plural=text("|msgid_plural"),
        obsolete=message.obsolete,
        origin=Origin(raw, message.line),
    )
    return as_read(entry)
