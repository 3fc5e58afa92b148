"""`localize extract`: the documents into a template a domain."""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import localize
from localize.catalogs.files import cached_catalog, write_catalog
from localize.catalogs.layout import layout
from localize.catalogs.patterns import PatternLayout
from localize.catalogs.po import encoded
from localize.catalogs.versions import is_large
from localize.config import Project
from localize.extract import template
from localize.extract.cache import is_current, record, snapshot
from localize.model import Catalog
from localize.workflow.project import document_paths, read_document

_STATE = "extract.json"
_MARK, _HEAD = b"X-Generator: localize", 4096


@dataclass(frozen=True, slots=True)
class ExtractedTemplate:
    """One template: where it stands, what is in it, and whether it differs from the file."""

    domain: str
    path: Path
    documents: tuple[str, ...]
    made: Catalog | None
    """None: nothing changed, and the file says what is in it."""
    changed: bool

    @property
    def catalog(self) -> Catalog:
        """What is in it."""
        return self.made if self.made is not None else cached_catalog(self.path)


@dataclass(frozen=True, slots=True)
class ExtractResult:
    """The templates of a project, by domain."""

    templates: tuple[ExtractedTemplate, ...]
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
    if project.patterns:
        return ExtractResult(tuple(_of_another_tool(project)))
    paths = document_paths(project)
    grouped: dict[str, list[Path]] = {}
    for path in paths:
        grouped.setdefault(layout(project).domain(project.relative(path)), []).append(path)
    known = {domain: layout(project).template(domain) for domain in sorted(grouped)}
    removed = tuple(_orphans(project, known.values()))
    state = project.state_directory / _STATE
    settings = settings_of(project)
    if not removed and is_current(state, snapshot([*paths, *known.values()], settings)):
        return ExtractResult(tuple(_unread(project, grouped, known)))
    templates = tuple(
        _extracted(project, domain, path, grouped[domain]) for domain, path in known.items()
    )
    if not dry_run:
        for template in templates:
            if template.changed:
                write_catalog(template.path, template.catalog)
        for path in removed:
            path.unlink()
        now = snapshot([*paths, *known.values()], settings)
        record(state, now, clock_ns=time.time_ns(), ours=known.values())
        # A large one is not held on to: its file says what is in it.
        templates = tuple(
            replace(one, made=None) if is_large(one.path) else one for one in templates
        )
    return ExtractResult(templates, removed)


def _of_another_tool(project: Project) -> Iterator[ExtractedTemplate]:
    """The templates of a gettext project, as its own tool left them."""
    for domain, path in PatternLayout.of(project).by_domain().items():
        yield ExtractedTemplate(domain, path, (), None, changed=False)


def settings_of(project: Project) -> str:
    """All that templates and catalogs depend on besides documents: configuration and version."""
    tables = sorted((name, repr(table)) for name, table in project.tables.items())
    return repr((localize.__version__, project.source, project.content, project.domain, tables))


def _unread(
    project: Project, grouped: Mapping[str, list[Path]], known: Mapping[str, Path]
) -> Iterator[ExtractedTemplate]:
    for domain, path in known.items():
        names = tuple(project.relative(one) for one in grouped[domain])
        yield ExtractedTemplate(domain, path, names, None, changed=False)


def _extracted(
    project: Project, domain: str, path: Path, documents: list[Path]
) -> ExtractedTemplate:
    catalog = template(read_document(project, document) for document in documents)
    try:
        changed = path.read_bytes() != encoded(catalog)
    except FileNotFoundError:
        changed = True
    names = tuple(project.relative(document) for document in documents)
    return ExtractedTemplate(domain, path, names, catalog, changed)


def _orphans(project: Project, known: Iterable[Path]) -> list[Path]:
    """Templates of ours whose documents are gone; another program's are none of our business."""
    return sorted(
        path
        for path in set(layout(project).templates()) - set(known)
        if _MARK in path.read_bytes()[:_HEAD]
    )
