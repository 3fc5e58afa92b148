"""`localize build`: the editions of a project, only what changed, on all cores."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from localize.catalogs.layout import catalog_in, domain_of, locale_folder
from localize.errors import GateError
from localize.formats.uncollected import uncollected
from localize.render.ledger import (
    Digests,
    Ledger,
    Record,
    digest,
    ledger_bytes,
    read_ledger,
    site_key,
)
from localize.render.places import page_path, slugs
from localize.render.settings import site as site_of
from localize.render.write import write_file
from localize.workflow.build_fonts import with_fonts
from localize.workflow.build_leftovers import alone, begin, cleared, finish
from localize.workflow.build_pool import all_made
from localize.workflow.build_shared import served_assets, shared_key, shared_pages
from localize.workflow.editions import Context, reread
from localize.workflow.project import content_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from localize.config import Project
    from localize.model import Locale
    from localize.render.settings import Gate, Site
    from localize.workflow.build_shared import Pages

LEDGER = "build.json"


@dataclass(frozen=True, slots=True)
class Built:
    """One edition after a build."""

    path: str
    """Its document."""
    locale: Locale
    site: Path
    slug: str
    published: bool
    accepted: float
    """0..1: the share a person stands behind."""
    share: float
    """0..1: the share that counts for the gate."""

    @property
    def page(self) -> Path:
        """Its page; not there when it is not published."""
        return self.site / page_path(self.locale, self.slug)


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made."""

    site: Path
    markdown: Path
    editions: tuple[Built, ...]
    changed: int
    """Files whose bytes are new."""
    removed: int
    warnings: tuple[str, ...] = ()

    @property
    def withheld(self) -> tuple[Built, ...]:
        """The editions that did not meet the gate and were not published."""
        return tuple(one for one in self.editions if not one.published)


