"""All editions of one document: the piece of a build that runs in a process of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from localize.catalogs.layout import catalog_in
from localize.catalogs.po import read_entries
from localize.formats.base import Format
from localize.formats.registry import formats
from localize.model import Document, Entry, Key, Locale, State
from localize.render.bilingual import bilingual_page
from localize.render.edition import Edition
from localize.render.edition import edition as edition_of
from localize.render.edition_summary import EditionSummary, summary_of
from localize.render.epub import epub
from localize.render.headings import heading_ids
from localize.render.markdown import localized, markdown_path, media_path
from localize.render.publish.context import BuildContext
from localize.render.publish.digests import digest
from localize.render.publish.ledger import DocumentRecord, Link
from localize.render.settings import Site
from localize.render.site import bilingual_path, page
from localize.render.templates import forget, hashed_name
from localize.render.urls import absolute, page_path, relative, relinked, target_of, without_root
from localize.render.write import OutputFile, write_file
from localize.storage.signature import NO_FILE, Signature, signature

# What a page may bring along from the project; anything else that is linked stays a bare link.
MEDIA = frozenset(
    ".avif .gif .jpeg .jpg .png .svg .webp .mp3 .mp4 .ogg .webm .pdf .csv .zip .txt".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class BuiltDocument:
    """What became of one document."""

    path: str
    record: DocumentRecord
    summaries: tuple[EditionSummary, ...]
    """Of all its editions, the original first."""
    changed: int
    """Files with new bytes."""


def made(context: BuildContext, path: str, key: str) -> BuiltDocument:
    """Write the editions of a document.

    Raises:
        LocalizeError: the document or a catalog cannot be read, or a file not be written.
    """
    file = context.workspace.root / path
    form = formats()[file.suffix.lower()]
    raw = file.read_bytes()
    options = context.workspace.format_options.get(form.name, {})
    document = form.parse(form.decode(raw, path), path, options)
    editions = _editions(context, document, form)
    slug = context.slugs[path]
    summaries = tuple(summary_of(edition, slug, context.site) for edition in editions)
    writer = DocumentWriter(context, path, summaries)
    for edition, summary in zip(editions, summaries, strict=True):
        if summary.published:
            text = form.encode(localized(edition, context.site.layout), raw)
            writer.write(editions[0], edition, summary, text)
    warnings = (*writer.warnings, *_problems(editions))
    return BuiltDocument(path, writer.record(key, warnings), summaries, writer.changed)


def _editions(context: BuildContext, document: Document, form: Format) -> list[Edition]:
    """Return the editions of a document, the original first."""
    site = context.site
    domain = context.workspace.layout.domain(document.path)
    ids = heading_ids(document)
    return [
        edition_of(
            document,
            _entries(context, domain, locale),
            locale,
            site.source,
            form,
            minimum=site.gate_of(locale).minimum if site.publish else State.MACHINE,
            ids=ids,
        )
        for locale in (site.source, *site.locales)
    ]


def reread(site: Site) -> None:
    """Forget what an earlier build of this process has read; it may have changed since."""
    _read.cache_clear()
    if site.theme:
        forget()


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
    seen = signature(catalog)
    return {} if seen == NO_FILE else _read(catalog, seen)


@lru_cache(maxsize=64)  # a domain may serve many documents
def _read(path: str, seen: Signature) -> Mapping[Key, Entry]:  # noqa: ARG001 - part of the key
    return read_entries(path)


class DocumentWriter:
    """Writes what the editions of one document become, and collects what they depend on."""

    def __init__(
        self, context: BuildContext, path: str, summaries: tuple[EditionSummary, ...]
    ) -> None:
        self.warnings: list[str] = []
        self.changed = 0
        """Files with new bytes."""
        self._context = context
        self._workspace = context.workspace
        self._site = context.site
        self._path = path
        self._summaries = summaries
        self._name = without_root(path, context.workspace.content)
        self._outputs: dict[str, OutputFile] = {}
        self._inputs: dict[str, str] = {}
        self._links: set[Link] = set()

    def record(self, key: str, warnings: tuple[str, ...]) -> DocumentRecord:
        """Return what was made, for the ledger."""
        return DocumentRecord(
            key,
            tuple(self._outputs.values()),
            tuple(sorted(self._inputs.items())),
            tuple(sorted(self._links, key=repr)),
            warnings,
        )

    def write(
        self, source: Edition, edition: Edition, summary: EditionSummary, localized_raw: bytes
    ) -> None:
        """Write all that the site wants of an edition; `source`: the original."""
        self._write_page(edition, summary)
        name = markdown_path(self._site, edition.locale, self._name)
        self._write(f"markdown/{name}", localized_raw)
        if self._site.bilingual and not edition.is_source:
            self._write_bilingual(source, edition, summary)
        if self._site.pdf:
            self._write_pdf(edition, summary)
        if self._site.epub:
            self._write_epub(edition, summary)

    def _write_page(self, edition: Edition, summary: EditionSummary) -> None:
        here = page_path(edition.locale, summary.slug)
        led = self._led(edition, here)
        html = page(self._site, led, summary, self._summaries, self._context.assets)
        self._write(f"site/{here}", html.encode())

    def _write_bilingual(self, source: Edition, edition: Edition, summary: EditionSummary) -> None:
        """The page with the source beside the translation."""
        here = bilingual_path(summary)
        source, edition = self._led(source, here), self._led(edition, here)
        html = bilingual_page(self._site, source, edition, summary, self._context.assets)
        self._write(f"site/{here}", html.encode())

    def _write_epub(self, edition: Edition, summary: EditionSummary) -> None:
        """The book of one edition."""

        def link(address: str) -> str | None:
            if urlsplit(address).scheme or not self._site.url:
                return address if urlsplit(address).scheme else None
            path, _, fragment = address.partition("#")
            target = target_of(unquote(path), self._path)
            page = self._to_document(target, edition.locale)
            if not page:
                return None
            return absolute(self._site, page) + (f"#{fragment}" if fragment else "")

        def picture(address: str) -> tuple[str, bytes] | None:
            target = target_of(unquote(urlsplit(address).path), self._path)
            file = self._file(target)
            return (hashed_name(file.name, file.read_bytes()), file.read_bytes()) if file else None

        raw = epub(self._site, edition, summary, picture=picture, link=link)
        self._write(f"epub/{edition.locale}/{summary.slug}.epub", raw)

    def _write_pdf(self, edition: Edition, summary: EditionSummary) -> None:
        """The edition's page, printed."""
        from localize.render.pdf import pdf

        site = self._workspace.build / "site"
        page = site / page_path(edition.locale, summary.slug)
        raw = pdf(page, site, printer=self._site.printer)
        self._write(f"pdf/{edition.locale}/{summary.slug}.pdf", raw)

    def _write(self, path: str, raw: bytes) -> None:
        output, changed = write_file(self._workspace.build, path, raw)
        self._outputs[path] = output
        self.changed += changed

    def _led(self, edition: Edition, here: str) -> Edition:
        """The edition as a page shows it: links and pictures lead from there."""

        def way(reference: str) -> str | None:
            return self._resolved(reference, here, edition.locale)

        title_html, body = relinked(edition.title_html, way), relinked(edition.body, way)
        return replace(edition, title_html=title_html, body=body)

    def _resolved(self, reference: str, here: str, locale: Locale) -> str | None:
        """Where a relative reference of the document leads from a page; None: leave it."""
        target = target_of(reference, self._path)
        page = self._to_document(target, locale)
        if page:
            return relative(here, page, clean=self._site.clean_urls)
        if target.startswith("../"):
            return None
        asset = self._asset(target, locale)
        return relative(here, asset, clean=False) if asset else None

    def _to_document(self, target: str, locale: Locale) -> str:
        """The page that a link leads to; empty: there is no such document, yet."""
        place = self._context.place(target, locale.tag)
        self._links.add(Link(target, locale.tag, place))
        return f"{place}/index.html" if place else ""

    def _asset(self, target: str, locale: Locale) -> str | None:
        """The place in the site of a file that a document shows; it goes to the Markdown too."""
        file = self._file(target)
        if file is None:
            return None
        raw = file.read_bytes()
        place = f"assets/{hashed_name(file.name, raw)}"
        self._write(f"site/{place}", raw)
        name = without_root(target, self._workspace.content)
        self._write(f"markdown/{media_path(self._site, locale, name)}", raw)
        return place

    def _file(self, target: str) -> Path | None:
        """A file of the project that an edition may bring along; noted, so that it is watched."""
        root = self._workspace.root
        try:
            file = (root / target).resolve()
            is_there = file.is_file()
        except (OSError, ValueError, RuntimeError):  # no file has such a name; links in a circle
            file, is_there = root / target, False
        if file.suffix.lower() not in MEDIA or not file.is_relative_to(root):
            return None
        if not is_there:
            if target not in self._inputs:
                name = target if target.isprintable() else ascii(target)
                self.warnings.append(f"{self._path}: there is no file {name}")
            self._inputs[target] = ""
            return None
        self._inputs[target] = digest(file.read_bytes())
        return file
