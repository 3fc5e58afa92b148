"""A page for people without the tool, and what they send back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.errors import ConflictError, UsageError
from localize.interface.words import preferred
from localize.model import locale
from localize.review.access import Address, reviewer_name
from localize.review.decide import Act, Decision, Reviewer
from localize.review.web import parsing
from localize.review.web.language import words
from localize.review.web.pages import Pages
from localize.review.web.views import static_files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from localize.model import Locale
    from localize.review.session import Session


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody wrote at one unit."""

    unit: str
    expected: str
    """The hash of the entry the page showed."""
    msgstr: tuple[str, ...] | None
    """None: the text stays."""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Edits:
    """A file that a page wrote."""

    locale: Locale
    name: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Unsaved:
    """An edit that was not taken, and why; the text is the person's."""

    unit: str
    reason: str
    edit: Edit


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file of edits."""

    saved: int = 0
    comments: int = 0
    unsaved: tuple[Unsaved, ...] = ()


def offline_page(session: Session, to: Locale) -> str:
    """The page of a locale, whole in one file, in that locale's words."""
    pages = Pages(session, Address(), words(preferred([str(to)])))
    documents = [
        (ref.title, [pages.row(unit) for unit in session.store.units_of(ref.ident)])
        for ref in session.store.of_locale(to)
    ]
    styles = (static_files()[name][1].decode("utf-8") for name in ("palette.css", "review.css"))
    return pages.render("offline_page.html", locale=to, documents=documents, style="".join(styles))


def edits(raw: bytes, path: Path) -> Edits:
    """The edits of a file.

    Raises:
        UsageError: no page of ours wrote it.
    """
    try:
        return _edits(parsing.fields(raw))
    except parsing.BadRequestError as error:
        raise UsageError(
            f"not what an exported page writes: {error}",
            path=path,
            hint="open the page of `localize review export` and press “Save my edits”",
        ) from error


def _edits(fields: Mapping[str, object]) -> Edits:
    rows = fields.get("edits")
    if fields.get("localize") != "review" or not isinstance(rows, list):
        raise parsing.BadRequestError("no edits in it")
    return Edits(
        locale(parsing.text(fields, "locale")),
        reviewer_name(parsing.text(fields, "name")),
        tuple(_edit(row) for row in rows),
    )


def _edit(fields: object) -> Edit:
    if not isinstance(fields, dict):
        raise parsing.BadRequestError("an edit")
    return Edit(
        parsing.ident(parsing.text(fields, "unit")),
        parsing.text(fields, "expected"),
        parsing.forms(fields),
        parsing.text(fields, "comment", limit=4_000),
    )


def take(session: Session, sent: Edits) -> Taken:
    """Save the edits as their author's; what has changed since is left alone and told."""
    by, today = Reviewer(sent.name), session.services.today()
    saved = comments = 0
    unsaved: list[Unsaved] = []
    for edit in sent.edits:
        expected = edit.expected
        if edit.msgstr is not None:
            decision = Decision(Act.SAVE, by, today, edit.msgstr)
            reason, expected = _did(session, edit, decision, expected)
            if reason:
                unsaved.append(Unsaved(edit.unit, reason, edit))
                continue
            saved += 1
        if edit.comment:
            decision = Decision(Act.COMMENT, by, today, comment=edit.comment)
            reason, _ = _did(session, edit, decision, expected)
            if reason:
                unsaved.append(Unsaved(edit.unit, reason, edit))
            else:
                comments += 1
    return Taken(saved, comments, tuple(unsaved))


def _did(session: Session, edit: Edit, decision: Decision, expected: str) -> tuple[str, str]:
    """Why it was not done, if it was not; and the entry's hash afterwards."""
    try:
        outcome = session.act(edit.unit, expected, decision)
    except ConflictError:
        return "changed since the page was made", expected
    if outcome.refused:
        return outcome.refused, expected
    return "", outcome.done[0].after.hash


def edits_text(unsaved: tuple[Unsaved, ...]) -> str:
    """The edits that were not taken, to keep or to look at."""
    rows = [
        {
            "unit": one.unit,
            "reason": one.reason,
            "msgstr": one.edit.msgstr,
            "comment": one.edit.comment,
        }
        for one in unsaved
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)
