"""The files of a build that belong to no single document: assets, indexes, feeds, sitemap."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from pathlib import Path

from localize.model import Locale
from localize.render.choice import Chapter, languages
from localize.render.edition_summary import EditionSummary
from localize.render.feeds import NEWEST, feed, robots, sitemap_names, sitemaps
from localize.render.publish.context import Workspace
from localize.render.publish.digests import digest, digest_of, site_key
from localize.render.publish.ledger import Pages
from localize.render.publish.subset_fonts import STYLE_SHEET
from localize.render.publish.summary_rows import Row, SummaryRows, summary_in
from localize.render.settings import Site
from localize.render.site import Assets, locale_index, missing_page, root_index
from localize.render.templates import hashed_name, theme_file
from localize.render.urls import page_path
from localize.render.write import OutputFile, write_file, write_pieces

# Articles on one page of a list.
A_PAGE = 50


def served_assets(
    workspace: Workspace, site: Site, paths: Sequence[str]
) -> tuple[Assets, Pages, int]:
    """The theme's files, written: their addresses, their outputs, how many have new bytes."""
    outputs: Pages = {}
    places = {}
    changed = 0
    for name in ("site.css", "place.js"):
        raw = theme_file(site.theme, name)
        place = f"assets/{hashed_name(name, raw)}"
        output, new = write_file(workspace.build, f"site/{place}", raw)
        outputs[place] = "", output
        places[name] = place
        changed += new
    feeds = bool(site.url) and _any_date(workspace.root, paths)
    fonts = STYLE_SHEET if site.fonts == "subset" else ""
    assets = Assets(places["site.css"], places["place.js"], feeds=feeds, fonts=fonts)
    return assets, outputs, changed


def _any_date(root: Path, paths: Sequence[str]) -> bool:
    """Whether a document names its day: without one a feed would be empty."""
    for path in paths:
        with (root / path).open("rb") as file:
            if b"\ndate" in file.read(4096):
                return True
    return False


def shared_key(site: Site, assets: Assets) -> str:
    """The digest of what goes into every page across documents, besides their summaries."""
    return digest(site_key(site, (site.theme,) if site.theme else ()), repr(assets))


def shared_pages(
    build: Path, site: Site, summaries: SummaryRows, assets: Assets, before: Pages
) -> tuple[Pages, int]:
    """The pages across documents, made where their summaries changed; how many have new bytes.

    `before`: those of the last build.
    """
    writer = _PageWriter(build, shared_key(site, assets), before)
    listed = summaries.tags(hidden=not site.publish)
    known = languages(site, summaries.tags(hidden=True), listed)
    for locale in (site.source, *site.locales):
        for chapter, rows in _chapters(summaries, locale):
            text = partial(locale_index, site, locale, known=known, chapter=chapter, assets=assets)
            writer.put(chapter.path(page_path(locale, "")), (known, chapter), rows, text)
        if assets.feeds and locale.tag in known.present:
            rows = summaries.fed(locale.tag, NEWEST)
            writer.put(f"{locale}/feed.xml", (), rows, partial(feed, site, locale))
    for chapter, rows in _chapters(summaries, site.source):
        front = partial(root_index, site, known=known, chapter=chapter, assets=assets)
        writer.put(chapter.path("index.html"), (known, chapter), summaries.beside(rows), front)
    some = list(islice(summaries.newest(site.source.tag), 10))
    writer.put("404.html", (known,), some, partial(missing_page, site, known=known, assets=assets))
    writer.put("robots.txt", (), (), lambda _: robots(site))
    if site.url:
        writer.put_sitemaps(site, summaries)
    return writer.pages, writer.changed


def _chapters(summaries: SummaryRows, locale: Locale) -> Iterator[tuple[Chapter, list[Row]]]:
    count = -(-summaries.count(locale.tag) // A_PAGE)
    rows = summaries.newest(locale.tag)
    for number in range(1, count + 1):
        yield Chapter(number, count), list(islice(rows, A_PAGE))


class _PageWriter:
    """Makes the pages of which something changed, and takes the others as they are."""

    def __init__(self, build: Path, shared: str, before: Pages) -> None:
        self.pages: Pages = {}
        self.changed = 0
        self._build = build
        self._shared = shared
        self._before = before

    def put(
        self,
        name: str,
        inputs: Iterable[object],
        rows: Iterable[Row],
        text: Callable[[list[EditionSummary]], str],
    ) -> None:
        """Have a page of these editions; `inputs` is what else goes into it."""
        key = self._key(name, chain(inputs, rows))
        if not self._stands(name, key):
            raw = text([summary_in(row) for row in rows]).encode()
            self._wrote(name, key, write_file(self._build, f"site/{name}", raw))

    def put_sitemaps(self, site: Site, summaries: SummaryRows) -> None:
        """Have the sitemap's files. They are made together, because one stream of rows does it."""
        names = sitemap_names(summaries.total(hidden=not site.publish))
        key = self._key("sitemap.xml", summaries.addresses())
        if all(self._stands(name, key) for name in names):
            return
        for name, pieces in sitemaps(site, names, summaries.by_document()):
            raw = (piece.encode() for piece in pieces)
            self._wrote(name, key, write_pieces(self._build, f"site/{name}", raw))

    def _key(self, name: str, inputs: Iterable[object]) -> str:
        return digest_of(chain((self._shared, name), map(repr, inputs)))

    def _stands(self, name: str, key: str) -> bool:
        known = self._before.get(name)
        if known is None or known[0] != key or not known[1].stands(self._build):
            return False
        self.pages[name] = known
        return True

    def _wrote(self, name: str, key: str, written: tuple[OutputFile, bool]) -> None:
        output, new = written
        self.pages[name] = key, output
        self.changed += new
