"""Pages to read: the list, a unit, the edition beside its source."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from localize.model.state import source_hash
from localize.review import marks
from localize.review.web import parsing
from localize.review.web.clean import cleaned
from localize.review.web.context import NotFoundError, reviewer_of
from localize.review.web.guard import FRAME_CSP
from localize.review.web.pages import link, row

if TYPE_CHECKING:
    from starlette.requests import Request

    from localize.review.queries import Query
    from localize.review.queue import ReviewUnit
    from localize.review.web.context import WebContext

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


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
            (one, store.complete and store.progress_of(ref.ident for ref in store.of_locale(one)))
            for one in self._at.locales.values()
        ]
        return self._at.page(request, "home.html", rows=rows, complete=store.complete)

    def static(self, request: Request) -> Response:
        """A script or a style, by its name alone."""
        found = _STATIC.get(request.path_params["name"])
        if found is None:
            raise NotFoundError
        return Response(found[1], media_type=found[0], headers={"cache-control": "no-cache"})

    def listing(self, request: Request) -> Response:
        """The list."""
        query = self._at.query(request)
        offset = parsing.number(request.query_params.get("from", ""))
        units = self._at.session.queries.units(query)
        ref = self._at.session.store.catalogs.get(query.wanted.catalog_id)
        return self._at.page(
            request,
            "list.html",
            query=query,
            ref=ref,
            documents=self._at.session.store.of_locale(query.locale),
            head=self._at.pages.head(query),
            rows=self._at.pages.listed(units, query, offset),
            total=len(units),
            offset=offset,
            link=lambda **change: link(query, **change),
            problems=self._at.session.store.problems(query.locale),
            undo_steps=self._at.session.undo_log.steps(reviewer_of(request)),
        )

    def more_rows(self, request: Request) -> Response:
        """Rows as a script asks for them: a page of a query, or some by their ids."""
        query = self._at.query(request)
        idents = request.query_params.get("ids", "")
        if idents:
            chosen = [
                self._at.session.store.find(parsing.ident(one)) for one in idents.split(",")[:200]
            ]
            known = [one for one in chosen if one and self._is_of(one, query)]
            gone = [i for i, one in zip(idents.split(","), chosen, strict=False) if one is None]
            return self._at.json(query, rows=self._at.rows(known), gone=gone)
        offset = parsing.number(request.query_params.get("from", ""))
        units = self._at.session.queries.units(query)
        return self._at.json(
            query,
            html=self._at.pages.listed(units, query, offset),
            total=len(units),
            head=self._at.pages.head(query),
        )

    def _is_of(self, one: ReviewUnit, query: Query) -> bool:
        return self._at.session.queries.catalog_of(one).locale == query.locale

    def unit(self, request: Request) -> Response:
        """One unit: for the editor as JSON, for a reader as a page."""
        one = self._at.unit(request, request.path_params["ident"])
        if "application/json" in request.headers.get("accept", ""):
            if request.query_params.get("history") == "1":
                return JSONResponse({"html": self._history(one)})
            if request.query_params.get("memory") == "1":
                return JSONResponse({"html": self._at.pages.memory(one)})
            return JSONResponse(
                {
                    "unit": one.ident,
                    "hash": one.hash,
                    "msgid": one.entry.msgid,
                    "msgstr": list(one.entry.msgstr),
                    "row": self._at.pages.rows([one]),
                    "html": self._at.pages.editor(one, reviewer_of(request)),
                }
            )
        shown = row(self._at.session, one)
        return self._at.page(
            request,
            "unit.html",
            row=shown,
            history=self._history(one),
            memory=self._at.pages.memory(one),
        )

    def _history(self, one: ReviewUnit) -> str:
        ref = self._at.session.queries.catalog_of(one)
        versions = self._at.session.services.history(ref, one.entry)
        texts = [version.text for version in versions]
        shown = [
            (version, marks.difference(older, version.text))
            for version, older in zip(versions, [*texts[1:], ""], strict=False)
        ]
        return self._at.pages.render("history.html", versions=shown, locale=ref.locale)

    def reading(self, request: Request) -> Response:
        """The edition beside its source."""
        ref = self._at.session.store.catalogs.get(parsing.ident(request.path_params["ref"]))
        if ref is None or ref.locale != self._at.locale(request):
            raise NotFoundError
        number = parsing.number(request.query_params.get("part", ""))
        if number >= max(len(ref.documents), 1):
            raise NotFoundError
        query = parsing.query({"doc": ref.ident}, ref.locale)
        return self._at.page(
            request,
            "read.html",
            query=query,
            ref=ref,
            part=number,
            documents=self._at.session.store.of_locale(ref.locale),
            head=self._at.pages.head(query),
            link=lambda **change: link(query, **change),
            undo_steps=self._at.session.undo_log.steps(reviewer_of(request)),
        )

    def frame(self, request: Request) -> Response:
        """The rendered source or edition, cleaned, for the sandboxed frame."""
        ref = self._at.session.store.catalogs.get(parsing.ident(request.path_params["ref"]))
        side = request.path_params["side"]
        if ref is None or ref.locale != self._at.locale(request):
            raise NotFoundError
        if side not in {"source", "edition"}:
            raise NotFoundError
        number = parsing.number(request.query_params.get("part", ""))
        if number >= len(ref.documents):
            raise NotFoundError
        body = self._at.session.services.page(ref, ref.documents[number], side == "edition")
        units = {source_hash(one.entry): one for one in self._at.session.store.units_of(ref.ident)}
        text = self._at.pages.render(
            "frame.html",
            body=cleaned(body) if body is not None else "",
            missing=body is None,
            locale=ref.locale if side == "edition" else self._at.session.services.source,
            side=side,
            units=json.dumps({key: one.ident for key, one in units.items()}),
        )
        return HTMLResponse(text, headers={"content-security-policy": FRAME_CSP})

    def changes(self, request: Request) -> Response:
        """What happened since a version, for a page that stays current."""
        locale = self._at.locale(request)
        store = self._at.session.store
        if request.query_params.get("epoch", "") != store.epoch:
            return JSONResponse(
                {"version": store.version, "epoch": store.epoch, "everything": True}
            )
        found = store.changes(parsing.number(request.query_params.get("since", "")))
        return JSONResponse(
            {
                "version": found.version,
                "epoch": store.epoch,
                "everything": found.everything or len(found.idents) > 400,
                "grown": found.grown,
                "looked": self._at.session.findings.share(locale),
                "units": list(found.idents[:400]),
            }
        )


def _static_files() -> dict[str, tuple[str, bytes]]:
    folder = files("localize.review.web") / "static"
    found: dict[str, tuple[str, bytes]] = {}
    for one in folder.iterdir():
        suffix = one.name[one.name.rfind(".") :]
        if suffix in _TYPES:
            found[one.name] = (_TYPES[suffix], one.read_bytes())
    return found


_STATIC: dict[str, tuple[str, bytes]] = _static_files()