def build(
    project: Project,
    *,
    locales: Sequence[Locale] | None = None,
    publish: bool = False,
    gate: Gate | None = None,
    also: frozenset[str] = frozenset(),
    jobs: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> BuildResult:
    """Build the site and the localized documents; `locales` says which ones the result lists.

    The whole site is built in any case: its pages name each other. With `publish`, what has not
    reached the gate is left out (and listed as withheld), and an error that `check` finds stops
    the build before anything is written. `gate` publishes by another gate than that of `[publish]`,
    the same for all locales; with `publish`, by both. `also` adds to what `[site]` asks for:
    `bilingual`, `epub`, `pdf`. `progress` is called with documents done and to do.

    Raises:
        GateError: findings block.
        LocalizeError: a document, a catalog or the theme cannot be read, the build not be written.
    """
    site = site_of(project, publish=publish or gate is not None)
    if gate is not None:
        site = _with_gate(site, gate, also=publish)
    site = replace(site, bilingual=site.bilingual or "bilingual" in also,
                   epub=site.epub or "epub" in also, pdf=site.pdf or "pdf" in also)  # fmt: skip
    if site.publish:
        _refuse_errors(project)
    with alone(project), uncollected():
        reread(site)
        return _build(project, site, locales=locales, jobs=jobs, progress=progress)


def _with_gate(site: Site, gate: Gate, *, also: bool) -> Site:
    """The site behind a gate, instead of its own gates or behind them."""
    gate = replace(gate, noindex_below=site.gate.noindex_below)
    if not also:
        return replace(site, gate=gate, gates=())
    own = tuple(
        (one, replace(gate, noindex_below=above.noindex_below, above=above))
        for one, above in site.gates
    )
    return replace(site, gate=replace(gate, above=site.gate), gates=own)


def _build(
    project: Project,
    site: Site,
    *,
    locales: Sequence[Locale] | None,
    jobs: int,
    progress: Callable[[int, int], None] | None,
) -> BuildResult:
    ledger = read_ledger(project.state_directory / LEDGER)
    is_known = begin(project) and bool(ledger.documents)
    paths = [project.relative(path) for path in content_paths(project)]
    assets, served, changed = served_assets(project, site, paths)
    context = Context(project, site, assets, slugs(paths, project.content), _names(paths, project),
                      {one: locale_folder(project, one) for one in site.locales},
                      _unpublished(ledger.documents.values()))  # fmt: skip
    digests = Digests(ledger.seen)
    records, more = _documents(context, ledger, digests, jobs=jobs, progress=progress)
    changed += more
    pages, more = _shared(context, records, ledger)
    changed += more
    told: tuple[str, ...] = ()
    if site.fonts == "subset":
        pages, more, told = with_fonts(project, site, records.values(), pages, ledger.pages)
        changed += more
    folders = (
        "markdown",
        "epub",
        "pdf",
        *(f"site/{one}" for one in (site.source, *site.locales)),
        "site/assets",
    )
    now = Ledger(records, served | pages, folders, digests.seen, shared_key(site, assets))
    removed = cleared(project, now, ledger, sweep=not is_known)
    if now != ledger:
        write_file(project.state_directory, LEDGER, ledger_bytes(now))
    finish(project)
    return BuildResult(
        site=project.build / "site",
        markdown=project.build / "markdown",
        editions=tuple(_built(project, records, paths, locales)),
        changed=changed,
        removed=removed,
        warnings=(*told, *(text for path in paths for text in records[path].warnings)),
    )


def _refuse_errors(project: Project) -> None:
    from localize.workflow.check import check

    found = check(project, locales=project.locales)
    if found.errors:
        first = next(one for one in found.findings if one.finding.severity == "error")
        raise GateError(
            f"{found.errors} error{'s' if found.errors > 1 else ''} found: nothing was published",
            path=first.path, line=first.entry.line or None,
            hint=f"the first: {first.finding.message}\nrun `localize check` to see all of them",
        )  # fmt: skip


def _names(paths: Iterable[str], project: Project) -> dict[str, str]:
    """A document's path without the folders that its glob names, by its path."""
    from localize.render.places import without_root

    return {path: without_root(path, project.content) for path in paths}


def _unpublished(records: Iterable[Record]) -> frozenset[tuple[str, str]]:
    return frozenset(
        (one.path, one.tag) for record in records for one in record.facts if not one.published
    )


def _documents(
    context: Context,
    ledger: Ledger,
    digests: Digests,
    *,
    jobs: int,
    progress: Callable[[int, int], None] | None,
) -> tuple[dict[str, Record], int]:
    """The records of all documents, and how many files have new bytes."""
    project = context.project
    keys = _keys(context, digests)
    records = {
        path: ledger.documents[path]
        for path, key in keys.items()
        if path in ledger.documents and _stands(project, ledger.documents[path], key, digests)
    }
    changed = 0
    stale = [path for path in keys if path not in records or _has_turned(records[path], context)]
    # Which editions are published may turn out only now; then the pages with a link to one that
    # has come or gone are made once more.
    while stale:
        for one in all_made(context, [(path, keys[path]) for path in stale], jobs, progress):
            records[one.path] = one.record
            changed += one.changed
        context = replace(context, unpublished=_unpublished(records.values()))
        stale = [path for path, one in records.items() if _has_turned(one, context)]
    return {path: records[path] for path in keys}, changed


def _has_turned(record: Record, context: Context) -> bool:
    return any(context.place(link.path, link.tag) != link.place for link in record.links)


def _keys(context: Context, digests: Digests) -> dict[str, str]:
    """The digest of all that goes into a document's editions, by its path."""
    project, site = context.project, context.site
    theme = (site.theme,) if site.theme else ()
    shared = digest(site_key(site, theme), repr(project.tables.get("formats", {})),
                    repr(context.assets))  # fmt: skip
    known: dict[str, list[str]] = {}

    def of_catalogs(domain: str) -> list[str]:
        if domain not in known:
            known[domain] = [
                digests.of(catalog_in(context.folders[one], domain)) for one in site.locales
            ]
        return known[domain]

    return {
        path: digest(shared, path, slug, context.names[path], digests.of(f"{project.root}/{path}"),
                     *of_catalogs(domain_of(project, path)))
        for path, slug in context.slugs.items()
    }  # fmt: skip


def _stands(project: Project, record: Record, key: str, digests: Digests) -> bool:
    return (
        record.key == key
        and all(digests.of(f"{project.root}/{name}") == found for name, found in record.inputs)
        and all(output.stands(project.build) for output in record.outputs)
    )


def _shared(context: Context, records: Mapping[str, Record], ledger: Ledger) -> tuple[Pages, int]:
    """The pages across documents, and how many files have new bytes."""
    if _is_same(context, records, ledger):
        # The theme's files and the fonts, which have no key, are made by others.
        return {name: one for name, one in ledger.pages.items() if one[0]}, 0
    facts = [one for record in records.values() for one in record.facts if one.published]
    return shared_pages(context.project, context.site, facts, context.assets, ledger)


def _is_same(context: Context, records: Mapping[str, Record], ledger: Ledger) -> bool:
    """Whether nothing was made anew, and everything across documents stands as it was written."""
    return (
        shared_key(context.site, context.assets) == ledger.shared
        and list(records) == list(ledger.documents)
        and all(one is ledger.documents[path] for path, one in records.items())
        and all(output.stands(context.project.build) for _, output in ledger.pages.values())
    )


def _built(
    project: Project,
    records: Mapping[str, Record],
    paths: Iterable[str],
    locales: Sequence[Locale] | None,
) -> Iterable[Built]:
    wanted = None if locales is None else {str(one) for one in locales} | {project.source.tag}
    site = project.build / "site"
    known = {one.tag: one for one in (project.source, *project.locales)}
    for path in paths:
        for one in records[path].facts:
            if wanted is None or one.tag in wanted:
                yield Built(
                    path, known[one.tag], site, one.slug, one.published,
                    one.accepted / (one.total or 1), one.share,
                )  # fmt: skip
