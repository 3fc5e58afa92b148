"""`localize.toml` (or `[tool.localize]` of pyproject.toml), then `LOCALIZE_*`, then flags.

The keys that every stage needs are fields of `Project`. A stage's own table (`[check]`,
`[site]`, `[tm]`, …) is handed to that stage, which knows its keys and refuses unknown ones.
"""

import difflib
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar
from unicodedata import normalize

from localize.errors import ConfigError, NotAllowedError, StorageError, UsageError
from localize.model import CatalogFile, CatalogPattern, Locale, locale
from localize.model.catalog_pattern import catalog_patterns
from localize.storage.inside import STATE, stray_link
from localize.toml import line_of, toml_table

Options = TypeVar("Options", bound="Any")

FILE_NAME = "localize.toml"
TABLES = frozenset(
    {"engines", "formats", "check", "publish", "review", "site", "tm", "terms", "update", "extract"}
)
_KEYS = {"source", "locales", "content", "exclude", "catalogs", "build", "engine", "domain"}


@dataclass(frozen=True, slots=True)
class Project:
    """A project and where its things stand. All paths are absolute."""

    root: Path
    source: Locale
    locales: tuple[Locale, ...]
    content: tuple[str, ...] = ("content/**/*",)
    """Globs relative to the root."""
    exclude: tuple[str, ...] = ()
    catalogs: Path = Path("locales")
    build: Path = Path("build")
    engine: str = "argos"
    domain: str = "document"
    """`document`: one catalog a document. `folder`: one for a folder. Else: one of that name."""
    tables: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    config_path: Path | None = None
    patterns: tuple[CatalogPattern, ...] = ()
    """Of a gettext project, whose templates and catalogs another tool may make; else none."""
    files: tuple[CatalogFile, ...] | None = None
    """The catalogs that the command line names; None: those of the project's layout."""
    state: Path | None = None
    """None: `.localize/` in the root."""

    def table(self, name: str) -> Mapping[str, object]:
        """A stage's own table; empty where the project has none. `engines.argos` goes down one."""
        options: object = self.tables
        for part in name.split("."):
            options = options.get(part, {}) if isinstance(options, dict) else {}
        if not isinstance(options, dict):
            raise self.error(f"[{name}] is not a table", key=name.rsplit(".", 1)[-1])
        return options

    @property
    def unconfigured(self) -> bool:
        """Whether it is nothing but catalogs that the command line names."""
        return self.files is not None and self.config_path is None

    @property
    def state_directory(self) -> Path:
        """`.localize/`: memory index and journal, which can be deleted at any time."""
        return self.state or self.root / STATE

    def relative(self, path: Path) -> str:
        """A path relative to the root as documents are named: forward slashes, on macOS NFC.

        macOS finds a file by any spelling of its name, and may tell it decomposed; git and every
        other system keep it composed.
        """
        text, root = path.as_posix(), f"{self.root.as_posix()}/"
        # Several times faster than relative_to, for a thousand files.
        is_plain = text.startswith(root)
        text = text[len(root) :] if is_plain else path.relative_to(self.root).as_posix()
        return normalize("NFC", text) if sys.platform == "darwin" else text

    def inside(self, name: str, *, key: str) -> Path:
        """The path that a key names, absolute and without links.

        Raises:
            ConfigError: it leads out of the project, or into what git keeps there.
        """
        try:
            path = (self.root / name).resolve()
        except (OSError, ValueError, RuntimeError) as error:  # NUL; links in a circle
            raise self.error(f"{key} is no path: {name!r}", key=key) from error
        if not path.is_relative_to(self.root):
            raise self.error(
                f"{key} leads out of the project: {path}", key=key, hint="docs/trust.md says why"
            )
        if ".git" in (part.lower() for part in path.relative_to(self.root).parts):
            raise self.error(f"{key} leads into .git: {name}", key=key)
        return path

    def refuse_links(self, folder: Path, *, within: Path | None = None) -> None:
        """Refuse a folder of the project that leads out of it (or of `within`) somewhere.

        Raises:
            NotAllowedError: with the link.
        """
        link = stray_link(folder, within or self.root)
        if link is not None:
            raise self.stray(link)

    def stray(self, link: Path) -> NotAllowedError:
        """The error of a link that leads out of the project."""
        return NotAllowedError(
            f"is a link that leads out of its folder, to {os.path.realpath(link)}",
            path=link,
            hint="put what it leads to into the project, or delete the link: docs/trust.md",
        )

    def error(self, message: str, *, key: str = "", hint: str | None = None) -> ConfigError:
        """A `ConfigError` at the line of the configuration that sets `key`."""
        return ConfigError(
            message, path=self.config_path, line=line_of(self.config_path, key), hint=hint
        )


def find_root(start: Path) -> Path:
    """The nearest folder upwards that holds a project.

    Raises:
        ConfigError: there is none.
    """
    root = nearest_root(start)
    if root is None:
        raise ConfigError(
            f"no {FILE_NAME} in {start} or above",
            hint="run `localize init` to make one here, say --project DIR,\n"
            "or name the catalogs: `localize check po/` needs no project",
        )
    return root


def nearest_root(start: Path) -> Path | None:
    """The nearest folder upwards that holds a project, if any does."""
    return next(filter(_is_project, (start, *start.parents)), None)


def _is_project(folder: Path) -> bool:
    return (folder / FILE_NAME).is_file() or _has_tool_table(folder / "pyproject.toml")


