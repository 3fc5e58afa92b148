"""What every command needs first: the project's documents and catalogs."""

import re
import sys
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from localize.config import Project
from localize.errors import ConfigError, DocumentError, UsageError
from localize.formats.registry import formats
from localize.model import Document, Locale, locale


def chosen_locales(project: Project, tags: Iterable[str] | None) -> tuple[Locale, ...]:
    """The project's locales, or those of `--to`.

    Raises:
        UsageError: a tag is no locale, or the project does not have it.
    """
    if not tags:
        if not project.locales:
            raise project.error("no locales", key="locales", hint='add: locales = ["ja", "hi"]')
        return project.locales
    known_tags = {each.tag: each for each in project.locales}
    chosen = tuple(known_tags.get(tag) or locale(tag) for tag in tags)
    for wanted in chosen:
        if wanted not in project.locales:
            known = ", ".join(map(str, project.locales))
            added = "" if project.files else f"; add it to `locales` in {project.config_path}"
            raise UsageError(
                f"locale {wanted} is not in the project", hint=f"it has {known}{added}"
            )
    return chosen


def refuse_templates(project: Project) -> None:
    """Refuse to write translations into a template that was named.

    Raises:
        UsageError: one was.
    """
    for file in project.files or ():
        if file.path.suffix == ".pot":
            raise UsageError(
                "a template has no translations",
                path=project.relative(file.path),
                hint="name a catalog; your project's own tool or `msginit` makes a new one",
            )


def matching(project: Project, pattern: str, *, key: str) -> Iterator[Path]:
    """The files of the project that a glob of a key matches.

    Raises:
        ConfigError: it is no glob, or leads out of the project.
        NotAllowedError: a link does.
    """
    if Path(pattern).anchor or ".." in re.split(r"[/\\]", pattern):
        raise project.error(f"{key} leads out of the project: {pattern}", key=key)

    def leads_out(path: Path) -> bool:
        try:
            return not path.resolve().is_relative_to(project.root)
        except RuntimeError:  # links in a circle lead nowhere
            return False

    folders: dict[Path, bool] = {}
    try:
        for path in project.root.glob(pattern):
            if path.parent not in folders:
                folders[path.parent] = leads_out(path.parent)
            if folders[path.parent] or (path.is_symlink() and leads_out(path)):
                raise project.stray(path)
            if path.is_file():
                yield path
    except (ValueError, LookupError, NotImplementedError, OSError, RecursionError) as error:
        raise project.error(
            f"{key}: {pattern!r} is no glob: {error}", key=key, hint='such as "content/**/*.md"'
        ) from error


def content_paths(project: Project) -> list[Path]:
    """The documents of the project, sorted.

    Raises:
        ConfigError, NotAllowedError: a glob or a link leads out of the project.
        DocumentError: a name is not UTF-8.
    """
    suffixes = formats()
    files: set[Path] = set()
    for pattern in project.content:
        matched = matching(project, pattern, key="content")
        files.update(path for path in matched if path.suffix.lower() in suffixes)
    ours = tuple(f"{folder.as_posix()}/" for folder in (project.build, project.catalogs))
    named = {path.as_posix(): path for path in files}
    paths = [
        path
        for name, path in sorted(named.items())
        if not name.startswith(ours)
        and not any(fnmatchcase(project.relative(path), pattern) for pattern in project.exclude)
    ]
    for path in paths:
        _refuse_unnamable(project.relative(path))
    return paths


def _refuse_unnamable(name: str) -> None:
    """Catalogs, addresses and databases are UTF-8, and hold the names of documents."""
    try:
        name.encode()
    except UnicodeEncodeError as error:
        encoding = sys.getfilesystemencoding()
        if encoding != "utf-8":
            text = f"its name cannot be read: the locale of this shell says {encoding}"
            hint = "set PYTHONUTF8=1, or a locale such as C.UTF-8"
        else:
            text, hint = "its name is not UTF-8", "rename it, or name it in `exclude`"
        raise DocumentError(text, path=ascii(name), hint=hint) from error


def read_document(project: Project, path: Path) -> Document:
    """A document of the project, parsed.

    Raises:
        DocumentError: it cannot be read as its format, with the line.
    """
    form = formats().get(path.suffix.lower())
    if form is None:
        known = ", ".join(sorted(formats()))
        raise DocumentError(f"no format for {path.suffix!r}", path=path, hint=f"known: {known}")
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"cannot be read: {error.strerror}", path=path) from error
    name = project.relative(path)
    # A tool that only looks may read what it can; what is to be translated must be sound.
    options = {**project.table(f"formats.{form.name}"), "strict": True}
    return form.parse(form.decode(raw, name), name, options)


def document_paths(project: Project) -> list[Path]:
    """As `content_paths`.

    Raises:
        ConfigError: there is none.
    """
    paths = content_paths(project)
    if not paths:
        raise ConfigError(
            f"no document matches content = {list(project.content)}",
            path=project.config_path,
            hint="put an article into content/, or change the globs",
        )
    return paths


def read_documents(project: Project) -> Iterator[Document]:
    """All documents of the project, in path order.

    Raises:
        ConfigError: there is none.
    """
    return (read_document(project, path) for path in document_paths(project))


def alternatives_path(project: Project, target: Locale) -> Path:
    """Where other engines' alternatives to a locale's drafts stand; not for git."""
    return project.state_directory / "alternatives" / f"{target}.json"
