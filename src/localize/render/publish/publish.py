"""The order of a build: plan, make the documents, then the pages across them, then sweep."""

from collections.abc import Callable, Sequence
from functools import partial

from localize.model import Locale
from localize.render.publish.context import BuildContext, Workspace
from localize.render.publish.document_writer import reread
from localize.render.publish.documents import renewed
from localize.render.publish.ledger import Ledger, Pages, with_ledger
from localize.render.publish.result import BuildResult, Editions
from localize.render.publish.shared_pages import served_assets, shared_key, shared_pages
from localize.render.publish.subset_fonts import with_fonts
from localize.render.publish.sweep import begin, cleared, finish
from localize.render.settings import Site
from localize.render.urls import slugs

LEDGER = "build.sqlite"
# What is noted in it for the next build: the folders of this one, and `shared_key`.
_FOLDERS, _SHARED = "folders", "shared"


def publish(
    workspace: Workspace,
    site: Site,
    documents: Sequence[str],
    *,
    locales: Sequence[Locale] | None = None,
    jobs: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> BuildResult:
    """Build a site from its documents, given by their paths; hold `alone` meanwhile.

    `locales` says which editions the result lists. `progress` is called with documents done and
    to do.

    Raises:
        LocalizeError: a document, a catalog or the theme cannot be read, the build not be written.
    """
    reread(site)
    work = partial(
        _published, workspace, site, documents, locales=locales, jobs=jobs, progress=progress
    )
    return with_ledger(workspace.state / LEDGER, work)


def _published(
    workspace: Workspace,
    site: Site,
    documents: Sequence[str],
    ledger: Ledger,
    *,
    locales: Sequence[Locale] | None,
    jobs: int,
    progress: Callable[[int, int], None] | None,
) -> BuildResult:
    build = workspace.build
    is_strange = build.exists() and not any(True for _ in ledger.paths())
    sweep = not begin(workspace.state) or is_strange
    assets, served, changed = served_assets(workspace, site, documents)
    places = slugs(documents, workspace.content)
    folders = {locale: workspace.layout.folder(locale) for locale in site.locales}
    withheld = ledger.summaries.withheld()
    context = BuildContext(workspace, site, assets, places, folders, withheld)
    rebuilt = renewed(context, ledger, jobs=jobs, progress=progress)
    before = ledger.pages()
    pages, more, warnings = _across(context, ledger, before, same=rebuilt.same)
    pages = served | pages
    ours = _folders(site)
    gone = rebuilt.gone | {output.path for _, output in before.values()}
    swept = {*ours, *ledger.note(_FOLDERS).split()}
    removed = cleared(build, ledger, gone, pages, swept, sweep=sweep)
    ledger.put_pages(pages)
    ledger.put_note(_FOLDERS, " ".join(ours))
    ledger.put_note(_SHARED, shared_key(site, assets))
    ledger.commit()
    finish(workspace.state)
    return BuildResult(
        site=build / "site",
        markdown=build / "markdown",
        editions=_editions(context, ledger, locales),
        changed=changed + rebuilt.changed + more,
        removed=removed,
        warnings=(*warnings, *ledger.warnings()),
    )


def _across(
    context: BuildContext, ledger: Ledger, before: Pages, *, same: bool
) -> tuple[Pages, int, tuple[str, ...]]:
    """Return the pages across documents and the fonts, how many have new bytes, and warnings.

    `same`: no document was made again.
    """
    build, site, assets = context.workspace.build, context.site, context.assets
    is_same = same and shared_key(site, assets) == ledger.note(_SHARED)
    if is_same and all(output.stands(build) for _, output in before.values()):
        # The theme's files and the fonts, which have no key, are made by others.
        pages, changed = {name: page for name, page in before.items() if page[0]}, 0
    else:
        pages, changed = shared_pages(build, site, ledger.summaries, assets, before)
    if site.fonts != "subset":
        return pages, changed, ()
    pages, more, warnings = with_fonts(build, site, ledger.outputs(), pages, before)
    return pages, changed + more, warnings


def _folders(site: Site) -> tuple[str, ...]:
    """The folders of a build that are wholly ours."""
    locales = (f"site/{locale}" for locale in (site.source, *site.locales))
    return "markdown", "epub", "pdf", *locales, "site/assets", "site/page"


def _editions(context: BuildContext, ledger: Ledger, locales: Sequence[Locale] | None) -> Editions:
    site = context.site
    chosen = [
        locale
        for locale in (site.source, *site.locales)
        if locales is None or locale in locales or locale == site.source
    ]
    folder = context.workspace.build / "site"
    return Editions(folder, context.slugs, chosen, ledger.summaries.standings())
