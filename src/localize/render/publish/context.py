"""What a build reads and writes, and what all its documents share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from localize.catalogs.layout import Layout
from localize.model import Locale
from localize.render.settings import Site

if TYPE_CHECKING:
    from localize.render.site import Assets


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folders of a build, and how its documents are read. Paths are absolute."""

    root: Path
    """What the paths of documents are relative to."""
    content: tuple[str, ...]
    """The globs of the documents."""
    format_options: Mapping[str, Mapping[str, object]]
    """By the name of the format."""
    layout: Layout
    """Where the catalogs are."""
    build: Path
    """What is written goes below this folder."""
    state: Path
    """The folder of the ledger."""


@dataclass(frozen=True, slots=True)
class BuildContext:
    """What all documents of a build share."""

    workspace: Workspace
    site: Site
    assets: Assets
    slugs: Mapping[str, str]
    """By document path."""
    folders: Mapping[Locale, Path]
    """Where the catalogs of each locale are."""
    unpublished: Mapping[str, frozenset[str]]
    """The locales of the editions that links must not lead to, by document path."""

    def place(self, path: str, tag: str) -> str:
        """Where a link to a document leads from a locale: `ja/article`; empty: no such document."""
        slug = self.slugs.get(path)
        if slug is None:
            return ""
        withheld = self.unpublished.get(path)
        return f"{self.site.source if withheld and tag in withheld else tag}/{slug}"
