"""The application: addresses to pages and acts, and the watcher of the catalogs."""

from __future__ import annotations

import contextlib
import logging
import threading
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from localize.errors import LocalizeError
from localize.review.web.acts import Acts
from localize.review.web.context import Context, threaded
from localize.review.web.guard import Guard
from localize.review.web.views import Views

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp

    from localize.review.access import Address, Keeper
    from localize.review.session import Session

_log = logging.getLogger(__name__)
WATCH_SECONDS = 0.4
"""How soon a change by another tool is seen."""


def application(session: Session, *, keeper: Keeper, address: Address) -> ASGIApp:
    """The whole server, guard included."""
    context = Context(session, keeper, address)
    plain = Starlette(routes=_routes(context), lifespan=_Watcher(session).lifespan)
    return Guard(plain, keeper=keeper, address=address, denied=context.pages.denied)


def _routes(context: Context) -> list[Route]:
    views, acts = Views(context), Acts(context)
    return [
        Route("/", threaded(views.home)),
        Route("/static/{name}", threaded(views.static)),
        Route("/{locale}/", threaded(views.listing)),
        Route("/{locale}/rows", threaded(views.more_rows)),
        Route("/{locale}/unit/{ident}", threaded(views.unit)),
        Route("/{locale}/read/{place}", threaded(views.reading)),
        Route("/{locale}/frame/{place}/{side}", threaded(views.frame)),
        Route("/{locale}/changes", threaded(views.changes)),
        Route("/{locale}/save", threaded(acts.save), methods=["POST"]),
        Route("/{locale}/bulk", threaded(acts.bulk), methods=["POST"]),
        Route("/{locale}/undo", threaded(acts.undo), methods=["POST"]),
        Route("/{locale}/findings", threaded(acts.findings), methods=["POST"]),
        Route("/{locale}/propose", threaded(acts.propose), methods=["POST"]),
    ]


class _Watcher:
    """Reads what other tools wrote, and looks for findings while nobody waits."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._stop = threading.Event()

    @contextlib.asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        """The watcher runs as long as the server."""
        thread = threading.Thread(target=self._watch, name="watch catalogs", daemon=True)
        thread.start()
        yield
        self._stop.set()
        await run_in_threadpool(thread.join, 2.0)

    def _watch(self) -> None:
        looking = True
        while not self._stop.wait(WATCH_SECONDS):
            try:
                self._session.desk.refresh()
                if looking:
                    self._session.look_ahead(seconds=0.03)
            except LocalizeError as error:
                # A plug-in's rule that fails would fail again; rows still ask for themselves.
                _log.warning("%s", error)
                looking = False
