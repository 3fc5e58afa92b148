"""Catalogs that the command line names, with a project of ours around them or without one."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from localize.catalogs.layout import layout
from localize.catalogs.named import header_locales, locale_of_name, locale_of_path
from localize.catalogs.patterns import PatternLayout
from localize.config import Project, with_environment
from localize.errors import NotAllowedError, UsageError
from localize.formats.registry import formats
from localize.model import CatalogFile, Locale, locale

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_SUFFIXES = frozenset({".po", ".pot"})
_SKIPPED = frozenset({"node_modules", "__pycache__", "venv"})
_ENGLISH = Locale("en")


def named_project(
    paths: Sequence[Path],
    *,
    cwd: Path,
    project: Project | None = None,
    to: Iterable[str] | None = None,
    source: str | None = None,
) -> Project:
    """The project whose catalogs are those at some paths: files, or folders of them.

    `project`: the one around, whose settings hold for what is in its folder. A document of it means
    its catalogs. `to`: only these locales, and the locale of catalogs that do not tell theirs.

    Raises:
        UsageError: a path is not there, is no catalog, holds none, or its locale is not known.
    """
    wanted = tuple(locale_of_name(tag, known=False) or locale(tag) for tag in to or ())
    full = [Path(os.path.abspath(cwd / path)) for path in paths]  # noqa: PTH100 - links stay links
    inside = project is not None and all(path.is_relative_to(project.root) for path in full)
    around = project if inside else None
    named = [
        file
        for path, said in zip(full, paths, strict=True)
        for file in _files(path, said, wanted, around)
    ]
    files = tuple(dict.fromkeys(file for file in named if not wanted or file.locale in wanted))
    if not files:
        there = ", ".join(sorted({str(file.locale) for file in named}))
        raise UsageError(f"no catalog of {', '.join(map(str, wanted))}", hint=f"there is {there}")
    base = around or _bare(full, cwd)
    if source is not None or around is None:
        base = replace(base, source=locale(source) if source else _source(files))
    return replace(
        base,
        files=files,
        locales=tuple(sorted({file.locale for file in files})),
        catalogs=base.catalogs if around else _common(full),
    )


def named_documents(paths: Iterable[Path]) -> list[Path]:
    """Those of the named paths that are documents, not catalogs."""
    return [path for path in paths if path.is_file() and path.suffix not in _SUFFIXES]


def with_catalogs(project: Project) -> Project:
    """A gettext project with the catalogs that it has, all its locales unless some are named."""
    files = PatternLayout.of(project).files()
    locales = project.locales or tuple(sorted({file.locale for file in files} - {project.source}))
    if not locales:
        raise project.error(
            "no catalog is where [[catalogs]] says, and no locales are named",
            key="files",
            hint='correct the pattern, or name them: locales = ["ja"]',
        )
    chosen = (CatalogFile(one.path, one.locale) for one in files if one.locale in locales)
    return replace(project, files=tuple(chosen), locales=locales)


def _bare(paths: Sequence[Path], cwd: Path) -> Project:
    """A project that has no configuration, and leaves nothing beside the catalogs."""
    root = cwd if all(path.is_relative_to(cwd) for path in paths) else _common(paths)
    name = hashlib.sha256(str(root).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return with_environment(
        Project(root, _ENGLISH, (), content=(), state=_cache() / "catalogs" / name), os.environ
    )


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "localize"


def _common(paths: Iterable[Path]) -> Path:
    """The folder that all paths are in."""
    return Path(os.path.commonpath([path if path.is_dir() else path.parent for path in paths]))


def _source(files: Iterable[CatalogFile]) -> Locale:
    """The locale of the texts, where a header tells it; else English."""
    told = (header_locales(file.path)[1] for file in files)
    return next((source for source in told if source is not None), _ENGLISH)


def _files(
    path: Path, said: Path, wanted: Sequence[Locale], project: Project | None
) -> Iterator[CatalogFile]:
    """The catalogs that a path means."""
    if path.is_dir():
        catalogs, templates = catalogs_below(path)
        within = catalogs or templates
        source = project.source if project else _ENGLISH
        if not within:
            raise UsageError(
                "no .po or .pot file in this folder",
                path=said,
                hint="name the folder or file that has the catalogs, such as po/ or locale/",
            )
        for file in within:
            _refuse_link(file, path)
            placed = _placed(file, said / file.relative_to(path), wanted, source)
            # Django and others have a catalog of the source locale, which is empty.
            yield from (one for one in placed if one.locale != source or file.suffix == ".pot")
    elif not path.is_file():
        raise UsageError("no such file or folder", path=said)
    elif path.suffix in _SUFFIXES:
        yield from _placed(path, said, wanted, project.source if project else _ENGLISH)
    elif project is not None and path.suffix.lower() in formats():
        yield from _of_document(project, path, said)
    else:
        raise UsageError("no catalog", path=said, hint="a .po or .pot file, or a folder of them")


def catalogs_below(folder: Path) -> tuple[list[Path], list[Path]]:
    """The catalogs in a folder, and the templates, sorted."""
    there: list[Path] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in _SKIPPED
        )
        there += [Path(parent, name) for name in sorted(names) if Path(name).suffix in _SUFFIXES]
    files = [path for path in there if path.is_file()]
    return (
        [path for path in files if path.suffix == ".po"],
        [path for path in files if path.suffix == ".pot"],
    )


def _refuse_link(file: Path, folder: Path) -> None:
    """Refuse a link that leads out of a folder that somebody named: a checkout may bring it."""
    if file.is_symlink() and not file.resolve().is_relative_to(folder.resolve()):
        raise NotAllowedError(
            "is a link that leads out of the folder that you named",
            path=file,
            hint="name it by itself, if you mean the file that it leads to",
        )


def _placed(
    path: Path, said: Path, wanted: Sequence[Locale], source: Locale
) -> Iterator[CatalogFile]:
    """A catalog with its locale: a header's, a path's, else the one that is wanted.

    A template is one of each locale that is wanted, and of its own where none is.
    """
    if path.suffix == ".pot":
        yield from (CatalogFile(path, tag) for tag in wanted or (source,))
        return
    told = header_locales(path)[0] or locale_of_path(path)
    if told is None and len(wanted) == 1:
        told = wanted[0]
    if told is None:
        raise UsageError(
            "neither its header nor its path says the locale",
            path=said,
            hint="say it: --to ja, or put Language: ja into its header",
        )
    yield CatalogFile(path, told)


def _of_document(project: Project, path: Path, said: Path) -> Iterator[CatalogFile]:
    """The catalogs of a document of the project that exist."""
    where = layout(project)
    domain = where.domain(project.relative(path))
    paths = {tag: where.catalog(tag, domain) for tag in project.locales}
    there = [CatalogFile(file, tag) for tag, file in paths.items() if file.is_file()]
    if not there:
        raise UsageError("the document has no catalog yet", path=said, hint="run `localize update`")
    yield from there
