"""The application: addresses to pages and acts."""

from __future__ import annotations

import contextlib
import json
import logging
import threading
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from localize.errors import CatalogError, ConflictError, LocalizeError
from localize.review import marks
from localize.review.web import wire
from localize.review.web.guard import FRAME_CSP, Guard
from localize.review.web.pages import PAGE, Pages, link, row

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from localize.model import Locale
    from localize.review.access import Address, Keeper
    from localize.review.decide import Reviewer
    from localize.review.queue import Unit
    from localize.review.session import Query, Session

    Handler = Callable[["Request"], Response]

_log = logging.getLogger(__name__)
WATCH_SECONDS = 0.4
"""How soon a change by another tool is seen."""
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def application(session: Session, *, keeper: Keeper, address: Address) -> ASGIApp:
    """The whole server, guard included."""
    web = Web(session, keeper, address)
    plain = Starlette(routes=web.routes(), lifespan=web.lifespan)
    return Guard(plain, keeper=keeper, address=address, denied=web.pages.denied)


class Web:
    """The handlers. All of them run in the thread pool: they read and write files."""

    def __init__(self, session: Session, keeper: Keeper, address: Address) -> None:
        self.session = session
        self.keeper = keeper
        self.address = address
        self.pages = Pages(session, address)
        self.locales = {place.locale.tag: place.locale for place in session.desk.places.values()}
        self._stop = threading.Event()

    def routes(self) -> list[Route]:
        """Every address there is."""
        return [
            Route("/", _threaded(self.home)),
            Route("/static/{name}", _threaded(self.static)),
            Route("/{locale}/", _threaded(self.listing)),
            Route("/{locale}/rows", _threaded(self.more_rows)),
            Route("/{locale}/unit/{ident}", _threaded(self.unit)),
            Route("/{locale}/read/{place}", _threaded(self.reading)),
            Route("/{locale}/frame/{place}/{side}", _threaded(self.frame)),
            Route("/{locale}/changes", _threaded(self.changes)),
            Route("/{locale}/save", _threaded(self.save), methods=["POST"]),
            Route("/{locale}/bulk", _threaded(self.bulk), methods=["POST"]),
            Route("/{locale}/undo", _threaded(self.undo), methods=["POST"]),
            Route("/{locale}/findings", _threaded(self.findings), methods=["POST"]),
            Route("/{locale}/propose", _threaded(self.propose), methods=["POST"]),
        ]

    @contextlib.asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        """The watcher runs as long as the server."""
        watcher = threading.Thread(target=self._watch, name="watch catalogs", daemon=True)
        watcher.start()
        yield
        self._stop.set()
        await run_in_threadpool(watcher.join, 2.0)

    def _watch(self) -> None:
        while not self._stop.wait(WATCH_SECONDS):
            self.session.desk.refresh()
            self._look_ahead()

    def _look_ahead(self) -> None:
        """Look for findings before anyone asks, for some milliseconds at a time."""
        if self._stop.is_set():
            return
        self.session.look_ahead(seconds=0.03)

    def _locale(self, request: Request) -> Locale:
        found = self.locales.get(request.path_params["locale"])
        if found is None:
            raise _NotFoundError
        return found

    def _query(self, request: Request) -> Query:
        query = wire.query(request.query_params, self._locale(request))
        place = self.session.desk.places.get(query.wanted.place)
        if query.wanted.place and (place is None or place.locale != query.locale):
            raise _NotFoundError
        return query

    def _unit(self, request: Request, ident: str) -> Unit:
        found = self.session.desk.find(wire.ident(ident))
        if found is None or self.session.place_of(found).locale != self._locale(request):
            raise _NotFoundError
        return found

    def _page(self, request: Request, name: str, **values: object) -> Response:
        reviewer = _reviewer(request)
        text = self.pages.render(
            name,
            reviewer=reviewer,
            form_key=self.keeper.form_key(reviewer),
            version=self.session.desk.version,
            epoch=self.session.desk.epoch,
            locales=list(self.locales.values()),
            **values,
        )
        return HTMLResponse(text)

    def home(self, request: Request) -> Response:
        """The locales, or the only one."""
        if len(self.locales) == 1:
            return RedirectResponse(f"{self.address.base}/{next(iter(self.locales))}/", 303)
        desk = self.session.desk
        rows = [
            (one, desk.progress_of(place.ident for place in desk.of_locale(one)))
            for one in self.locales.values()
        ]
        return self._page(request, "home.html", rows=rows)

    def static(self, request: Request) -> Response:
        """A script or a style, by its name alone."""
        found = _STATIC.get(request.path_params["name"])
        if found is None:
            raise _NotFoundError
        return Response(found[1], media_type=found[0], headers={"cache-control": "no-cache"})

    def listing(self, request: Request) -> Response:
        """The list."""
        query = self._query(request)
        offset = wire.number(request.query_params.get("from", ""))
        units = self.session.units(query)
        place = self.session.desk.places.get(query.wanted.place)
        return self._page(
            request,
            "list.html",
            query=query,
            place=place,
            documents=self.session.desk.of_locale(query.locale),
            head=self.pages.head(query),
            rows=self.pages.rows(units[offset : offset + PAGE]),
            total=len(units),
            offset=offset,
            link=lambda **change: link(query, **change),
            problems=self.session.desk.problems(query.locale),
            undo_steps=self.session.undo_steps(_reviewer(request)),
        )

    def more_rows(self, request: Request) -> Response:
        """Rows as a script asks for them: a page of a query, or some by their ids."""
        query = self._query(request)
        idents = request.query_params.get("ids", "")
        if idents:
            chosen = [self.session.desk.find(wire.ident(one)) for one in idents.split(",")[:200]]
            known = [one for one in chosen if one and self._is_of(one, query)]
            gone = [i for i, one in zip(idents.split(","), chosen, strict=False) if one is None]
            return self._json(query, rows=self._rows(known), gone=gone)
        offset = wire.number(request.query_params.get("from", ""))
        units = self.session.units(query)
        return self._json(
            query,
            html=self.pages.rows(units[offset : offset + PAGE]),
            total=len(units),
            head=self.pages.head(query),
        )

    def _is_of(self, one: Unit, query: Query) -> bool:
        return self.session.place_of(one).locale == query.locale

    def _rows(self, units: list[Unit]) -> dict[str, str]:
        return {one.ident: self.pages.rows([one]) for one in units}

    def _json(self, query: Query, **values: object) -> Response:
        values.setdefault("head", self.pages.head(query))
        desk = self.session.desk
        return JSONResponse({"version": desk.version, "epoch": desk.epoch, **values})

    def unit(self, request: Request) -> Response:
        """One unit: for the editor as JSON, for a reader as a page."""
        one = self._unit(request, request.path_params["ident"])
        reviewer = _reviewer(request)
        editor = self.pages.editor(one, reviewer)
        if "application/json" in request.headers.get("accept", ""):
            history = request.query_params.get("history") == "1"
            if history:
                return JSONResponse({"html": self._history(one)})
            return JSONResponse(
                {
                    "unit": one.ident,
                    "hash": one.hash,
                    "msgid": one.entry.msgid,
                    "msgstr": list(one.entry.msgstr),
                    "row": self.pages.rows([one]),
                    "html": editor,
                }
            )
        shown = row(self.session, one)
        return self._page(
            request, "unit.html", row=shown, editor=editor, history=self._history(one)
        )

    def _history(self, one: Unit) -> str:
        place = self.session.place_of(one)
        versions = self.session.around.history(place, one.entry)
        texts = [version.text for version in versions]
        shown = [
            (version, marks.difference(older, version.text))
            for version, older in zip(versions, [*texts[1:], ""], strict=False)
        ]
        return self.pages.render("history.html", versions=shown, locale=place.locale)

    def reading(self, request: Request) -> Response:
        """The edition beside its source."""
        place = self.session.desk.places.get(wire.ident(request.path_params["place"]))
        if place is None or place.locale != self._locale(request):
            raise _NotFoundError
        number = wire.number(request.query_params.get("part", ""))
        if number >= max(len(place.documents), 1):
            raise _NotFoundError
        query = wire.query({"doc": place.ident}, place.locale)
        return self._page(
            request,
            "read.html",
            query=query,
            place=place,
            part=number,
            documents=self.session.desk.of_locale(place.locale),
            head=self.pages.head(query),
            link=lambda **change: link(query, **change),
            undo_steps=self.session.undo_steps(_reviewer(request)),
        )

    def frame(self, request: Request) -> Response:
        """The rendered source or edition, cleaned, for the sandboxed frame."""
        place = self.session.desk.places.get(wire.ident(request.path_params["place"]))
        side = request.path_params["side"]
        if place is None or place.locale != self._locale(request):
            raise _NotFoundError
        if side not in {"source", "edition"}:
            raise _NotFoundError
        number = wire.number(request.query_params.get("part", ""))
        if number >= len(place.documents):
            raise _NotFoundError
        body = self.session.around.page(place, place.documents[number], side == "edition")
        units = {unit_hash(one): one for one in self.session.desk.units_of(place.ident)}
        text = self.pages.render(
            "frame.html",
            body=_clean(body) if body is not None else "",
            missing=body is None,
            locale=place.locale if side == "edition" else self.session.around.source,
            side=side,
            units=json.dumps({key: one.ident for key, one in units.items()}),
        )
        return HTMLResponse(text, headers={"content-security-policy": FRAME_CSP})

    def changes(self, request: Request) -> Response:
        """What happened since a version, for a page that stays current."""
        self._locale(request)
        desk = self.session.desk
        if request.query_params.get("epoch", "") != desk.epoch:
            return JSONResponse({"version": desk.version, "epoch": desk.epoch, "everything": True})
        found = desk.changes(wire.number(request.query_params.get("since", "")))
        return JSONResponse(
            {
                "version": found.version,
                "epoch": desk.epoch,
                "everything": found.everything or len(found.idents) > 400,
                "units": list(found.idents[:400]),
            }
        )

    def save(self, request: Request) -> Response:
        """Do one thing to one unit."""
        reviewer = _reviewer(request)
        asked = wire.saving(_body(request), reviewer, self.session.around.today())
        one = self._unit(request, asked.ident)
        try:
            outcome = self.session.act(one.ident, asked.expected, asked.decision)
        except ConflictError:
            return self._conflict(one.ident)
        if outcome.refused:
            return JSONResponse({"refused": outcome.refused}, 422)
        return self._done(request, [swap.after for swap in outcome.done])

    def _conflict(self, ident: str) -> Response:
        theirs = self.session.desk.find(ident)
        if theirs is None:
            return JSONResponse({"conflict": True, "gone": True}, 409)
        return JSONResponse(
            {
                "conflict": True,
                "hash": theirs.hash,
                "msgstr": list(theirs.entry.msgstr),
                "state": theirs.state.value,
                "row": self.pages.rows([theirs]),
            },
            409,
        )

    def _done(self, request: Request, units: list[Unit], **values: object) -> Response:
        query = self._query(request)
        now = [self.session.desk.find(one.ident) for one in units[:200]]
        return self._json(
            query,
            rows=self._rows([one for one in now if one]),
            hashes={one.ident: one.hash for one in units},
            undo=self.session.undo_steps(_reviewer(request)),
            **values,
        )

    def bulk(self, request: Request) -> Response:
        """Do one thing to all units of a filter."""
        locale = self._locale(request)
        by, at = _reviewer(request), self.session.around.today()
        query, decision, count = wire.bulk(_body(request), locale, by, at)
        now = len(self.session.units(query))
        if now != count:
            said = f"The filter holds {now} units now, not {count}; look again."
            return JSONResponse({"refused": said, "total": now}, 409)
        outcome = self.session.act_on_all(query, decision)
        units = [swap.after for swap in outcome.done]
        return self._done(request, units, count=len(units), skipped=outcome.skipped)

    def undo(self, request: Request) -> Response:
        """Take back the reviewer's last act."""
        outcome = self.session.undo(_reviewer(request))
        if outcome.refused:
            return JSONResponse({"refused": outcome.refused}, 422)
        units = [swap.after for swap in outcome.done]
        return self._done(request, units, count=len(units), skipped=outcome.skipped)

    def findings(self, request: Request) -> Response:
        """What the checks say of a text that is being typed."""
        found = wire.fields(_body(request))
        one = self._unit(request, wire.text(found, "unit"))
        typed = self.session.typed(one, wire.forms(found) or one.entry.msgstr)
        return JSONResponse(
            {"html": self.pages.render("findings.html", findings=typed), "count": len(typed)}
        )

    def propose(self, request: Request) -> Response:
        """Another engine's translation, to compare."""
        found = wire.fields(_body(request))
        one = self._unit(request, wire.text(found, "unit"))
        engine = self.session.around.engines.get(wire.text(found, "engine"))
        if engine is None:
            raise _NotFoundError
        return JSONResponse({"text": engine(one.entry, self._locale(request))})