def _has_tool_table(path: Path) -> bool:
    return path.is_file() and "[tool.localize" in path.read_text(encoding="utf-8", errors="replace")


def load_project(root: Path, environment: Mapping[str, str] | None = None) -> Project:
    """The project of a folder, `LOCALIZE_*` of the environment applied.

    Raises:
        ConfigError: with file and line.
    """
    path = root / FILE_NAME
    if path.is_file():
        table = toml_table(path)
    else:
        path = root / "pyproject.toml"
        tool = toml_table(path).get("tool", {})
        table = tool.get("localize", {}) if isinstance(tool, dict) else {}
    project = _project(root.resolve(), path, table)
    _refuse_strange_folders(project)
    return with_environment(project, os.environ if environment is None else environment)


def _refuse_strange_folders(project: Project) -> None:
    """Refuse catalogs that lead out of the project, and a state folder that is none of its own.

    Raises:
        NotAllowedError, StorageError: with the path.
    """
    state = project.state_directory
    project.refuse_links(project.catalogs)
    project.refuse_links(project.root / "localize.lock")
    if state.is_symlink():
        raise project.stray(state)
    project.refuse_links(state, within=state)
    if state.exists() and not state.is_dir():
        raise StorageError("is a file, and must be a folder", path=state, hint="delete it")


def _project(root: Path, path: Path, table: Mapping[str, object]) -> Project:
    for key in table:
        if key not in _KEYS | TABLES:
            close = difflib.get_close_matches(key, _KEYS | TABLES, n=1)
            raise ConfigError(
                f"unknown key {key!r}",
                path=path,
                line=line_of(path, key),
                hint=f"did you mean {close[0]!r}?" if close else "docs/configuration.md lists all",
            )
    bare = Project(root=root, source=Locale("en"), locales=(), config_path=path)

    def text(key: str, default: str) -> str:
        value = table.get(key, default)
        if not isinstance(value, str) or not value:
            raise bare.error(f"{key} must be a text, not {value!r}", key=key)
        return value

    def texts(key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        value = table.get(key, list(default))
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise bare.error(f"{key} must be a list of texts, not {value!r}", key=key)
        return tuple(value)

    def tag(value: str, key: str) -> Locale:
        try:
            return locale(value)
        except UsageError as error:
            raise bare.error(error.message, key=key, hint=error.hint) from error

    def folder(key: str, default: str) -> Path:
        target = bare.inside(text(key, default), key=key)
        if target == root:
            raise bare.error(f"{key} must be a folder of its own inside the project", key=key)
        return target

    patterns, fault = catalog_patterns(table.get("catalogs", ""))
    if fault is not None:
        raise bare.error(fault.message, key=fault.key, hint=fault.hint)
    shared = os.path.commonpath([root / one.folder for one in patterns]) if patterns else ""
    source = tag(text("source", "en"), "source")
    locales = tuple(tag(value, "locales") for value in texts("locales", ()))
    if source in locales:
        raise bare.error(f"{source} is the source locale and a target locale", key="locales")
    if len(set(locales)) != len(locales):
        raise bare.error("a locale is listed twice", key="locales")
    return replace(
        bare,
        source=source,
        locales=locales,
        content=texts("content", () if patterns else ("content/**/*",)),
        exclude=texts("exclude", ()),
        catalogs=Path(shared) if patterns else folder("catalogs", "locales"),
        patterns=patterns,
        build=folder("build", "build"),
        engine=text("engine", "argos"),
        domain=_domain(bare, text("domain", "document")),
        tables={name: _subtable(bare, table, name) for name in TABLES if name in table},
    )


def _domain(bare: Project, name: str) -> str:
    parts = re.split(r"[/\\:]", name)
    if {"..", "", ".git"} & set(map(str.lower, parts)) or not name.isprintable():
        raise bare.error(f"domain leads out of the project: {name!r}", key="domain")
    return name


def _subtable(bare: Project, table: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = table[name]
    if not isinstance(value, dict):
        raise bare.error(f"[{name}] is not a table", key=name)
    return value


def with_environment(project: Project, environment: Mapping[str, str]) -> Project:
    """The project with what `LOCALIZE_*` says."""
    engine = environment.get("LOCALIZE_ENGINE", "")
    tags = environment.get("LOCALIZE_LOCALES", "")
    if engine:
        project = replace(project, engine=engine)
    if tags:
        chosen = tuple(locale(tag) for tag in re.split(r"[\s,]+", tags.strip()))
        project = replace(project, locales=chosen)
    return project


def table_options(project: Project, name: str, kind: type[Options]) -> Options:
    """A stage's table as its options dataclass, whose defaults fill the rest.

    Raises:
        ConfigError: an unknown key, or a value of another type than the default's.
    """
    table = project.table(name)
    known = {one.name: one for one in fields(kind)}
    for key, value in table.items():
        if key not in known:
            close = difflib.get_close_matches(key, known, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(known)}"
            raise project.error(f"unknown key {key!r} in [{name}]", key=key, hint=hint)
        default = known[key].default
        wanted = (int, float) if isinstance(default, float) else type(default)
        if not isinstance(value, wanted) or isinstance(value, bool) != isinstance(default, bool):
            shown = type(default).__name__
            raise project.error(f"{key} in [{name}] must be {shown}, not {value!r}", key=key)
    made: Options = kind(**table)
    return made
