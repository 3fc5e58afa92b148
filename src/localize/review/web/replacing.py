"""Find and replace: the preview of what changes, and the act, on just what the preview showed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from localize.review import marks
from localize.review.replace import Replacement
from localize.review.web import parsing
from localize.review.web.actions import done
from localize.review.web.context import WebContext, body_of, reviewer_of

if TYPE_CHECKING:
    from starlette.requests import Request

_MOST_SHOWN = 100
_MOST_UNITS = 10_000
_TEXT_LIMIT = 2_000


class Replacing:
    """The dialog of the list."""

    def __init__(self, context: WebContext) -> None:
        self._at = context

    def preview(self, request: Request) -> Response:
        """What a replacement would change in the units of a filter."""
        sent = parsing.fields(body_of(request))
        query = parsing.query(parsing.texts(sent, "query"), self._at.locale(request))
        by = reviewer_of(request)
        changes = self._at.session.replacements(query, _replacement(sent), by)[:_MOST_UNITS]
        html = self._at.pages(request.headers).render(
            "replacements.html",
            changes=[
                (
                    unit,
                    [
                        marks.difference(*pair)
                        for pair in zip(unit.entry.msgstr, after, strict=True)
                    ],
                )
                for unit, after in changes[:_MOST_SHOWN]
            ],
            more=max(0, len(changes) - _MOST_SHOWN),
            locale=query.locale,
        )
        units = [[unit.ident, unit.hash] for unit, _ in changes]
        return JSONResponse({"html": html, "units": units})

    def replace(self, request: Request) -> Response:
        """Replace in the units of a preview; what has changed since is left alone."""
        sent = parsing.fields(body_of(request))
        outcome = self._at.session.replace(
            parsing.seen_units(sent, "units", most=_MOST_UNITS),
            _replacement(sent),
            self._at.locale(request),
            reviewer_of(request),
        )
        return done(self._at, request, outcome, counted=True)


def _replacement(sent: Mapping[str, object]) -> Replacement:
    find = parsing.text(sent, "find", limit=_TEXT_LIMIT)
    put = parsing.text(sent, "put", limit=_TEXT_LIMIT)
    if not find:
        raise parsing.BadRequestError("find")
    return Replacement(
        find, put, is_pattern=sent.get("pattern") is True, match_case=sent.get("case") is not False
    )
