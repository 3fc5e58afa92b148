"""`localize tm`: the translation memory of a project."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.catalogs.files import signature
from localize.catalogs.layout import catalog_files
from localize.catalogs.po import read_catalog
from localize.config import table_options
from localize.errors import MemoryStoreError, UsageError
from localize.memory.store import open_memory
from localize.memory.tmx import read_tmx, tmx_lines
from localize.memory.unit import catalog_units
from localize.model import locale

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from localize.config import Project
    from localize.memory.unit import Memory, Statistics, Unit
    from localize.model import Locale, Match


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
def project_memory(project: Project, locales: Iterable[Locale]) -> Iterator[Memory]:
    """The memory of a project, brought up to its catalogs and TMX files.

    A file that has not changed since it was taken in is not read again.

    Raises:
        MemoryStoreError, CatalogError: with the file.
    """
    options = table_options(project, "tm", MemoryOptions)
    memory = open_memory(options.url or memory_path(project))
    try:
        for target in locales:
            for path in catalog_files(project, target):
                name, stamp = project.relative(path), _stamp(path, shared=bool(options.url))
                if memory.seen(name) != stamp:
                    units = catalog_units(read_catalog(path), project.source, target, origin=name)
                    _take(memory, name, stamp, units)
        for path in sorted(project.root.glob(options.files)) if options.files else ():
            name, stamp = project.relative(path), _stamp(path, shared=bool(options.url))
            if memory.seen(name) != stamp:
                _take(memory, name, stamp, read_tmx(path, origin=name))
        yield memory
    finally:
        memory.close()


def _take(memory: Memory, name: str, stamp: str, units: Iterable[Unit]) -> None:
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
    with project_memory(project, ()) as memory:
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

    with project_memory(project, [locale(tag) for tag in sorted(wanted)]) as memory:
        temporary = path.with_name(f".{path.name}.tmp")
        try:
            with temporary.open("w", encoding="utf-8", newline="") as file:
                file.writelines(counted(memory))
            temporary.replace(path)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise MemoryStoreError(f"cannot be written: {error.strerror}", path=path) from error
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


def tm_stats(project: Project, *, locales: Iterable[Locale]) -> list[Statistics]:
    """Counts by pair of locales."""
    with project_memory(project, locales) as memory:
        return memory.statistics()
