"""`localize update`: the templates into the catalogs of every locale."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from localize.catalogs.files import edit_catalog, write_catalog
from localize.catalogs.layout import layout
from localize.catalogs.po import read_catalog
from localize.catalogs.versions import is_large
from localize.config import table_options
from localize.errors import UsageError
from localize.extract.cache import is_current, record, snapshot
from localize.update.files import create_file, update_file
from localize.update.header import new_catalog
from localize.update.merge import merged
from localize.update.report import UpdateOptions
from localize.workflow.extract import settings_of
from localize.workflow.lost_and_found import followed, lost, restore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from localize.config import Project
    from localize.extract.cache import Snapshot
    from localize.model import Catalog, Locale
    from localize.update.report import UpdateReport
    from localize.workflow.extract import ExtractedTemplate
    from localize.workflow.lost_and_found import Lost

# A renamed document is recognised when at least this share of its msgids stands in a catalog
# that has lost its own document.
_RENAMED_SHARE = 0.5
_STATE = "update.json"
_NO_TEMPLATE = """\
your own tool makes it: xgettext, `pybabel extract`, `makemessages --keep-pot`,
`sphinx-build -b gettext`, `mdbook build` with MDBOOK_OUTPUT, `wp i18n make-pot`;
`template` in [[catalogs]] says where it is"""


@dataclass(frozen=True, slots=True)
class UpdatedCatalog:
    """One catalog after an update."""

    locale: Locale
    domain: str
    path: Path
    report: UpdateReport
    changed: bool
    created: bool = False
    renamed_from: Path | None = None
    """The catalog of the document's old name, whose translations were taken over."""


@dataclass(frozen=True, slots=True)
class UpdateResult:
    """All catalogs of a run, by locale and domain."""

    catalogs: tuple[UpdatedCatalog, ...]
    orphans: tuple[Path, ...] = ()
    """Catalogs whose document is gone: kept, since a person's words are in them."""
    lost: tuple[Lost, ...] = ()
    """What another program lost since the catalogs were last seen, and what was put back."""
    restored: Mapping[Path, int] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        """Whether anything was, or would be, written."""
        return any(one.changed for one in self.catalogs)


def update(
    project: Project,
    templates: Iterable[ExtractedTemplate],
    *,
    locales: Iterable[Locale],
    now: str,
    dry_run: bool = False,
    put_back: bool = False,
) -> UpdateResult:
    """Every catalog brought up to its template. `now` is for new headers, as gettext writes it.

    `put_back`: what another program lost of a catalog is put back first.

    Raises:
        UsageError: a gettext project has no template.
        CatalogError: a catalog cannot be read; all catalogs before it stay updated.
    """
    templates, locales = tuple(templates), tuple(locales)
    project = _with_new(project, templates)
    state = project.state_directory / _STATE
    every = [layout(project).catalog(tag, one.domain) for tag in locales for one in templates]
    restored = restore(project, every) if put_back and not dry_run else {}
    gone = lost(project, [path for path in every if path.exists()], keep=not dry_run)
    before = _snapshot(project, templates, locales)
    if not any(one.changed for one in templates) and is_current(state, before):
        return UpdateResult((), lost=gone, restored=restored)
    options = table_options(project, "update", UpdateOptions)
    results: list[UpdatedCatalog] = []
    orphans: list[Path] = []
    for locale in locales:
        paths = {one.domain: layout(project).catalog(locale, one.domain) for one in templates}
        orphaned = sorted(set(layout(project).catalogs(locale)) - set(paths.values()))
        missing = any(not path.exists() for path in paths.values())
        inherited = {path: read_catalog(path) for path in orphaned} if missing else {}
        orphans += orphaned
        bring_up = partial(_brought_up, project, locale, inherited, options, now, dry_run=dry_run)
        results += [bring_up(template, paths[template.domain]) for template in templates]
    if not dry_run:
        gone += lost(project, [one.path for one in results if one.created])
        record(state, _snapshot(project, templates, locales), clock_ns=time.time_ns())
    return UpdateResult(tuple(results), tuple(orphans), gone, restored)


