"""Two engines side by side: which units, and whose text is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from localize.errors import ConflictError
from localize.inline.markup import syntax
from localize.interface.words import Interface
from localize.model import Locale
from localize.review import marks
from localize.review.alternatives import HERE, EnginePair
from localize.review.decide import Act, Decision
from localize.review.patterns import PatternError
from localize.review.web import parsing
from localize.review.web.actions import changed_filter, conflict, done
from localize.review.web.context import NotFoundError, WebContext, body_of, reviewer_of
from localize.review.web.pages import PAGE, link

if TYPE_CHECKING:
    from starlette.requests import Request


@dataclass(frozen=True, slots=True)
class _PairRow:
    pair: EnginePair
    source: tuple[marks.MarkedRun, ...]
    left: tuple[marks.MarkedRun, ...]
    right: tuple[marks.MarkedRun, ...]
    current: str
    """`a` and `b`, for the sides whose text the catalog has."""


class Compare:
    """The view that compares, and its acts."""

    def __init__(self, context: WebContext) -> None:
        self._at = context

    def page(self, request: Request) -> Response:
        """The view."""
        query = self._at.query(request)
        engines = self._engines(query.locale)
        if len(engines) < 2:
            return RedirectResponse(f"{self._at.address.base}/{query.locale}/", 303)
        names, same = self._chosen(request.query_params, query.locale)
        try:
            listed = self._at.session.queries.pairs(query, names, same=same)
        except PatternError:  # a search of the list, which tells of it
            return RedirectResponse(f"{self._at.address.base}/{query.locale}/{link(query)}", 303)
        offset = parsing.number(request.query_params.get("from", ""))
        say = self._at.pages(request.headers).say
        return self._at.listing(
            request,
            "compare.html",
            query,
            engines=[(name, _said(name, say)) for name in engines],
            names=names,
            same=same,
            rows=self._rows(request, listed[offset : offset + PAGE], names),
            total=len(listed),
            offset=offset,
            next=link(query, a=names[0], b=names[1], **{"from": str(offset + PAGE)}),
        )

    def rows(self, request: Request) -> Response:
        """Rows as a script asks for them."""
        query = self._at.query(request)
        names, same = self._chosen(request.query_params, query.locale)
        listed = self._at.session.queries.pairs(query, names, same=same)
        idents = set(filter(None, request.query_params.get("ids", "").split(",")))
        if idents:
            asked = [pair for pair in listed if pair.unit.ident in idents]
            rows = {pair.unit.ident: self._rows(request, [pair], names) for pair in asked}
            return self._at.json(request, query, rows=rows, gone=sorted(idents - rows.keys()))
        offset = parsing.number(request.query_params.get("from", ""))
        html = self._rows(request, listed[offset : offset + PAGE], names)
        return self._at.json(request, query, html=html, total=len(listed))

    def take(self, request: Request) -> Response:
        """Accept one engine's text of a unit."""
        fields = parsing.fields(body_of(request))
        unit = self._at.unit(request, parsing.text(fields, "unit"))
        engine = self._known(parsing.text(fields, "engine"), self._at.locale(request))
        today = self._at.session.services.today()
        decision = Decision(Act.SAVE, reviewer_of(request), today)
        expected = parsing.text(fields, "expected")
        try:
            outcome = self._at.session.take(unit.ident, expected, engine, decision)
        except ConflictError:
            return conflict(self._at, request, unit.ident)
        return done(self._at, request, outcome)

    def take_all(self, request: Request) -> Response:
        """Make one engine's texts the drafts of all units that are compared."""
        fields = parsing.fields(body_of(request))
        query, count = parsing.filtered(fields, self._at.locale(request))
        names, same = self._chosen(parsing.texts(fields, "query"), query.locale)
        engine = self._known(parsing.text(fields, "engine"), query.locale)
        session = self._at.session
        now = len(session.queries.pairs(query, names, same=same))
        if now != count:
            return changed_filter(self._at, request, before=count, now=now)
        outcome = session.take_all(query, names, engine, reviewer_of(request), same=same)
        return done(self._at, request, outcome, counted=True)

    def _engines(self, locale: Locale) -> list[str]:
        kept = self._at.session.services.compared(locale)
        return [HERE, *kept] if kept else []

    def _known(self, name: str, locale: Locale) -> str:
        if name not in self._engines(locale):
            raise NotFoundError
        return name

    def _chosen(
        self, parameters: Mapping[str, str], locale: Locale
    ) -> tuple[tuple[str, str], bool]:
        """The two engines of an address; without any: the catalog and the first other engine."""
        kept = self._engines(locale)
        if len(kept) < 2:
            raise NotFoundError
        left = self._known(parameters.get("a") or kept[0], locale)
        right = self._known(parameters.get("b") or kept[1], locale)
        return (left, right), parameters.get("same", "") == "1"

    def _rows(self, request: Request, listed: list[EnginePair], names: tuple[str, str]) -> str:
        pages = self._at.pages(request.headers)
        return pages.render(
            "pairs.html",
            rows=[_pair_row(pair) for pair in listed],
            locale=self._at.locale(request),
            names=names,
            said=[_said(name, pages.say) for name in names],
        )


def _pair_row(pair: EnginePair) -> _PairRow:
    entry = pair.unit.entry
    return _PairRow(
        pair,
        marks.runs(entry.msgid, how=syntax(entry.reading)),
        _other(pair.right, pair.left),
        _other(pair.left, pair.right),
        ("a" if pair.left == entry.text else "") + ("b" if pair.right == entry.text else ""),
    )


def _said(name: str, say: Interface) -> str:
    return say("In the catalog") if name == HERE else say.engine(name)


def _other(before: str, after: str) -> tuple[marks.MarkedRun, ...]:
    """A text with the words marked that the other one has not."""
    return tuple(
        run for run in marks.difference(before, after) if run.mark is not marks.Mark.REMOVED
    )
