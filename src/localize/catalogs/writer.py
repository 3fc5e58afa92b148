"""An entry as the lines of a PO file. Lines that still say the same keep their bytes."""

from dataclasses import dataclass
from itertools import groupby

from localize.catalogs.comments import CommentKind, flags_of, kind_of, translator_text
from localize.catalogs.reader import BODY, LIVE, OBSOLETE, entries, unmarked
from localize.catalogs.strings import columns, quoted_lines
from localize.model import CatalogStyle, Entry

_ORDER = [
    CommentKind.TRANSLATOR,
    CommentKind.EXTRACTED,
    CommentKind.REFERENCES,
    CommentKind.FLAGS,
    CommentKind.PREVIOUS,
]


@dataclass(frozen=True, slots=True)
class _Old:
    """An entry as it was read, and its lines."""

    entry: Entry
    lines: tuple[str, ...]
    """Comment lines, without line feeds."""
    strings: dict[str, str]
    """The lines of each keyword, line feeds and `#~ ` included."""


def written(entry: Entry, style: CatalogStyle) -> str:
    """The entry's lines, with the blank lines before it in its origin; line feeds only.

    Invariant: an entry that is equal to what its origin says has its origin's text.
    """
    text = entry.origin.text if entry.origin else ""
    closed = text if text.endswith("\n") else text + "\n"
    read, _ = entries(closed, path="", charset=style.charset) if text else ([], 0)
    if read == [entry]:
        return text
    old = _old(read[0], closed) if len(read) == 1 else None
    if old is None:
        return _comment_text(entry, style, ()) + _strings(entry, style, {})
    kept = old.strings if old.entry.obsolete == entry.obsolete else {}
    lines = _comment_lines(entry, old, style)
    lines += _strings(entry, style, _same(entry, old.entry, kept))
    return lines if text.endswith("\n") else lines[:-1]


def _old(entry: Entry, text: str) -> _Old | None:
    """What can be kept of an entry's text; None where it is not in the usual form."""
    match = LIVE.fullmatch(text) or OBSOLETE.fullmatch(text)
    if match is None or (entry.obsolete and not BODY.fullmatch(unmarked(match[3]))):
        return None
    at = match.start(3) if entry.obsolete else match.end(1)
    head = text[:at].split("\n")
    head.pop()
    return _Old(entry, tuple(head), _by_keyword(text[at:]))


def _by_keyword(body: str) -> dict[str, str]:
    strings: dict[str, str] = {}
    keyword = ""
    for line in body.split("\n")[:-1]:
        bare = line.removeprefix("#~ ")
        if not bare.startswith('"'):
            keyword = bare.split(" ", 1)[0]
            strings[keyword] = ""
        strings[keyword] += line + "\n"
    return strings


def _values(entry: Entry) -> dict[str, str]:
    """The strings of an entry by keyword, in file order."""
    values: dict[str, str] = {}
    if entry.msgctxt is not None:
        values["msgctxt"] = entry.msgctxt
    values["msgid"] = entry.msgid
    if entry.msgid_plural is None:
        values["msgstr"] = entry.text
        return values
    values["msgid_plural"] = entry.msgid_plural
    for number, form in enumerate(entry.msgstr):
        values[f"msgstr[{number}]"] = form
    return values


def _same(entry: Entry, old: Entry, strings: dict[str, str]) -> dict[str, str]:
    before = _values(old)
    return {
        keyword: strings[keyword]
        for keyword, value in _values(entry).items()
        if keyword in strings and before.get(keyword) == value
    }


def _strings(entry: Entry, style: CatalogStyle, kept: dict[str, str]) -> str:
    prefix = "#~ " if entry.obsolete else ""
    return "".join(
        kept[keyword]
        if keyword in kept
        else quoted_lines(keyword, value, wrap=style.wrap, prefix=prefix)
        for keyword, value in _values(entry).items()
    )


