"""The outermost layer of the server: whatever it lets through is a reviewer's own request.

It answers, before anything else runs: 403 for a foreign Host or Origin, an unknown visitor or a
missing form key; 405, 413, 414 and 415 for what no page of ours sends; 408 for a body that dawdles.
"""

from __future__ import annotations

import asyncio
import hmac
from html import escape
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from localize.review.access import Address, Keeper

BODY_LIMIT = 1_000_000
"""Bytes of a request; the longest text anyone reviews is far below."""
QUERY_LIMIT = 8_000
BODY_SECONDS = 10.0
KEY_HEADER = "x-localize"
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
FRAME_CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)
"""For the rendered edition: no script runs in it; the page around it may look into it."""
_HEADERS = {
    "content-security-policy": _CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(
        self, app: ASGIApp, *, keeper: Keeper, address: Address, denied: Callable[[], str]
    ) -> None:
        self._app = app
        self._keeper = keeper
        self._address = address
        self._denied = denied

    @property
    def cookie_name(self) -> str:
        """Cookies know no ports, so that two reviews on one machine need two names."""
        return f"localize-{self._address.port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        scope = self._without_base(scope)
        headers = Headers(scope=scope)
        answer = self._refusal(scope, headers) or self._stranger(scope, headers)
        sending = _with_headers(send)
        if answer is not None:
            await answer(scope, receive, sending)
            return
        body: bytes | None = b""
        if scope["method"] == "POST":
            try:
                body = await asyncio.wait_for(_body(receive), BODY_SECONDS)
            except TimeoutError:
                await _closing("The request took too long.", 408)(scope, receive, sending)
                return
            if body is None:
                await _closing("The request is too large.", 413)(scope, receive, sending)
                return
        await self._app(scope, _replay(body or b"", receive), sending)

    def _without_base(self, scope: Scope) -> Scope:
        base, path = self._address.base, scope["path"]
        if base and (path == base or path.startswith(base + "/")):
            return {**scope, "path": path[len(base) :] or "/", "root_path": ""}
        return scope

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        if len(headers.getlist("host")) != 1 or not self._address.allows_host(headers["host"]):
            return PlainTextResponse("This server does not answer to that name.", 403)
        if scope["method"] not in {"GET", "HEAD", "POST"}:
            return PlainTextResponse("Only GET, HEAD and POST.", 405)
        if len(scope["query_string"]) > QUERY_LIMIT or len(scope["path"]) > QUERY_LIMIT:
            return PlainTextResponse("The address is too long.", 414)
        origin = headers.get("origin")
        if origin is not None and not self._address.allows_origin(origin):
            return PlainTextResponse("That page may not use this server.", 403)
        if headers.get("sec-fetch-site") == "cross-site" and scope["method"] == "POST":
            return PlainTextResponse("That page may not use this server.", 403)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length[:12]) > BODY_LIMIT:
            return _closing("The request is too large.", 413)
        return None

    def _stranger(self, scope: Scope, headers: Headers) -> Response | None:
        """The answer to somebody who may not go on; none, and the reviewer is in the scope."""
        if scope["path"].startswith("/static/") and scope["method"] != "POST":
            return None
        if scope["method"] == "GET" and b"token=" in scope["query_string"]:
            return self._welcome(scope, headers)
        reviewer = self._keeper.by_cookie(_cookie(headers, self.cookie_name))
        if reviewer is None:
            return HTMLResponse(self._denied(), 403)
        if scope["method"] == "POST":
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != "application/json":
                return PlainTextResponse("Only application/json.", 415)
            key = headers.get(KEY_HEADER, "")
            if not hmac.compare_digest(key.encode(), self._keeper.form_key(reviewer).encode()):
                return PlainTextResponse("The page is not ours or too old; reload it.", 403)
            if headers.get("origin") is None:
                return PlainTextResponse("A change needs an Origin.", 403)
        scope["reviewer"] = reviewer
        return None

    def _welcome(self, scope: Scope, headers: Headers) -> Response:
        query = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=50)
        reviewer = self._keeper.by_token(query.pop("token", [""])[0])
        if reviewer is None:
            return HTMLResponse(self._denied(), 403)
        rest = urlencode(query, doseq=True)
        # One slash in front: `//evil.example` would be another host.
        path = self._address.base + "/" + quote(scope["path"].lstrip("/\\"))
        target = path + (f"?{rest}" if rest else "")
        answer: Response = RedirectResponse(target, 303)
        if headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
            # Followed from a mail in the browser, a redirect would not carry a strict cookie.
            answer = HTMLResponse(
                f'<!doctype html><meta http-equiv="refresh" content="0;url={escape(target)}">'
            )
        answer.set_cookie(
            self.cookie_name,
            self._keeper.cookie(reviewer),
            max_age=30 * 86_400,
            path=self._address.base or "/",
            secure=self._address.secure,
            httponly=True,
            samesite="strict",
        )
        return answer


def _cookie(headers: Headers, name: str) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def _closing(text: str, status: int) -> Response:
    # What was not read stands in the connection: it cannot be used again.
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


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