def _with_new(project: Project, templates: tuple[ExtractedTemplate, ...]) -> Project:
    """The project with all places of catalogs: in a gettext project, of new ones too."""
    if project.patterns and not templates:
        raise UsageError("no template to update from", hint=_NO_TEMPLATE)
    return replace(project, files=None) if project.patterns else project


def _snapshot(
    project: Project, templates: tuple[ExtractedTemplate, ...], locales: tuple[Locale, ...]
) -> Snapshot | None:
    paths = [one.path for one in templates]
    paths += [layout(project).catalog(tag, one.domain) for tag in locales for one in templates]
    return snapshot(paths, settings_of(project))


def _brought_up(
    project: Project,
    locale: Locale,
    inherited: Mapping[Path, Catalog],
    options: UpdateOptions,
    now: str,
    template: ExtractedTemplate,
    path: Path,
    *,
    dry_run: bool,
) -> UpdatedCatalog:
    """The catalog of a template, updated or made."""
    if path.exists():
        with nullcontext() if dry_run else followed(project, path):
            return _updated(template, locale, path, options, now=now, dry_run=dry_run)
    if not (dry_run or inherited) and is_large(template.path):
        made = create_file(template.path, path, locale, options, now=now)
        if made is not None:
            return UpdatedCatalog(locale, template.domain, path, made, changed=True, created=True)
    created, catalog = _created(template, locale, path, inherited, options, now)
    if not dry_run:
        write_catalog(path, catalog)
    return created


def _updated(
    template: ExtractedTemplate,
    target: Locale,
    path: Path,
    options: UpdateOptions,
    *,
    now: str,
    dry_run: bool,
) -> UpdatedCatalog:
    is_written = template.made is None or not (dry_run and template.changed)
    if is_written and (is_large(path) or is_large(template.path)):
        done = update_file(template.path, path, options, now=now, dry_run=dry_run)
        if done is not None:
            return UpdatedCatalog(target, template.domain, path, done.report, done.changed)
    reports: list[UpdateReport] = []
    before: list[Catalog] = []

    def change(catalog: Catalog) -> Catalog:
        before[:] = [catalog]
        after, report = merged(template.catalog, replace(catalog, locale=target), options, now=now)
        reports[:] = [report]
        return after

    after = change(read_catalog(path)) if dry_run else edit_catalog(path, change)
    changed = after.entries != before[0].entries or after.header != before[0].header
    return UpdatedCatalog(target, template.domain, path, reports[0], changed)


def _created(
    template: ExtractedTemplate,
    target: Locale,
    path: Path,
    inherited: Mapping[Path, Catalog],
    options: UpdateOptions,
    now: str,
) -> tuple[UpdatedCatalog, Catalog]:
    fresh = new_catalog(template.catalog, target, now=now)
    wanted = {entry.key for entry in fresh.live()}

    def shared(candidate: Path) -> int:
        return len(wanted & inherited[candidate].by_key().keys())

    origin = max(inherited, key=shared, default=None)
    if origin is not None and shared(origin) < _RENAMED_SHARE * len(wanted):
        origin = None
    base = replace(fresh, entries=())
    if origin is not None:
        # Live entries only: what the old catalog keeps as obsolete stays there.
        old = inherited[origin].live()
        base = replace(fresh, entries=old)
    catalog, report = merged(template.catalog, base, options, now=now)
    made = UpdatedCatalog(target, template.domain, path, report, True, True, origin)  # noqa: FBT003
    return made, catalog


def clock_reading(clock: Callable[[], object]) -> str:
    """The time as PO headers write it: `2026-11-22 20:17+0000`."""
    from datetime import UTC, datetime

    value = clock()
    assert isinstance(value, datetime)
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M+0000")
