"""A page for people without the tool, and what they send back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from localize.errors import ConflictError, UsageError
from localize.interface.words import preferred
from localize.model import Locale, locale
from localize.review.access import Address, reviewer_name
from localize.review.decide import Act, Decision, Reviewer
from localize.review.session import Session
from localize.review.web import parsing
from localize.review.web.language import words
from localize.review.web.pages import Pages
from localize.review.web.views import static_files


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody wrote at one unit."""

    unit: str
    expected: str
    """The hash of the entry the page showed."""
    msgstr: tuple[str, ...] | None
    """None: the text stays."""
    comment: str = ""
    accept: bool = False
    """Whether the author has looked at the unit and approves it."""


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
    msgid: str = ""
    present: tuple[str, ...] = ()
    """What the catalog has; both empty where the unit is gone."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file of edits."""

    saved: int = 0
    """Texts, those that were approved with it included."""
    accepted: int = 0
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
        fields.get("accept") is True,
    )


def take(session: Session, sent: Edits) -> Taken:
    """Save the edits as their author's; what has changed since is left alone and told.

    A comment is kept whatever became of its text.
    """
    by, today = Reviewer(sent.name), session.services.today()
    saved = accepted = comments = 0
    unsaved: list[Unsaved] = []
    for edit in sent.edits:
        reasons = []
        if edit.msgstr is not None or edit.accept:
            act = Act.APPROVE if edit.accept else Act.SAVE
            reason = _refused(session, edit, edit.expected, Decision(act, by, today, edit.msgstr))
            reasons.append(reason)
            saved += not reason and edit.msgstr is not None
            accepted += not reason and edit.accept
        if edit.comment:
            unit = session.store.find(edit.unit)
            decision = Decision(Act.COMMENT, by, today, comment=edit.comment)
            reason = _refused(session, edit, unit.hash if unit else "", decision)
            reasons.append(reason)
            comments += not reason
        unsaved += [_unsaved(session, edit, reason) for reason in dict.fromkeys(reasons) if reason]
    return Taken(saved, accepted, comments, tuple(unsaved))


def _refused(session: Session, edit: Edit, expected: str, decision: Decision) -> str:
    """Do one thing, and say why it was not done; empty: it was."""
    try:
        return session.act(edit.unit, expected, decision).refused
    except ConflictError:
        return "changed since the page was made"


def _unsaved(session: Session, edit: Edit, reason: str) -> Unsaved:
    unit = session.store.find(edit.unit)
    if unit is None:
        return Unsaved(edit.unit, reason, edit)
    return Unsaved(edit.unit, reason, edit, unit.entry.msgid, unit.entry.msgstr)


def edits_text(unsaved: tuple[Unsaved, ...]) -> str:
    """The edits that were not taken, to keep or to look at."""
    rows = [
        {
            "unit": one.unit,
            "reason": one.reason,
            "msgid": one.msgid,
            "theirs": one.edit.msgstr,
            "ours": one.present,
            "accept": one.edit.accept,
            "comment": one.edit.comment,
        }
        for one in unsaved
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)
