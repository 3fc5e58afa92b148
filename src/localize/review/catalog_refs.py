"""The catalogs a review works on, under ids that name no path."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from localize.catalogs.layout import layout
from localize.config import Project
from localize.errors import CatalogError
from localize.model import CatalogFile, Locale
from localize.review.queue import opaque


@dataclass(frozen=True, slots=True)
class CatalogRef:
    """One catalog of one locale."""

    ident: str
    """16 hexadecimal digits."""
    locale: Locale
    domain: str
    path: Path
    root: Path
    """The folder of the catalogs, which no link may lead out of."""
    documents: tuple[str, ...] = ()
    """The sources it is the catalog of, relative to the project."""

    @property
    def title(self) -> str:
        """What to call it in a list."""
        return self.documents[0] if len(self.documents) == 1 else self.domain

    def check(self) -> None:
        """Refuse a catalog that is a link to somewhere else.

        Raises:
            CatalogError: it leads out of the folder of the catalogs.
        """
        try:
            inside = self.path.resolve().is_relative_to(self.root.resolve())
        except (OSError, RuntimeError) as error:  # links in a circle
            raise CatalogError(f"cannot be read: {error}", path=self.path) from error
        if not inside:
            raise CatalogError(
                "the catalog is a link out of the project",
                path=self.path,
                hint="put the file itself there; nothing outside the project is read or written",
            )


def catalog_refs(
    project: Project, locales: Collection[Locale], documents: Mapping[str, str]
) -> tuple[CatalogRef, ...]:
    """The catalogs of some locales. `documents`: the domain of each source, in reading order."""
    by_domain: dict[str, list[str]] = {}
    for source, domain in documents.items():
        by_domain.setdefault(domain, []).append(source)
    where = layout(replace(project, files=None))
    refs = tuple(
        CatalogRef(
            ident=opaque(locale.tag, domain),
            locale=locale,
            domain=domain,
            path=where.catalog(locale, domain),
            root=project.catalogs,
            documents=tuple(sources),
        )
        for locale in locales
        for domain, sources in by_domain.items()
    )
    if project.files is None:
        return refs
    known = {ref.path: ref for ref in refs}
    named = (file for file in project.files if file.locale in locales)
    return tuple(known.get(file.path) or _named(project, file) for file in named)


def _named(project: Project, file: CatalogFile) -> CatalogRef:
    """A catalog that somebody named; its domain is its path."""
    domain = project.relative(file.path)
    ident = opaque(file.locale.tag, domain)
    return CatalogRef(ident, file.locale, domain, file.path, root=file.path.parent)
