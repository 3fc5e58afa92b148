"""Sitemap (sitemaps.org with Google's language links), Atom feeds (RFC 4287), robots.txt."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import chain, groupby, islice
from operator import attrgetter

from localize.interface.words import interface
from localize.model import Locale
from localize.render.edition_summary import EditionSummary
from localize.render.head import alternates, listed
from localize.render.settings import Site
from localize.render.urls import absolute, page_path

# sitemaps.org: 50,000 addresses a file, and 50 MB.
MOST = 10_000
# An Atom feed is for what is new.
NEWEST = 50
_XML = '<?xml version="1.0" encoding="utf-8"?>\n'
_URLS = (
    f'{_XML}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


def sitemap_names(listed: int) -> list[str]:
    """The sitemap files by path for so many addresses: one, or an index and its parts."""
    parts = -(-listed // MOST)
    return ["sitemap.xml", *(f"sitemap-{n}.xml" for n in range(1, parts + 1) if parts > 1)]


def sitemaps(
    site: Site, names: Sequence[str], summaries: Iterable[EditionSummary]
) -> Iterator[tuple[str, Iterator[str]]]:
    """The sitemap files by their `sitemap_names`, in pieces. Needs `url`.

    `summaries`: of all published editions, document by document. The pieces of a file have to be
    taken before the next one is asked for: a large site's are not held.
    """
    rows = _rows(site, summaries)
    first, *others = names
    if others:
        yield first, iter((_index(site, others),))
    for name in others or names:
        yield name, chain((_URLS,), islice(rows, MOST), ("</urlset>\n",))


def _index(site: Site, names: Sequence[str]) -> str:
    parts = "".join(
        f"<sitemap><loc>{escape(absolute(site, name))}</loc></sitemap>\n" for name in names
    )
    head = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{_XML}{head}{parts}</sitemapindex>\n"


def _rows(site: Site, summaries: Iterable[EditionSummary]) -> Iterator[str]:
    for _, editions in groupby(summaries, attrgetter("path")):
        names = listed(site, editions)
        if not names:
            continue
        others = alternates(site, [n.tag for n in names], names[0].slug, site.source.tag)
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{one.hreflang}" href="{escape(one.href)}"/>'
            for one in others
        )
        for edition, other in zip(names, others, strict=False):  # x-default comes last
            day = f"<lastmod>{edition.updated}</lastmod>" if edition.updated else ""
            yield f"<url><loc>{escape(other.href)}</loc>{day}{links}</url>\n"


def feed(site: Site, locale: Locale, summaries: Sequence[EditionSummary]) -> str:
    """The Atom feed of a locale; `summaries` are its `NEWEST` dated ones."""
    address = absolute(site, f"{locale.tag}/feed.xml")
    home = absolute(site, page_path(locale, ""))
    newest = max((one.updated for one in summaries), default="1970-01-01")
    title = f"{site.title} · {interface(locale)('Updates')}"
    entries = "".join(_entry(site, one) for one in summaries)
    return (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{locale.tag}">\n'
        f"<title>{_text(title)}</title>\n<id>{_text(address)}</id>\n"
        f"<updated>{newest}T00:00:00Z</updated>\n<author><name>{_text(site.title)}</name></author>\n"
        f'<link rel="self" type="application/atom+xml" href="{escape(address)}"/>\n'
        f'<link rel="alternate" type="text/html" hreflang="{locale.tag}" href="{escape(home)}"/>\n'
        f"{entries}</feed>\n"
    )


def _entry(site: Site, edition: EditionSummary) -> str:
    address = absolute(site, page_path(edition.locale, edition.slug))
    author = f"<author><name>{_text(edition.author)}</name></author>" if edition.author else ""
    summary = f"<summary>{_text(edition.description)}</summary>" if edition.description else ""
    return (
        f"<entry><title>{_text(edition.title)}</title><id>{_text(address)}</id>"
        f'<link href="{escape(address)}" hreflang="{edition.tag}"/>'
        f"<published>{edition.date}T00:00:00Z</published><updated>{edition.updated}T00:00:00Z</updated>"
        f"{author}{summary}</entry>\n"
    )


def _text(text: str) -> str:
    return escape(text, quote=False)


def robots(site: Site) -> str:
    """`robots.txt`: everything may be read, and here is the sitemap."""
    where = f"Sitemap: {absolute(site, 'sitemap.xml')}\n" if site.url else ""
    return f"User-agent: *\nAllow: /\n{where}"
