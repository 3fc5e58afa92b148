"""Where a gettext project has its catalogs."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class CatalogPattern:
    """A table `[[catalogs]]`: where a gettext project has its catalogs, relative to the root."""

    files: str = ""
    """`po/{locale}.po`, `locale/{locale}/LC_MESSAGES/{domain}.po`."""
    template: str = ""
    """Made by the project's own tool: `po/app.pot`, `build/gettext/{domain}.pot`."""
    compile: bool = True
    """Whether `run` writes the `.mo` files."""

    @property
    def folder(self) -> str:
        """The fixed beginning of `files`, with a slash at the end; empty: the root."""
        return self.files.partition("{")[0].rpartition("/")[0] + "/" if "/" in self.files else ""


class PatternFault(NamedTuple):
    """What is wrong with a table `[[catalogs]]`."""

    key: str
    message: str
    hint: str | None = None


def catalog_patterns(rows: object) -> tuple[tuple[CatalogPattern, ...], PatternFault | None]:
    """The tables `[[catalogs]]`, none where `catalogs` is a folder, and what is wrong with them."""
    if isinstance(rows, str):
        return (), None
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        return (), PatternFault("catalogs", "catalogs must be a folder, or tables [[catalogs]]")
    fault = next(filter(None, map(_fault, rows)), None)
    return () if fault else tuple(CatalogPattern(**row) for row in rows), fault


def _fault(row: Mapping[str, object]) -> PatternFault | None:
    """What keeps a table from being a `CatalogPattern`, or None."""
    kinds = {each.name: type(each.default) for each in fields(CatalogPattern)}
    for key, value in row.items():
        if key not in kinds:
            known = f"known: {', '.join(kinds)}"
            return PatternFault(key, f"unknown key {key!r} in [[catalogs]]", known)
        if not isinstance(value, kinds[key]):
            return PatternFault(key, f"{key} must be {kinds[key].__name__}, not {value!r}")
        if isinstance(value, str) and (PurePath(value).anchor or ".." in re.split(r"[/\\]", value)):
            return PatternFault(key, f"{key} leads out of the project: {value}")
    files = str(row.get("files", ""))
    if "{locale}" not in files or not files.endswith(".po"):
        message = f"files must have {{locale}} in it and end with .po, not {files!r}"
        return PatternFault("files", message, 'such as files = "po/{locale}.po"')
    return None
