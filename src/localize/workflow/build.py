"""`localize build`: the editions of a project, only what changed, on all cores."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from localize.catalogs.layout import layout
from localize.errors import GateError
from localize.formats.gc_pause import gc_paused
from localize.render.ledger import with_ledger
from localize.render.places import slugs
from localize.render.settings import site as site_of
from localize.workflow.build_documents import renewed
from localize.workflow.build_fonts import with_fonts
from localize.workflow.build_leftovers import alone, begin, cleared, finish
from localize.workflow.build_result import BuildResult, Editions
from localize.workflow.build_shared import served_assets, shared_key, shared_pages
from localize.workflow.editions import BuildContext, reread
from localize.workflow.project import content_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from localize.config import Project
    from localize.model import Locale
    from localize.render.ledger import Ledger, Pages
    from localize.render.settings import Gate, Site

LEDGER = "build.sqlite"
# What is noted in it for the next build: the folders of this one, and `shared_key`.
_FOLDERS, _SHARED = "folders", "shared"


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
    with alone(project), gc_paused():
        reread(site)
        work = partial(_built, project, site, locales=locales, jobs=jobs, progress=progress)
        return with_ledger(project.state_directory / LEDGER, work)


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


def _built(
    project: Project,
    site: Site,
    ledger: Ledger,
    *,
    locales: Sequence[Locale] | None,
    jobs: int,
    progress: Callable[[int, int], None] | None,
) -> BuildResult:
    is_strange = project.build.exists() and not any(True for _ in ledger.paths())
    sweep = not begin(project) or is_strange
    paths = [project.relative(path) for path in content_paths(project)]
    assets, served, changed = served_assets(project, site, paths)
    context = BuildContext(project, site, assets, slugs(paths, project.content),
                      {one: layout(project).folder(one) for one in site.locales},
                      ledger.facts.withheld())  # fmt: skip
    documents = renewed(context, ledger, jobs=jobs, progress=progress)
    before = ledger.pages()
    pages, more, told = _across(context, ledger, before, same=documents.same)
    pages = served | pages
    folders = _folders(site)
    removed = cleared(
        project, ledger, documents.gone | {output.path for _, output in before.values()}, pages,
        {*folders, *ledger.note(_FOLDERS).split()}, sweep=sweep)  # fmt: skip
    ledger.put_pages(pages)
    ledger.put_note(_FOLDERS, " ".join(folders))
    ledger.put_note(_SHARED, shared_key(site, assets))
    ledger.commit()
    finish(project)
    return BuildResult(
        site=project.build / "site",
        markdown=project.build / "markdown",
        editions=_editions(context, ledger, locales),
        changed=changed + documents.changed + more,
        removed=removed,
        warnings=(*told, *ledger.warnings()),
    )


def _across(
    context: BuildContext, ledger: Ledger, before: Pages, *, same: bool
) -> tuple[Pages, int, tuple[str, ...]]:
    """The pages across documents and the fonts, how many have new bytes, and warnings.

    `same`: no document was made anew.
    """
    project, site, assets = context.project, context.site, context.assets
    is_same = same and shared_key(site, assets) == ledger.note(_SHARED)
    if is_same and all(output.stands(project.build) for _, output in before.values()):
        # The theme's files and the fonts, which have no key, are made by others.
        pages, changed = {name: one for name, one in before.items() if one[0]}, 0
    else:
        pages, changed = shared_pages(project, site, ledger.facts, assets, before)
    if site.fonts != "subset":
        return pages, changed, ()
    pages, more, told = with_fonts(project, site, ledger.outputs(), pages, before)
    return pages, changed + more, told


def _folders(site: Site) -> tuple[str, ...]:
    """The folders of a build that are wholly ours."""
    locales = (f"site/{one}" for one in (site.source, *site.locales))
    return "markdown", "epub", "pdf", *locales, "site/assets", "site/page"


def _editions(context: BuildContext, ledger: Ledger, locales: Sequence[Locale] | None) -> Editions:
    site = context.site
    chosen = [one for one in (site.source, *site.locales)
              if locales is None or one in locales or one == site.source]  # fmt: skip
    folder = context.project.build / "site"
    return Editions(folder, context.slugs, chosen, ledger.facts.standings())


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
