"""`localize tm`: the translation memory of a project."""

import contextlib
import hashlib
import logging
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from localize.catalogs.layout import layout
from localize.catalogs.po import read_catalog
from localize.catalogs.stream import entry_blocks
from localize.config import Project, table_options
from localize.errors import DamagedMemoryError, MemoryStoreError, UsageError
from localize.memory.store import open_memory
from localize.memory.tmx import read_tmx, tmx_lines
from localize.memory.unit import Memory, MemoryUnit, Statistics, catalog_units
from localize.model import Catalog, Entry, Locale, Match, State, locale, state
from localize.storage.signature import signature
from localize.storage.write import explained, write_pieces
from localize.user import refuse_foreign
from localize.workflow.project import matching

_LOGGER = logging.getLogger(__name__)
_OWN = 8  # an entry's own forms and sentences that may come before other matches


@dataclass(frozen=True, slots=True)
class MemoryOptions:
    """The table `[tm]`."""

    url: str = ""
    """`postgresql://…` of a team's memory; empty: the project's own file."""
    files: str = ""
    """A glob of TMX files in the project that are memory too."""


@dataclass(frozen=True, slots=True)
class Imported:
    """One file that was taken in."""

    path: Path
    units: int
    """Those that were not there before."""


def memory_path(project: Project) -> Path:
    """The project's own memory."""
    return project.state_directory / "memory.sqlite"


@contextlib.contextmanager
def project_memory(
    project: Project, locales: Iterable[Locale], *, keep: bool = False
) -> Iterator[Memory]:
    """The memory of a project, brought up to its catalogs and TMX files.

    A file that has not changed since it was taken in is not read again. Where the project's folder
    cannot be written, the memory is a temporary one, unless `keep` says that it has to last.

    Raises:
        MemoryStoreError, CatalogError: with the file.
    """
    options = table_options(project, "tm", MemoryOptions)
    targets = tuple(locales)
    if options.url:
        refuse_foreign(options.url, key="[tm] url")

    def refill(memory: Memory) -> None:
        _refresh(memory, project, options, targets)

    with contextlib.ExitStack() as stack:
        place: Path | str = options.url or memory_path(project)
        if isinstance(place, Path) and not keep and not _may_write(place):
            _LOGGER.warning("%s: cannot be written; this run makes its own memory", place)
            place = Path(stack.enter_context(tempfile.TemporaryDirectory())) / place.name
        memory = open_memory(place, refill=refill)
        stack.callback(memory.close)
        try:
            refill(memory)
        except DamagedMemoryError:
            refill(memory)
        yield memory


