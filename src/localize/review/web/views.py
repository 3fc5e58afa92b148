"""Pages to read: the list, a unit, the edition beside its source."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from localize.model.state import source_hash
from localize.review import marks
from localize.review.catalog_refs import CatalogRef
from localize.review.patterns import PatternError
from localize.review.queries import Query
from localize.review.queue import ReviewUnit
from localize.review.web import parsing
from localize.review.web.clean import cleaned
from localize.review.web.context import NotFoundError, WebContext, known, reviewer_of
from localize.review.web.middleware import FRAME_CSP
from localize.scripts.style import with_languages

if TYPE_CHECKING:
    from starlette.requests import Request

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_MOST_ROWS = 200
_MOST_CHANGES = 400


class Views:
    """What a browser gets."""

    def __init__(self, context: WebContext) -> None:
        self._at = context

    def home(self, request: Request) -> Response:
        """The locales, or the only one."""
        if len(self._at.locales) == 1:
            return RedirectResponse(f"{self._at.address.base}/{next(iter(self._at.locales))}/", 303)
        store = self._at.session.store
        rows = [
            (locale, store.complete and store.progress_of(r.ident for r in store.of_locale(locale)))
            for locale in self._at.locales.values()
        ]
        return self._at.page(request, "home.html", rows=rows, complete=store.complete)

    def static(self, request: Request) -> Response:
        """A script or a style, by its name alone."""
        media_type, raw = known(static_files().get(request.path_params["name"]))
        return Response(raw, media_type=media_type, headers={"cache-control": "no-cache"})

    def listing(self, request: Request) -> Response:
        """The list."""
        query = self._at.query(request)
        offset = parsing.number(request.query_params.get("from", ""))
        units, problem = self._units(request, query)
        return self._at.listing(
            request,
            "list.html",
            query,
            rows=self._at.pages(request.headers).listed(units, query, offset),
            total=len(units),
            offset=offset,
            problem=problem,
            problems=self._at.session.store.problems(query.locale),
        )

    def _units(self, request: Request, query: Query) -> tuple[list[ReviewUnit], str]:
        """The units of a query, and what is wrong with its regular expression."""
        try:
            return self._at.session.queries.units(query), ""
        except PatternError as error:
            return [], self._at.pattern_problem(request, error)

    def more_rows(self, request: Request) -> Response:
        """Rows as a script asks for them: a page of a query, or some by their ids."""
        query = self._at.query(request)
        idents = request.query_params.get("ids", "")
        if idents:
            return self._rows_by_id(request, query, idents.split(",")[:_MOST_ROWS])
        offset = parsing.number(request.query_params.get("from", ""))
        units, problem = self._units(request, query)
        html = self._at.pages(request.headers).listed(units, query, offset)
        return self._at.json(request, query, html=html, total=len(units), problem=problem)

    def _rows_by_id(self, request: Request, query: Query, idents: list[str]) -> Response:
        session = self._at.session
        units = {ident: session.store.find(parsing.ident(ident)) for ident in idents}
        here = [
            unit
            for unit in units.values()
            if unit and session.queries.catalog_of(unit).locale == query.locale
        ]
        gone = [ident for ident, unit in units.items() if unit is None]
        return self._at.json(request, query, rows=self._at.rows(request, here), gone=gone)

    def unit(self, request: Request) -> Response:
        """One unit: for the editor as JSON, for a reader as a page."""
        unit = self._at.unit(request, request.path_params["ident"])
        pages = self._at.pages(request.headers)
        if "application/json" not in request.headers.get("accept", ""):
            return self._at.page(
                request,
                "unit.html",
                row=pages.row(unit),
                history=self._history(request, unit),
                memory=pages.memory(unit),
            )
        if request.query_params.get("history") == "1":
            return JSONResponse({"html": self._history(request, unit)})
        if request.query_params.get("memory") == "1":
            return JSONResponse({"html": pages.memory(unit)})
        return JSONResponse(
            {
                "unit": unit.ident,
                "hash": unit.hash,
                "msgid": unit.entry.msgid,
                "msgstr": list(self._at.session.queries.texts(unit)),
                "copy": list(pages.copied(unit)),
                "row": pages.rows([unit]),
                "html": pages.editor(unit, reviewer_of(request)),
            }
        )

    def _history(self, request: Request, unit: ReviewUnit) -> str:
        ref = self._at.session.queries.catalog_of(unit)
        versions = self._at.session.services.history(ref, unit.entry)
        texts = [version.text for version in versions]
        shown = [
            (version, marks.difference(older, version.text))
            for version, older in zip(versions, [*texts[1:], ""], strict=False)
        ]
        pages = self._at.pages(request.headers)
        return pages.render("history.html", versions=shown, locale=ref.locale)

    def reading(self, request: Request) -> Response:
        """The edition beside its source."""
        ref = self._at.catalog(request, request.path_params["catalog"])
        part = parsing.number(request.query_params.get("part", ""))
        if part >= max(len(ref.documents), 1):
            raise NotFoundError
        query = parsing.query({"doc": ref.ident}, ref.locale)
        return self._at.listing(request, "read.html", query, part=part)

    def frame(self, request: Request) -> Response:
        """The rendered source or edition, cleaned, for the sandboxed frame."""
        ref = self._at.catalog(request, request.path_params["catalog"])
        side = request.path_params["side"]
        part = parsing.number(request.query_params.get("part", ""))
        if side not in {"source", "edition"} or part >= len(ref.documents):
            raise NotFoundError
        html = self._frame(request, ref, ref.documents[part], edition=side == "edition")
        return HTMLResponse(html, headers={"content-security-policy": FRAME_CSP})

    def _frame(self, request: Request, ref: CatalogRef, document: str, *, edition: bool) -> str:
        session = self._at.session
        body = session.services.page(ref, document, edition)
        units = {source_hash(unit.entry): unit for unit in session.store.units_of(ref.ident)}
        return self._at.pages(request.headers).render(
            "frame.html",
            body=cleaned(body) if body is not None else "",
            missing=body is None,
            locale=ref.locale if edition else session.services.source,
            side="edition" if edition else "source",
            units=json.dumps({key: unit.ident for key, unit in units.items()}),
        )

    def changes(self, request: Request) -> Response:
        """What happened since a version, for a page that stays current."""
        locale = self._at.locale(request)
        store = self._at.session.store
        answer = {"version": store.version, "epoch": store.epoch}
        if request.query_params.get("epoch", "") != store.epoch:
            return JSONResponse({**answer, "everything": True})
        changes = store.changes(parsing.number(request.query_params.get("since", "")))
        return JSONResponse(
            {
                "version": changes.version,
                "epoch": store.epoch,
                "everything": changes.everything or len(changes.idents) > _MOST_CHANGES,
                "grown": changes.grown,
                "looked": self._at.session.findings.share(locale),
                "units": list(changes.idents[:_MOST_CHANGES]),
            }
        )


@cache
def static_files() -> dict[str, tuple[str, bytes]]:
    """The media type and the bytes of each script and style, by name."""
    folders = (files("localize.review.web") / "static", files("localize.interface"))
    return {
        file.name: (_TYPES[suffix], with_languages(file.read_bytes()))
        for folder in folders
        for file in folder.iterdir()
        if (suffix := file.name[file.name.rfind(".") :]) in _TYPES
    }
