"""What the templates show, as HTML in one language."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from localize.catalogs.plurals import shown_numbers
from localize.inline.markup import syntax
from localize.interface.words import Interface, spoken
from localize.model import Entry, Finding, Locale, State
from localize.model.state import machine_stamp, review_stamp, stamps
from localize.review import marks
from localize.review.access import Address
from localize.review.decide import Reviewer, Role, author, remarks
from localize.review.queries import Query
from localize.review.queue import Order, ReviewUnit
from localize.review.session import Session
from localize.review.suggestions import Suggestion, suggestions

if TYPE_CHECKING:
    import jinja2

_LOOK = 0.03  # seconds
_REMARKS = 2  # shown in the list
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
_SEVERITIES = {"error": "Error", "warning": "Warning"}


@dataclass(frozen=True, slots=True)
class ListRow:
    """A unit as the list shows it."""

    unit: ReviewUnit
    locale: Locale
    source: tuple[marks.MarkedRun, ...]
    target: tuple[tuple[marks.MarkedRun, ...], ...]
    findings: tuple[Finding, ...] | None
    """None: nobody has looked yet."""
    provenance: tuple[str, ...]
    texts: tuple[str, ...]
    """As they are edited, each form of a plural."""
    remarks: tuple[str, ...]
    """The last comments of people, newest last."""
    more_remarks: int
    suggestions: tuple[Suggestion, ...]
    forms: tuple[str, ...]
    """What each form of a plural is for; empty: there is one text."""


def provenance(entry: Entry, state: State, say: Interface) -> tuple[str, ...]:
    """Where the text comes from, a sentence a line."""
    lines: list[str] = []
    if approval := review_stamp(entry):
        name = say.isolated(approval.get("by"))
        lines.append(say("by {name}, {date}", name=name, date=approval.get("at")))
    if writer := author(entry):
        lines.append(say("written by {name}", name=say.isolated(writer)))
    if machine := machine_stamp(entry):
        engine = say.isolated(say.engine(machine.get("engine")))
        text = "from a draft by {engine}" if state.accepted else "draft by {engine}"
        lines.append(say(text, engine=engine))
        if (score := machine.get("score")) and not state.accepted:
            lines.append(say("score {score}", score=say.isolated(score.replace("-", "−"))))
    elif draft := (stamps(entry, "mt") or stamps(entry, "draft")):
        engine = say.isolated(say.engine(draft[-1].get("engine")))
        lines.append(say("draft was by {engine}", engine=engine))
    return tuple(lines)


class Pages:
    """Renders the templates with what all of them need."""

    def __init__(self, session: Session, address: Address, say: Interface) -> None:
        self.say = say
        self._session = session
        self._address = address

    @cached_property
    def _environment(self) -> jinja2.Environment:
        from localize.review.web.templating import environment

        return environment(
            say=self.say,
            ui=self.say.locale,
            spoken=spoken(),
            labels=LABELS,
            short_labels=SHORT_LABELS,
            severities=_SEVERITIES,
            State=State,
            Order=Order,
            Role=Role,
            base=self._address.base,
            source_locale=self._session.services.source,
            project_name=self._session.services.name,
            page_size=PAGE,
        )

    @cached_property
    def script_words(self) -> dict[str, tuple[str, ...]]:
        """What the scripts say, by msgid."""
        entries = self.say.entries.values()
        spoken_by_scripts = (one for one in entries if any(".js" in ref for ref in one.references))
        return {entry.msgid: entry.msgstr for entry in spoken_by_scripts}

    def prepare(self) -> None:
        """Load what the first page needs, before somebody asks for it."""
        for name in ("list.html", "rows.html", "head.html"):
            self._environment.get_template(name)

    def render(self, name: str, **values: object) -> str:
        """A template's HTML."""
        return self._environment.get_template(name).render(**values)

    def row(self, unit: ReviewUnit, *, look: bool = True) -> ListRow:
        """A unit with what its row shows. `look`: look for findings if nobody has."""
        session, entry = self._session, unit.entry
        locale = session.queries.catalog_of(unit).locale
        how = syntax(entry.reading)
        if entry.previous_msgid is not None and unit.state is State.STALE:
            source = marks.difference(entry.previous_msgid, entry.msgid)
        else:
            source = marks.runs(entry.msgid, session.services.terms(entry.msgid, locale), how)
        texts = session.queries.texts(unit)
        return ListRow(
            unit,
            locale,
            source,
            tuple(marks.runs(form, how=how) for form in texts),
            session.findings.of(unit) if look else session.findings.known(unit),
            provenance(entry, unit.state, self.say),
            texts,
            remarks(entry)[-_REMARKS:],
            max(0, len(remarks(entry)) - _REMARKS),
            suggestions(entry),
            self._form_labels(unit),
        )

    def _form_labels(self, unit: ReviewUnit) -> tuple[str, ...]:
        """What each form of a plural is for, as many as there are fields; of a singular, none."""
        if unit.entry.msgid_plural is None:
            return ()
        queries = self._session.queries
        texts = queries.texts(unit)
        return tuple(
            self._form_label(number, numbers)
            for number, (_, numbers) in enumerate(
                zip_longest(texts, queries.forms(unit), fillvalue=()), 1
            )
        )

    def _form_label(self, number: int, numbers: tuple[int, ...]) -> str:
        if not numbers:
            return self.say("Form {n}, for no number", n=number)
        return self.say("For {numbers}", numbers=shown_numbers(numbers, self.say.number))

    def copied(self, unit: ReviewUnit) -> tuple[str, ...]:
        """The source for each field: the singular where a form is for 1 alone."""
        entry, forms = unit.entry, self._session.queries.forms(unit)
        if entry.msgid_plural is None:
            return (entry.msgid,)
        return tuple(entry.msgid if numbers == (1,) else entry.msgid_plural for numbers in forms)

    def rows(self, units: list[ReviewUnit]) -> str:
        """The rows of some units."""
        return self.render("rows.html", rows=[(self.row(unit), "") for unit in units])

    def listed(self, units: list[ReviewUnit], query: Query, offset: int) -> str:
        """A page of a list, at once: what is known of findings, and a little more.

        A row that was not looked at says so, and the page asks for it once more. In the order of
        documents, each has its title above its first unit.
        """
        looking = _LOOK if self._session.findings.begun else 0.0
        deadline = time.monotonic() + looking
        titled = query.order is Order.DOCUMENT and not query.wanted.catalog_id
        before = units[offset - 1].catalog_id if 0 < offset <= len(units) else ""
        shown: list[tuple[ListRow, str]] = []
        for unit in units[offset : offset + PAGE]:
            new = titled and unit.catalog_id != before
            title = self._session.queries.catalog_of(unit).title if new else ""
            shown.append((self.row(unit, look=time.monotonic() < deadline), title))
            before = unit.catalog_id
        return self.render("rows.html", rows=shown)

    def head(self, query: Query) -> str:
        """The chips and the meter above the list."""
        return self.render(
            "head.html",
            query=query,
            progress=self._session.queries.progress(query),
            looked=self._session.findings.share(query.locale),
            link=lambda **change: link(query, **change),
        )

    def editor(self, unit: ReviewUnit, reviewer: Reviewer) -> str:
        """What opens under a unit."""
        session, entry = self._session, unit.entry
        ref = session.queries.catalog_of(unit)
        alternatives = session.queries.alternatives(unit)
        row = self.row(unit)
        return self.render(
            "editor.html",
            row=row,
            forms=list(zip_longest(row.forms[: len(row.texts)], row.texts, fillvalue="")),
            terms=session.services.terms(entry.msgid, ref.locale),
            alternatives=[
                (self.say.engine(each.engine), each.text)
                for each in alternatives.values()
                if each.text != entry.text and entry.msgid_plural is None
            ],
            holders=marks.holders(entry.msgid, syntax(entry.reading))[:9],
            remarks=remarks(entry),
            elsewhere=session.queries.elsewhere(unit)[:5],
            open_elsewhere=len(session.queries.open_elsewhere(unit)),
            draft=session.undo_log.draft(entry),
            engines=[
                (name, self.say.engine(name))
                for name in session.services.engines
                if name not in alternatives
            ],
            ref=ref,
            catalogs=session.store.catalogs,
            reviewer=reviewer,
        )

    def memory(self, unit: ReviewUnit) -> str:
        """What the memory knows of a unit, but for the text it has."""
        entry, locale = unit.entry, self._session.queries.catalog_of(unit).locale
        matches = [
            (match, marks.difference(match.source, entry.msgid))
            for match in self._session.services.matches(entry.msgid, locale)
            if match.target != entry.text
        ]
        return self.render("memory.html", matches=matches, locale=locale) if matches else ""


def link(query: Query, **change: str) -> str:
    """The query string of a query with some parameters changed; `?` where none is left."""
    wanted = query.wanted
    parameters = {
        "doc": wanted.catalog_id,
        "state": wanted.state.value if wanted.state else "",
        "finding": wanted.finding,
        "term": wanted.term,
        "comments": "1" if wanted.commented else "",
        "q": wanted.text,
        "order": "" if query.order is Order.DOCUMENT else query.order.value,
    }
    parameters.update(change)
    return "?" + urlencode({name: value for name, value in parameters.items() if value})
