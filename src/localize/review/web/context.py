"""What every handler needs: the session, the pages, and the way from a request to its things."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, Response

from localize.errors import CatalogError, LocalizeError
from localize.review.web import parsing
from localize.review.web.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from localize.model import Locale
    from localize.review.access import Address, Keeper
    from localize.review.decide import Reviewer
    from localize.review.queries import Query
    from localize.review.queue import ReviewUnit
    from localize.review.session import Session

    Handler = Callable[[Request], Response]

_log = logging.getLogger(__name__)


class NotFoundError(Exception):
    """There is no such thing here."""


class WebContext:
    """One server's own."""

    def __init__(self, session: Session, keeper: Keeper, address: Address) -> None:
        self.session = session
        self.keeper = keeper
        self.address = address
        self.pages = Pages(session, address)
        self.served = threading.Event()
        """Somebody has seen a page."""
        self.last_request = 0.0
        """On `time.monotonic`; a page that only asks whether something changed does not count."""
        self.locales = {ref.locale.tag: ref.locale for ref in session.store.catalogs.values()}

    def locale(self, request: Request) -> Locale:
        """The locale an address names."""
        found = self.locales.get(request.path_params["locale"])
        if found is None:
            raise NotFoundError
        return found

    def query(self, request: Request) -> Query:
        """The query of an address."""
        query = parsing.query(request.query_params, self.locale(request))
        ref = self.session.store.catalogs.get(query.wanted.catalog_id)
        if query.wanted.catalog_id and (ref is None or ref.locale != query.locale):
            raise NotFoundError
        return query

    def unit(self, request: Request, ident: str) -> ReviewUnit:
        """The unit of an id, of the address's locale."""
        found = self.session.store.find(parsing.ident(ident))
        if found is None or self.session.queries.catalog_of(found).locale != self.locale(request):
            raise NotFoundError
        return found

    def page(self, request: Request, name: str, **values: object) -> Response:
        """A template as a page."""
        reviewer = reviewer_of(request)
        text = self.pages.render(
            name,
            reviewer=reviewer,
            form_key=self.keeper.form_key(reviewer),
            version=self.session.store.version,
            epoch=self.session.store.epoch,
            locales=list(self.locales.values()),
            compared=self.session.services.compared,
            **values,
        )
        self.served.set()
        return HTMLResponse(text)

    def rows(self, units: list[ReviewUnit]) -> dict[str, str]:
        """The rows of some units by id."""
        return {one.ident: self.pages.rows([one]) for one in units}

    def json(self, query: Query, **values: object) -> Response:
        """An answer with the head as it is now."""
        values.setdefault("head", self.pages.head(query))
        store = self.session.store
        return JSONResponse({"version": store.version, "epoch": store.epoch, **values})

    def endpoint(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        """The handler in the thread pool, its errors as answers."""

        async def answer(request: Request) -> Response:
            if request.method == "POST":
                request.scope["body"] = await request.body()
            if not request.url.path.endswith("/changes"):
                self.last_request = time.monotonic()
            return await run_in_threadpool(_answer, handler, request)

        return answer


def reviewer_of(request: Request) -> Reviewer:
    """Who asks; the guard has made sure."""
    return cast("Reviewer", request.scope["reviewer"])


def body_of(request: Request) -> bytes:
    """What was sent."""
    return cast("bytes", request.scope["body"])


def _answer(handler: Handler, request: Request) -> Response:
    try:
        return handler(request)
    except NotFoundError:
        return JSONResponse({"refused": "There is no such page."}, 404)
    except parsing.BadRequestError as error:
        return JSONResponse({"refused": f"Not understood: {error}"}, 400)
    except CatalogError as error:
        _log.warning("%s", error)
        where = "".join(f"{part}: " for part in (Path(error.path or "").name, error.line) if part)
        return JSONResponse({"refused": f"{where}{error.message}", "hint": error.hint}, 503)
    except LocalizeError as error:
        return JSONResponse({"refused": error.message, "hint": error.hint}, 422)
