"""A file over HTTP: streamed, resumed, bounded in size and time, never half there.

Argos' own download has no timeout, holds the file in memory and writes it in place.
"""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from localize.errors import PackageError
from localize.storage.write import put_in_place
from localize.translate.engines.network import FAILURES, explained, is_final, is_web, opened

Progress: TypeAlias = "Callable[[int, int], None]"
"""`(bytes done, bytes in all)`; 0 in all where the server does not say."""
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Limits:
    """What a download may cost."""

    timeout: float = 30.0
    """Seconds without a byte."""
    slowest: float = 1024.0
    """Bytes a second over `patience` seconds, below which it is given up."""
    patience: float = 60.0
    max_bytes: int = 2 << 30
    attempts: int = 4
    pause: float = 1.0
    """Seconds before the second attempt; twice as long before each further one."""


class _CutOffError(Exception):
    """The connection ended early; what is there can be resumed."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.hint = hint


def download(
    url: str, path: Path, *, limits: Limits | None = None, progress: Progress | None = None
) -> Path:
    """The file of a URL at `path`. A `.part` file beside it is gone on with.

    Raises:
        PackageError: it cannot be had; what has come so far stays in the `.part` file.
    """
    limits = Limits() if limits is None else limits
    if not is_web(url):
        raise PackageError(f"not an HTTP address: {url}")
    part = path.with_name(path.name + ".part")
    reason = hint = ""
    for attempt in range(limits.attempts):
        if attempt:
            time.sleep(limits.pause * 2 ** (attempt - 1))
        try:
            with _writing(part):
                path.parent.mkdir(parents=True, exist_ok=True)
            _fetch(url, part, limits, progress)
        except _CutOffError as error:
            reason, hint = str(error), error.hint
            continue
        with _writing(path):
            put_in_place(part, path)
            _tag(part).unlink(missing_ok=True)
        return path
    ways = (
        hint,
        "the next try goes on where this one ended",
        "or fetch the file by other means: localize models install --from-file X.argosmodel",
    )
    raise PackageError(
        f"{url}: {reason} ({limits.attempts} attempts)", hint="\n".join(filter(None, ways))
    )


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Raise `PackageError` where something on this machine cannot be written."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise PackageError(f"cannot be written: {reason}", path=path) from error


def _tag(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _fetch(url: str, part: Path, limits: Limits, progress: Progress | None) -> None:
    """One attempt, from where the last one ended.

    Raises:
        _CutOffError: worth another attempt.
    """
    have = part.stat().st_size if part.is_file() else 0
    tag = _read_tag(part, url) if have else ""
    if not tag:
        have = 0  # what is there may be of another file
    headers = {"Range": f"bytes={have}-", "If-Range": tag} if have else {}
    try:
        with opened(url, timeout=limits.timeout, headers=headers) as response:
            start = have if response.status == 206 else 0
            _receive(response, url, part, start, limits, progress)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416 and have:
            part.unlink(missing_ok=True)
            raise _CutOffError("the file has changed on the server") from error
        reason, hint = explained(error, url, timeout=limits.timeout)
        if error.code in {408, 425, 429} or error.code >= 500:
            raise _CutOffError(reason) from error
        raise PackageError(f"{url}: {reason}", hint=hint) from error
    except FAILURES as error:
        reason, hint = explained(error, url, timeout=limits.timeout)
        if is_final(error):
            raise PackageError(f"{url}: {reason}", hint=hint) from error
        raise _CutOffError(reason, hint) from error


def _read_tag(part: Path, url: str) -> str:
    try:
        noted = json.loads(_tag(part).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return str(noted.get("tag", "")) if noted.get("url") == url else ""


def _receive(
    response: http.client.HTTPResponse,
    url: str,
    part: Path,
    have: int,
    limits: Limits,
    progress: Progress | None,
) -> None:
    total = _promised(response, url, have, limits)
    tag = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
    with _writing(part):
        if tag and not tag.startswith("W/"):
            _tag(part).write_text(json.dumps({"url": url, "tag": tag}), encoding="utf-8")
        else:
            _tag(part).unlink(missing_ok=True)
        file = part.open("ab" if have else "wb")
    done, mark, since = have, have, time.monotonic()
    with file:
        while block := response.read1(_BLOCK):
            done += len(block)
            if done > limits.max_bytes:
                raise PackageError(f"{url}: more than {limits.max_bytes >> 20} MB came")
            with _writing(part):
                file.write(block)
            if progress is not None:
                progress(done, total)
            now = time.monotonic()
            if now - since >= limits.patience:
                if done - mark < limits.slowest * (now - since):
                    rate = (done - mark) / (now - since)
                    raise _CutOffError(f"only {rate:.0f} bytes a second come")
                mark, since = done, now
    if total and done < total:
        raise _CutOffError(f"cut off after {done} of {total} bytes")


def _promised(response: http.client.HTTPResponse, url: str, have: int, limits: Limits) -> int:
    """The size of the whole file as the server says it; 0: it does not."""
    kind = response.headers.get_content_type()
    if kind in {"text/html", "application/xhtml+xml"}:
        raise PackageError(
            f"{url}: a web page came instead of a file",
            hint="is there a log-in page or a proxy in between?",
        )
    said = response.headers.get("Content-Length", "")
    total = have + int(said) if said.isdigit() else 0
    if total > limits.max_bytes:
        raise PackageError(f"{url}: {total >> 20} MB are more than any package has")
    return total
