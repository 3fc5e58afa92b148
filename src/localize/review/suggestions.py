r"""Suggestions: another text for an entry, kept beside it by who may not save, or does not want to.

A translator comment of its own, as the other stamps; `text` is JSON, a string a form::

    # localize: suggested by="Omar Haddad" at=2026-11-22 text="[\"船が一隻。\"]"
"""

import json
from dataclasses import dataclass, replace

from localize.model import Entry
from localize.model.state import SUGGESTED, Stamp, stamp


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What somebody would say."""

    by: str
    at: str
    """ISO 8601 date."""
    msgstr: tuple[str, ...]


def suggestions(entry: Entry) -> tuple[Suggestion, ...]:
    """The suggestions of an entry, oldest first; a line that cannot be read is left out."""
    read = (_suggestion(comment) for comment in entry.comments if SUGGESTED in comment)
    return tuple(suggestion for suggestion in read if suggestion)


def _suggestion(comment: str) -> Suggestion | None:
    mark = stamp(comment)
    if mark is None or mark.verb != SUGGESTED:
        return None
    try:
        forms = json.loads(mark.get("text"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(forms, list) or not all(isinstance(form, str) for form in forms):
        return None
    return Suggestion(mark.get("by"), mark.get("at"), tuple(forms))


def with_suggestion(entry: Entry, suggestion: Suggestion) -> Entry:
    """The entry with a suggestion; an older one of the same person gives way to it."""
    text = json.dumps(suggestion.msgstr, ensure_ascii=False)
    fields = (("by", suggestion.by), ("at", suggestion.at), ("text", text))
    others = tuple(
        comment
        for comment in entry.comments
        if (old := _suggestion(comment)) is None or old.by != suggestion.by
    )
    return replace(entry, comments=(*others, str(Stamp(SUGGESTED, fields))))


def settled(entry: Entry, *, every: bool = False) -> Entry:
    """The entry without the suggestions that its text takes up, or without any."""
    kept = tuple(
        comment
        for comment in entry.comments
        if (old := _suggestion(comment)) is None or not (every or old.msgstr == entry.msgstr)
    )
    return entry if kept == entry.comments else replace(entry, comments=kept)
