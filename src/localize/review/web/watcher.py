"""What goes on beside the requests: reading what other tools wrote, looking for findings."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from localize.errors import LocalizeError
from localize.review.web.context import WebContext

if TYPE_CHECKING:
    from starlette.applications import Starlette

_log = logging.getLogger(__name__)
WATCH_SECONDS = 0.4
"""How soon a change by another tool is seen."""
_FIRST_PAGE = 1.0  # seconds that the first page has the machine for itself, if it is asked for
_SWITCH = 0.001  # seconds until a request that waits gets its turn; Python's own is 0.005
_BUSY, _IDLE = 0.03, 0.3  # seconds of looking for findings, somebody at work or nobody
_QUIET = 1.0  # seconds without a request until nobody is at work


class Watcher:
    """A thread that lives as long as the server."""

    def __init__(self, context: WebContext) -> None:
        self._context = context
        self._stop = threading.Event()
        self._looking = True

    @contextlib.asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        """Start with the server, end with it."""
        before = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH)
        thread = threading.Thread(target=self._watch, name="watch catalogs", daemon=True)
        thread.start()
        yield
        self._stop.set()
        await run_in_threadpool(thread.join, 2.0)
        sys.setswitchinterval(before)

    def _watch(self) -> None:
        context = self._context
        context.pages().prepare()
        context.served.wait(_FIRST_PAGE)
        pause = 0.0
        while not self._stop.wait(pause):
            began = time.monotonic()
            self._look_around()
            # Ten thousand catalogs are looked at less often.
            pause = max(WATCH_SECONDS, 5 * (time.monotonic() - began))
            self._look_ahead(time.monotonic() - context.last_request > _QUIET)

    def _look_around(self) -> None:
        try:
            self._context.session.store.refresh()
        except LocalizeError as error:
            _log.warning("%s", error)

    def _look_ahead(self, idle: bool) -> None:  # noqa: FBT001
        if not self._looking:
            return
        try:
            self._context.session.findings.look_ahead(seconds=_IDLE if idle else _BUSY)
        except LocalizeError as error:
            # A plug-in's rule that fails would fail again; rows still ask for themselves.
            _log.warning("%s", error)
            self._looking = False
