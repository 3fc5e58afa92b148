"""Two versions of a catalog and what both came from, merged entry by entry.

Text and places are merged apart: that a template moved an entry is no conflict with a reviewer's
words. A person's text wins over a machine's draft. Where two persons wrote different texts, both
are in the msgstr, marked as msgcat marks them, and the entry is fuzzy: nothing is dropped, the
file stays a catalog, and `conflicts` names the entry.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from localize.model import Catalog, Entry, Key, State, state
from localize.model.state import may_draft, text_stamp

_ORDER = tuple(State)


@dataclass(frozen=True, slots=True)
class Threeway:
    """A merged catalog, and the keys of the entries that two persons wrote differently."""

    catalog: Catalog
    conflicts: tuple[Key, ...]


def threeway(base: Catalog, ours: Catalog, theirs: Catalog) -> Threeway:
    """The catalog with the changes of both sides, in our order and style."""
    old, mine, other = (_by_key(one.entries) for one in (base, ours, theirs))
    conflicts: list[Key] = []
    result: dict[Key, Entry] = {}
    for key in _in_order(ours.entries, theirs.entries):
        entry = _merged(old.get(key), mine.get(key), other.get(key), conflicts)
        if entry is not None:
            result[key] = entry
    header = _header(base.header, ours.header, theirs.header)
    entries = sorted(result.values(), key=lambda one: one.obsolete)
    if [one.obsolete for one in ours.entries] != sorted(one.obsolete for one in ours.entries):
        entries = list(result.values())  # it has obsolete entries among the others: keep them there
    return Threeway(replace(ours, entries=tuple(entries), header=header), tuple(conflicts))


def _by_key(entries: Iterable[Entry]) -> dict[Key, Entry]:
    result: dict[Key, Entry] = {}
    for entry in entries:
        if entry.key not in result or result[entry.key].obsolete:
            result[entry.key] = entry
    return result


def _in_order(ours: Iterable[Entry], theirs: Iterable[Entry]) -> list[Key]:
    """Our keys in our order, each new key of theirs after the one it follows there."""
    mine = list(dict.fromkeys(entry.key for entry in ours))
    known = set(mine)
    behind: dict[Key | None, list[Key]] = {}
    last: Key | None = None
    for entry in theirs:
        if entry.key in known:
            last = entry.key
        else:
            behind.setdefault(last, []).append(entry.key)
    order = list(dict.fromkeys(behind.get(None, ())))
    for key in mine:
        order += [key, *behind.get(key, ())]
    return list(dict.fromkeys(order))


def _merged(
    old: Entry | None, mine: Entry | None, other: Entry | None, conflicts: list[Key]
) -> Entry | None:
    if mine is None or other is None:
        kept = mine or other
        # One side dropped it: it goes, unless the other changed it meanwhile.
        return None if kept == old else kept
    if other in (mine, old):
        return mine
    if mine == old:
        return other
    places = other if (mine.references, mine.extracted) == _places(old) else mine
    text = _text(old, mine, other)
    if text is None:
        conflicts.append(mine.key)
        text = _both(mine, other)
    obsolete = mine.obsolete and other.obsolete
    if old is not None and not old.obsolete:
        obsolete = mine.obsolete or other.obsolete
    return replace(
        text,
        references=places.references,
        extracted=places.extracted,
        comments=_comments(old, text, mine, other),
        obsolete=obsolete,
        origin=mine.origin,
    )


def _places(entry: Entry | None) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    return None if entry is None else (entry.references, entry.extracted)


def _said(entry: Entry | None) -> object:
    """All that a reviewer decides on."""
    if entry is None:
        return None
    stamps = tuple(one for one in entry.comments if text_stamp(one) is not None)
    return entry.msgstr, entry.flags, entry.previous_msgid, entry.previous_msgctxt, stamps


def _text(old: Entry | None, mine: Entry, other: Entry) -> Entry | None:
    """The side whose text is kept; None: two persons wrote different ones."""
    if _said(other) in {_said(mine), _said(old)}:
        return mine
    if _said(mine) == _said(old):
        return other
    if mine.msgstr == other.msgstr:
        return max(mine, other, key=lambda draft: _ORDER.index(state(draft)))
    for draft, person in ((mine, other), (other, mine)):
        if may_draft(replace(draft, obsolete=False)):
            return person
    if old is not None and mine.msgstr == old.msgstr:
        return other
    if old is not None and other.msgstr == old.msgstr:
        return mine
    return None


def _both(mine: Entry, other: Entry) -> Entry:
    forms = max(len(mine.msgstr), len(other.msgstr))
    padded = [(*one.msgstr, *[""] * (forms - len(one.msgstr))) for one in (mine, other)]
    msgstr = tuple(
        f"#-#-#-#-#  ours  #-#-#-#-#\n{one}\n#-#-#-#-#  theirs  #-#-#-#-#\n{another}"
        for one, another in zip(*padded, strict=True)
    )
    flags = mine.flags if mine.fuzzy else ("fuzzy", *mine.flags)
    return replace(mine, msgstr=msgstr, flags=flags)


def _comments(old: Entry | None, text: Entry, mine: Entry, other: Entry) -> tuple[str, ...]:
    """The stamps of the text that is kept; of the other comments those of both sides."""
    stamps = [one for one in text.comments if text_stamp(one) is not None]
    before = set(old.comments) if old else set()
    gone = {one for one in before if one not in mine.comments or one not in other.comments}
    both = dict.fromkeys(one for side in (mine, other) for one in side.comments)
    return (*[one for one in both if text_stamp(one) is None and one not in gone], *stamps)


def _header(old: Entry | None, mine: Entry | None, other: Entry | None) -> Entry | None:
    """The header, field by field; of two dates the later, of two values else ours."""
    if mine is None or other is None or other in (mine, old):
        return mine or other
    if mine == old:
        return other
    before, ours, theirs = _fields(old), _fields(mine), _fields(other)
    later = theirs.get("PO-Revision-Date", "") > ours.get("PO-Revision-Date", "")
    names = list(dict.fromkeys([*ours, *theirs]))
    values: dict[str, str] = {}
    for name in names:
        value = ours.get(name)
        take = value == before.get(name) or (
            later and name in {"PO-Revision-Date", "Last-Translator", "Language-Team"}
        )
        value = theirs.get(name) if take and name in theirs else value
        if value is not None and not (name not in theirs and name in before and take):
            values[name] = value
    text = "".join(f"{name}: {value}\n" for name, value in values.items())
    return mine if text == mine.text else replace(mine, msgstr=(text,))


def _fields(header: Entry | None) -> dict[str, str]:
    lines = header.text.split("\n") if header else []
    return {
        name: value.strip() for name, colon, value in (one.partition(":") for one in lines) if colon
    }
