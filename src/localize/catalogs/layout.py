"""Where catalogs and templates stand. The only place that makes POSIX locale names.

locales/<domain>.pot
locales/<posix>/LC_MESSAGES/<domain>.po
"""

from __future__ import annotations

import itertools
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from localize.config import Project
    from localize.model import Locale

MESSAGES = "LC_MESSAGES"


def locale_folder(project: Project, locale: Locale) -> Path:
    """The folder of a locale: the POSIX name, or another spelling of it where that exists."""
    posix = project.catalogs / locale.posix
    if posix.is_dir() or not project.catalogs.is_dir():
        return posix
    wanted = _folded(locale.posix)
    others = (one for one in sorted(project.catalogs.iterdir()) if _folded(one.name) == wanted)
    return next((one for one in others if one.is_dir()), posix)


def _folded(name: str) -> str:
    return name.replace("-", "_").lower()


def catalog_path(project: Project, locale: Locale, domain: str) -> Path:
    """The catalog of a domain in a locale, whether it exists or not."""
    return locale_folder(project, locale) / MESSAGES / f"{domain}.po"


def catalog_in(folder: Path, domain: str) -> str:
    """The catalog of a domain in a locale's folder, as text: a build asks for 10,000 of these."""
    return f"{folder}/{MESSAGES}/{domain}.po"


def template_path(project: Project, domain: str) -> Path:
    """The template of a domain, whether it exists or not."""
    return project.catalogs / f"{domain}.pot"


def catalog_files(project: Project, locale: Locale) -> list[Path]:
    """The catalogs of a locale that exist, sorted."""
    folder = locale_folder(project, locale) / MESSAGES
    return sorted(path for path in folder.rglob("*.po") if path.is_file())


def template_files(project: Project) -> list[Path]:
    """The templates that exist, sorted."""
    return sorted(path for path in project.catalogs.rglob("*.pot") if path.is_file())


def domain_of(project: Project, document_path: str) -> str:
    """The domain of a document: with `domain = "document"`, `content/guide/a.md` is `guide/a`.

    `document_path` is relative to the project's root, with forward slashes. `folder`: the folder
    under the content root, and that root's own name for what stands directly in it.
    """
    if project.domain not in {"document", "folder"}:
        return project.domain
    root = max(
        (one for one in _roots(project.content) if document_path.startswith(one)),
        key=len,
        default="",
    )
    inside = document_path[len(root) :]
    if project.domain == "document":
        return PurePosixPath(inside).with_suffix("").as_posix()
    parent = PurePosixPath(inside).parent.as_posix()
    return parent if parent != "." else (PurePosixPath(root).name or "content")


@lru_cache(maxsize=16)
def _roots(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """The fixed beginning of each content glob, with a slash at the end, or empty."""
    beginnings = []
    for pattern in patterns:
        parts = itertools.takewhile(
            lambda part: not any(mark in part for mark in "*?["), pattern.split("/")[:-1]
        )
        beginnings.append("".join(f"{part}/" for part in parts if part != "."))
    return tuple(beginnings)
