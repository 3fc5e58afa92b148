"""`localize init`: a project to start from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.config import FILE_NAME
from localize.errors import UsageError
from localize.plugins import ENGINES, registered
from localize.storage.write import write_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from localize.model import Locale

_CONFIG = """\
# What `localize` needs to know of this project. Every key: docs/configuration.md.
source = "{source}"
locales = {locales}
content = ["content/**/*.md"]
engine = {engine}

[site]
title = {title}
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
        UsageError: there is a project already, a locale is the source's own, no engine has that
            name, or a file is in the way.
    """
    config, content, ignore = root / FILE_NAME, root / "content", root / ".gitignore"
    if config.exists():
        raise UsageError("there is a project here already", path=config)
    if source in locales:
        raise UsageError(f"{source} is the source locale and a target locale")
    if engine not in registered(ENGINES):
        known = ", ".join(registered(ENGINES))
        raise UsageError(f"there is no engine {engine!r}", hint=f"installed: {known}")
    for folder in (root, content):
        if folder.exists() and not folder.is_dir():
            raise UsageError("is a file, and has to be a folder", path=folder)
    made = [config]
    root.mkdir(parents=True, exist_ok=True)
    if not content.is_dir():
        content.mkdir()
        welcome = content / "welcome.md"
        welcome.write_text(_WELCOME, encoding="utf-8")
        made.append(welcome)
    present = ignore.read_bytes() if ignore.exists() else b""  # in whatever encoding
    missing = [line for line in _IGNORED if line.encode() not in present.splitlines()]
    if missing:
        joint = b"" if not present or present.endswith(b"\n") else b"\n"
        write_file(ignore, present + joint + "".join(f"{line}\n" for line in missing).encode())
        made.append(ignore)
    config.write_text(_config(root, source, locales, engine), encoding="utf-8")
    return InitResult(root, tuple(made))


def _config(root: Path, source: Locale, locales: Sequence[Locale], engine: str) -> str:
    """The text of localize.toml. What JSON quotes, TOML reads."""
    title = "".join(letter for letter in root.resolve().name if letter.isprintable())
    return _CONFIG.format(
        source=source,
        locales=json.dumps([str(locale) for locale in dict.fromkeys(locales)]),
        engine=json.dumps(engine),
        title=json.dumps(title, ensure_ascii=False),
    )
