"""`localize init`: a project to start from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.config import FILE_NAME
from localize.errors import UsageError
from localize.storage.write import write_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from localize.model import Locale

_CONFIG = """\
# What `localize` needs to know of this project. Every key: docs/configuration.md.
source = "{source}"
locales = [{locales}]
content = ["content/**/*.md"]
engine = "{engine}"

[site]
title = "{title}"
"""
_WELCOME = """\
---
title: Welcome
description: The first article of this project.
---

# Welcome

This is the first article. Edit it, or put your own beside it, and run `localize run` again:
only what changed is translated again.
"""
_IGNORED = ("/build/", "/.localize/")


@dataclass(frozen=True, slots=True)
class InitResult:
    """What was made."""

    root: Path
    made: tuple[Path, ...]


def init(root: Path, *, source: Locale, locales: Sequence[Locale], engine: str) -> InitResult:
    """A configuration, an article if there is none, and the lines for git.

    Raises:
        UsageError: there is a project already, or a locale is the source's own.
    """
    config = root / FILE_NAME
    if config.exists():
        raise UsageError("there is a project here already", path=config)
    if source in locales:
        raise UsageError(f"{source} is the source locale and a target locale")
    made = [config]
    root.mkdir(parents=True, exist_ok=True)
    content = root / "content"
    if not content.is_dir():
        content.mkdir()
        welcome = content / "welcome.md"
        welcome.write_text(_WELCOME, encoding="utf-8")
        made.append(welcome)
    ignore = root / ".gitignore"
    present = ignore.read_text(encoding="utf-8") if ignore.exists() else ""
    missing = [line for line in _IGNORED if line not in present.splitlines()]
    if missing:
        joint = "" if not present or present.endswith("\n") else "\n"
        text = present + joint + "\n".join(missing) + "\n"
        write_file(ignore, text.encode("utf-8"))
        made.append(ignore)
    config.write_text(
        _CONFIG.format(
            source=source,
            locales=", ".join(f'"{one}"' for one in locales),
            engine=engine,
            title=root.resolve().name.replace("\\", "").replace('"', ""),
        ),
        encoding="utf-8",
    )
    return InitResult(root, tuple(made))
