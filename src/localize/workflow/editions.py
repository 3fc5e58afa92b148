"""All editions of one document: the piece of a build that runs in a process of its own."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from localize.catalogs.layout import catalog_in, layout
from localize.catalogs.po import read_entries
from localize.model import Key, State
from localize.render.bilingual import bilingual_page
from localize.render.digests import digest
from localize.render.edition import edition
from localize.render.epub import epub
from localize.render.facts import Fact, fact
from localize.render.headings import heading_ids
from localize.render.ledger import DocumentRecord, Link
from localize.render.markdown import localized, markdown_path, media_path
from localize.render.places import (
    absolute,
    page_path,
    relative,
    relinked,
    target_of,
    without_root,
)
from localize.render.site import bilingual_path, page
from localize.render.templates import forget, hashed_name
from localize.render.write import OutputFile, write_file
from localize.workflow.project import formats

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from localize.config import Project
    from localize.model import Entry, Locale
    from localize.render.edition import Edition
    from localize.render.settings import Site
    from localize.render.site import Assets

# What a page may bring along from the project; anything else that is linked stays a bare link.
MEDIA = frozenset(
    {".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp", ".mp3", ".mp4", ".ogg", ".webm",
     ".pdf", ".csv", ".zip", ".txt"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BuildContext:
    """What all documents of a build share."""

    project: Project
    site: Site
    assets: Assets
    slugs: Mapping[str, str]
    """By document path."""
    folders: Mapping[Locale, Path]
    """Where the catalogs of each locale stand."""
    unpublished: Mapping[str, frozenset[str]]
    """The locales of the editions that links must not lead to, by document path."""

    def place(self, path: str, tag: str) -> str:
        """Where a link to a document leads from a locale: `ja/article`; empty: no such document."""
        slug = self.slugs.get(path)
        if slug is None:
            return ""
        withheld = self.unpublished.get(path)
        return f"{self.site.source if withheld and tag in withheld else tag}/{slug}"


@dataclass(frozen=True, slots=True)
class BuiltDocument:
    """What became of one document."""

    path: str
    record: DocumentRecord
    facts: tuple[Fact, ...]
    """Of all its editions, the original first."""
    changed: int
    """Files with new bytes."""


def made(context: BuildContext, path: str, key: str) -> BuiltDocument:
    """Write the editions of a document.

    Raises:
        LocalizeError: the document or a catalog cannot be read, or a file not be written.
    """
    project, site = context.project, context.site
    form = formats()[(project.root / path).suffix.lower()]
    raw = (project.root / path).read_bytes()
    text = form.decode(raw, path)
    document = form.parse(text, path, project.table(f"formats.{form.name}"))
    domain = layout(project).domain(path)
    ids = heading_ids(document)
    editions = [
        edition(document, _entries(context, domain, one), one, site.source, form,
                minimum=_minimum(site, one), ids=ids)
        for one in (site.source, *site.locales)
    ]  # fmt: skip
    facts = tuple(fact(one, context.slugs[path], site) for one in editions)
    desk = _Desk(context, path)
    for one, found in zip(editions, facts, strict=True):
        if found.published:
            desk.write_edition(one, facts, found, form.encode(localized(one, site.layout), raw))
            if site.bilingual and not one.is_source:
                desk.write_bilingual(editions[0], one, found)
            if site.pdf:
                desk.write_pdf(one, found)
            if site.epub:
                desk.write_epub(one, found)
    warnings = (*desk.warnings, *_problems(editions))
    record = DocumentRecord(key, tuple(desk.outputs.values()), tuple(sorted(desk.inputs.items())),
                    tuple(sorted(desk.links, key=repr)), warnings)  # fmt: skip
    return BuiltDocument(path, record, facts, desk.changed)


def reread(site: Site) -> None:
    """Forget what an earlier build of this process has read; it may have changed since."""
    _read.cache_clear()
    if site.theme:
        forget()


def _minimum(site: Site, locale: Locale) -> State:
    return site.gate_of(locale).minimum if site.publish else State.MACHINE


def _problems(editions: list[Edition]) -> list[str]:
    return [
        f"{one.path} [{one.locale}]: {block.problem}: {block.key[1][:60]!r}"
        for one in editions
        for block in one.blocks
        if block.problem
    ]


def _entries(context: BuildContext, domain: str, locale: Locale) -> Mapping[Key, Entry] | None:
    if locale == context.site.source:
        return None
    catalog = catalog_in(context.folders[locale], domain)
    try:
        found = os.stat(catalog)  # noqa: PTH116 - 10,000 of these a build
    except OSError:
        return {}
    return _read(catalog, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=64)  # a domain may serve many documents
def _read(
    path: str,
    modified: int,  # noqa: ARG001 - part of the key
    size: int,  # noqa: ARG001
) -> Mapping[Key, Entry]:
    return read_entries(path)


class _Desk:
    """Collects what the editions of one document write and lean on."""

    def __init__(self, context: BuildContext, path: str) -> None:
        self.context = context
        self.path = path
        self.name = without_root(path, context.project.content)
        self.outputs: dict[str, OutputFile] = {}
        self.inputs: dict[str, str] = {}
        self.links: set[Link] = set()
        self.warnings: list[str] = []
        self.changed = 0

    def write_edition(
        self, one: Edition, facts: tuple[Fact, ...], found: Fact, localized_raw: bytes
    ) -> None:
        """The page and the localized document of one edition."""
        site = self.context.site
        here = page_path(one.locale, found.slug)
        html = page(site, self._led(one, here), found, facts, self.context.assets)
        self._write(f"site/{here}", html.encode())
        name = markdown_path(site, one.locale, self.name)
        self._write(f"markdown/{name}", localized_raw)

    def write_bilingual(self, source: Edition, one: Edition, found: Fact) -> None:
        """The page with the source beside the translation."""
        here = bilingual_path(found)
        source, one = self._led(source, here), self._led(one, here)
        html = bilingual_page(self.context.site, source, source.body, one, one.body, found,
                              self.context.assets)  # fmt: skip
        self._write(f"site/{here}", html.encode())

    def write_epub(self, one: Edition, found: Fact) -> None:
        """The book of one edition."""

        def link(address: str) -> str | None:
            if urlsplit(address).scheme or not self.context.site.url:
                return address if urlsplit(address).scheme else None
            path, _, fragment = address.partition("#")
            target = target_of(unquote(path), self.path)
            page = self._to_document(target, one.locale)
            if not page:
                return None
            return absolute(self.context.site, page) + (f"#{fragment}" if fragment else "")

        def picture(address: str) -> tuple[str, bytes] | None:
            target = target_of(unquote(urlsplit(address).path), self.path)
            file = self._file(target)
            return (hashed_name(file.name, file.read_bytes()), file.read_bytes()) if file else None

        raw = epub(self.context.site, one, found, picture=picture, link=link)
        self._write(f"epub/{one.locale}/{found.slug}.epub", raw)

    def write_pdf(self, one: Edition, found: Fact) -> None:
        """The edition's page, printed."""
        from localize.render.pdf import pdf

        site = self.context.project.build / "site"
        page = site / page_path(one.locale, found.slug)
        raw = pdf(page, site, printer=self.context.site.printer)
        self._write(f"pdf/{one.locale}/{found.slug}.pdf", raw)

    def _write(self, path: str, raw: bytes) -> None:
        output, changed = write_file(self.context.project.build, path, raw)
        self.outputs[path] = output
        self.changed += changed

    def _led(self, edition: Edition, here: str) -> Edition:
        """The edition as a page shows it: links and pictures lead from there."""

        def way(reference: str) -> str | None:
            return self._resolved(reference, here, edition.locale)

        return replace(edition, title_html=relinked(edition.title_html, way),
                       body=relinked(edition.body, way))  # fmt: skip

    def _resolved(self, reference: str, here: str, locale: Locale) -> str | None:
        """Where a relative reference of the document leads from a page; None: leave it."""
        target = target_of(reference, self.path)
        page = self._to_document(target, locale)
        if page:
            return relative(here, page, clean=self.context.site.clean_urls)
        if target.startswith("../"):
            return None
        asset = self._asset(target, locale)
        return relative(here, asset, clean=False) if asset else None

    def _to_document(self, target: str, locale: Locale) -> str:
        """The page that a link leads to; empty: there is no such document, yet."""
        place = self.context.place(target, locale.tag)
        self.links.add(Link(target, locale.tag, place))
        return f"{place}/index.html" if place else ""

    def _asset(self, target: str, locale: Locale) -> str | None:
        """The place in the site of a file that a document shows; it goes to the Markdown too."""
        file = self._file(target)
        if file is None:
            return None
        raw = file.read_bytes()
        place = f"assets/{hashed_name(file.name, raw)}"
        self._write(f"site/{place}", raw)
        name = without_root(target, self.context.project.content)
        self._write(f"markdown/{media_path(self.context.site, locale, name)}", raw)
        return place

    def _file(self, target: str) -> Path | None:
        """A file of the project that an edition may bring along; noted, so that it is watched."""
        root = self.context.project.root
        try:
            file = (root / target).resolve()
            is_there = file.is_file()
        except (OSError, ValueError, RuntimeError):  # no file has such a name; links in a circle
            file, is_there = root / target, False
        if file.suffix.lower() not in MEDIA or not file.is_relative_to(root):
            return None
        if not is_there:
            if target not in self.inputs:
                name = target if target.isprintable() else ascii(target)
                self.warnings.append(f"{self.path}: there is no file {name}")
            self.inputs[target] = ""
            return None
        self.inputs[target] = digest(file.read_bytes())
        return file
