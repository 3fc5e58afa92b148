"""JSON over HTTP with a deadline and retries."""

import email.utils
import http.client
import json
import logging
import time
import urllib.error
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from localize.errors import EngineError, EngineMissingError
from localize.translate.engines.network import FAILURES, explained, is_final, opened

_log = logging.getLogger(__name__)
_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_LARGEST = 64 * 1024 * 1024
"""Bytes of an answer that are read at most."""
_LONGEST_WAIT = 120.0
"""Seconds a server may ask us to wait; a longer wait is an error with its own words."""


@dataclass(frozen=True, slots=True)
class Service:
    """A server and how patient we are with it."""

    engine: str
    url: str
    timeout: float = 60.0
    """Seconds without a byte."""
    tries: int = 5
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        if urllib.parse.urlsplit(self.url).scheme not in {"http", "https"}:
            raise EngineMissingError(
                f"engine {self.engine!r}: {self.url!r} is no http address",
                hint=f'[engines.{self.engine}] url = "http://127.0.0.1:5000"',
            )

    def get(self, path: str) -> Any:
        """The JSON at a path. Raises as `post` does."""
        return self._ask(path, None)

    def post(self, path: str, payload: Mapping[str, object]) -> Any:
        """The JSON that answers a JSON payload.

        Raises:
            EngineMissingError: nobody answers there, or the key is refused.
            EngineError: it keeps failing, or what it says is no JSON.
        """
        return self._ask(path, json.dumps(payload, ensure_ascii=False).encode("utf-8"))

    def _ask(self, path: str, body: bytes | None) -> Any:
        for number in range(1, self.tries + 1):
            try:
                return self._once(path, body)
            except urllib.error.HTTPError as error:
                with error:
                    said = _said(error)
                    after = _retry_after(error.headers.get("Retry-After"))
                if error.code not in _AGAIN or number == self.tries:
                    raise self._refused(error.code, said) from error
                if after is not None and after > _LONGEST_WAIT:
                    raise EngineError(
                        f"{self.engine}: asks to wait {after:.0f} s: {said}",
                        hint="what is finished is kept; run it again later",
                    ) from error
                reason = f"{error.code} {said}"
            except FAILURES as error:
                if is_final(error) or _nobody(error) or number == self.tries:
                    raise self._silent(error) from error
                after, reason = None, f"{type(error).__name__}: {error}"
            pause = min(30.0, 0.5 * 2 ** (number - 1)) if after is None else after
            _log.info("%s: %s; again in %.1f s", self.engine, reason, pause)
            self.sleep(pause)
        raise AssertionError("unreachable: the last try returns or raises")

    def _once(self, path: str, body: bytes | None) -> Any:
        address = self.url.rstrip("/") + path
        headers = {} if body is None else {"Content-Type": "application/json"}
        # Where a redirect leads to, nobody allowed.
        with opened(
            address, timeout=self.timeout, headers=headers, body=body, follow=False
        ) as reply:
            raw = reply.read(_LARGEST)
            # read(n) is silent about a connection that was cut; what is missing is told here.
            if reply.length and len(raw) < _LARGEST:
                raise http.client.IncompleteRead(raw, reply.length)
        try:
            return json.loads(raw)
        except ValueError as error:
            start = raw[:80].decode("utf-8", "replace")
            raise EngineError(
                f"{self.engine}: no JSON but {start!r}", hint=f"is {self.url} the right server?"
            ) from error

    def _refused(self, code: int, said: str) -> EngineError:
        if code in {401, 403}:
            return EngineMissingError(
                f"{self.engine}: refused ({code}): {said}", hint="is the key right? docs/engines.md"
            )
        return EngineError(f"{self.engine}: {code} from {self.url}: {said}")

    def _silent(self, error: Exception) -> EngineError:
        reason, hint = explained(error, self.url, timeout=self.timeout)
        kind = EngineMissingError if _nobody(error) else EngineError
        return kind(
            f"{self.engine}: no answer from {self.url}: {reason}",
            hint=f"{hint or 'is the server running?'}; what is finished is kept",
        )


def _nobody(error: Exception) -> bool:
    reason = getattr(error, "reason", error)
    return isinstance(reason, ConnectionRefusedError) or (
        # getaddrinfo: the name is unknown
        isinstance(reason, OSError) and type(reason).__name__ == "gaierror"
    )


def _said(error: urllib.error.HTTPError) -> str:
    """What the server says is wrong, in one line."""
    try:
        text = error.read(4096).decode("utf-8", "replace")
    except FAILURES:
        return str(error.reason)
    try:
        body = json.loads(text)
    except ValueError:
        return " ".join(text.split())[:200] or str(error.reason)
    said = body.get("error", body) if isinstance(body, dict) else body
    if isinstance(said, dict):
        said = said.get("message", said)
    return str(said)[:200]


def _retry_after(value: str | None) -> float | None:
    """Seconds to wait by a `Retry-After` header (RFC 9110 §10.2.3), seconds or a date."""
    if value is None:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
