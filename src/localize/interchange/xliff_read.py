"""XLIFF 2.x and 1.2 into records, as CAT tools give it back or as others made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from xml.parsers import expat

from localize.errors import CatalogError
from localize.interchange.exchange import Exchange, ExchangeRecord
from localize.model import State
from localize.terms.xml import local_name, parsed_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ACCEPTED_12 = frozenset({"translated", "final", "signed-off"})
_DEEPEST = 200
_NATIVE_12 = frozenset({"ph", "bpt", "ept", "it"})


def read_xliff(raw: bytes, path: str) -> Exchange:
    """The units of an XLIFF file; a unit that a tool cut into segments is one again.

    Raises:
        CatalogError: no XML, no XLIFF, or a version that is not known.
    """
    root = parsed_xml(raw, CatalogError, path)
    lines = dict(zip(root.iter(), _lines(raw, path), strict=True))
    version = root.get("version", "")
    if local_name(root) != "xliff" or not version.startswith(("1.", "2.")):
        raise CatalogError(
            f"no XLIFF 1.2 or 2.x: <{local_name(root)} version={version!r}>", path=path
        )
    files = [one for one in root.iter() if local_name(one) == "file"]
    if version.startswith("2."):
        tag = root.get("trgLang", "")
        return Exchange(tuple(record for one in files for record in _units20(one, lines)), tag)
    tags = sorted({one.get("target-language", "") for one in files} - {""})
    if len(tags) > 1:
        raise CatalogError(f"several locales in one file: {', '.join(tags)}", path=path)
    tag = next(iter(tags), "")
    return Exchange(tuple(record for one in files for record in _units12(one, lines)), tag)


def _lines(raw: bytes, path: str) -> list[int]:
    """The line of each element, in document order.

    Raises:
        CatalogError: elements in elements without end.
    """
    scan = expat.ParserCreate()
    lines: list[int] = []
    depth = 0

    def start(*_: object) -> None:
        nonlocal depth
        depth += 1
        lines.append(scan.CurrentLineNumber)
        if depth > _DEEPEST:
            raise CatalogError(
                f"elements are nested more than {_DEEPEST} deep", path=path, line=lines[-1]
            )

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    scan.StartElementHandler, scan.EndElementHandler = start, end
    scan.Parse(raw, True)  # noqa: FBT003 - expat takes it by position only
    return lines


def _units20(file: Element, lines: Mapping[Element, int]) -> Iterator[ExchangeRecord]:
    for unit in (one for one in file.iter() if local_name(one) == "unit"):
        if unit.get("translate") == "no":
            continue
        data = {
            one.get("id", ""): "".join(one.itertext())
            for one in unit.iter()
            if local_name(one) == "data"
        }
        source = target = ""
        states: list[State | None] = []
        for part in (one for one in unit if local_name(one) in {"segment", "ignorable"}):
            ours, theirs = _child(part, "source"), _child(part, "target")
            written = _text20(ours, data)
            source += written
            if theirs is not None:
                target += _text20(theirs, data)
            elif local_name(part) == "ignorable":
                target += written  # white space between sentences
            if local_name(part) == "segment":
                states.append(_state20(part, translated=theirs is not None))
        if not any(_child(one, "target") is not None for one in unit):
            target = ""
        yield ExchangeRecord(
            source,
            target,
            state=_least(states),
            id=unit.get("id", ""),
            catalog=file.get("original", ""),
            msgctxt=_note(unit, "category"),
            line=lines[unit],
        )


def _state20(segment: Element, *, translated: bool) -> State | None:
    if not translated:
        return State.MISSING
    match segment.get("state"):
        case "reviewed" | "final":
            return State.REVIEWED
        case "translated":
            return State.TRANSLATED
        case "initial":
            sub = segment.get("subState", "").removeprefix("localize:")
            return State(sub) if sub in set(State) else State.NEEDS_WORK
    return None


def _least(states: list[State | None]) -> State | None:
    order = list(State)
    known = [one for one in states if one is not None]
    least = min(known, key=order.index, default=None)
    if len(set(known)) > 1 and least is not None and not least.accepted:
        return State.NEEDS_WORK  # somebody has seen some of its segments
    return least


def _units12(file: Element, lines: Mapping[Element, int]) -> Iterator[ExchangeRecord]:
    for unit in (one for one in file.iter() if local_name(one) == "trans-unit"):
        if unit.get("translate") == "no":
            continue
        target = _child(unit, "target")
        yield ExchangeRecord(
            _text12(_child(unit, "source")),
            _text12(target),
            state=_state12(unit, target),
            id=unit.get("id", ""),
            catalog=file.get("original", ""),
            msgctxt=_note(unit, "from"),
            line=lines[unit],
        )


def _state12(unit: Element, target: Element | None) -> State | None:
    if target is None:
        return State.MISSING
    if unit.get("approved") == "yes":
        return State.TRANSLATED
    state = target.get("state")
    if state is None:
        return None if unit.get("approved") is None else State.NEEDS_WORK
    if state in _ACCEPTED_12:
        return State.TRANSLATED
    if target.get("state-qualifier") == "mt-suggestion":
        return State.MACHINE
    return State.NEEDS_WORK


def _child(element: Element, name: str) -> Element | None:
    return next((one for one in element if local_name(one) == name), None)


def _note(unit: Element, attribute: str) -> str | None:
    for note in (one for one in unit.iter() if local_name(one) == "note"):
        if note.get(attribute) == "msgctxt":
            return "".join(note.itertext())
    return None


def _text20(element: Element | None, data: dict[str, str]) -> str:
    """The text with its inline codes put back."""
    if element is None:
        return ""
    text = element.text or ""
    for child in element:
        match local_name(child):
            case "cp":
                text += _character(child.get("hex", ""))
            case "ph" | "sc" | "ec":
                reference = child.get("dataRef")
                shown = child.get("disp") or child.get("equiv") or ""
                text += data.get(reference, shown) if reference else shown
            case "pc":
                text += data.get(child.get("dataRefStart", ""), "")
                text += _text20(child, data)
                text += data.get(child.get("dataRefEnd", ""), "")
            case _:  # mrk, and what other modules add: its text is text
                text += _text20(child, data)
        text += child.tail or ""
    return text


def _text12(element: Element | None) -> str:
    if element is None:
        return ""
    text = element.text or ""
    for child in element:
        name = local_name(child)
        if name in {"x", "bx", "ex"}:
            shown = child.get("equiv-text", "")
            text += _character(shown[2:]) if shown.startswith("U+") else shown
        elif name in _NATIVE_12:
            text += "".join(child.itertext())
        else:  # g, mrk
            text += _text12(child)
        text += child.tail or ""
    return text


def _character(digits: str) -> str:
    try:
        return chr(int(digits, 16))
    except (ValueError, OverflowError):
        return ""
