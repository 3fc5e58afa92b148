"""XLIFF 2.0 and 1.2 (OASIS), written so that CAT tools protect placeholders and tags."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import assert_never
from xml.sax.saxutils import escape, quoteattr

from localize.inline.markup import syntax
from localize.interchange.codes import Code, Control, coded, codes, without_controls
from localize.interchange.exchange import ExchangeRecord
from localize.model import Locale, State

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_STATES_12 = {
    State.MISSING: "new",
    State.MACHINE: "needs-review-translation",
    State.STALE: "needs-adaptation",
    State.NEEDS_WORK: "needs-review-translation",
    State.TRANSLATED: "translated",
    State.REVIEWED: "signed-off",
}


def xliff(
    records: Iterable[ExchangeRecord], source: Locale, target: Locale, *, version: str
) -> str:
    """The XLIFF file of the records, one `<file>` a catalog. `version`: `2.0` or `1.2`."""
    files = [(name, list(group)) for name, group in groupby(records, key=lambda one: one.catalog)]
    if version == "1.2":
        return "".join(_xliff12(files, source, target))
    return "".join(_xliff20(files, source, target))


def _xliff20(
    files: list[tuple[str, list[ExchangeRecord]]], source: Locale, target: Locale
) -> Iterator[str]:
    yield _HEAD
    yield (
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0"'
        f" srcLang={quoteattr(source.tag)} trgLang={quoteattr(target.tag)}>\n"
    )
    for number, (name, records) in enumerate(files, 1):
        yield f' <file id="f{number}" original={quoteattr(name)}>\n'
        for record in records:
            yield from _unit20(record)
        yield " </file>\n"
    yield "</xliff>\n"


def _unit20(record: ExchangeRecord) -> Iterator[str]:
    how = syntax(record.flags)
    source = coded(record.source, how=how)
    target = coded(record.target, codes(source), how)
    state = record.state or State.MISSING
    yield f"  <unit id={quoteattr(record.id)}>\n"
    notes = [f"    <note>{_text(note)}</note>\n" for note in record.notes]
    if record.msgctxt is not None:
        notes.append(f'    <note category="msgctxt">{_text(record.msgctxt)}</note>\n')
    if notes:
        yield "   <notes>\n" + "".join(notes) + "   </notes>\n"
    by_number = {code.number: code for code in (*codes(source), *codes(target))}
    if by_number:
        data = "".join(
            f'<data id="d{number}">{_text(code.text)}</data>' for number, code in by_number.items()
        )
        yield f"   <originalData>{data}</originalData>\n"
    written = (
        "reviewed" if state is State.REVIEWED else "translated" if state.accepted else "initial"
    )
    sub = "" if state.accepted or state is State.MISSING else f' subState="localize:{state}"'
    yield f'   <segment state="{written}"{sub}>\n'
    yield f'    <source xml:space="preserve">{_inline20(source)}</source>\n'
    if record.target:
        yield f'    <target xml:space="preserve">{_inline20(target)}</target>\n'
    yield "   </segment>\n  </unit>\n"


def _inline20(pieces: tuple[str | Code | Control, ...]) -> str:
    return "".join(_piece20(piece) for piece in pieces)


def _piece20(piece: str | Code | Control) -> str:
    match piece:
        case str():
            return _escaped(piece)
        case Code(number, text):
            return f'<ph id="{number}" dataRef="d{number}" disp={quoteattr(text)}/>'
        case Control(character):
            return f'<cp hex="{ord(character):04X}"/>'
        case _:
            assert_never(piece)


def _xliff12(
    files: list[tuple[str, list[ExchangeRecord]]], source: Locale, target: Locale
) -> Iterator[str]:
    yield _HEAD
    yield '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">\n'
    for name, records in files:
        yield (
            f' <file original={quoteattr(name)} datatype="po" source-language='
            f"{quoteattr(source.tag)} target-language={quoteattr(target.tag)}>\n  <body>\n"
        )
        for record in records:
            yield from _unit12(record)
        yield "  </body>\n </file>\n"
    yield "</xliff>\n"


def _unit12(record: ExchangeRecord) -> Iterator[str]:
    how = syntax(record.flags)
    source = coded(record.source, how=how)
    target = coded(record.target, codes(source), how)
    state = record.state or State.MISSING
    approved = ' approved="yes"' if state.accepted else ""
    yield f'   <trans-unit id={quoteattr(record.id)} xml:space="preserve"{approved}>\n'
    yield f"    <source>{_inline12(source)}</source>\n"
    if record.target:
        qualifier = ' state-qualifier="mt-suggestion"' if state is State.MACHINE else ""
        yield (f'    <target state="{_STATES_12[state]}"{qualifier}>{_inline12(target)}</target>\n')
    for note in record.notes:
        yield f"    <note>{_text(note)}</note>\n"
    if record.msgctxt is not None:
        yield f'    <note from="msgctxt">{_text(record.msgctxt)}</note>\n'
    yield "   </trans-unit>\n"


def _inline12(pieces: tuple[str | Code | Control, ...]) -> str:
    return "".join(_piece12(piece) for piece in pieces)


def _piece12(piece: str | Code | Control) -> str:
    match piece:
        case str():
            return _escaped(piece)
        case Code(number, text):
            return f'<ph id="{number}">{_escaped(text)}</ph>'
        case Control(character):
            return f'<x id="c{ord(character):X}" equiv-text="U+{ord(character):04X}"/>'
        case _:
            assert_never(piece)


def _text(text: str) -> str:
    """Escaped, and without what XML has no place for: a note is for reading."""
    return "".join(_escaped(one) for one in without_controls(text) if isinstance(one, str))


def _escaped(text: str) -> str:
    # A literal carriage return would be read as a line feed (XML 1.0 §2.11).
    return escape(text, {"\r": "&#13;"})
