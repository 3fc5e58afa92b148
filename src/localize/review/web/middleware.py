"""What every request passes: one concern a middleware, the outermost first in `guarded`.

Whatever comes through is a reviewer's own request. Of Starlette's own, none does what is needed
here: TrustedHostMiddleware looks at no port and cannot name "any IP address",
RequestBodyLimitMiddleware has no deadline, and compressing pages that hold a secret beside a text
somebody else chose (GZipMiddleware) would tell the secret (BREACH).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response

from localize.review.web.gates import BODY_LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    Gate = Callable[[Scope, Headers], Response | None]
    """The answer to somebody who may not go on; None: go on."""

BODY_SECONDS = 10.0
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}
FRAME_CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)
"""For the rendered edition: no script runs in it; the page around it may look into it."""


class HttpOnly:
    """Lets requests and the server's own start and end through, and no web socket."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or be silent."""
        if scope["type"] in {"http", "lifespan"}:
            await self._app(scope, receive, send)


class SafeHeaders:
    """Tells the browser what a page of ours may not do, on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and add to what comes back."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sending)


class WithoutBase:
    """Takes the base path away, where a proxy leaves it on."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app = app
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on with a shorter path."""
        base, path = self._base, scope.get("path", "")
        if base and (path == base or path.startswith(base + "/")):
            scope = {**scope, "path": path[len(base) :] or "/", "root_path": ""}
        await self._app(scope, receive, send)


class Gated:
    """Asks one gate before a request goes on."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app = app
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        http = scope["type"] == "http"
        answer = self._gate(scope, Headers(scope=scope)) if http else None
        await (answer or self._app)(scope, receive, send)


class WholeBody:
    """Reads what is sent before anybody acts on it: not too much of it, and not for too long."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on with the body there."""
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        try:
            body = await asyncio.wait_for(_body(receive), BODY_SECONDS)
        except TimeoutError:
            await closing("The request took too long.", 408)(scope, receive, send)
            return
        if body is None:
            await closing("The request is too large.", 413)(scope, receive, send)
            return
        await self._app(scope, _replay(body, receive), send)


def guarded(app: ASGIApp, *gates: Gate, base: str) -> ASGIApp:
    """The application behind all of it. The gates are asked in their order."""
    app = WholeBody(app)
    for gate in reversed(gates):
        app = Gated(app, gate)
    return HttpOnly(SafeHeaders(WithoutBase(app, base)))


def closing(text: str, status: int) -> Response:
    """An answer that ends the connection: what was not read of it cannot be skipped."""
    return PlainTextResponse(text, status, {"connection": "close"})


async def _body(receive: Receive) -> bytes | None:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b"".join(chunks)
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > BODY_LIMIT:
            return None
        if not message.get("more_body", False):
            return b"".join(chunks)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
