"""Who may not go on: each gate is one question to a request, and the answer where it ends there.

400 for what cannot be read; 403 for a foreign Host or Origin, an unknown visitor or a missing form
key; 405, 413, 414 and 415 for what no page of ours sends. A body that dawdles gets 408
(`middleware.WholeBody`).
"""

from __future__ import annotations

import hmac
from html import escape
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlencode

from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.datastructures import Headers
    from starlette.types import Scope

    from localize.review.access import Address, Keeper

BODY_LIMIT = 1_000_000
"""Bytes of a request; the longest text anyone reviews is far below."""
QUERY_LIMIT = 8_000
KEY_HEADER = "x-localize"


def _forbidden(why: str) -> Response:
    return PlainTextResponse(why, 403)


class KnownHost:
    """The request names this server; else it may come by DNS rebinding."""

    def __init__(self, address: Address) -> None:
        self._address = address

    def __call__(self, _scope: Scope, headers: Headers) -> Response | None:
        """403, or go on."""
        if len(headers.getlist("host")) == 1 and self._address.allows_host(headers["host"]):
            return None
        return _forbidden("This server does not answer to that name.")


def within_limits(scope: Scope, headers: Headers) -> Response | None:
    """405, 413 or 414, or go on: the size and kind of request that a page of ours sends."""
    if scope["method"] not in {"GET", "HEAD", "POST"}:
        return PlainTextResponse("Only GET, HEAD and POST.", 405)
    if len(scope["query_string"]) > QUERY_LIMIT or len(scope["path"]) > QUERY_LIMIT:
        return PlainTextResponse("The address is too long.", 414)
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length[:12]) > BODY_LIMIT:
        return PlainTextResponse("The request is too large.", 413, {"connection": "close"})
    return None


class OwnOrigin:
    """The request comes from a page of this server."""

    def __init__(self, address: Address) -> None:
        self._address = address

    def __call__(self, scope: Scope, headers: Headers) -> Response | None:
        """403, or go on."""
        origin = headers.get("origin")
        try:
            foreign = origin is not None and not self._address.allows_origin(origin)
        except ValueError:  # `http://[`
            return PlainTextResponse("That is no Origin.", 400)
        cross = scope["method"] == "POST" and headers.get("sec-fetch-site") == "cross-site"
        return _forbidden("That page may not use this server.") if foreign or cross else None


class SignedIn:
    """Somebody who was let in: a token is swapped for a cookie, a cookie says who it is."""

    def __init__(
        self, keeper: Keeper, address: Address, denied: Callable[[Headers], Response]
    ) -> None:
        self._keeper = keeper
        self._address = address
        self._denied = denied

    @property
    def _cookie_name(self) -> str:
        """Cookies know no ports, so that two reviews on one machine need two names."""
        return f"localize-{self._address.port}"

    def __call__(self, scope: Scope, headers: Headers) -> Response | None:
        """403 or the way in, or go on with the reviewer in the scope."""
        if scope["path"].startswith("/static/") and scope["method"] != "POST":
            return None
        if scope["method"] == "GET" and b"token=" in scope["query_string"]:
            return self._welcome(scope, headers)
        reviewer = self._keeper.by_cookie(cookie(headers, self._cookie_name))
        if reviewer is None:
            return self._denied(headers)
        scope["reviewer"] = reviewer
        return None

    def _welcome(self, scope: Scope, headers: Headers) -> Response:
        try:
            query = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=50)
        except ValueError:
            return PlainTextResponse("No page of ours asks for so much.", 400)
        reviewer = self._keeper.by_token(query.pop("token", [""])[0])
        if reviewer is None:
            return self._denied(headers)
        rest = urlencode(query, doseq=True)
        target = inner_path(self._address.base, scope["path"]) + (f"?{rest}" if rest else "")
        answer: Response = RedirectResponse(target, 303)
        if headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
            # Followed from a mail in the browser, a redirect would not carry a strict cookie.
            answer = HTMLResponse(
                f'<!doctype html><meta http-equiv="refresh" content="0;url={escape(target)}">'
            )
        value, ends = self._keeper.cookie(reviewer), self._keeper.ends_with_launch(reviewer)
        set_cookie(answer, self._cookie_name, value, self._address, lasting=not ends)
        return answer


class OwnForm:
    """Whatever changes something is JSON, with the page's own key, from an origin that says so."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def __call__(self, scope: Scope, headers: Headers) -> Response | None:
        """403 or 415, or go on."""
        if scope["method"] != "POST":
            return None
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return PlainTextResponse("Only application/json.", 415)
        key = self._keeper.form_key(scope["reviewer"])
        if not hmac.compare_digest(headers.get(KEY_HEADER, "").encode(), key.encode()):
            return _forbidden("The page is not ours or too old; reload it.")
        return None if "origin" in headers else _forbidden("A change needs an Origin.")


def cookie(headers: Headers, name: str) -> str:
    """A cookie's value; empty where there is none."""
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def set_cookie(
    answer: Response, name: str, value: str, address: Address, *, lasting: bool = True
) -> None:
    """A cookie that only this server gets, and no script reads; `lasting`: for a month."""
    answer.set_cookie(
        name,
        value,
        max_age=30 * 86_400 if lasting else None,
        path=address.base or "/",
        secure=address.secure,
        httponly=True,
        samesite="strict",
    )


def inner_path(base: str, path: str) -> str:
    """A path of this server. One slash in front: `//evil.example` would be another host."""
    return base + "/" + quote(path.lstrip("/\\"))
