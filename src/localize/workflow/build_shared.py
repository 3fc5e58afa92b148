"""The files of a build that belong to no single document: assets, indexes, feeds, sitemap."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, partial
from itertools import chain
from typing import TYPE_CHECKING

from localize.render.feeds import (
    by_document,
    feed,
    feed_articles,
    robots,
    sitemap_names,
    sitemaps,
)
from localize.render.ledger import Ledger, digest, fact_row, site_key
from localize.render.places import page_path
from localize.render.site import (
    Assets,
    Chapter,
    languages,
    locale_index,
    missing_page,
    newest_first,
    root_index,
)
from localize.render.templates import hashed_name, theme_file
from localize.render.write import Output, write_file
from localize.workflow.build_fonts import STYLE_SHEET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from localize.config import Project
    from localize.render.facts import Fact
    from localize.render.settings import Site

# Articles on one page of a list.
A_PAGE = 50
Pages = dict[str, tuple[str, Output]]


def served_assets(project: Project, site: Site, paths: Sequence[str]) -> tuple[Assets, Pages, int]:
    """The theme's files, written: their addresses, their outputs, how many have new bytes."""
    outputs: Pages = {}
    places = {}
    changed = 0
    for name in ("site.css", "place.js"):
        raw = theme_file(site.theme, name)
        place = f"assets/{hashed_name(name, raw)}"
        output, new = write_file(project.build, f"site/{place}", raw)
        outputs[place] = "", output
        places[name] = place
        changed += new
    feeds = bool(site.url) and _any_date(project, paths)
    fonts = STYLE_SHEET if site.fonts == "subset" else ""
    assets = Assets(places["site.css"], places["place.js"], feeds=feeds, fonts=fonts)
    return assets, outputs, changed


def _any_date(project: Project, paths: Sequence[str]) -> bool:
    """Whether a document names its day: without one a feed would be empty."""
    for path in paths:
        with (project.root / path).open("rb") as file:
            if b"\ndate" in file.read(4096):
                return True
    return False


def _chapters(rows: Sequence[Fact]) -> Iterator[tuple[Chapter, Sequence[Fact]]]:
    count = -(-len(rows) // A_PAGE) or 1
    for number in range(count if rows else 0):
        yield Chapter(number + 1, count), rows[number * A_PAGE : (number + 1) * A_PAGE]


def shared_key(site: Site, assets: Assets) -> str:
    """The digest of what goes into every page across documents, besides their facts."""
    return digest(site_key(site, (site.theme,) if site.theme else ()), repr(assets))


def shared_pages(
    project: Project, site: Site, facts: Sequence[Fact], assets: Assets, ledger: Ledger
) -> tuple[Pages, int]:
    """The pages across documents, made where their facts changed; how many have new bytes."""
    shared = shared_key(site, assets)
    words = {id(one): repr(fact_row(one)) for one in facts}
    pages: Pages = {}
    changed = 0

    def put(name: str, inputs: Iterable[object], text: Callable[[], str]) -> None:
        nonlocal changed
        key = digest(shared, name, *(words.get(id(one)) or repr(one) for one in inputs))
        path = f"site/{name}"
        before = ledger.pages.get(name)
        if before is not None and before[0] == key and before[1].stands(project.build):
            pages[name] = before
            return
        output, new = write_file(project.build, path, text().encode())
        pages[name] = key, output
        changed += new

    known = languages(site, facts)
    ordered: dict[str, list[Fact]] = defaultdict(list)
    for one in newest_first(facts):
        ordered[one.tag].append(one)
    for locale in (site.source, *site.locales):
        mine = ordered[locale.tag]
        for chapter, rows in _chapters(mine):
            put(chapter.path(page_path(locale, "")), (known, chapter, *rows),
                partial(locale_index, site, locale, rows, known, chapter, assets))  # fmt: skip
        if mine and assets.feeds:
            shown = feed_articles(mine)
            put(f"{locale}/feed.xml", shown, partial(feed, site, locale, shown))
    originals = ordered[site.source.tag]
    grouped = by_document(facts)
    for chapter, rows in _chapters(originals):
        editions = [grouped[one.path] for one in rows]
        put(chapter.path("index.html"), (known, chapter, *chain(*editions)),
            partial(root_index, site, editions, known, chapter, assets))  # fmt: skip
    some = originals[:10]
    put("404.html", (known, *some), partial(missing_page, site, some, known, assets))
    put("robots.txt", (), partial(robots, site))
    if site.url:
        places = [(one.path, one.slug, one.tag, one.updated, one.hidden) for one in facts]
        texts = cache(partial(sitemaps, site, facts))
        for name in sitemap_names(site, facts):
            put(name, (places,), partial(_named, texts, name))
    return pages, changed


def _named(texts: Callable[[], Mapping[str, str]], name: str) -> str:
    return texts()[name]
