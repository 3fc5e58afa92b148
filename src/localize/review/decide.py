"""What a reviewer may do with an entry, and the entry that comes of it. Pure.

Who wrote a text is told by a translator comment of its own, as by the other stamps::

    # localize: edited by="Aiko Sato" at=2026-11-22 out=9a3e…
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import zip_longest
from typing import assert_never

from localize.model.catalog import Entry
from localize.model.state import (
    Stamp,
    edited,
    machine_stamp,
    output_hash,
    review_stamp,
    reviewed,
    stamp,
    stamps,
)
from localize.review.suggestions import Suggestion, settled, suggestions, with_suggestion


class Act(StrEnum):
    """What is done to a unit."""

    SAVE = "save"
    """A person answers for the text."""
    APPROVE = "approve"
    """A reviewer has looked at it: the review stamp."""
    NEEDS_WORK = "needs-work"
    """The text is kept, with doubts."""
    DRAFT = "draft"
    """Back to what the engine wrote."""
    SUGGEST = "suggest"
    """Another text is kept beside the one that is there."""
    COMMENT = "comment"
    """A word to the others; the text stays as it is."""


class Role(StrEnum):
    """What somebody was invited for."""

    SUGGEST = "suggest"
    TRANSLATE = "translate"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody at work."""

    name: str
    role: Role = Role.REVIEW


@dataclass(frozen=True, slots=True)
class Decision:
    """One act of one person on one entry."""

    act: Act
    by: Reviewer
    at: str
    """ISO 8601 date."""
    msgstr: tuple[str, ...] | None = None
    """The text typed; None: the entry's own."""
    comment: str = ""


def author(entry: Entry) -> str:
    """Who wrote the present text; empty: an engine, or somebody in another tool."""
    out = output_hash(entry.msgstr)
    written = (one for one in reversed(stamps(entry, "edited")) if one.get("out") == out)
    return next((one.get("by") for one in written), "")


def shaped(entry: Entry, forms: int) -> tuple[str, ...]:
    """The text as it is edited: a plural with all forms of its catalog, empty ones too.

    A form too many stays while it has a text: whoever wrote it sees it, and may empty it.
    """
    if entry.msgid_plural is None:
        return entry.msgstr
    return _of_length(entry.msgstr, forms or len(entry.msgstr))


def _of_length(text: tuple[str, ...], forms: int) -> tuple[str, ...]:
    while len(text) > forms and not text[-1].strip():
        text = text[:-1]
    return (*text, *[""] * (forms - len(text)))


def refusal(entry: Entry, decision: Decision, *, four_eyes: bool = False, forms: int = 0) -> str:
    """Why a decision cannot be done, as a msgid of the interface; empty: it can.

    `forms`: how many plural forms the catalog has; 0: as many as the entry has.
    """
    text = _text(entry, decision, forms)
    if problem := _unwritable(entry, text, forms):
        return problem
    if decision.by.role is Role.SUGGEST and decision.act not in {Act.SUGGEST, Act.COMMENT}:
        return "Your invitation is to suggest; somebody else saves."
    match decision.act:
        case Act.APPROVE:
            if decision.by.role is not Role.REVIEW:
                return "Your invitation is to translate; a reviewer approves."
            if not all(text):
                return _incomplete(text) or "There is no text to approve."
            if four_eyes and text == entry.msgstr and author(entry) == decision.by.name:
                return "You wrote this text; somebody else has to approve it (four_eyes)."
        case Act.SAVE:
            if not any(text):
                return "There is no text to save; mark it as needing work to empty it."
            return _incomplete(text)
        case Act.DRAFT:
            if not any(one.get("out") == output_hash(text) for one in stamps(entry, "mt")):
                return "The engine's draft of this entry is not kept any more."
        case Act.SUGGEST:
            if not all(text):
                return _incomplete(text) or "There is no text to suggest."
            if text == entry.msgstr:
                return "The unit has this text already."
        case Act.COMMENT:
            if not decision.comment.strip():
                return "The comment is empty."
        case Act.NEEDS_WORK:
            pass
        case _:
            assert_never(decision.act)
    return ""


def _incomplete(text: tuple[str, ...]) -> str:
    is_plural_with_a_gap = any(text) and not all(text)
    return "Every form of a plural needs a text." if is_plural_with_a_gap else ""


def _unwritable(entry: Entry, text: tuple[str, ...], forms: int) -> str:
    least = min(forms or len(entry.msgstr), len(entry.msgstr))
    if not least <= len(text) <= max(forms, len(entry.msgstr)):
        return "The entry has another number of forms."
    for form in text:
        if any("\ud800" <= char <= "\udfff" for char in form):
            return "The text holds half a character (a lone surrogate), which no file can keep."
        if any(char < " " and char not in "\n\t\r" and char not in entry.msgid for char in form):
            return "The text holds a control character, which other tools would refuse."
    return ""