class _NotFoundError(Exception):
    """There is no such thing here."""


def _reviewer(request: Request) -> Reviewer:
    return cast("Reviewer", request.scope["reviewer"])


def _body(request: Request) -> bytes:
    return cast("bytes", request.scope["body"])


def _threaded(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        if request.method == "POST":
            request.scope["body"] = await request.body()
        try:
            return await run_in_threadpool(handler, request)
        except _NotFoundError:
            return JSONResponse({"refused": "There is no such page."}, 404)
        except wire.BadRequestError as error:
            return JSONResponse({"refused": f"Not understood: {error}"}, 400)
        except CatalogError as error:
            _log.warning("%s", error)
            return JSONResponse({"refused": error.message, "hint": error.hint}, 503)
        except LocalizeError as error:
            return JSONResponse({"refused": error.message, "hint": error.hint}, 422)

    return endpoint


def unit_hash(one: Unit) -> str:
    """What `data-unit` of a rendered edition says of a unit."""
    from localize.model.unit import source_hash

    return source_hash(one.entry)


def _clean(body: str) -> str:
    from localize.review.web.clean import cleaned

    return cleaned(body)


def _static_files() -> dict[str, tuple[str, bytes]]:
    folder = files("localize.review.web") / "static"
    found: dict[str, tuple[str, bytes]] = {}
    for one in folder.iterdir():
        suffix = one.name[one.name.rfind(".") :]
        if suffix in _TYPES:
            found[one.name] = (_TYPES[suffix], one.read_bytes())
    return found


_STATIC: dict[str, tuple[str, Any]] = _static_files()
