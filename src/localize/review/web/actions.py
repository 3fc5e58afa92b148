"""Acts: save, bulk, undo, and what is asked while somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from localize.errors import ConflictError
from localize.review.session import ActOutcome
from localize.review.web import parsing
from localize.review.web.context import WebContext, body_of, known, reviewer_of

if TYPE_CHECKING:
    from starlette.requests import Request


class Actions:
    """What a browser sends."""

    def __init__(self, context: WebContext) -> None:
        self._at = context

    def save(self, request: Request) -> Response:
        """Do one thing to one unit."""
        today = self._at.session.services.today()
        asked = parsing.saving(body_of(request), reviewer_of(request), today)
        unit = self._at.unit(request, asked.ident)
        try:
            outcome = self._at.session.act(unit.ident, asked.expected, asked.decision)
        except ConflictError:
            return conflict(self._at, request, unit.ident)
        return done(self._at, request, outcome)

    def bulk(self, request: Request) -> Response:
        """Do one thing to all units of a filter."""
        by, at = reviewer_of(request), self._at.session.services.today()
        asked = parsing.bulk(body_of(request), self._at.locale(request), by, at)
        query, decision, count = asked
        now = len(self._at.session.queries.units(query))
        if now != count:
            return changed_filter(self._at, request, before=count, now=now)
        return done(self._at, request, self._at.session.act_on_all(query, decision), counted=True)

    def propagate(self, request: Request) -> Response:
        """Use the text of a unit wherever the same source is not accepted."""
        fields = parsing.fields(body_of(request))
        unit = self._at.unit(request, parsing.text(fields, "unit"))
        expected = parsing.text(fields, "expected")
        try:
            outcome = self._at.session.propagate(unit.ident, expected, reviewer_of(request))
        except ConflictError:
            return conflict(self._at, request, unit.ident)
        return done(self._at, request, outcome, counted=True)

    def undo(self, request: Request) -> Response:
        """Take back the reviewer's last act."""
        return done(self._at, request, self._at.session.undo(reviewer_of(request)), counted=True)

    def findings(self, request: Request) -> Response:
        """What the checks say of a text that is being typed."""
        fields = parsing.fields(body_of(request))
        unit = self._at.unit(request, parsing.text(fields, "unit"))
        msgstr = parsing.forms(fields) or unit.entry.msgstr
        typed = self._at.session.findings.typed(unit, msgstr)
        html = self._at.pages(request.headers).render(
            "findings.html", findings=typed, locale=self._at.locale(request)
        )
        return JSONResponse({"html": html, "count": len(typed)})

    def propose(self, request: Request) -> Response:
        """Another engine's translation, to compare."""
        fields = parsing.fields(body_of(request))
        unit = self._at.unit(request, parsing.text(fields, "unit"))
        engine = known(self._at.session.services.engines.get(parsing.text(fields, "engine")))
        return JSONResponse({"text": engine(unit.entry, self._at.locale(request))})


def conflict(at: WebContext, request: Request, ident: str) -> Response:
    """Somebody else was first: what the entry has become."""
    theirs = at.session.store.find(ident)
    if theirs is None:
        return JSONResponse({"conflict": True, "gone": True}, 409)
    return JSONResponse(
        {
            "conflict": True,
            "hash": theirs.hash,
            "msgstr": list(at.session.queries.texts(theirs)),
            "state": theirs.state.value,
            "row": at.pages(request.headers).rows([theirs]),
        },
        409,
    )


def changed_filter(at: WebContext, request: Request, *, before: int, now: int) -> Response:
    """The filter holds other units than the reviewer saw: nothing was done."""
    text = at.pages(request.headers).say(
        "The filter holds other units by now ({now}, not {before}); look again.",
        now=now,
        before=before,
    )
    return JSONResponse({"refused": text, "total": now}, 409)


def done(
    at: WebContext, request: Request, outcome: ActOutcome, *, counted: bool = False
) -> Response:
    """What a page shows after an act. `counted`: with the number of units that it was done to."""
    if outcome.refused:
        return at.refused(request, outcome.refused)
    units = [swap.after for swap in outcome.done]
    now = [at.session.store.find(unit.ident) for unit in units[:200]]
    said = {"said": at.pages(request.headers).say(outcome.note)} if outcome.note else {}
    elsewhere = at.session.queries.open_elsewhere(units[0]) if not counted and units else ()
    counts = {"count": len(units), "skipped": outcome.skipped} if counted else {}
    return at.json(
        request,
        at.query(request),
        rows=at.rows(request, [unit for unit in now if unit]),
        hashes={unit.ident: unit.hash for unit in units},
        undo=at.session.undo_log.steps(reviewer_of(request)),
        elsewhere=len(elsewhere),
        **said,
        **counts,
    )
