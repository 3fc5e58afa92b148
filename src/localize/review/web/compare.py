"""Two engines side by side: which units, and whose text is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, RedirectResponse, Response

from localize.errors import ConflictError
from localize.inline.markup import syntax
from localize.review import marks
from localize.review.alternatives import HERE
from localize.review.decide import Act, Decision
from localize.review.web import parsing
from localize.review.web.actions import conflict, done
from localize.review.web.context import NotFoundError, body_of, reviewer_of
from localize.review.web.pages import PAGE, engine_name, link

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from localize.model import Locale
    from localize.review.alternatives import EnginePair
    from localize.review.web.context import WebContext


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
        found = self._at.session.queries.pairs(query, names, same=same)
        offset = parsing.number(request.query_params.get("from", ""))
        return self._at.page(
            request,
            "compare.html",
            query=query,
            ref=self._at.session.store.catalogs.get(query.wanted.catalog_id),
            documents=self._at.session.store.of_locale(query.locale),
            head=self._at.pages.head(query),
            link=lambda **change: link(query, **change),
            undo_steps=self._at.session.undo_log.steps(reviewer_of(request)),
            engines=[(name, _said(name)) for name in engines],
            names=names,
            same=same,
            rows=self._rows(found[offset : offset + PAGE], query.locale, names),
            total=len(found),
            offset=offset,
            next=link(query, a=names[0], b=names[1], **{"from": str(offset + PAGE)}),
        )

    def rows(self, request: Request) -> Response:
        """Rows as a script asks for them."""
        query = self._at.query(request)
        names, same = self._chosen(request.query_params, query.locale)
        found = self._at.session.queries.pairs(query, names, same=same)
        idents = set(filter(None, request.query_params.get("ids", "").split(",")))
        if idents:
            found = [pair for pair in found if pair.unit.ident in idents]
            rows = {pair.unit.ident: self._rows([pair], query.locale, names) for pair in found}
            return self._at.json(query, rows=rows, gone=sorted(idents - rows.keys()))
        offset = parsing.number(request.query_params.get("from", ""))
        html = self._rows(found[offset : offset + PAGE], query.locale, names)
        return self._at.json(query, html=html, total=len(found))

    def take(self, request: Request) -> Response:
        """Accept one engine's text of a unit."""
        reviewer = reviewer_of(request)
        sent = parsing.fields(body_of(request))
        one = self._at.unit(request, parsing.text(sent, "unit"))
        engine = self._known(parsing.text(sent, "engine"), self._at.locale(request))
        decision = Decision(Act.SAVE, reviewer, self._at.session.services.today())
        try:
            outcome = self._at.session.take(
                one.ident, parsing.text(sent, "expected"), engine, decision
            )
        except ConflictError:
            return conflict(self._at, one.ident)
        if outcome.refused:
            return JSONResponse({"refused": outcome.refused}, 422)
        return done(self._at, request, [swap.after for swap in outcome.done])

    def take_all(self, request: Request) -> Response:
        """Make one engine's texts the drafts of all units that are compared."""
        sent = parsing.fields(body_of(request))
        query, count = parsing.filtered(sent, self._at.locale(request))
        names, same = self._chosen(parsing.texts(sent, "query"), query.locale)
        engine = self._known(parsing.text(sent, "engine"), query.locale)
        now = len(self._at.session.queries.pairs(query, names, same=same))
        if now != count:
            said = f"The filter holds {now} units now, not {count}; look again."
            return JSONResponse({"refused": said, "total": now}, 409)
        outcome = self._at.session.take_all(query, names, engine, reviewer_of(request), same=same)
        units = [swap.after for swap in outcome.done]
        return done(self._at, request, units, count=len(units), skipped=outcome.skipped)

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

    def _rows(self, found: list[EnginePair], locale: Locale, names: tuple[str, str]) -> str:
        rows = [
            (
                pair,
                marks.runs(pair.unit.entry.msgid, how=syntax(pair.unit.entry.flags)),
                _other(pair.right, pair.left),
                _other(pair.left, pair.right),
                [name for name, text in zip("ab", (pair.left, pair.right), strict=True)
                 if text == pair.unit.entry.text],
            )
            for pair in found
        ]  # fmt: skip
        said = [_said(name) for name in names]
        return self._at.pages.render("pairs.html", rows=rows, locale=locale, names=names, said=said)


def _said(name: str) -> str:
    return "In the catalog" if name == HERE else engine_name(name)


def _other(before: str, after: str) -> tuple[marks.MarkedRun, ...]:
    """A text with the words marked that the other one has not."""
    return tuple(
        run for run in marks.difference(before, after) if run.mark is not marks.Mark.REMOVED
    )
