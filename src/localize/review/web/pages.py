"""What the templates show, as HTML."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from localize.inline.markup import syntax
from localize.model import Finding, State
from localize.model.state import machine_stamp, review_stamp, stamps
from localize.review import marks
from localize.review.decide import Role, author, remarks
from localize.review.queue import Order, ReviewProgress, ReviewUnit

if TYPE_CHECKING:
    import jinja2

    from localize.model import Entry, Locale
    from localize.review.access import Address
    from localize.review.decide import Reviewer
    from localize.review.queries import Query
    from localize.review.session import Session

_LOOK = 0.03  # seconds
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
class ListRow:
    """A unit as the list shows it."""

    unit: ReviewUnit
    locale: Locale
    source: tuple[marks.MarkedRun, ...]
    target: tuple[tuple[marks.MarkedRun, ...], ...]
    findings: tuple[Finding, ...] | None
    """None: nobody has looked yet."""
    provenance: tuple[str, ...]


def row(session: Session, one: ReviewUnit, *, look: bool = True) -> ListRow:
    """A unit with what its row shows. `look`: look for findings if nobody has."""
    entry, locale = one.entry, session.queries.catalog_of(one).locale
    how = syntax(entry.flags)
    if entry.previous_msgid is not None and one.state is State.STALE:
        source = marks.difference(entry.previous_msgid, entry.msgid)
    else:
        source = marks.runs(entry.msgid, session.services.terms(entry.msgid, locale), how)
    return ListRow(
        one,
        locale,
        source,
        tuple(marks.runs(form, how=how) for form in entry.msgstr),
        session.findings.of(one) if look else session.findings.known(one),
        provenance(entry, one.state),
    )


_ENGINES = {
    "argos": "Argos Translate", "deepl": "DeepL", "libretranslate": "LibreTranslate",
    "openai": "a language model", "llm": "a language model", "apertium": "Apertium",
    "tm": "the memory", "copy": "copying the source", "pseudo": "pseudo-translation",
}  # fmt: skip


def engine_name(name: str) -> str:
    """An engine as a stamp or the command line has it, in words."""
    family, _, model = name.partition("/")
    model, _, version = model.partition("@")
    inner = version if family == "argos" else " ".join(filter(None, (model, version)))
    return " ".join(filter(None, (_ENGINES.get(family, family or "an engine"), inner)))


def provenance(entry: Entry, stands: State) -> tuple[str, ...]:
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
        by = engine_name(machine.get("engine"))
        lines.append(f"from a draft by {by}" if stands.accepted else f"draft by {by}")
        if (score := machine.get("score")) and not stands.accepted:
            lines.append(f"score {score.replace('-', '−')}")
    elif draft := (stamps(entry, "mt") or stamps(entry, "draft")):
        lines.append(f"draft was by {engine_name(draft[-1].get('engine'))}")
    return tuple(lines)


class Pages:
    """Renders the templates with what all of them need."""

    def __init__(self, session: Session, address: Address) -> None:
        self._session = session
        self._address = address

    @cached_property
    def _environment(self) -> jinja2.Environment:
        from localize.review.web.templating import environment

        return environment(
            labels=LABELS,
            short_labels=SHORT_LABELS,
            states=list(State),
            State=State,
            Order=Order,
            Role=Role,
            base=self._address.base,
            source_locale=self._session.services.source,
            project_name=self._session.services.name,
            page_size=PAGE,
        )

    def prepare(self) -> None:
        """Load what the first page needs, before somebody asks for it."""
        for name in ("list.html", "rows.html", "head.html"):
            self._environment.get_template(name)

    def render(self, name: str, **values: object) -> str:
        """A template's HTML."""
        return self._environment.get_template(name).render(**values)

    def rows(self, units: list[ReviewUnit]) -> str:
        """The rows of some units."""
        shown = [(row(self._session, one), "") for one in units]
        return self.render("rows.html", rows=shown)

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
        for one in units[offset : offset + PAGE]:
            new = titled and one.catalog_id != before
            title = self._session.queries.catalog_of(one).title if new else ""
            shown.append((row(self._session, one, look=time.monotonic() < deadline), title))
            before = one.catalog_id
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

    def denied(self) -> str:
        """What a stranger reads."""
        return self.render("denied.html")

    def editor(self, one: ReviewUnit, reviewer: Reviewer) -> str:
        """What opens under a unit."""
        session, entry = self._session, one.entry
        ref = session.queries.catalog_of(one)
        return self.render(
            "editor.html",
            row=row(session, one),
            terms=session.services.terms(entry.msgid, ref.locale),
            alternatives=[
                (engine_name(found.engine), found.text)
                for found in session.queries.alternatives(one).values()
                if found.text != entry.text and entry.msgid_plural is None
            ],
            holders=marks.holders(entry.msgid, syntax(entry.flags))[:9],
            remarks=remarks(entry),
            elsewhere=session.queries.elsewhere(one)[:5],
            draft=session.undo_log.draft(entry),
            engines=[
                (name, engine_name(name))
                for name in session.services.engines
                if name not in session.queries.alternatives(one)
            ],
            ref=ref,
            refs=session.store.catalogs,
            reviewer=reviewer,
        )

    def memory(self, one: ReviewUnit) -> str:
        """What the memory knows of a unit, but for what stands there."""
        entry, locale = one.entry, self._session.queries.catalog_of(one).locale
        matches = [
            (match, marks.difference(match.source, entry.msgid))
            for match in self._session.services.matches(entry.msgid, locale)
            if match.target != entry.text
        ]
        return self.render("memory.html", matches=matches, locale=locale) if matches else ""


def link(query: Query, **change: str) -> str:
    """The query string of a query with some parameters changed; `?` where none is left."""
    wanted = query.wanted
    found = {
        "doc": wanted.catalog_id,
        "state": wanted.state.value if wanted.state else "",
        "finding": wanted.finding,
        "term": wanted.term,
        "q": wanted.text,
        "order": "" if query.order is Order.DOCUMENT else query.order.value,
    }
    found.update(change)
    return "?" + urlencode({name: value for name, value in found.items() if value})


__all__ = ["LABELS", "PAGE", "ListRow", "Pages", "ReviewProgress", "link", "provenance", "row"]
