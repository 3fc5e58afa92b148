"""What another program lost when it wrote a catalog, and the catalog with it put back. Pure.

A text that a person rewrote is not lost; a text that is nowhere in the catalog any more is, and so
is a person's where there is a machine's draft now. A stamp or a previous msgid is lost where the
text it speaks of is still the same.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from localize.model import Catalog, Entry, Key
from localize.model.state import machine_stamp, may_draft, review_stamp, stamp, stamps

# What is left of `#| msgid "…"` where babel wrote it: a comment.
_PREVIOUS_AS_COMMENT = re.compile(r"\|\s*(?:msgctxt|msgid)")
_SEPARATORS = frozenset("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


class LossKind(StrEnum):
    """What can be lost of an entry."""

    TRANSLATION = "translation"
    COMMENT = "comment"
    STAMP = "stamp"
    PREVIOUS = "previous msgid"
    FUZZY = "fuzzy flag"


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that is gone, and the entry as it was when it had it."""

    kind: LossKind
    entry: Entry


class _Present:
    """The entries of a catalog as they are now, to find what became of an older one.

    A text whose source changed is found with another source that was not there before.
    """

    def __init__(self, entries: Iterable[Entry], *, before: Iterable[Entry] | None = None) -> None:
        self.raw: set[str] = set()
        self.texts: set[str] = set()
        self._apart = before is None
        self._sources: set[Key] = set()
        self._by_key: dict[Key, list[Entry]] = {}
        self._by_text: dict[tuple[str, ...], Entry] = {}
        sources = None
        if before is not None:
            before = tuple(before)
            sources = {entry.key for entry in before}
            self._sources = {entry.key for entry in before if not entry.obsolete}
        for entry in entries:
            if entry.raw:
                self.raw.add(entry.raw.strip())
            self._by_key.setdefault(entry.key, []).append(entry)
            if sources is not None and entry.key not in sources and any(entry.msgstr):
                self.texts.update(entry.msgstr)
                self._by_text.setdefault(entry.msgstr, entry)

    def of(self, old: Entry) -> Entry | None:
        """What an entry is now: the same text of its source, else its source, else its text."""
        same = self._by_key.get(old.key, ())
        for entry in same:
            if entry.msgstr == old.msgstr:
                return entry
        if old.obsolete and (self._apart or old.key in self._sources):
            # There was a live entry of this key, or is now: its text replaced nothing of this one.
            same = [entry for entry in same if entry.obsolete]
        live = next((entry for entry in same if not entry.obsolete), None)
        return live or next(iter(same), None) or self._by_text.get(old.msgstr)


def losses(before: Catalog, after: Catalog, *, some: bool = False) -> Iterator[Loss]:
    """What was in a catalog before and is nowhere in it any more, in the old order.

    `some`: these are not all entries that it had, so that a new source cannot be told.
    """
    present = _Present(after.entries, before=None if some else before.entries)
    for old in before.entries:
        if old.raw and old.raw.strip() in present.raw:
            continue
        now = present.of(old)
        for kind in _lost(old, now, present.texts):
            yield Loss(kind, _now_with_comments(old, now) if kind is LossKind.COMMENT else old)


def _now_with_comments(old: Entry, now: Entry | None) -> Entry:
    """What an entry would be with the comments it had: its text or its source may be another."""
    if now is None or (now.key, now.msgstr) == (old.key, old.msgstr):
        return old
    gone = [one for one in _gone(old.comments, now.comments) if stamp(one) is None]
    return replace(now, comments=(*gone, *now.comments), origin=None)


def joined(old: Entry, new: Entry) -> Entry:
    """Of two losses of one source that which came last; it keeps the words only the first has."""
    texts = new if any(new.msgstr) else old
    notes = [one for one in old.comments if stamp(one) is None and one not in new.comments]
    if texts is new:
        return replace(new, comments=(*notes, *new.comments)) if notes else new
    more = [one for one in new.comments if stamp(one) is None and one not in old.comments]
    return replace(old, comments=(*old.comments, *more)) if more else old


def _lost(old: Entry, now: Entry | None, texts: set[str]) -> Iterator[LossKind]:
    is_cut = any(_form_lost(form, _form(now, at), texts) for at, form in enumerate(old.msgstr))
    if is_cut or (_is_drafted_over(old, now) and not texts.issuperset(old.msgstr)):
        yield LossKind.TRANSLATION
        return
    comments = now.comments if now is not None else ()
    if any(stamp(one) is None for one in _gone(old.comments, comments)):
        yield LossKind.COMMENT
    if now is None or now.key != old.key or now.msgstr != old.msgstr:
        return
    if old.obsolete and now.obsolete and old.fuzzy and not now.fuzzy:
        yield LossKind.FUZZY  # a revived draft would count as accepted
    elif old.fuzzy is now.fuzzy and any(_counts(one, old) for one in _stamps_gone(old, now)):
        yield LossKind.STAMP
    if old.fuzzy and _is_previous_gone(old, now):
        yield LossKind.PREVIOUS


def _is_drafted_over(old: Entry, now: Entry | None) -> bool:
    """Whether a machine's draft is where a person's text was, as in an older version."""
    if now is None or now.key != old.key or now.obsolete or now.msgstr == old.msgstr:
        return False
    is_persons = any(old.msgstr) and not may_draft(replace(old, obsolete=False))
    return is_persons and any(now.msgstr) and may_draft(now)


