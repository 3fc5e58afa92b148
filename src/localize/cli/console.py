"""Printing: data to stdout, progress and diagnostics to stderr."""

from __future__ import annotations

import codecs
import json
import logging
import os
import re
import sys
from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from localize.errors import LocalizeError

if TYPE_CHECKING:
    from localize.config import Project
    from localize.workflow.lost_and_found import Lost

_SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSW", re.IGNORECASE)
_LOGIN = re.compile(r"://[^/\s@]+@")
_COLORS = {"red": "31", "green": "32", "yellow": "33", "bold": "1", "dim": "2"}


def prepare_streams() -> None:
    """Let no character end a command: Windows writes to a pipe in a code page of a few alphabets.

    A pipe or file gets UTF-8, as everything else that we write; a terminal, or a stream whose
    encoding `PYTHONIOENCODING` names, gets `?` for what it cannot show.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who started us: `>&-`
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - to the end
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, TextIOWrapper):
            continue
        if codecs.lookup(stream.encoding).name == "utf-8":
            stream.reconfigure(errors="backslashreplace")  # a file name that is no UTF-8
        elif stream.isatty() or os.environ.get("PYTHONIOENCODING"):
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def colored(text: str, color: str, stream: TextIO | None = None) -> str:
    """The text in a color where the stream is a terminal that has any and `NO_COLOR` is not set."""
    stream = sys.stdout if stream is None else stream
    if os.environ.get("NO_COLOR") or is_dumb() or not stream.isatty():
        return text
    return f"\x1b[{_COLORS[color]}m{text}\x1b[0m"


def is_dumb() -> bool:
    """Whether the terminal knows neither colors nor how to go back in a line."""
    return os.environ.get("TERM") == "dumb"


def say(text: str = "") -> None:
    """A line of data to stdout."""
    print(text)


def note(text: str) -> None:
    """A line of diagnostics to stderr."""
    print(without_secrets(text), file=sys.stderr)


def without_secrets(text: str) -> str:
    """The text without keys of the environment and passwords of addresses."""
    values = {value for name, value in os.environ.items() if _SECRET_NAME.search(name)}
    for value in sorted(values, key=len, reverse=True):
        if len(value) > 5:  # shorter ones are words that occur anywhere
            text = text.replace(value, "…")
    return _LOGIN.sub("://…@", text)


class MessageFormatter(logging.Formatter):
    """A message of the library's, as it may be seen by others."""

    def format(self, record: logging.LogRecord) -> str:
        """The text, without keys."""
        return without_secrets(super().format(record))


def counted(count: int, noun: str) -> str:
    """`1 error`, `2 errors`, `2 entries`."""
    many = f"{noun[:-1]}ies" if noun.endswith("try") else f"{noun}s"
    return f"{count} {noun if count == 1 else many}"


def percent(share: float) -> int:
    """Whole percents, down: 0.29 is 29, though 0.29 * 100 is a little less; 0.999 is not 100."""
    return int(share * 100 + 1e-9)


def print_json(value: object) -> None:
    """JSON to stdout, stable and readable."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def print_error(error: LocalizeError) -> None:
    """An error: place, what is wrong, and the next step below it."""
    note(f"{colored('error', 'red', sys.stderr)}: {error}")
    for line in (error.hint or "").splitlines():
        note(f"  {line}")


def note_lost(project: Project, lost: Iterable[Lost]) -> None:
    """What other programs lost of catalogs, and how to get it back."""
    for loss in lost:
        warning = colored("lost", "red", sys.stderr)
        first = loss.losses[0].entry.msgid.replace("\n", " ")
        note(f"{warning}: {project.relative(loss.path)}: {loss}, as of {first[:50]!r}")
        note(
            "  another program wrote the file since localize last saw it; what it lost stands in "
            f"{project.relative(loss.aside)}\n"
            "  `localize update --restore` puts it back where nobody wrote anything else; "
            "to let it go, delete that file"
        )


def width(text: str) -> int:
    """The columns a text takes in a terminal (UAX #11; combining marks take none)."""
    import unicodedata

    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def print_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table with columns aligned: the first to the left, numbers to the right."""
    lines = [list(header), *(list(row) for row in rows)]
    widths = [max(width(line[n]) for line in lines) for n in range(len(header))]
    for number, line in enumerate(lines):
        cells = [
            " " * (widths[n] - width(cell)) + cell
            if n and lines[-1][n].strip("%-").replace(".", "").isdigit()
            else cell + " " * (widths[n] - width(cell))
            for n, cell in enumerate(line)
        ]
        text = "  ".join(cells).rstrip()
        say(text if number else colored(text, "bold"))
