"""What the templates show, as HTML. The only module that knows jinja2."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from localize.model import Finding, Severity, State
from localize.model.unit import machine_stamp, review_stamp, stamps
from localize.review import marks
from localize.review.decide import Role, author, remarks
from localize.review.queue import Order, Progress, Unit

if TYPE_CHECKING:
    import jinja2

    from localize.model import Entry, Locale
    from localize.review.access import Address
    from localize.review.decide import Reviewer
    from localize.review.session import Query, Session

PAGE = 60
"""Units of one page of the list; more come as one scrolls."""

LABELS = {
    State.MISSING: "Missing",
    State.MACHINE: "Machine, unreviewed",
    State.STALE: "Source changed",
    State.NEEDS_WORK: "Needs work",
    State.TRANSLATED: "Accepted",
    State.REVIEWED: "Approved",
}
SHORT_LABELS = {**LABELS, State.MACHINE: "Machine"}


@dataclass(frozen=True, slots=True)
class Row:
    """A unit as the list shows it."""

    unit: Unit
    locale: Locale
    source: tuple[marks.Run, ...]
    target: tuple[tuple[marks.Run, ...], ...]
    findings: tuple[Finding, ...]
    provenance: tuple[str, ...]

    @property
    def errors(self) -> int:
        """Findings that block a publishing build."""
        return sum(1 for one in self.findings if one.severity is Severity.ERROR)


def row(session: Session, one: Unit, *, look: bool = True) -> Row:
    """A unit with what its row shows. `look`: look for findings if nobody has."""
    entry, locale = one.entry, session.place_of(one).locale
    if entry.previous_msgid is not None and one.state is State.STALE:
        source = marks.difference(entry.previous_msgid, entry.msgid)
    else:
        source = marks.runs(entry.msgid, session.around.terms(entry.msgid, locale))
    return Row(
        one,
        locale,
        source,
        tuple(marks.runs(form) for form in entry.msgstr),
        session.findings(one) if look else session.known_findings(one) or (),
        provenance(entry),
    )


def provenance(entry: Entry) -> tuple[str, ...]:
    """Where the text comes from, a sentence a line."""
    lines: list[str] = []
    approval = review_stamp(entry)
    if approval:
        lines.append(f"by {approval.get('by')}, {approval.get('at')}")
    writer = author(entry)
    if writer:
        lines.append(f"written by {writer}")
    machine = machine_stamp(entry)
    if machine:
        score = machine.get("score")
        lines.append(
            machine.get("engine") + (f" · score {score.replace('-', '−')}" if score else "")
        )
    elif draft := (stamps(entry, "mt") or stamps(entry, "draft")):
        lines.append(f"was {draft[-1].get('engine')}")
    return tuple(lines)


class Pages:
    """Renders the templates with what all of them need."""

    def __init__(self, session: Session, address: Address) -> None:
        self._session = session
        self._address = address

    @cached_property
    def _environment(self) -> jinja2.Environment:
        import jinja2

        found = jinja2.Environment(
            loader=jinja2.PackageLoader("localize.review.web"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
            auto_reload=False,
        )
        found.globals.update(
            labels=LABELS,
            short_labels=SHORT_LABELS,
            states=list(State),
            State=State,
            Order=Order,
            Role=Role,
            base=self._address.base,
            source_locale=self._session.around.source,
            project_name=self._session.around.name,
            page_size=PAGE,
        )
        return found

    def render(self, name: str, **values: object) -> str:
        """A template's HTML."""
        return self._environment.get_template(name).render(**values)

    def rows(self, units: list[Unit], *, look: bool = True) -> str:
        """The rows of some units."""
        return self.render("rows.html", rows=[row(self._session, one, look=look) for one in units])

    def head(self, query: Query) -> str:
        """The chips and the meter above the list."""
        return self.render(
            "head.html",
            query=query,
            progress=self._session.progress(query),
            link=lambda **change: link(query, **change),
        )

    def denied(self) -> str:
        """What a stranger reads."""
        return self.render("denied.html")

    def editor(self, one: Unit, reviewer: Reviewer) -> str:
        """What opens under a unit."""
        session, entry = self._session, one.entry
        place = session.place_of(one)
        return self.render(
            "editor.html",
            row=row(session, one),
            terms=session.around.terms(entry.msgid, place.locale),
            matches=[
                (match, marks.difference(match.source, entry.msgid))
                for match in session.around.matches(entry.msgid, place.locale)
            ],
            holders=marks.holders(entry.msgid)[:9],
            remarks=remarks(entry),
            elsewhere=session.elsewhere(one)[:5],
            draft=session.draft(entry),
            engines=tuple(session.around.engines),
            place=place,
            places=session.desk.places,
            reviewer=reviewer,
        )


def link(query: Query, **change: str) -> str:
    """The query string of a query with some parameters changed; `?` where none is left."""
    wanted = query.wanted
    found = {
        "doc": wanted.place,
        "state": wanted.state.value if wanted.state else "",
        "finding": wanted.finding,
        "term": wanted.term,
        "q": wanted.text,
        "order": "" if query.order is Order.DOCUMENT else query.order.value,
    }
    found.update(change)
    return "?" + urlencode({name: value for name, value in found.items() if value})


__all__ = ["LABELS", "PAGE", "Pages", "Progress", "Row", "link", "provenance", "row"]
