"""A package seen before it is fetched: its size, and whether it can be run here.

The directory of a zip archive is at its end; a server that answers ranges gives it, the metadata
and the head of the model in some 100 kB, however large the package is.
"""

import io
import json
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localize.translate.engines.network import FAILURES, is_web, opened
from localize.translate.engines.packages_index import local_path

_TAIL = 1 << 16
_CHUNK = 1 << 14
_TIMEOUT = 20.0


@dataclass(frozen=True, slots=True)
class Look:
    """What can be told of a package before it is fetched."""

    size: int = 0
    """Bytes of the archive; 0: the server does not say."""
    problem: str = ""
    """Why it cannot be run here; empty: nothing speaks against it, as far as could be seen."""


def looked_at(link: str) -> Look:
    """A look at a package, by its link. Nothing is known of one whose server cannot be reached."""
    try:
        if not is_web(link):
            path = local_path(link)
            return Look(path.stat().st_size, unrunnable(path))
        remote = _Ranged(link)
        if not remote.ranged:
            return Look(remote.size)
        return Look(remote.size, unrunnable(io.BufferedReader(remote, _CHUNK)))
    except FAILURES:
        return Look()


def unrunnable(archive: Path | io.BufferedReader) -> str:
    """Why the package of an archive cannot be run here; empty: it can, or it is no archive at all.

    What is broken is told when it is unpacked.
    """
    try:
        with zipfile.ZipFile(archive) as bundle:
            names = {name.partition("/")[2]: name for name in bundle.namelist()}
            if "metadata.json" not in names:
                return "it has no metadata.json"
            table = json.loads(bundle.read(names["metadata.json"]))
            kind = table.get("type", "translate")
            if kind != "translate":
                return f"it is of type {kind!r}, not a translation"
            if "model/model.bin" not in names:
                return "it has no model/model.bin"
            with bundle.open(names["model/model.bin"]) as model:
                version = int.from_bytes(model.read(4), "little")
            if version > _newest_version():
                return f"its model has version {version}, which needs a newer ctranslate2"
            if "sentencepiece.model" in names:
                return ""
            if "bpe.model" not in names:
                return "it has no tokenizer that we know (sentencepiece.model, bpe.model)"
            with bundle.open(names["bpe.model"]) as model:
                return _bpe_problem(model.readline(200))
    except (zipfile.BadZipFile, zlib.error, ValueError, AttributeError, EOFError, RuntimeError):
        return ""


def _newest_version() -> int:
    """The newest version of models that ctranslate2 reads; without it, any."""
    try:
        from ctranslate2.specs import model_spec
    except ImportError:
        return 1 << 32
    return int(model_spec.CURRENT_BINARY_VERSION)


def _bpe_problem(line: bytes) -> str:
    version = re.match(rb"#version:\s*(\S+)", line)
    if version is None or re.fullmatch(rb"0\.[12](\.0)*", version[1]):
        return ""
    return f"its bpe.model has version {version[1].decode('utf-8', 'replace')}"


class _Ranged(io.RawIOBase):
    """A file of a server, read by ranges. `ranged`: whether the server answers them."""

    def __init__(self, link: str) -> None:
        super().__init__()
        self._link = link
        self._place = 0
        with opened(link, timeout=_TIMEOUT, headers={"Range": f"bytes=-{_TAIL}"}) as response:
            self.ranged = response.status == 206
            if not self.ranged:
                length = response.headers.get("Content-Length", "")
                self.size = int(length) if length.isdigit() else 0
                return
            said = re.search(r"(\d+)-\d+/(\d+)$", response.headers.get("Content-Range", ""))
            if said is None:
                raise OSError(f"{link}: no Content-Range")
            self._tail_start, self.size = int(said[1]), int(said[2])
            self._tail: bytes = response.read(_TAIL)

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """The place of the next byte."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        self._place = offset + (0, self._place, self.size)[whence]
        return self._place

    def readinto(self, buffer: Any) -> int:
        """The bytes of the next range."""
        start = self._place
        end = min(start + len(buffer), self.size)
        if start >= end:
            return 0
        if start >= self._tail_start:
            body = self._tail[start - self._tail_start : end - self._tail_start]
        else:
            ask = {"Range": f"bytes={start}-{end - 1}"}
            with opened(self._link, timeout=_TIMEOUT, headers=ask) as response:
                if response.status != 206:
                    raise OSError(f"{self._link}: the server stopped answering ranges")
                body = response.read(end - start)
        buffer[: len(body)] = body
        self._place += len(body)
        return len(body)


def sizes(links: list[str]) -> list[int]:
    """The size of each link's file in bytes, asked for at once; 0 where nobody says."""
    from concurrent.futures import ThreadPoolExecutor

    def size(link: str) -> int:
        try:
            if not is_web(link):
                return local_path(link).stat().st_size
            with opened(link, timeout=_TIMEOUT / 4, method="HEAD") as response:
                said = response.headers.get("Content-Length", "")
                return int(said) if said.isdigit() else 0
        except FAILURES:
            return 0

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(size, links))
