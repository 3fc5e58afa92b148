"""The last resort: an error that nobody foresaw becomes one line, and a log with its traceback."""

import os
import platform
import secrets
import sys
import tempfile
import traceback
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import localize
from localize.cli.console import without_secrets
from localize.errors import DefectError

_KEPT = 20


def defect(error: Exception, words: Sequence[str]) -> DefectError:
    """The error to show for one that nobody foresaw; its traceback is in a log, if one can be."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    said = without_secrets(traceback.format_exception_only(error)[-1].strip())
    text = f"a defect of localize: {said} ({Path(frame.filename).name}:{frame.lineno})"
    log = _logged(_report(error, words), _folders())
    where = f"{log} has the traceback" if log else "say -vv to see the traceback"
    return DefectError(
        text.replace("\n", " "),
        hint=f"what was finished so far is kept; {where}\n"
        "report it with that and, if you may, the document: docs/exit-codes.md says how",
    )


def _report(error: Exception, words: Sequence[str]) -> str:
    head = (
        f"localize {localize.__version__}, Python {platform.python_version()}, "
        f"{platform.platform()}, {datetime.now(UTC).isoformat(timespec='seconds')}\n"
        f"localize {' '.join(words)}\n\n"
    )
    return without_secrets(head + "".join(traceback.format_exception(error)))


def _folders() -> Iterable[Path]:
    """Where a log may go: with what this user caches, else with the temporary files."""
    cache = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else None
    cache = cache or os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - without a home it stays, and no error comes
    yield Path(cache, "localize", "errors")
    yield Path(tempfile.gettempdir())


def _logged(text: str, folders: Iterable[Path]) -> Path | None:
    """The file that has the text now; None where no folder takes it."""
    for folder in folders:
        path = folder / f"localize-{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}.log"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as out:
                out.write(text)
            for old in sorted(folder.glob("localize-*.log"))[:-_KEPT]:
                old.unlink(missing_ok=True)
        except OSError:
            continue
        return path
    return None
