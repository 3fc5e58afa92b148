"""Where catalogs and templates are. The only place that makes POSIX locale names.

locales/<domain>.pot
locales/<posix>/LC_MESSAGES/<domain>.po
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from localize.config import Project
    from localize.model import Locale

MESSAGES = "LC_MESSAGES"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a project's catalogs and templates are, and which document has which."""

    root: Path
    """The folder of templates and of the locales' folders."""
    content: tuple[str, ...] = ()
    """The globs of the documents."""
    domains: str = "document"
    """`document`: one catalog a document. `folder`: one for a folder. Else: one of that name."""

    def folder(self, locale: Locale) -> Path:
        """The folder of a locale: the POSIX name, or another spelling of it where that exists."""
        posix = self.root / locale.posix
        if posix.is_dir() or not self.root.is_dir():
            return posix
        wanted = _folded(locale.posix)
        others = (path for path in sorted(self.root.iterdir()) if _folded(path.name) == wanted)
        return next((path for path in others if path.is_dir()), posix)

    def catalog(self, locale: Locale, domain: str) -> Path:
        """The catalog of a domain in a locale, whether it exists or not."""
        return self.folder(locale) / MESSAGES / f"{domain}.po"

    def catalogs(self, locale: Locale) -> list[Path]:
        """The catalogs of a locale that exist, sorted."""
        folder = self.folder(locale) / MESSAGES
        return sorted(path for path in folder.rglob("*.po") if path.is_file())

    def template(self, domain: str) -> Path:
        """The template of a domain, whether it exists or not."""
        return self.root / f"{domain}.pot"

    def templates(self) -> list[Path]:
        """The templates that exist, sorted."""
        return sorted(path for path in self.root.rglob("*.pot") if path.is_file())

    def domain(self, document: str) -> str:
        """The domain of a document: with `domain = "document"`, `content/guide/a.md` is `guide/a`.

        `document` is relative to the project's root, with forward slashes. `folder`: the folder
        under the content root, and that root's own name for what is directly in it.
        """
        if self.domains not in {"document", "folder"}:
            return self.domains
        roots = (root for root in _roots(self.content) if document.startswith(root))
        root = max(roots, key=len, default="")
        inside = document[len(root) :]
        if self.domains == "document":
            return PurePosixPath(inside).with_suffix("").as_posix()
        parent = PurePosixPath(inside).parent.as_posix()
        return parent if parent != "." else (PurePosixPath(root).name or "content")


def layout(project: Project) -> Layout:
    """The layout of a project."""
    return Layout(project.catalogs, project.content, project.domain)


def catalog_in(folder: Path, domain: str) -> str:
    """The catalog of a domain in a locale's folder, as text: a build asks for 10,000 of these."""
    return f"{folder}/{MESSAGES}/{domain}.po"


def _folded(name: str) -> str:
    return name.replace("-", "_").lower()


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
