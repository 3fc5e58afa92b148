"""Where packages may come from: folders and an index, by the project within its own folder only."""

import os
from collections.abc import Mapping
from pathlib import Path

from localize.errors import ConfigError
from localize.translate.engines.network import is_web
from localize.translate.engines.packages_index import PUBLIC_INDEX, index_address
from localize.user import address_host, refuse_foreign, user_table

_ENGINE = "engines.argos"
_HINT = "name it in LOCALIZE_PACKAGES or in your own configuration: docs/trust.md"


def package_folders(table: Mapping[str, object], root: Path) -> list[Path]:
    """The folders of packages that a project, this user and `LOCALIZE_PACKAGES` name.

    `table`: the project's `[engines.argos]`; its paths are relative to `root`.

    Raises:
        ConfigError: a folder is missing, or the project's leads out of it.
    """
    folders = [_inside(name, root, key="packages") for name in _names(table)]
    named = os.environ.get("LOCALIZE_PACKAGES", "").split(os.pathsep)
    own = (*_names(user_table(_ENGINE)), *filter(None, named))
    folders += [Path(name).expanduser().resolve() for name in own]
    for folder in folders:
        if not folder.is_dir():
            raise ConfigError(
                f"[{_ENGINE}] packages: no such folder: {folder}",
                hint="the project, LOCALIZE_PACKAGES or your own configuration names it",
            )
    return folders


def _names(table: Mapping[str, object]) -> list[str]:
    value = table.get("packages", [])
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ConfigError(f"[{_ENGINE}] packages must be a list of folders, not {value!r}")
    return value


def _inside(name: str, root: Path, *, key: str) -> Path:
    try:
        path = (root / name).resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise ConfigError(f"[{_ENGINE}] {key} is no path: {name!r}") from error
    if not path.is_relative_to(root.resolve()):
        raise ConfigError(f"[{_ENGINE}] {key} leads out of the project: {path}", hint=_HINT)
    return path


def named_index(table: Mapping[str, object], root: Path | None) -> str:
    """The address of the index: the user's, the project's, the environment's, or the public one.

    Raises:
        ConfigError: it is no address, or leads out of the project.
        NotAllowedError: the project names a host that the user did not allow.
    """
    own = user_table(_ENGINE).get("index", "")
    value = own or table.get("index", "")
    if not isinstance(value, str):
        raise ConfigError(f"[{_ENGINE}] index must be an address, not {value!r}")
    if not value or own or root is None:
        return index_address(value, root)
    if is_web(value):
        public = address_host(PUBLIC_INDEX, key="")
        refuse_foreign(value, key=f"[{_ENGINE}] index", default=(public,))
    elif "://" in value:
        raise ConfigError(f"[{_ENGINE}] index leads out of the project: {value}", hint=_HINT)
    else:
        _inside(value, root, key="index")
    return index_address(value, root)
