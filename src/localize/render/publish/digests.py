"""Digests of what a build is made from; a file that was not touched is not read again."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import localize
from localize.render.settings import Site
from localize.storage.signature import signature

Seen = tuple[int, int, int, str]
"""Size, modification and change in nanoseconds, and digest of a file when it was last read.

Archives and copies may give each file the same modification; no program sets the change.
"""


def digest(*texts: str | bytes) -> str:
    """32 hexadecimal digits over texts, each with its length, so that none runs into the next."""
    return digest_of(texts)


def digest_of(texts: Iterable[str | bytes]) -> str:
    """The `digest` of texts of which no more than one needs to be held."""
    state = blake2b(digest_size=16)
    for text in texts:
        raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        state.update(b"%d:" % len(raw))
        state.update(raw)
    return state.hexdigest()


# A file written this shortly before it was read may be written again without its time changing.
_RACY_NS = 2_000_000_000


class Digests:
    """Digests of files; one that is as it was seen last time is not read again."""

    def __init__(self, before: Mapping[str, Seen], now: int) -> None:
        self._before = before
        self._now = now
        self.seen: dict[str, Seen] = {}
        """What the next build may rely on."""

    def of(self, path: str) -> str:
        """The digest of a file; empty where it cannot be read."""
        now = signature(path)[:3]  # not the inode: some network file systems give it anew
        known = self._before.get(path)
        if known is None or known[:3] != now:
            try:
                with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - 10,000 a build
                    raw = file.readall() or b""
            except (OSError, ValueError):  # ValueError: no file has such a name
                return ""
            known = *now, digest(raw)
        if known[1] < self._now - _RACY_NS:
            self.seen[path] = known
        return known[3]


def site_key(site: Site, theme: Iterable[Path]) -> str:
    """Digest of what goes into every page: the settings, the theme, our own code."""
    files = sorted(path for folder in theme for path in folder.rglob("*") if path.is_file())
    return digest(repr(site), _code_key(), *(path.read_bytes() for path in files))


@lru_cache(maxsize=1)
def _code_key() -> str:
    root = Path(localize.__file__).parent
    files = sorted(
        path
        for folder in ("render", "interface", "formats", "inline", "scripts", "model")
        for path in (root / folder).rglob("*")
        if path.suffix in {".py", ".toml", ".po", ".html", ".css", ".js"}
    )
    return digest(localize.__version__, *(path.read_bytes() for path in files))
