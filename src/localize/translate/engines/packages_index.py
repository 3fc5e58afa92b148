"""The index of packages that can be fetched, as Argos publishes it; cached with its ETag."""

from __future__ import annotations

import http.client
import json
import logging
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import localize
from localize.errors import PackageError
from localize.storage.write import write_file
from localize.translate.engines.packages import _setting, codes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from localize.model import Locale

log = logging.getLogger(__name__)
_TIMEOUT = 20.0
_MAX_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Available:
    """A package of the index."""

    source: str
    target: str
    version: str
    links: tuple[str, ...]
    source_name: str = ""
    target_name: str = ""
    sha256: str = ""
    """Where the index says it; Argos' own does not."""

    @property
    def name(self) -> str:
        """`en_ja@1.1`."""
        return f"{self.source}_{self.target}@{self.version}"

    @property
    def order(self) -> tuple[int, ...]:
        """The version, to be compared."""
        return tuple(int(part) for part in self.version.split(".") if part.isdigit())


def cache_directory(environment: Mapping[str, str] | None = None) -> Path:
    """Where downloads and the index are kept; it can be deleted at any time."""
    values = os.environ if environment is None else environment
    return Path(values.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "localize"


def index_address(configured: str = "") -> str:
    """The address of the index: the project's, `ARGOS_PACKAGE_INDEX`, Argos' own settings.

    Raises:
        PackageError: none is known, because argostranslate is not installed.
    """
    address = configured or os.environ.get("ARGOS_PACKAGE_INDEX", "")
    address = address or _setting("ARGOS_PACKAGE_INDEX", os.environ)
    if not address:
        try:
            from argostranslate import settings
        except ImportError as error:
            raise PackageError(
                "no index of packages is known",
                hint="pip install --no-deps argostranslate, which knows the public one\n"
                "or set ARGOS_PACKAGE_INDEX to a mirror\n"
                "or install from a file: localize models install --from-file X.argosmodel",
            ) from error
        address = str(settings.package_index)
    return address if address.endswith(".json") else address.rstrip("/") + "/index.json"


def index(address: str, cache: Path, *, timeout: float = _TIMEOUT) -> tuple[Available, ...]:
    """The packages of the index at an address. Unreachable: as it was when last seen.

    Raises:
        PackageError: it is no index, or cannot be reached and was never seen.
    """
    kept = cache / f"index-{sha256(address.encode()).hexdigest()[:12]}.json"
    raw = _fetched(address, kept, timeout)
    return parsed(raw, address)


def _fetched(address: str, kept: Path, timeout: float) -> bytes:
    headers = {"User-Agent": f"localize/{localize.__version__}"}
    tag = kept.with_suffix(".etag")
    if kept.is_file() and tag.is_file():
        headers["If-None-Match"] = tag.read_text(encoding="utf-8")
    if not address.startswith(("http://", "https://")):
        raise PackageError(f"the index is not at an HTTP address: {address}")
    try:
        request = urllib.request.Request(address, headers=headers)  # noqa: S310 - seen above
        with urllib.request.urlopen(request, timeout=timeout) as response:  # noqa: S310
            raw: bytes = response.read(_MAX_BYTES + 1)
            etag = response.headers.get("ETag", "")
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 304:
            return kept.read_bytes()
        return _last_seen(kept, address, f"the server answers {error.code}", error)
    except (http.client.HTTPException, OSError) as error:
        return _last_seen(kept, address, str(getattr(error, "reason", None) or error), error)
    if len(raw) > _MAX_BYTES:
        raise PackageError(f"{address}: more than {_MAX_BYTES >> 20} MB are no index")
    parsed(raw, address)  # nothing broken is kept
    write_file(kept, raw)
    write_file(tag, etag.encode("utf-8"))
    return raw


def _last_seen(kept: Path, address: str, reason: str, cause: Exception) -> bytes:
    if kept.is_file():
        log.warning("%s cannot be reached (%s): using the index as last seen", address, reason)
        return kept.read_bytes()
    raise PackageError(
        f"the index of packages cannot be reached: {address}: {reason}",
        hint="without network: localize models install --from-file X.argosmodel\n"
        "a mirror: set ARGOS_PACKAGE_INDEX",
    ) from cause


def parsed(raw: bytes, address: str) -> tuple[Available, ...]:
    """The packages that an index lists; rows that are none are left out.

    Raises:
        PackageError: it is no index.
    """
    try:
        rows = json.loads(raw)
    except ValueError as error:
        raise PackageError(f"{address}: not an index of packages: {error}") from error
    if not isinstance(rows, list):
        raise PackageError(f"{address}: not an index of packages")
    found = []
    for row in rows:
        if not isinstance(row, dict) or row.get("type", "translate") != "translate":
            continue
        texts = {key: value for key, value in row.items() if isinstance(value, str)}
        links = row.get("links", [])
        if "from_code" not in texts or "to_code" not in texts or not isinstance(links, list):
            continue
        found.append(
            Available(
                texts["from_code"],
                texts["to_code"],
                texts.get("package_version", "0"),
                tuple(link for link in links if isinstance(link, str)),
                texts.get("from_name", ""),
                texts.get("to_name", ""),
                texts.get("sha256", ""),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.source, one.target, one.order)))


def chosen(
    available: Sequence[Available], source: Locale, target: Locale, *, version: str = ""
) -> tuple[Available, ...]:
    """What to install for a pair: one package, or two with English between. Empty: no way.

    The newest version, unless one is named.
    """
    direct = _best(available, codes(source), codes(target), version)
    if direct is not None:
        return (direct,)
    first = _best(available, codes(source), ("en",), "")
    second = _best(available, ("en",), codes(target), "")
    if version or first is None or second is None:
        return ()
    return first, second


def _best(
    available: Sequence[Available], sources: Sequence[str], targets: Sequence[str], version: str
) -> Available | None:
    for target in targets:
        for source in sources:
            found = [
                one
                for one in available
                if (one.source, one.target) == (source, target)
                and (not version or one.version == version)
            ]
            if found:
                return max(found, key=lambda one: one.order)
    return None
