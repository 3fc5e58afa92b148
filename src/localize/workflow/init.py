"""`localize init`: a project to start from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.config import FILE_NAME
from localize.errors import UsageError
from localize.model import Locale
from localize.plugins import ENGINES, registered
from localize.storage.write import write_file
from localize.workflow.paths import catalogs_below
from localize.workflow.recognise import Recognised, recognised

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


_CONFIG = """\
# What `localize` needs to know of this project. Every key: docs/configuration.md.
source = "{source}"
locales = {locales}
content = ["content/**/*.md"]
engine = {engine}

[site]
title = {title}
"""
_GETTEXT = """\
# The catalogs of this project ({kind}), which `localize` drafts, checks and reviews where they are.
# Every key: docs/configuration.md.
source = "{source}"
locales = {locales}
engine = {engine}
"""
_PATTERN = """
[[catalogs]]
files = {files}
# made by: {makes}
template = {template}
compile = {compile}
"""
_DEFAULT = ("ja", "hi")
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
    recognised: Recognised | None = None
    """The gettext project that was there."""


def init(root: Path, *, source: Locale, locales: Sequence[Locale], engine: str) -> InitResult:
    """A configuration, an article if there is none, and the lines for git.

    In a gettext project the configuration says where its catalogs are, and there is no article.
    `locales`: to add to those it has; else to start with.

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
    theirs = None if content.is_dir() else recognised(root, *catalogs_below(root))
    if theirs is not None:
        made += _ignored(ignore, _IGNORED[1:])
        config.write_text(_gettext_config(theirs, source, locales, engine), encoding="utf-8")
        return InitResult(root, tuple(made), theirs)
    if not content.is_dir():
        content.mkdir()
        welcome = content / "welcome.md"
        welcome.write_text(_WELCOME, encoding="utf-8")
        made.append(welcome)
    made += _ignored(ignore, _IGNORED)
    chosen = locales or [Locale(tag) for tag in _DEFAULT]
    config.write_text(_config(root, source, chosen, engine), encoding="utf-8")
    return InitResult(root, tuple(made))


def _ignored(ignore: Path, lines: Sequence[str]) -> list[Path]:
    """The `.gitignore` with these lines; nothing where it has them."""
    present = ignore.read_bytes() if ignore.exists() else b""  # in whatever encoding
    missing = [line for line in lines if line.encode() not in present.splitlines()]
    if not missing:
        return []
    joint = b"" if not present or present.endswith(b"\n") else b"\n"
    write_file(ignore, present + joint + "".join(f"{line}\n" for line in missing).encode())
    return [ignore]


def _gettext_config(
    theirs: Recognised, source: Locale, locales: Sequence[Locale], engine: str
) -> str:
    """The text of localize.toml in a gettext project."""
    tags = [str(tag) for tag in dict.fromkeys((*theirs.locales, *locales)) if tag != source]
    head = _GETTEXT.format(
        kind=theirs.kind.name, source=source, locales=json.dumps(tags), engine=json.dumps(engine)
    )
    return head + "".join(
        _PATTERN.format(
            files=json.dumps(pattern.files, ensure_ascii=False),
            template=json.dumps(pattern.template, ensure_ascii=False),
            makes=theirs.kind.makes,
            compile=json.dumps(pattern.compile),
        )
        for pattern in theirs.patterns
    )


def _config(root: Path, source: Locale, locales: Sequence[Locale], engine: str) -> str:
    """The text of localize.toml. What JSON quotes, TOML reads."""
    title = "".join(letter for letter in root.resolve().name if letter.isprintable())
    return _CONFIG.format(
        source=source,
        locales=json.dumps([str(locale) for locale in dict.fromkeys(locales)]),
        engine=json.dumps(engine),
        title=json.dumps(title, ensure_ascii=False),
    )
