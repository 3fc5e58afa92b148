"""TOML files of people: read with a place and words for what is wrong with them."""

import re
import tomllib
from pathlib import Path

from localize.errors import ConfigError


def toml_table(path: Path) -> dict[str, object]:
    """The table that a file is.

    Raises:
        ConfigError: with file and, where it is known, line.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else None
        raise ConfigError(f"not TOML: {error}", path=path, line=line) from error
    except RecursionError as error:
        raise ConfigError("nested too deep", path=path) from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"not UTF-8: byte {error.start}", path=path, hint="save the file as UTF-8"
        ) from error
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", path=path) from error


def line_of(path: Path | None, key: str) -> int | None:
    """The 1-based line that sets a key, or heads its table; None: there is none."""
    if path is None or not key or not path.is_file():
        return None
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    pattern = re.compile(rf"\s*(\[[^\]]*\b{re.escape(key)}\]|\"?{re.escape(key)}\"?\s*=)")
    return next((n for n, line in enumerate(lines, 1) if pattern.match(line)), None)
