"""The files of a build that belong to no single document: assets, indexes, feeds, sitemap."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from localize.render.feeds import feed, robots, sitemaps
from localize.render.ledger import Ledger, digest, site_key
from localize.render.places import page_path
from localize.render.site import Assets, locale_index, root_index
from localize.render.templates import hashed_name, theme_file
from localize.render.write import Output, write_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from localize.config import Project
    from localize.render.facts import Fact
    from localize.render.settings import Site

Pages = dict[str, tuple[str, Output]]


def served_assets(
    project: Project, site: Site, paths: Sequence[str]
) -> tuple[Assets, list[Output], int]:
    """The theme's files, written; their addresses; how many have new bytes."""
    outputs = []
    places = {}
    changed = 0
    for name in ("site.css", "place.js"):
        raw = theme_file(site.theme, name)
        place = f"assets/{hashed_name(name, raw)}"
        output, new = write_file(project.build, f"site/{place}", raw)
        outputs.append(output)
        places[name] = place
        changed += new
    feeds = bool(site.url) and _any_date(project, paths)
    return Assets(places["site.css"], places["place.js"], feeds=feeds), outputs, changed


def _any_date(project: Project, paths: Sequence[str]) -> bool:
    """Whether a document names its day: without one a feed would be empty."""
    for path in paths:
        with (project.root / path).open("rb") as file:
            if b"\ndate" in file.read(4096):
                return True
    return False


def shared_pages(
    project: Project, site: Site, facts: Sequence[Fact], assets: Assets, ledger: Ledger
) -> tuple[Pages, int]:
    """The pages across documents, made where their facts changed; how many have new bytes."""
    shared = digest(site_key(site, (site.theme,) if site.theme else ()), repr(assets))
    pages: Pages = {}
    changed = 0

    def put(name: str, facts: Sequence[Fact], text: Callable[[], str]) -> None:
        nonlocal changed
        key = digest(shared, name, *(repr(one) for one in facts))
        path = f"site/{name}"
        before = ledger.pages.get(name)
        if before is not None and before[0] == key and before[1].stands(project.build):
            pages[name] = before
            return
        output, new = write_file(project.build, path, text().encode())
        pages[name] = key, output
        changed += new

    for locale in (site.source, *site.locales):
        if any(one.tag == locale.tag for one in facts):
            put(page_path(locale, ""), facts, partial(locale_index, site, locale, facts, assets))
            if assets.feeds:
                put(f"{locale}/feed.xml", facts, partial(feed, site, locale, facts))
    put("index.html", facts, partial(root_index, site, facts, assets))
    put("404.html", facts, partial(root_index, site, facts, assets, missing=True))
    put("robots.txt", (), partial(robots, site))
    if site.url:
        for name, text in sitemaps(site, facts).items():
            put(name, facts, partial(str, text))
    return pages, changed
