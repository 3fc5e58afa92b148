"""Where a gettext project has its catalogs, by the patterns of its configuration.

A domain is the path of a pattern without its locale: `po` for `po/{locale}.po`, `locale/library/os`
for the module os of `locale/{locale}/LC_MESSAGES/{domain}.po`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from localize.catalogs.named import locale_of_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localize.config import Project
    from localize.model import CatalogPattern, Locale

_DOMAIN = "{domain}"
_PLACES = {"{locale}": "(?P<locale>[^/]+?)", _DOMAIN: "(?P<domain>.+)"}


class PatternFile(NamedTuple):
    """A catalog that a pattern finds."""

    locale: Locale
    domain: str
    path: Path


@dataclass(frozen=True, slots=True)
class PatternLayout:
    """That of a gettext project."""

    root: Path
    base: Path
    """The folder that all catalogs are in."""
    patterns: tuple[CatalogPattern, ...]

    @classmethod
    def of(cls, project: Project) -> PatternLayout:
        """That of a project."""
        return cls(project.root, project.catalogs, project.patterns)

    def files(self) -> list[PatternFile]:
        """Every catalog there is, by pattern and path."""
        return [
            PatternFile(locale, _domain(pattern, match.groupdict().get("domain")), path)
            for pattern in self.patterns
            for path, match in _matches(self.root, pattern.files)
            if (locale := locale_of_name(match["locale"], known=False)) is not None
        ]

    def folder(self, locale: Locale) -> Path:  # noqa: ARG002 - as in any layout
        """The folder that all catalogs are in."""
        return self.base

    def catalog(self, locale: Locale, domain: str) -> Path:
        """The catalog of a domain in a locale, whether it exists or not."""
        there = (
            file.path for file in self.files() if (file.locale, file.domain) == (locale, domain)
        )
        fresh = (self._fresh(pattern, locale, domain) for pattern in self.patterns)
        return next(there, None) or next(path for path in fresh if path is not None)

    def _fresh(self, pattern: CatalogPattern, locale: Locale, domain: str) -> Path | None:
        """Where a pattern has the catalog of a domain; None: the domain is another pattern's."""
        own = domain.removeprefix(pattern.folder)
        if domain not in {_domain(pattern, own), _domain(pattern, None)}:
            return None
        return self.root / pattern.files.replace("{locale}", locale.posix).replace(_DOMAIN, own)

    def catalogs(self, locale: Locale) -> list[Path]:
        """The catalogs of a locale that exist."""
        return [file.path for file in self.files() if file.locale == locale]

    def compiled(self, locale: Locale, catalog: Path) -> PurePosixPath:  # noqa: ARG002 - as above
        """Beside the catalog."""
        return PurePosixPath(catalog.relative_to(self.base).with_suffix(".mo").as_posix())

    def template(self, domain: str) -> Path:
        """The template of a domain; where none exists, where the first pattern would have it."""
        first = self.root / self.patterns[0].template.replace(_DOMAIN, PurePosixPath(domain).name)
        return self.by_domain().get(domain, first)

    def templates(self) -> list[Path]:
        """The templates that exist, sorted."""
        return sorted(self.by_domain().values())

    def by_domain(self) -> dict[str, Path]:
        """The templates that exist, by domain."""
        return {
            _domain(pattern, match.groupdict().get("domain")): path
            for pattern in self.patterns
            if pattern.template
            for path, match in _matches(self.root, pattern.template)
        }

    def domain(self, document: str) -> str:
        """The document's own name: no catalog is made of it."""
        return document


def _domain(pattern: CatalogPattern, own: str | None) -> str:
    """The domain of a catalog, by what its pattern has for `{domain}`."""
    if _DOMAIN in pattern.files and own is not None:
        return pattern.folder + own
    return pattern.folder.rstrip("/") or "messages"


def _matches(root: Path, pattern: str) -> Iterator[tuple[Path, re.Match[str]]]:
    """The files of a pattern, sorted, with what its places are."""
    regex = re.escape(pattern)
    for place, group in _PLACES.items():
        first, again = re.escape(place), f"(?P={place[1:-1]})"
        regex = regex.replace(first, group, 1).replace(first, again)
    glob = re.sub(r"\{domain\}([^/]*)$", r"**/*\1", pattern).replace("{locale}", "*")
    whole = re.compile(regex)
    for path in sorted(root.glob(glob.replace(_DOMAIN, "*"))):
        match = whole.fullmatch(path.relative_to(root).as_posix())
        if match is not None and path.is_file():
            yield path, match
