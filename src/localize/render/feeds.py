"""Sitemap (sitemaps.org with Google's language links), Atom feeds (RFC 4287), robots.txt."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from localize.render.head import alternates, listed
from localize.render.interface import interface
from localize.render.places import absolute, page_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from localize.model import Locale
    from localize.render.facts import Fact
    from localize.render.settings import Site

# sitemaps.org: 50,000 addresses a file, and 50 MB.
MOST = 10_000
_XML = '<?xml version="1.0" encoding="utf-8"?>\n'


def by_document(facts: Sequence[Fact]) -> dict[str, list[Fact]]:
    """The editions of each document, in order."""
    grouped: dict[str, list[Fact]] = {}
    for one in facts:
        grouped.setdefault(one.path, []).append(one)
    return grouped


def sitemap_names(site: Site, facts: Sequence[Fact]) -> list[str]:
    """The sitemap files by path: one, or an index and its parts."""
    parts = -(-len(listed(site, facts)) // MOST)
    return ["sitemap.xml", *(f"sitemap-{n}.xml" for n in range(1, parts + 1) if parts > 1)]


def sitemaps(site: Site, facts: Sequence[Fact]) -> dict[str, str]:
    """The sitemap files' texts by their `sitemap_names`. Needs `url`."""
    rows = list(_rows(site, facts))
    chunks = [rows[n : n + MOST] for n in range(0, len(rows), MOST)] or [[]]
    texts = [
        _XML + '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n' + "".join(chunk) + "</urlset>\n"
        for chunk in chunks
    ]
    first, *names = sitemap_names(site, facts)
    if not names:
        return {first: texts[0]}
    index = "".join(
        f"<sitemap><loc>{escape(absolute(site, name))}</loc></sitemap>\n" for name in names
    )
    head = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    whole = f"{_XML}{head}{index}</sitemapindex>\n"
    return {first: whole, **dict(zip(names, texts, strict=True))}


def _rows(site: Site, facts: Sequence[Fact]) -> Iterator[str]:
    for editions in by_document(facts).values():
        names = listed(site, editions)
        if not names:
            continue
        others = alternates(site, [n.tag for n in names], names[0].slug, site.source.tag)
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{one.hreflang}" href="{escape(one.href)}"/>'
            for one in others
        )
        for one, other in zip(names, others, strict=False):  # x-default comes last
            day = f"<lastmod>{one.updated}</lastmod>" if one.updated else ""
            yield f"<url><loc>{escape(other.href)}</loc>{day}{links}</url>\n"


def feed_articles(facts: Iterable[Fact]) -> list[Fact]:
    """Of a locale's articles those that stand in its feed: dated, newest first, at most 50."""
    dated = [one for one in facts if one.date]
    return sorted(dated, key=lambda one: (one.date, one.path), reverse=True)[:50]


def feed(site: Site, locale: Locale, facts: Sequence[Fact]) -> str:
    """The Atom feed of a locale; `facts` are its `feed_articles`."""
    address = absolute(site, f"{locale.tag}/feed.xml")
    home = absolute(site, page_path(locale, ""))
    newest = max((one.updated for one in facts), default="1970-01-01")
    title = f"{site.title} · {interface(locale)('Updates')}"
    entries = "".join(_entry(site, one) for one in facts)
    return (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{locale.tag}">\n'
        f"<title>{_text(title)}</title>\n<id>{_text(address)}</id>\n"
        f"<updated>{newest}T00:00:00Z</updated>\n<author><name>{_text(site.title)}</name></author>\n"
        f'<link rel="self" type="application/atom+xml" href="{escape(address)}"/>\n'
        f'<link rel="alternate" type="text/html" hreflang="{locale.tag}" href="{escape(home)}"/>\n'
        f"{entries}</feed>\n"
    )


def _entry(site: Site, one: Fact) -> str:
    address = absolute(site, page_path(one.locale, one.slug))
    author = f"<author><name>{_text(one.author)}</name></author>" if one.author else ""
    summary = f"<summary>{_text(one.description)}</summary>" if one.description else ""
    return (
        f"<entry><title>{_text(one.title)}</title><id>{_text(address)}</id>"
        f'<link href="{escape(address)}" hreflang="{one.tag}"/>'
        f"<published>{one.date}T00:00:00Z</published><updated>{one.updated}T00:00:00Z</updated>"
        f"{author}{summary}</entry>\n"
    )


def _text(text: str) -> str:
    return escape(text, quote=False)


def robots(site: Site) -> str:
    """`robots.txt`: everything may be read, and here is the sitemap."""
    where = f"Sitemap: {absolute(site, 'sitemap.xml')}\n" if site.url else ""
    return f"User-agent: *\nAllow: /\n{where}"
