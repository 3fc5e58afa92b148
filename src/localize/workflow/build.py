"""`localize build`: the editions of a project, only what changed, on all cores."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from localize.catalogs.layout import layout
from localize.config import Project
from localize.errors import GateError
from localize.formats.gc_pause import gc_paused
from localize.model import Locale
from localize.plugins import FORMATS, registered
from localize.render.publish.context import Workspace
from localize.render.publish.publish import publish as published
from localize.render.publish.result import BuildResult
from localize.render.publish.sweep import alone
from localize.render.settings import Gate, Site
from localize.render.settings import site as site_of
from localize.workflow.project import content_paths


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
    project.refuse_links(project.build, within=project.build)
    site = site_of(project, publish=publish or gate is not None)
    if gate is not None:
        site = _with_gate(site, gate, also=publish)
    site = replace(
        site,
        bilingual=site.bilingual or "bilingual" in also,
        epub=site.epub or "epub" in also,
        pdf=site.pdf or "pdf" in also,
    )
    if site.publish:
        _refuse_errors(project)
    workspace = workspace_of(project)
    with alone(workspace.state), gc_paused():
        documents = [project.relative(path) for path in content_paths(project)]
        return published(workspace, site, documents, locales=locales, jobs=jobs, progress=progress)


def workspace_of(project: Project) -> Workspace:
    """Return what a build knows of a project besides its site."""
    options = {name: project.table(f"formats.{name}") for name in registered(FORMATS)}
    return Workspace(
        root=project.root,
        content=project.content,
        format_options=options,
        layout=layout(project),
        build=project.build,
        state=project.state_directory,
    )


def _with_gate(site: Site, gate: Gate, *, also: bool) -> Site:
    """Return the site behind a gate, instead of its own gates or behind them."""
    gate = replace(gate, noindex_below=site.gate.noindex_below)
    if not also:
        return replace(site, gate=gate, gates=())
    own = tuple(
        (locale, replace(gate, noindex_below=above.noindex_below, above=above))
        for locale, above in site.gates
    )
    return replace(site, gate=replace(gate, above=site.gate), gates=own)


def _refuse_errors(project: Project) -> None:
    from localize.workflow.check import check

    result = check(project, locales=project.locales)
    if result.errors:
        first = next(hit for hit in result.findings if hit.finding.severity == "error")
        raise GateError(
            f"{result.errors} error{'s' if result.errors > 1 else ''} found: nothing was published",
            path=first.path,
            line=first.entry.line or None,
            hint=f"the first: {first.finding.message}\nrun `localize check` to see all of them",
        )
