"""HTTP as this machine reaches it: its proxies, its certificates, and failures in plain words.

`HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` are the standard library's; `SSL_CERT_FILE` is OpenSSL's;
`REQUESTS_CA_BUNDLE` is what many companies set.
"""

import http.client
import os
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import localize

FAILURES = (OSError, http.client.HTTPException)
"""What opening or reading a response raises."""
_TRUST = "a proxy that looks into connections has a certificate: export SSL_CERT_FILE=FILE.pem"


def is_web(address: str) -> bool:
    """Whether an address is one of the web."""
    return address.startswith(("http://", "https://"))


def opened(
    address: str,
    *,
    timeout: float,
    headers: Mapping[str, str] | None = None,
    method: str | None = None,
    body: bytes | None = None,
    follow: bool = True,
) -> Any:
    """The response of a web address, to be closed. Raises `FAILURES`; statuses from 400 on too.

    `follow`: go where a redirect leads; else its status is a failure as well.
    """
    agent = {"User-Agent": f"localize/{localize.__version__}"}
    request = urllib.request.Request(  # noqa: S310 - callers saw the scheme
        address, body, {**agent, **(headers or {})}, method=method
    )
    own = os.environ.get("SSL_CERT_FILE", "")
    bundle = "" if own else os.environ.get("REQUESTS_CA_BUNDLE", "")
    proxies = tuple(sorted(urllib.request.getproxies().items()))
    return _opener(own, bundle, proxies, follow=follow).open(request, timeout=timeout)


@cache
def _opener(
    _own: str, bundle: str, proxies: tuple[tuple[str, str], ...], *, follow: bool
) -> urllib.request.OpenerDirector:
    """Certificates are read once; `_own` is read by OpenSSL itself."""
    folder = bool(bundle) and Path(bundle).is_dir()
    context = ssl.create_default_context(
        cafile=bundle if bundle and not folder else None, capath=bundle if folder else None
    )
    return urllib.request.build_opener(
        urllib.request.ProxyHandler(dict(proxies)),
        urllib.request.HTTPSHandler(context=context),
        *(() if follow else (_Staying,)),
    )


class _Staying(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *_words: object) -> None:
        """None: the status is the answer."""


def is_final(error: Exception) -> bool:
    """Whether trying again is no use: a certificate, a missing file, a proxy that refuses."""
    cause = getattr(error, "reason", None) or error
    return isinstance(cause, ssl.SSLCertVerificationError | FileNotFoundError) or (
        "Tunnel connection failed: 4" in str(cause)
    )


def explained(error: Exception, address: str, *, timeout: float) -> tuple[str, str]:
    """What a failure was, and what to do about it; the latter may be empty."""
    cause = getattr(error, "reason", None) or error
    proxy = _proxy(address)
    if isinstance(error, urllib.error.HTTPError):
        if error.code == 407:
            return f"the proxy {proxy} wants a user name and a password", _proxy_hint()
        return f"the server answers {error.code} {error.reason}", ""
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {cause.verify_message}", _trust_hint()
    if isinstance(cause, ssl.SSLError):
        return f"no secure connection: {cause.reason or cause}", _trust_hint()
    if isinstance(cause, FileNotFoundError):
        return f"no such certificate file: {os.environ.get('REQUESTS_CA_BUNDLE')}", _trust_hint()
    if "Tunnel connection failed" in str(cause):
        said = str(cause).partition(": ")[2]
        return f"the proxy {proxy} refuses: {said}", _proxy_hint()
    if isinstance(cause, TimeoutError):
        return f"nothing came for {timeout:g} s", ""
    if proxy and isinstance(error, urllib.error.URLError):
        return f"the proxy {proxy} cannot be reached: {cause}", _proxy_hint()
    return f"cannot be reached: {cause}", ""


def _proxy(address: str) -> str:
    """The proxy of an address, without a password; empty: none."""
    parts = urlsplit(address)
    if urllib.request.proxy_bypass(parts.hostname or ""):
        return ""
    return urllib.request.getproxies().get(parts.scheme, "").rpartition("@")[2]


def _proxy_hint() -> str:
    return "see HTTPS_PROXY, HTTP_PROXY and NO_PROXY; a proxy is http://USER:PASSWORD@HOST:PORT"


def _trust_hint() -> str:
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        if value := os.environ.get(name):
            there = "" if Path(value).exists() else ", which is not there"
            return f"{name} is {value}{there}"
    return _TRUST
