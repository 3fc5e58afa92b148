"""`localize extract`: the documents into a template a domain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.catalogs.files import write_catalog
from localize.catalogs.layout import domain_of, template_path
from localize.catalogs.po import encoded
from localize.extract import template
from localize.workflow.project import read_documents

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from localize.config import Project
    from localize.model import Catalog, Document


@dataclass(frozen=True, slots=True)
class ExtractedTemplate:
    """One template: where it stands, what is in it, and whether it differs from the file."""

    domain: str
    path: Path
    documents: tuple[str, ...]
    catalog: Catalog
    changed: bool


@dataclass(frozen=True, slots=True)
class ExtractResult:
    """The templates of a project, by domain."""

    templates: tuple[ExtractedTemplate, ...]
    documents: tuple[Document, ...]
    removed: tuple[Path, ...] = ()
    """Templates of documents that are gone. Their catalogs are kept: they are memory."""

    @property
    def changed(self) -> bool:
        """Whether anything was, or would be, written."""
        return bool(self.removed) or any(one.changed for one in self.templates)


def extract(project: Project, *, dry_run: bool = False) -> ExtractResult:
    """The templates of all documents, written unless `dry_run`.

    Raises:
        DocumentError, CatalogError: with file and line; nothing is written before all is read.
    """
    documents = tuple(read_documents(project))
    grouped: dict[str, list[Document]] = {}
    for document in documents:
        grouped.setdefault(domain_of(project, document.path), []).append(document)
    templates = tuple(
        _extracted(project, domain, members) for domain, members in sorted(grouped.items())
    )
    removed = tuple(_orphans(project, (one.path for one in templates)))
    if not dry_run:
        for one in templates:
            if one.changed:
                write_catalog(one.path, one.catalog)
        for path in removed:
            path.unlink()
    return ExtractResult(templates, documents, removed)


def _extracted(project: Project, domain: str, documents: list[Document]) -> ExtractedTemplate:
    path = template_path(project, domain)
    catalog = template(documents)
    try:
        changed = path.read_bytes() != encoded(catalog)
    except FileNotFoundError:
        changed = True
    names = tuple(document.path for document in documents)
    return ExtractedTemplate(domain, path, names, catalog, changed)


def _orphans(project: Project, known: Iterable[Path]) -> list[Path]:
    if not project.catalogs.is_dir():
        return []
    return sorted(set(project.catalogs.rglob("*.pot")) - set(known))