def _text(entry: Entry, decision: Decision, forms: int) -> tuple[str, ...]:
    if decision.act is Act.COMMENT:
        return entry.msgstr
    if decision.msgstr is None:
        accepts = decision.act in {Act.SAVE, Act.APPROVE}
        return shaped(entry, forms) if accepts else entry.msgstr
    typed, before = decision.msgstr, shaped(entry, forms)
    if entry.msgid_plural is not None:
        typed = _of_length(typed, forms or len(entry.msgstr))
    pairs = zip_longest(typed, before[: len(typed)], fillvalue="")
    return tuple(_as_file(entry.msgid, form, form_before) for form, form_before in pairs)


def _as_file(msgid: str, typed: str, before: str) -> str:
    r"""The typed text as a file holds it.

    A text field gives `\\n` for every line end, and msgfmt wants the line ends at both edges of a
    msgstr to be those of its msgid.
    """
    if typed == before.replace("\r\n", "\n").replace("\r", "\n") or not typed.strip():
        return before if typed.strip() else ""
    if "\r\n" in msgid:
        typed = typed.replace("\r\n", "\n").replace("\n", "\r\n")
    if msgid.startswith("\n") != typed.startswith("\n"):
        typed = "\n" + typed if msgid.startswith("\n") else typed.lstrip("\n")
    if msgid.endswith("\n") != typed.endswith("\n"):
        typed = typed + "\n" if msgid.endswith("\n") else typed.rstrip("\n")
    return typed


def decided(entry: Entry, decision: Decision, *, four_eyes: bool = False, forms: int = 0) -> Entry:
    """The entry after a decision. The caller has asked `refusal`.

    With `four_eyes`, an approval that changes the text saves the text and does not approve it.
    Invariant: msgid, context, references and every comment that is no stamp stay as they are.
    """
    text = _text(entry, decision, forms)
    changed = text != entry.msgstr
    match decision.act:
        case Act.SUGGEST:
            return with_suggestion(entry, Suggestion(decision.by.name, decision.at, text))
        case Act.COMMENT:
            return _with_comment(entry, decision)
        case Act.DRAFT:
            return _without(edited(entry, text, fuzzy=True), "edited", "draft")
        case Act.NEEDS_WORK:
            kept = _written(edited(entry, text, fuzzy=True), decision, changed=changed)
            return kept if changed else _doubted(kept)
        case Act.SAVE:
            if not changed and not entry.fuzzy and review_stamp(entry):
                return entry  # saving an approved text takes no approval away
            return settled(_written(edited(entry, text, fuzzy=False), decision, changed=changed))
        case Act.APPROVE:
            saved = _written(edited(entry, text, fuzzy=False), decision, changed=changed)
            if four_eyes and author(saved) == decision.by.name:
                return settled(saved)
            return reviewed(settled(saved, every=True), by=decision.by.name, at=decision.at)
        case _:
            assert_never(decision.act)


def _written(entry: Entry, decision: Decision, *, changed: bool) -> Entry:
    if not changed or not any(entry.msgstr):
        return entry
    taken_up = (known.by for known in suggestions(entry) if known.msgstr == entry.msgstr)
    by = next(taken_up, decision.by.name)  # who suggested it wrote it
    fields = (("by", by), ("at", decision.at), ("out", output_hash(entry.msgstr)))
    kept = _without(entry, "edited")
    return replace(kept, comments=(*kept.comments, str(Stamp("edited", fields))))


def _doubted(entry: Entry) -> Entry:
    """The entry with its `mt` stamp put aside, or it would still count as an unread draft."""
    present = machine_stamp(entry)
    if present is None:
        return entry
    comments = tuple(
        str(Stamp("draft", present.fields)) if stamp(comment) == present else comment
        for comment in entry.comments
    )
    return replace(entry, comments=comments)


def _without(entry: Entry, *verbs: str) -> Entry:
    def is_one(comment: str) -> bool:
        mark = stamp(comment)
        return mark is not None and mark.verb in verbs

    kept = tuple(comment for comment in entry.comments if not is_one(comment))
    return replace(entry, comments=kept)


def _with_comment(entry: Entry, decision: Decision) -> Entry:
    words = " ".join(decision.comment.split())
    line = f"{decision.by.name} ({decision.at}): {words}"
    return replace(entry, comments=(*entry.comments, line))


def remarks(entry: Entry) -> tuple[str, ...]:
    """The translator comments people wrote, stamps left out."""
    return tuple(
        comment for comment in entry.comments if comment.strip() and stamp(comment) is None
    )
