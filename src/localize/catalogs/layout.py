"""Where catalogs and templates stand. The only place that makes POSIX locale names.

locales/<domain>.pot
locales/<posix>/LC_MESSAGES/<domain>.po
"""

from __future__ import annotations

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
    path = PurePosixPath(document_path)
    root = _content_root(project, path)
    inside = path.relative_to(root)
    if project.domain == "document":
        return inside.with_suffix("").as_posix()
    parent = inside.parent.as_posix()
    return parent if parent != "." else (root.name or "content")


def _content_root(project: Project, path: PurePosixPath) -> PurePosixPath:
    """The longest fixed beginning of a content glob that the path stands under."""
    best = PurePosixPath()
    for pattern in project.content:
        fixed = PurePosixPath()
        for part in PurePosixPath(pattern).parts[:-1]:
            if any(mark in part for mark in "*?["):
                break
            fixed /= part
        if path.is_relative_to(fixed) and len(fixed.parts) > len(best.parts):
            best = fixed
    return best
