"""Actions: save, bulk, undo, and what is asked while somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from localize.errors import ConflictError
from localize.review.web import parsing
from localize.review.web.context import NotFoundError, body_of, reviewer_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from localize.review.queue import ReviewUnit
    from localize.review.web.context import WebContext


class Actions:
    """What a browser sends."""

    def __init__(self, context: WebContext) -> None:
        self._at = context

    def save(self, request: Request) -> Response:
        """Do one thing to one unit."""
        reviewer = reviewer_of(request)
        asked = parsing.saving(body_of(request), reviewer, self._at.session.services.today())
        one = self._at.unit(request, asked.ident)
        try:
            outcome = self._at.session.act(one.ident, asked.expected, asked.decision)
        except ConflictError:
            return conflict(self._at, one.ident)
        if outcome.refused:
            return JSONResponse({"refused": outcome.refused}, 422)
        return done(self._at, request, [swap.after for swap in outcome.done])

    def bulk(self, request: Request) -> Response:
        """Do one thing to all units of a filter."""
        locale = self._at.locale(request)
        by, at = reviewer_of(request), self._at.session.services.today()
        query, decision, count = parsing.bulk(body_of(request), locale, by, at)
        now = len(self._at.session.queries.units(query))
        if now != count:
            said = f"The filter holds {now} units now, not {count}; look again."
            return JSONResponse({"refused": said, "total": now}, 409)
        outcome = self._at.session.act_on_all(query, decision)
        units = [swap.after for swap in outcome.done]
        return done(self._at, request, units, count=len(units), skipped=outcome.skipped)

    def undo(self, request: Request) -> Response:
        """Take back the reviewer's last act."""
        outcome = self._at.session.undo(reviewer_of(request))
        if outcome.refused:
            return JSONResponse({"refused": outcome.refused}, 422)
        units = [swap.after for swap in outcome.done]
        return done(self._at, request, units, count=len(units), skipped=outcome.skipped)

    def findings(self, request: Request) -> Response:
        """What the checks say of a text that is being typed."""
        found = parsing.fields(body_of(request))
        one = self._at.unit(request, parsing.text(found, "unit"))
        typed = self._at.session.findings.typed(one, parsing.forms(found) or one.entry.msgstr)
        return JSONResponse(
            {
                "html": self._at.pages.render(
                    "findings.html", findings=typed, locale=self._at.locale(request)
                ),
                "count": len(typed),
            }
        )

    def propose(self, request: Request) -> Response:
        """Another engine's translation, to compare."""
        found = parsing.fields(body_of(request))
        one = self._at.unit(request, parsing.text(found, "unit"))
        engine = self._at.session.services.engines.get(parsing.text(found, "engine"))
        if engine is None:
            raise NotFoundError
        return JSONResponse({"text": engine(one.entry, self._at.locale(request))})


def conflict(at: WebContext, ident: str) -> Response:
    """Somebody else was first: what the entry has become."""
    theirs = at.session.store.find(ident)
    if theirs is None:
        return JSONResponse({"conflict": True, "gone": True}, 409)
    return JSONResponse(
        {
            "conflict": True,
            "hash": theirs.hash,
            "msgstr": list(theirs.entry.msgstr),
            "state": theirs.state.value,
            "row": at.pages.rows([theirs]),
        },
        409,
    )


def done(at: WebContext, request: Request, units: list[ReviewUnit], **values: object) -> Response:
    """What a page shows after an act."""
    query = at.query(request)
    now = [at.session.store.find(one.ident) for one in units[:200]]
    return at.json(
        query,
        rows=at.rows([one for one in now if one]),
        hashes={one.ident: one.hash for one in units},
        undo=at.session.undo_log.steps(reviewer_of(request)),
        **values,
    )
