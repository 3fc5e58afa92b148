"""Where catalogs and templates are. The only place that makes POSIX locale names."""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Protocol

from localize.catalogs.named import MESSAGES
from localize.catalogs.patterns import PatternLayout

if TYPE_CHECKING:
    from localize.config import Project
    from localize.model import CatalogFile, Locale


class Layout(Protocol):
    """Where a project's catalogs and templates are, and which document has which."""

    def folder(self, locale: Locale) -> Path:
        """The folder of a locale's catalogs."""

    def catalog(self, locale: Locale, domain: str) -> Path:
        """The catalog of a domain in a locale, whether it exists or not."""

    def catalogs(self, locale: Locale) -> list[Path]:
        """The catalogs of a locale that exist, sorted."""

    def compiled(self, locale: Locale, catalog: Path) -> PurePosixPath:
        """Where the `.mo` file of a catalog belongs, relative to a folder of them."""

    def template(self, domain: str) -> Path:
        """The template of a domain, whether it exists or not."""

    def templates(self) -> list[Path]:
        """The templates that exist, sorted."""

    def domain(self, document: str) -> str:
        """The domain of a document, which is named relative to the project's root."""


@dataclass(frozen=True, slots=True)
class ArticleLayout:
    """That of a project of documents.

    locales/<domain>.pot
    locales/<posix>/LC_MESSAGES/<domain>.po
    """

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

    def compiled(self, locale: Locale, catalog: Path) -> PurePosixPath:
        """Where gettext looks for it: `ja/LC_MESSAGES/<domain>.mo`."""
        name = catalog.relative_to(self.folder(locale) / MESSAGES).with_suffix(".mo")
        return PurePosixPath(locale.posix, MESSAGES, name.as_posix())

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


@dataclass(frozen=True, slots=True)
class ListedLayout:
    """Catalogs named one by one, of whatever layout. A domain is a path below the root."""

    root: Path
    """The folder that all of them are in."""
    files: tuple[CatalogFile, ...]

    def folder(self, locale: Locale) -> Path:
        """The folder that all of a locale's catalogs are in."""
        parents = {path.parent for path in self.catalogs(locale)}
        return Path(os.path.commonpath(parents)) if parents else self.root

    def catalog(self, locale: Locale, domain: str) -> Path:  # noqa: ARG002 - as in any layout
        """The catalog of that path."""
        return self.root / domain

    def catalogs(self, locale: Locale) -> list[Path]:
        """Those of a locale, in the order in which they were named."""
        return [file.path for file in self.files if file.locale == locale]

    def compiled(self, locale: Locale, catalog: Path) -> PurePosixPath:  # noqa: ARG002 - as above
        """The same path as below the root."""
        return PurePosixPath(catalog.relative_to(self.root).with_suffix(".mo").as_posix())

    def template(self, domain: str) -> Path:
        """The template of that path."""
        return self.root / domain

    def templates(self) -> list[Path]:
        """The templates among the files."""
        return sorted({file.path for file in self.files if file.path.suffix == ".pot"})

    def domain(self, document: str) -> str:
        """The document's own name: no catalog is made of it."""
        return document


def layout(project: Project) -> Layout:
    """The layout of a project."""
    if project.files is not None:
        return ListedLayout(project.catalogs, project.files)
    if project.patterns:
        return PatternLayout.of(project)
    return ArticleLayout(project.catalogs, project.content, project.domain)


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
