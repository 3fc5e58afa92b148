"""The language of the interface: chosen in the menu, else the browser's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from localize.interface.words import Interface, interface, preferred, spoken
from localize.model import Locale
from localize.review.access import Address
from localize.review.web.gates import cookie, inner_path, set_cookie
from localize.review.web.parsing import BadRequestError

if TYPE_CHECKING:
    from starlette.datastructures import Headers
    from starlette.requests import Request

_COOKIE = "localize-language"
_MOST = 20  # languages of a header that are looked at


def words(locale: Locale) -> Interface:
    """The review's words in a language."""
    return interface(locale, ("site", "review"))


def language_of(headers: Headers) -> Locale:
    """The language to speak to a browser."""
    return preferred((cookie(headers, _COOKIE), *_accepted(headers.get("accept-language", ""))))


def _accepted(header: str) -> list[str]:
    """The tags of an Accept-Language header, the most wanted first (RFC 9110 §12.5.4)."""
    weighed: list[tuple[float, str]] = []
    for part in header.split(",")[:_MOST]:
        tag, _, weight = part.partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or "1")
        except ValueError:
            quality = 0.0
        if quality > 0:
            weighed.append((quality, tag.strip()))
    return [tag for _, tag in sorted(weighed, key=lambda row: -row[0])]


def choose(request: Request, address: Address) -> Response:
    """Keep the language chosen in the menu, and go back to the page."""
    chosen = {str(each): each for each in spoken()}.get(request.query_params.get("to", ""))
    if chosen is None:
        raise BadRequestError("to")
    path, question, query = request.query_params.get("back", "").partition("?")
    answer = RedirectResponse(inner_path(address.base, path) + question + query, 303)
    set_cookie(answer, _COOKIE, str(chosen), address)
    return answer