def _may_write(path: Path) -> bool:
    there = next(one for one in (path.parent, *path.parent.parents) if one.exists())
    return os.access(there, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _refresh(
    memory: Memory, project: Project, options: MemoryOptions, locales: Iterable[Locale]
) -> None:
    """Take in the catalogs and TMX files that have changed."""
    shared = bool(options.url)
    for target in locales:
        for path in layout(project).catalogs(target):
            name, stamp = project.relative(path), _stamp(path, shared=shared)
            if memory.seen(name) != stamp:
                entries = chain.from_iterable(entry_blocks(path))
                units = catalog_units(entries, project.source, target, origin=name)
                _take(memory, name, stamp, units)
    for path in sorted(matching(project, options.files, key="files")) if options.files else ():
        name, stamp = project.relative(path), _stamp(path, shared=shared)
        if memory.seen(name) != stamp:
            _take(memory, name, stamp, read_tmx(path, origin=name))


def _take(memory: Memory, name: str, stamp: str, units: Iterable[MemoryUnit]) -> None:
    """Replace what the memory has of a file."""
    memory.forget(name)
    memory.add(units)
    memory.see(name, stamp)


def _stamp(path: Path, *, shared: bool) -> str:
    """In what state a file is: in a team's memory by its bytes, as inodes say nothing there."""
    if shared:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return " ".join(map(str, signature(path)))


def tm_import(project: Project, paths: Iterable[Path]) -> tuple[Imported, ...]:
    """Take TMX files into the memory.

    Raises:
        UsageError: a file is not there. MemoryStoreError: it is no TMX, with the line.
    """
    imported: list[Imported] = []
    with project_memory(project, (), keep=True) as memory:
        for path in paths:
            if not path.is_file():
                raise UsageError("no such file", path=path)
            imported.append(Imported(path, memory.add(read_tmx(path))))
    return tuple(imported)


def tm_export(project: Project, path: Path, *, locales: Iterable[Locale]) -> int:
    """Write the memory's units of some locales as TMX; their number."""
    wanted = {str(one) for one in locales}
    count = 0

    def counted(memory: Memory) -> Iterator[str]:
        nonlocal count
        units = (one for one in memory.units() if one.target_locale in wanted)
        for line in tmx_lines(units, source_locale=str(project.source)):
            count += line.startswith("    <tu ")
            yield line

    tags = [locale(tag) for tag in sorted(wanted)]
    with project_memory(project, tags) as memory, explained(path, MemoryStoreError):
        write_pieces(path, (line.encode("utf-8") for line in counted(memory)))
    return count


def tm_search(
    project: Project, text: str, *, locales: Iterable[Locale], cutoff: float, limit: int
) -> dict[Locale, list[Match]]:
    """The matches of a text by locale, best first."""
    wanted = tuple(locales)
    with project_memory(project, wanted) as memory:
        return {
            one: memory.exact(text, project.source, one)[:limit]
            or memory.fuzzy(text, project.source, one, cutoff=cutoff, limit=limit)
            for one in wanted
        }


@dataclass(frozen=True, slots=True)
class EntryMatches:
    """An entry that nobody stands behind yet, and what the memory has for it."""

    entry: Entry
    state: State
    matches: tuple[Match, ...]
    """Best first; same neighbours before all."""


def tm_search_catalog(
    project: Project, path: Path, *, locales: Iterable[Locale], cutoff: float, limit: int
) -> tuple[EntryMatches, ...]:
    """What the memory has for the untranslated and fuzzy entries of a catalog, in file order.

    The catalog may stand anywhere. An entry's own draft is no match.

    Raises:
        CatalogError: it cannot be read. UsageError: its locale is none of these.
    """
    catalog = read_catalog(path)
    path = path.resolve()
    target = _locale_of(project, path, catalog, tuple(locales))
    origin = project.relative(path) if path.is_relative_to(project.root) else ""
    live = catalog.live()
    around = ["", *(entry.msgid for entry in live), ""]
    result = []
    with project_memory(project, (target,)) as memory:
        for entry, before, after in zip(live, around, around[2:], strict=False):
            if not state(entry).accepted:
                matches = memory.exact(
                    entry.msgid, project.source, target, before=before, after=after
                )
                if all(_own(one, entry, origin) for one in matches):
                    matches = memory.fuzzy(
                        entry.msgid, project.source, target, cutoff=cutoff, limit=limit + _OWN
                    )
                others = [one for one in matches if not _own(one, entry, origin)]
                result.append(EntryMatches(entry, state(entry), tuple(others[:limit])))
    return tuple(result)


def _own(match: Match, entry: Entry, origin: str) -> bool:
    """Whether a match is what the entry itself says: a form of it, or a sentence."""
    sources = (entry.msgid, entry.msgid_plural or "", entry.previous_msgid or "")
    return (
        match.origin == origin
        and any(match.source in text for text in sources)
        and any(match.target in form for form in entry.msgstr)
    )


def _locale_of(
    project: Project, path: Path, catalog: Catalog, locales: tuple[Locale, ...]
) -> Locale:
    """The locale of a catalog: by its place in the project, its header, or the only one asked."""
    for target in locales:
        if path in {other.resolve() for other in layout(project).catalogs(target)}:
            return target
    if catalog.locale in locales:
        return catalog.locale
    if len(locales) == 1 and catalog.locale is None:
        return locales[0]
    raise UsageError(
        f"its locale is {catalog.locale or 'not said'}, and none of those asked for",
        path=path,
        hint="say it with --to",
    )


def tm_stats(project: Project, *, locales: Iterable[Locale]) -> list[Statistics]:
    """Counts by pair of locales."""
    with project_memory(project, locales) as memory:
        return memory.statistics()
