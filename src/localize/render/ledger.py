"""What the last build made of what, so that the next one makes only what changed.

It can be deleted at any time: then everything is made anew, and comes out the same.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field, fields
from functools import lru_cache
from hashlib import blake2b
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import localize
from localize.render.facts import Fact
from localize.render.write import Output

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from localize.render.settings import Site

VERSION = 3
_NAMES = tuple(one.name for one in fields(Fact))
_ENGINES = _NAMES.index("engines")

fact_row = attrgetter(*_NAMES)
"""The values of a `Fact`, in order. A row is read and written in a third of the time of names."""


@dataclass(frozen=True, slots=True)
class Link:
    """A relative link of a document, and the document's page that it was led to."""

    path: str
    tag: str
    """The locale of the edition in which it stands."""
    place: str
    """Locale and slug of the page; empty: there was no document of that path."""


@dataclass(frozen=True, slots=True)
class Record:
    """All that was made of one document."""

    key: str
    """Digest of everything that went in."""
    facts: tuple[Fact, ...]
    outputs: tuple[Output, ...]
    inputs: tuple[tuple[str, str], ...] = ()
    """Other files that went in (pictures) with their digests; empty: it was not there."""
    links: tuple[Link, ...] = ()
    warnings: tuple[str, ...] = ()


Seen = tuple[int, int, str]
"""Size, modification in nanoseconds, and digest of a file when it was last read."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The records by document path, and the digests and files of the pages across documents."""

    documents: Mapping[str, Record] = field(default_factory=dict)
    pages: Mapping[str, tuple[str, Output]] = field(default_factory=dict)
    folders: tuple[str, ...] = ()
    """The folders that are wholly ours: `site/ja`, `markdown/ja`, …"""
    seen: Mapping[str, Seen] = field(default_factory=dict)
    """Sources and catalogs by path."""
    shared: str = ""
    """Digest of what all pages across documents have in common."""


def read_ledger(path: Path) -> Ledger:
    """The ledger; an empty one where there is none, or one of another version."""
    try:
        found = json.loads(path.read_bytes())
        if found["version"] != VERSION:
            return Ledger()
        return Ledger(
            {name: _record(one) for name, one in found["documents"].items()},
            {name: (key, Output(*output)) for name, (key, output) in found["pages"].items()},
            tuple(found["folders"]),
            {name: (size, when, key) for name, (size, when, key) in found["seen"].items()},
            found["shared"],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Ledger()  # a cache: whatever is wrong with it, everything can be made anew


def _record(found: Mapping[str, Any]) -> Record:
    return Record(
        key=found["key"],
        facts=tuple(_fact(row) for row in found["facts"]),
        outputs=tuple(Output(*row) for row in found["outputs"]),
        inputs=tuple((name, digest) for name, digest in found["inputs"]),
        links=tuple(Link(*row) for row in found["links"]),
        warnings=tuple(found["warnings"]),
    )


def _fact(row: list[Any]) -> Fact:
    row[_ENGINES] = tuple(row[_ENGINES])
    return Fact(*row)


def ledger_bytes(ledger: Ledger) -> bytes:
    """The ledger as JSON."""

    def row(output: Output) -> list[object]:
        return [output.path, output.size, output.modified]

    value = {
        "version": VERSION,
        "folders": ledger.folders,
        "seen": ledger.seen,
        "shared": ledger.shared,
        "pages": {name: [key, row(output)] for name, (key, output) in ledger.pages.items()},
        "documents": {
            name: {
                "key": one.key,
                "facts": [fact_row(found) for found in one.facts],
                "outputs": [row(output) for output in one.outputs],
                "inputs": one.inputs,
                "links": [(link.path, link.tag, link.place) for link in one.links],
                "warnings": one.warnings,
            }
            for name, one in ledger.documents.items()
        },
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def digest(*texts: str | bytes) -> str:
    """32 hexadecimal digits over texts, each with its length, so that none runs into the next."""
    found = blake2b(digest_size=16)
    for text in texts:
        raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        found.update(b"%d:" % len(raw))
        found.update(raw)
    return found.hexdigest()


# A file written this shortly before it was read may be written again without its time changing.
_RACY_NS = 2_000_000_000


class Digests:
    """Digests of files; one that is as it was seen last time is not read again."""

    def __init__(self, before: Mapping[str, Seen]) -> None:
        self._before = before
        self._now = time.time_ns()
        self.seen: dict[str, Seen] = {}
        """What the next build may rely on."""

    def of(self, path: str) -> str:
        """The digest of a file; empty where it cannot be read."""
        try:
            found = os.stat(path)  # noqa: PTH116 - 10,000 of these a build
            known = self._before.get(path)
            if known is None or known[0] != found.st_size or known[1] != found.st_mtime_ns:
                with open(path, "rb", buffering=0) as file:  # noqa: PTH123
                    raw = file.readall() or b""
                known = found.st_size, found.st_mtime_ns, digest(raw)
        except OSError:
            return ""
        if known[1] < self._now - _RACY_NS:
            self.seen[path] = known
        return known[2]


def site_key(site: Site, theme: Iterable[Path]) -> str:
    """Digest of what goes into every page: the settings, the theme, our own code."""
    files = sorted(path for folder in theme for path in folder.rglob("*") if path.is_file())
    return digest(repr(site), _code_key(), *(path.read_bytes() for path in files))


@lru_cache(maxsize=1)
def _code_key() -> str:
    root = Path(localize.__file__).parent
    files = sorted(
        path
        for folder in ("render", "formats", "model")
        for path in (root / folder).rglob("*")
        if path.suffix in {".py", ".po", ".html", ".css", ".js"}
    )
    return digest(localize.__version__, *(path.read_bytes() for path in files))
