"""What every handler needs: the session, the pages, and the way from a request to its things."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, Response

from localize.errors import CatalogError, LocalizeError, StorageError
from localize.model import Locale
from localize.review.patterns import PatternError
from localize.review.web import parsing
from localize.review.web.language import language_of, words
from localize.review.web.pages import Pages, link

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.datastructures import Headers
    from starlette.requests import Request

    from localize.review.access import Address, Keeper
    from localize.review.catalog_refs import CatalogRef
    from localize.review.decide import Reviewer
    from localize.review.queries import Query
    from localize.review.queue import ReviewUnit
    from localize.review.session import Session

    Handler = Callable[[Request], Response]

T = TypeVar("T")
_log = logging.getLogger(__name__)


class NotFoundError(Exception):
    """There is no such thing here."""


class WebContext:
    """What belongs to one server."""

    def __init__(self, session: Session, keeper: Keeper, address: Address) -> None:
        self.session = session
        self.keeper = keeper
        self.address = address
        self.served = threading.Event()
        """Somebody has seen a page."""
        self.last_request = 0.0
        """On `time.monotonic`; a page that only asks whether something changed does not count."""
        self.locales = {ref.locale.tag: ref.locale for ref in session.store.catalogs.values()}
        self._pages: dict[Locale, Pages] = {}

    def pages(self, headers: Headers | None = None) -> Pages:
        """The pages in the language of a browser; in English where none asks."""
        language = language_of(headers) if headers is not None else Locale("en")
        if language not in self._pages:
            self._pages[language] = Pages(self.session, self.address, words(language))
        return self._pages[language]

    def denied(self, headers: Headers) -> Response:
        """What a stranger reads."""
        return HTMLResponse(self.pages(headers).render("denied.html"), 403)

    def locale(self, request: Request) -> Locale:
        """The locale an address names."""
        return known(self.locales.get(request.path_params["locale"]))

    def query(self, request: Request) -> Query:
        """The query of an address."""
        query = parsing.query(request.query_params, self.locale(request))
        if query.wanted.catalog_id:
            self.catalog(request, query.wanted.catalog_id)
        return query

    def catalog(self, request: Request, ident: str) -> CatalogRef:
        """The catalog of an id, of the address's locale."""
        ref = known(self.session.store.catalogs.get(parsing.ident(ident)))
        if ref.locale != self.locale(request):
            raise NotFoundError
        return ref

    def unit(self, request: Request, ident: str) -> ReviewUnit:
        """The unit of an id, of the address's locale."""
        unit = known(self.session.store.find(parsing.ident(ident)))
        if self.session.queries.catalog_of(unit).locale != self.locale(request):
            raise NotFoundError
        return unit

    def page(self, request: Request, name: str, **values: object) -> Response:
        """A template as a page."""
        reviewer = reviewer_of(request)
        pages = self.pages(request.headers)
        text = pages.render(
            name,
            reviewer=reviewer,
            form_key=self.keeper.form_key(reviewer),
            version=self.session.store.version,
            epoch=self.session.store.epoch,
            locales=list(self.locales.values()),
            compared=self.session.services.compared,
            here=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            words=pages.script_words,
            **values,
        )
        self.served.set()
        return HTMLResponse(text)

    def listing(self, request: Request, name: str, query: Query, **values: object) -> Response:
        """A page of a locale: with the head, the documents and the way to undo."""
        values.setdefault("ref", self.session.store.catalogs.get(query.wanted.catalog_id))
        return self.page(
            request,
            name,
            query=query,
            documents=self.session.store.of_locale(query.locale),
            head=self.pages(request.headers).head(query),
            link=lambda **change: link(query, **change),
            undo_steps=self.session.undo_log.steps(reviewer_of(request)),
            **values,
        )

    def rows(self, request: Request, units: list[ReviewUnit]) -> dict[str, str]:
        """The rows of some units by id."""
        pages = self.pages(request.headers)
        return {unit.ident: pages.rows([unit]) for unit in units}

    def json(self, request: Request, query: Query, **values: object) -> Response:
        """An answer with the head as it is now."""
        values.setdefault("head", self.pages(request.headers).head(query))
        store = self.session.store
        return JSONResponse({"version": store.version, "epoch": store.epoch, **values})

    def refused(self, request: Request, why: str, status: int = 422, **values: object) -> Response:
        """Why something was not done, in the reviewer's language."""
        return JSONResponse({"refused": self.pages(request.headers).say(why), **values}, status)

    def pattern_problem(self, request: Request, error: PatternError) -> str:
        """What is wrong with a regular expression, in the reviewer's language."""
        return self.pages(request.headers).say(error.msgid, error=error.why)

    def endpoint(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        """The handler in the thread pool, its errors as answers."""

        async def answer(request: Request) -> Response:
            if request.method == "POST":
                request.scope["body"] = await request.body()
            if not request.url.path.endswith("/changes"):
                self.last_request = time.monotonic()
            return await run_in_threadpool(self._answer, handler, request)

        return answer

    def _answer(self, handler: Handler, request: Request) -> Response:
        try:
            return handler(request)
        except NotFoundError:
            return self.refused(request, "There is no such page.", 404)
        except parsing.BadRequestError as error:
            return JSONResponse({"refused": f"Not understood: {error}"}, 400)
        except (CatalogError, StorageError) as error:
            _log.warning("%s", error)
            parts = (Path(error.path or "").name, error.line)
            where = "".join(f"{part}: " for part in parts if part)
            return JSONResponse({"refused": f"{where}{error.message}", "hint": error.hint}, 503)
        except PatternError as error:
            return JSONResponse({"refused": self.pattern_problem(request, error)}, 422)
        except LocalizeError as error:
            return JSONResponse({"refused": error.message, "hint": error.hint}, 422)


def known(thing: T | None) -> T:
    """What an address names.

    Raises:
        NotFoundError: there is no such thing.
    """
    if thing is None:
        raise NotFoundError
    return thing


def reviewer_of(request: Request) -> Reviewer:
    """Who asks; the guard has made sure."""
    return cast("Reviewer", request.scope["reviewer"])


def body_of(request: Request) -> bytes:
    """What was sent."""
    return cast("bytes", request.scope["body"])
