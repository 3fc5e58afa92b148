"""The index of packages that can be fetched, as Argos publishes it; cached with its ETag."""

import json
import logging
import os
import urllib.error
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from urllib.request import url2pathname

from localize.errors import PackageError
from localize.model import Locale
from localize.storage.write import write_file
from localize.translate.engines.network import FAILURES, explained, is_web, opened
from localize.translate.engines.packages import argos_setting, codes, is_name, shown_code

log = logging.getLogger(__name__)
PUBLIC_INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/"
"""The index of Argos Translate, as its own settings name it."""
_WAYS = (
    "from a file: localize models install --from-file X.argosmodel\n"
    "from a mirror or a folder: set ARGOS_PACKAGE_INDEX (docs/models.md)"
)
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
    def pair(self) -> tuple[str, str]:
        """The two languages as BCP 47 names them: `zt` is `zh-Hant`."""
        return shown_code(self.source), shown_code(self.target)

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


def index_address(configured: str = "", root: Path | None = None) -> str:
    """The address of the index, the public one unless another is named.

    First the project's, then `ARGOS_PACKAGE_INDEX`, then that of Argos' own settings. A folder on
    this machine, relative to `root`, becomes a `file://` address.
    """
    address = (
        configured
        or os.environ.get("ARGOS_PACKAGE_INDEX", "")
        or argos_setting("ARGOS_PACKAGE_INDEX", os.environ)
        or PUBLIC_INDEX
    )
    if "://" not in address:
        address = ((root or Path.cwd()) / Path(address).expanduser()).resolve().as_uri()
    return address if address.endswith(".json") else address.rstrip("/") + "/index.json"


def index(address: str, cache: Path, *, timeout: float = _TIMEOUT) -> tuple[Available, ...]:
    """The packages of the index at an address. Unreachable: as it was when last seen.

    Raises:
        PackageError: it is no index, or cannot be reached and was never seen.
    """
    if address.startswith("file:"):
        path = local_path(address)
        try:
            return parsed(path.read_bytes(), address)
        except OSError as error:
            raise PackageError(
                f"the index of packages cannot be read: {error.strerror}", path=path, hint=_WAYS
            ) from error
    if not is_web(address):
        raise PackageError(f"the index is neither an HTTP address nor a folder: {address}")
    return parsed(_fetched(address, _kept(address, cache), timeout), address)


def seen_index(address: str, cache: Path) -> tuple[Available, ...]:
    """The index as it was when last seen, without asking anybody; empty: it never was."""
    try:
        where = local_path(address) if address.startswith("file:") else _kept(address, cache)
        return parsed(where.read_bytes(), address)
    except (OSError, PackageError):
        return ()


def _kept(address: str, cache: Path) -> Path:
    return cache / f"index-{sha256(address.encode()).hexdigest()[:12]}.json"


def local_path(address: str) -> Path:
    """The path of a `file://` address."""
    return Path(url2pathname(urlsplit(address).path))


def _fetched(address: str, kept: Path, timeout: float) -> bytes:
    tag = kept.with_suffix(".etag")
    headers = {}
    with suppress(OSError):  # without a cache it is asked for whole
        if kept.is_file():
            headers = {"If-None-Match": tag.read_text(encoding="utf-8")}
    try:
        with opened(address, timeout=timeout, headers=headers) as response:
            raw: bytes = response.read(_MAX_BYTES + 1)
            etag = response.headers.get("ETag", "")
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 304:
            return kept.read_bytes()
        return _last_seen(kept, address, error, timeout)
    except FAILURES as error:
        return _last_seen(kept, address, error, timeout)
    if len(raw) > _MAX_BYTES:
        raise PackageError(f"{address}: more than {_MAX_BYTES >> 20} MB are no index")
    parsed(raw, address)  # nothing broken is kept
    try:
        write_file(kept, raw)
        write_file(tag, etag.encode("utf-8"))
    except OSError as error:
        log.info("the index is not kept: %s", error)
    return raw


def _last_seen(kept: Path, address: str, cause: Exception, timeout: float) -> bytes:
    reason, hint = explained(cause, address, timeout=timeout)
    with suppress(OSError):
        raw = kept.read_bytes()
        log.warning("%s: %s: using the index as last seen", address, reason)
        return raw
    raise PackageError(
        f"the index of packages cannot be reached: {address}: {reason}",
        hint=f"{hint}\n{_WAYS}".strip(),
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
    packages = []
    for row in rows:
        if not isinstance(row, dict) or row.get("type", "translate") != "translate":
            continue
        texts = {key: value for key, value in row.items() if isinstance(value, str)}
        links = row.get("links", [])
        version = texts.get("package_version", "0")
        codes_said = (texts.get("from_code", ""), texts.get("to_code", ""), version)
        if not all(map(is_name, codes_said)) or not isinstance(links, list):
            continue  # a name becomes a file's, so it has nothing of a path
        links = [urljoin(address, link) for link in links if isinstance(link, str)]
        packages.append(
            Available(
                texts["from_code"],
                texts["to_code"],
                version,
                tuple(link for link in links if _is_fetched(link, address)),
                texts.get("from_name", ""),
                texts.get("to_name", ""),
                texts.get("sha256", ""),
            )
        )
    return tuple(sorted(packages, key=lambda row: (row.source, row.target, row.order)))


def _is_fetched(link: str, address: str) -> bool:
    """Whether a link is one of the web; an index on this machine may name files, too."""
    return is_web(link) or (link.startswith("file:") and address.startswith("file:"))


def versions(
    available: Sequence[Available], sources: Sequence[str], targets: Sequence[str], version: str
) -> list[Available]:
    """The packages of a pair, the best code and then the newest first; one version, if named."""
    return [
        row
        for target in targets
        for source in sources
        for row in sorted(available, key=lambda row: row.order, reverse=True)
        if (row.source, row.target) == (source, target) and version in {"", row.version}
    ]


def routes(
    available: Sequence[Available], source: Locale, target: Locale, *, version: str = ""
) -> Iterator[tuple[list[Available], ...]]:
    """The ways from one locale to another, the best first: direct, then with English between.

    Of each step every version, the newest first.
    """
    direct = versions(available, codes(source), codes(target), version)
    if direct:
        yield (direct,)
    if version or "en" in {*codes(source), *codes(target)}:
        return
    steps = (
        versions(available, codes(source), ("en",), ""),
        versions(available, ("en",), codes(target), ""),
    )
    if all(steps):
        yield steps


def by_hand(source: Locale, target: Locale, address: str) -> str:
    """Where a pair's packages can be had by hand, as far as is known without asking anybody."""
    for steps in routes(seen_index(address, cache_directory()), source, target):
        links = [rows[0].links[0] for rows in steps if rows[0].links]
        return " and ".join(links) or address
    return f"{address} (its links)"
