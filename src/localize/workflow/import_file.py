"""`localize import`: what people did with an exchange file, into the project's catalogs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from localize.catalogs.files import edit_catalog
from localize.catalogs.layout import layout
from localize.catalogs.po import read_catalog
from localize.errors import UsageError
from localize.interchange.apply import Applied, Outcome, applied
from localize.interchange.matching import Ids, by_entry, ids_of, with_misplaced, with_strange_states
from localize.workflow.import_read import read_exchange
from localize.workflow.lost_and_found import followed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from localize.config import Project
    from localize.interchange.exchange import ExchangeRecord
    from localize.model import Catalog, Key, Locale

    Placed: TypeAlias = tuple[int, ExchangeRecord]

Apply: TypeAlias = (
    "Callable[[Catalog, Mapping[Key, Sequence[Placed]]], tuple[Catalog, tuple[Applied, ...]]]"
)
"""The catalog with records in it, and what became of each."""
_WRITTEN = frozenset({Outcome.CHANGED, Outcome.ACCEPTED, Outcome.DRAFTED})


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of a file's texts."""

    path: Path
    locale: Locale
    texts: tuple[Applied, ...]
    files: tuple[Path, ...]
    """Catalogs that changed, or would in a dry run."""
    encoding: str = ""
    """Where the file did not say its own, and it is not UTF-8."""

    def count(self, outcome: Outcome) -> int:
        """How many texts ended so."""
        return sum(one.outcome is outcome for one in self.texts)

    @property
    def left(self) -> tuple[Applied, ...]:
        """The texts that did not get into a catalog, in file order."""
        return tuple(one for one in self.texts if one.outcome.left)


def import_file(
    project: Project,
    path: Path,
    *,
    to: Locale | None = None,
    overwrite: bool = False,
    dry_run: bool = False,
) -> ImportResult:
    """Put a returned XLIFF, CSV or PO file's translations into the project's catalogs.

    A text is applied where the catalog's is what it was at the export, is empty, or is still an
    untouched machine draft; else it is a conflict and nothing changes, unless `overwrite`. One
    that came back as it left changes nothing, unless the file says that a person confirmed it.
    `to`: the locale, where the file does not say it.

    Raises:
        UsageError: the kind of file is not known, or its locale is not the project's.
        CatalogError: it cannot be read, with the line.
    """
    if path.suffix.lower() == ".jsonl":
        raise UsageError(
            "JSON lines are a machine's translations", path=path, hint="say whose: --as-draft NAME"
        )
    exchange, target = read_exchange(project, path, to)
    texts = with_strange_states(exchange.records)
    texts = texts if overwrite else with_misplaced(texts)
    change = partial(applied, overwrite=overwrite)
    said, files = into_catalogs(project, target, texts, change, dry_run=dry_run)
    return ImportResult(path, target, said, files, exchange.encoding)


def into_catalogs(
    project: Project,
    target: Locale,
    texts: Sequence[ExchangeRecord],
    apply: Apply,
    *,
    dry_run: bool,
) -> tuple[tuple[Applied, ...], tuple[Path, ...]]:
    """Put records into a locale's catalogs: what became of each, and the catalogs that changed."""
    left = tuple(texts)
    ids = ids_of(left)
    outcomes: list[Applied] = []
    changed: list[Path] = []
    # Texts that name their catalog go there first; the rest to whatever catalog has their source.
    for named in (True, False):
        for file in layout(project).catalogs(target):
            name = project.relative(file)
            here = tuple(one for one in left if not named or one.catalog == name)
            if not here:
                continue
            away = tuple(one for one in left if named and one.catalog != name)
            said, unknown = _into(project, file, here, ids, apply, dry_run=dry_run)
            outcomes += said
            left = (*unknown, *away)
            wrote = any(one.outcome in _WRITTEN for one in said)
            changed += [file] if wrote and file not in changed else []
    for record in left:
        empty = not record.target.strip()
        outcomes.append(Applied(record, Outcome.EMPTY if empty else Outcome.UNKNOWN))
    outcomes.sort(key=lambda one: one.record.line)
    return tuple(outcomes), tuple(changed)


def _into(
    project: Project,
    file: Path,
    texts: Sequence[ExchangeRecord],
    ids: Ids,
    apply: Apply,
    *,
    dry_run: bool,
) -> tuple[tuple[Applied, ...], tuple[ExchangeRecord, ...]]:
    said: tuple[Applied, ...] = ()
    unknown: tuple[ExchangeRecord, ...] = ()

    def change(catalog: Catalog) -> Catalog:
        nonlocal said, unknown
        matched = by_entry(catalog, texts, ids)
        unknown = matched.unknown
        result, said = apply(catalog, matched.by_entry)
        return result

    if dry_run:
        change(read_catalog(file))
    else:
        with followed(project, file):
            edit_catalog(file, change)
    return said, unknown
