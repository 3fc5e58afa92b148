"""Finished drafts, kept as they come: a killed run resumes and repeats nothing.

A file of JSON lines, appended to by whole lines. What a crash cut off is dropped when it is read.
It may be deleted at any time; when the catalogs have been written it is.
"""

import contextlib
import json
import os
from hashlib import blake2b
from pathlib import Path
from typing import Self

from localize.errors import LocalizeError
from localize.model import Draft
from localize.storage.write import write_pieces
from localize.translate.spool import Spool


def record_key(*parts: str) -> str:
    """The key of a text for an engine: whatever changes the result is one of the parts."""
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def record_line(record: Draft) -> str:
    """A record as a line of JSON, in ASCII: lone surrogates survive."""
    parts = (record.text, record.engine, record.score, record.doubts)
    return json.dumps(parts, separators=(",", ":"))


def read_record(line: str) -> Draft:
    """The record of a line.

    Raises:
        ValueError, TypeError: it is not one.
    """
    text, engine, score, doubts = json.loads(line)
    return Draft(text, engine, score, tuple(doubts))


def _record(text: object, engine: object, score: object, doubts: object) -> Draft:
    """A record of a file that anybody may have written.

    Raises:
        ValueError, TypeError: no draft can be made of it.
    """
    if not _text(text).strip() or not isinstance(doubts, list):
        raise ValueError("it says nothing")
    number = None if score is None else _number(score)
    return Draft(_text(text), _text(engine), number, tuple(map(_text, doubts)))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _number(value: object) -> float:
    if not isinstance(value, int | float):
        raise TypeError("not a number")
    return value


class Journal:
    """The records of one file. Opened for one run; a `with` block closes it.

    What is in memory does not grow with the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._records, self._asked = Spool(), Spool()
        self._file = -1
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
            self._read()
        except OSError as error:
            self.close()
            raise LocalizeError(
                f"the journal cannot be used: {error.strerror}", path=path
            ) from error

    def _read(self) -> None:
        line = b""
        with self.path.open("rb") as file:
            for line in file:
                try:
                    key, *rest = json.loads(line)
                    self._records.put(_text(key), record_line(_record(*rest)))
                except (ValueError, TypeError, RecursionError):  # cut off by a crash, or empty
                    continue
        if line and not line.endswith(b"\n"):
            os.write(self._file, b"\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._records)

    def get(self, key: str) -> Draft | None:
        """The record of a key, from this run or one before."""
        line = self._records.get(key)
        if line is None:
            return None
        self._asked.put(key, "")
        return read_record(line)

    def add(self, key: str, record: Draft) -> None:
        """Keep a record; it is with the operating system when this returns."""
        line = record_line(record)
        self._records.put(key, line)
        self._asked.put(key, "")
        try:
            os.write(self._file, f"[{json.dumps(key)},{line[1:]}\n".encode("ascii"))
        except OSError as error:
            raise LocalizeError(
                f"the journal cannot be written: {error.strerror}", path=self.path
            ) from error

    def settle(self) -> None:
        """Forget what was added or asked for since it was opened; other records stay."""
        with contextlib.suppress(OSError):  # what stays too long is only not asked for again
            with self.path.open("rb") as file:
                write_pieces(self.path, (line for line in file if not self._is_asked(line)))
            if not self.path.stat().st_size:
                self.path.unlink()

    def _is_asked(self, line: bytes) -> bool:
        try:
            return self._asked.get(_text(json.loads(line)[0])) is not None
        except (ValueError, TypeError, LookupError, RecursionError):
            return True  # no record

    def close(self) -> None:
        """Close the file; the records stay on disk."""
        self._records.close()
        self._asked.close()
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
