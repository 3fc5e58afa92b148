"""`localize status`: how far every locale and document has come."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from localize.catalogs.glance import standing_of
from localize.catalogs.layout import layout
from localize.catalogs.stream import glances
from localize.config import Project
from localize.model import Locale, State
from localize.workflow.lost_and_found import Lost, lost
from localize.workflow.project import content_paths


@dataclass(frozen=True, slots=True)
class CatalogProgress:
    """The states of one catalog, or of several added up."""

    counts: Mapping[State, int]

    @property
    def total(self) -> int:
        """All live entries."""
        return sum(self.counts.values())

    def share(self, *states: State) -> float:
        """The share of the entries in these states, 0..1; 1 for no entry at all."""
        return sum(self.counts[one] for one in states) / self.total if self.total else 1.0

    @property
    def accepted(self) -> float:
        """The share a person stands behind, 0..1."""
        return self.share(State.TRANSLATED, State.REVIEWED)

    @property
    def drafted(self) -> float:
        """The share that has any text, 0..1."""
        return 1.0 - self.share(State.MISSING) if self.total else 1.0


@dataclass(frozen=True, slots=True)
class CatalogStatus:
    """One catalog of a locale."""

    locale: Locale
    domain: str
    path: Path
    exists: bool
    progress: CatalogProgress
    engines: tuple[str, ...] = ()
    """Who drafted what nobody has accepted yet."""


@dataclass(frozen=True, slots=True)
class StatusResult:
    """All catalogs, by locale and domain."""

    catalogs: tuple[CatalogStatus, ...]
    lost: tuple[Lost, ...] = ()
    """What another program lost of them."""

    def of_locale(self, locale: Locale) -> CatalogProgress:
        """A locale's catalogs added up."""
        counts: Counter[State] = Counter()
        for catalog in self.catalogs:
            if catalog.locale == locale:
                counts.update(catalog.progress.counts)
        return _counted(counts)

    @property
    def locales(self) -> tuple[Locale, ...]:
        """The locales, in the project's order."""
        return tuple(dict.fromkeys(one.locale for one in self.catalogs))


def _counted(counts: Counter[State]) -> CatalogProgress:
    return CatalogProgress({each: counts[each] for each in State})


def status(project: Project, *, locales: Iterable[Locale]) -> StatusResult:
    """The progress of every catalog that the documents have or should have.

    Raises:
        CatalogError: a catalog cannot be read.
    """
    if project.files is not None:
        files = ((file, project.relative(file.path)) for file in project.files)
        chosen = tuple(locales)
        catalogs = tuple(
            _status(file.locale, name, file.path) for file, name in files if file.locale in chosen
        )
        return StatusResult(catalogs, lost(project, [one.path for one in catalogs]))
    names = {layout(project).domain(project.relative(path)) for path in content_paths(project)}
    catalogs = tuple(
        _status(one, domain, layout(project).catalog(one, domain))
        for one in locales
        for domain in sorted(names)
    )
    return StatusResult(catalogs, lost(project, [one.path for one in catalogs if one.exists]))


def _status(locale: Locale, domain: str, path: Path) -> CatalogStatus:
    if not path.exists():
        return CatalogStatus(locale, domain, path, exists=False, progress=_counted(Counter()))
    counts: Counter[State] = Counter()
    engines: set[str] = set()
    for seen in glances(path):
        if not seen.obsolete:
            reached, draft = standing_of(seen)
            counts[reached] += 1
            if draft is not None:
                engines.add(draft.get("engine"))
    counted = _counted(counts)
    return CatalogStatus(
        locale, domain, path, exists=True, progress=counted, engines=tuple(sorted(engines))
    )