def _is_previous_gone(old: Entry, now: Entry) -> bool:
    """Whether the previous msgid is, and no new draft of the same text answers the new source."""
    gone = now.fuzzy and old.previous_msgid is not None and now.previous_msgid is None
    return gone and machine_stamp(now) in {None, machine_stamp(old)}


def _stamps_gone(old: Entry, now: Entry) -> list[str]:
    """The stamps of a text that are gone and that nothing of ours has replaced."""
    gone = [one for one in _gone(old.comments, now.comments) if stamp(one) is not None]
    return [one for one in gone if not _is_replaced(one, now)]


def _counts(comment: str, entry: Entry) -> bool:
    """Whether a stamp says something of the present text."""
    said = stamp(comment)
    return said in {machine_stamp(entry), review_stamp(entry)} or (
        said is not None and said.verb not in {"", "mt", "reviewed"}
    )


def _is_replaced(comment: str, now: Entry) -> bool:
    """Whether another stamp says by now what a stamp said.

    A draft that a reviewer doubts has its `mt` stamp as `draft`; a new text gets a new stamp.
    """
    said = stamp(comment)
    if said is None:
        return False
    match said.verb:
        case "mt":
            doubted = any(one.get("out") == said.get("out") for one in stamps(now, "draft"))
            return doubted or machine_stamp(now) is not None
        case "reviewed":
            return review_stamp(now) is not None
        case "edited" | "draft":
            return bool(stamps(now, said.verb))
        case _:
            return False


def _form(entry: Entry | None, at: int) -> str:
    return entry.msgstr[at] if entry is not None and at < len(entry.msgstr) else ""


def _form_lost(old: str, now: str, texts: set[str]) -> bool:
    """Whether a text is gone, or cut off where some parsers see the end of a line."""
    if not old or old == now or old in texts:
        return False
    return not now or (old.startswith(now) and old[len(now)] in _SEPARATORS)


def _gone(old: tuple[str, ...], now: tuple[str, ...]) -> list[str]:
    """The comments that are nowhere any more, not even in lines of another length."""
    missing = [one for one in old if one.strip() and one not in now]
    said = f" {_folded(' '.join(now))} " if missing else ""
    return [one for one in missing if f" {_folded(one)} " not in said]


def _folded(comment: str) -> str:
    return " ".join(comment.split())


def restored(catalog: Catalog, lost: Catalog) -> Catalog:
    """The catalog with what was lost of some entries, which are in `lost` as they were.

    Invariant: a person's text that is in the catalog stays as it is.
    """
    entries = list(catalog.entries)
    at = {id(entry): number for number, entry in enumerate(entries)}
    present = _Present(entries)
    for old in lost.entries:
        now = present.of(old)
        if now is None:
            entries.append(_asleep(old))
            continue
        if not any(_lost(old, now, present.texts)):
            continue
        number = at[id(now)]
        entries[number] = _mended(old, entries[number])
    return replace(catalog, entries=tuple(entries))


def _asleep(old: Entry) -> Entry:
    """An entry that is gone, as obsolete: an update wakes it where the template has its source."""
    if old.obsolete:
        return old
    return replace(old, obsolete=True, references=(), extracted=())


def _mended(old: Entry, now: Entry) -> Entry:
    """An entry with what it lost. Where its text is another person's now, that is only comments."""
    if _is_drafted_over(old, now):
        notes = [one for one in _gone(now.comments, old.comments) if stamp(one) is None]
        return replace(
            old,
            comments=(*old.comments, *notes),
            extracted=now.extracted,
            references=now.references,
            obsolete=False,
            origin=now.origin,
        )
    empty = not any(now.msgstr)
    several = now.msgid_plural is not None
    forms = max(len(now.msgstr), len(old.msgstr)) if several else len(now.msgstr)
    msgstr = tuple(_form_mended(_form(old, at), _form(now, at)) for at in range(forms))
    same = now.key == old.key and msgstr == old.msgstr
    gone = _gone(old.comments, now.comments)
    notes = [one for one in gone if stamp(one) is None]
    filled = replace(now, msgstr=msgstr)
    said = _stamps_gone(old, filled) if same else []
    mended = replace(filled, comments=(*notes, *now.comments, *said))
    if same and old.fuzzy and not now.fuzzy and (empty or old.obsolete):
        mended = replace(mended, flags=("fuzzy", *now.flags))
    if same and _is_previous_gone(old, mended):
        mended = replace(
            mended,
            comments=_without_previous(mended.comments, old.comments),
            previous_msgctxt=old.previous_msgctxt,
            previous_msgid=old.previous_msgid,
            previous_msgid_plural=old.previous_msgid_plural,
        )
    # The lines as they were, should they have a byte that the comment itself cannot show.
    return replace(mended, origin=old.origin) if mended == old and "\ufffd" in str(old) else mended


def _without_previous(comments: tuple[str, ...], old: tuple[str, ...]) -> tuple[str, ...]:
    """The comments without those that babel made of the previous msgid, folded lines too."""
    kept: list[str] = []
    inside = False
    for comment in comments:
        ours = comment in old or stamp(comment) is not None
        inside = not ours and (inside or _PREVIOUS_AS_COMMENT.match(comment) is not None)
        if not inside:
            kept.append(comment)
    return tuple(kept)


def _form_mended(old: str, now: str) -> str:
    return old if _form_lost(old, now, set()) else now