def _comment_lines(entry: Entry, old: _Old, style: CatalogStyle) -> str:
    """The comment lines, in their old order; a kind that changed is written where it was."""
    changed = {
        kind
        for kind in _ORDER
        if _said(entry, kind) != _said(old.entry, kind)
        or (kind is CommentKind.PREVIOUS and entry.obsolete != old.entry.obsolete)
    }
    blocks = [(kind, list(lines)) for kind, lines in groupby(old.lines, kind_of)]
    present = {kind for kind, _ in blocks}
    result: list[tuple[CommentKind, list[str]]] = []
    rewritten: set[CommentKind] = set()
    for kind, lines in blocks:
        if kind not in changed:
            result.append((kind, lines))
        elif kind not in rewritten:
            rewritten.add(kind)
            result.append((kind, _written(entry, kind, style, old.lines)))
    for kind in (one for one in _ORDER if one in changed - present):
        at = _place(result, kind)
        result.insert(at, (kind, _written(entry, kind, style, old.lines)))
    return "".join(f"{line}\n" for _, lines in result for line in lines)


def _place(blocks: list[tuple[CommentKind, list[str]]], kind: CommentKind) -> int:
    """Behind the last block that gettext puts before this kind."""
    before = set(_ORDER[: _ORDER.index(kind)]) | {CommentKind.BLANK}
    leading = 0
    for at, (other, _) in enumerate(blocks):
        if other in before and (other is not CommentKind.BLANK or at == leading):
            leading = at + 1
    return leading


def _comment_text(entry: Entry, style: CatalogStyle, old: tuple[str, ...]) -> str:
    lines = [line for kind in _ORDER for line in _written(entry, kind, style, old)]
    return "".join(f"{line}\n" for line in lines)


def _said(entry: Entry, kind: CommentKind) -> object:
    match kind:
        case CommentKind.TRANSLATOR:
            return entry.comments
        case CommentKind.EXTRACTED:
            return entry.extracted
        case CommentKind.REFERENCES:
            return entry.references
        case CommentKind.FLAGS:
            return entry.flags
        case CommentKind.PREVIOUS:
            return entry.previous_msgctxt, entry.previous_msgid, entry.previous_msgid_plural
        case CommentKind.BLANK:
            return None


def _written(
    entry: Entry, kind: CommentKind, style: CatalogStyle, old: tuple[str, ...]
) -> list[str]:
    match kind:
        case CommentKind.TRANSLATOR:
            lines: dict[str, list[str]] = {}  # of one text in order: foreign bytes read all alike
            for line in old:
                if kind_of(line) is kind:
                    lines.setdefault(translator_text(line), []).append(line)
            texts = [part for one in entry.comments for part in _single_lines(one)]
            return [lines[one].pop(0) if lines.get(one) else _translator_line(one) for one in texts]
        case CommentKind.EXTRACTED:
            texts = [part for one in entry.extracted for part in _single_lines(one)]
            return [f"#. {one}".rstrip(" ") for one in texts]
        case CommentKind.REFERENCES:
            return _reference_lines(entry.references, style)
        case CommentKind.FLAGS:
            return _flag_lines(entry.flags, old)
        case CommentKind.PREVIOUS:
            return _previous_lines(entry, style)
        case CommentKind.BLANK:
            return []


def _single_lines(comment: str) -> list[str]:
    return comment.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _translator_line(text: str) -> str:
    """`# text`. What starts like another marker needs the space, and so does all else we write."""
    return f"# {text}" if text else "#"


def _reference_lines(references: tuple[str, ...], style: CatalogStyle) -> list[str]:
    if not style.joined_references:
        return [f"#: {place}" for place in references]
    lines: list[str] = []
    for place in references:
        if lines and columns(lines[-1]) + 1 + columns(place) <= (style.wrap or 79):
            lines[-1] += f" {place}"
        else:
            lines.append(f"#: {place}")
    return lines


def _flag_lines(flags: tuple[str, ...], old: tuple[str, ...]) -> list[str]:
    """One `#,` line; flags that were on a `#=` line (gettext 0.26) stay on one."""
    sticky = {flag for line in old if line.startswith("#=") for flag in flags_of(line)}
    lines = []
    if loose := [one for one in flags if one not in sticky]:
        lines.append(f"#, {', '.join(loose)}")
    if bound := [one for one in flags if one in sticky]:
        lines.append(f"#= {', '.join(bound)}")
    return lines


def _previous_lines(entry: Entry, style: CatalogStyle) -> list[str]:
    values = (
        ("msgctxt", entry.previous_msgctxt),
        ("msgid", entry.previous_msgid),
        ("msgid_plural", entry.previous_msgid_plural),
    )
    prefix = "#~| " if entry.obsolete else "#| "
    text = "".join(
        quoted_lines(keyword, value, wrap=style.wrap, prefix=prefix)
        for keyword, value in values
        if value is not None
    )
    return text.split("\n")[:-1]
