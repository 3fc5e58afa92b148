"""What machines read of a page: addresses, other languages, structured data.

Google's and schema.org's rules: a canonical address, every published language of the page and
x-default in the same words on each of them, `translationOfWork` back to the original.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from markupsafe import Markup as Safe
from markupsafe import escape

from localize.model import Locale
from localize.render.edition_summary import EditionSummary
from localize.render.settings import Site
from localize.render.urls import absolute, page_path, relative


@dataclass(frozen=True, slots=True)
class Alternate:
    """One `link rel=alternate`."""

    hreflang: str
    href: str


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a page."""

    title: str
    description: str = ""
    noindex: bool = False
    canonical: str = ""
    alternates: tuple[Alternate, ...] = ()
    feed: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    structured: str = ""

    @property
    def links(self) -> Safe:
        """The alternates as elements: the same on each page of a document."""
        return _links(self.alternates)

    @property
    def metadata(self) -> Safe:
        """The properties as elements. A template that does this takes several times as long."""
        rows = [
            f'<meta property="{name}" content="{escape(value)}">\n'
            for name, value in self.properties
        ]
        return Safe("".join(rows))  # noqa: S704 - escaped above


@lru_cache(maxsize=64)
def _links(alternates: tuple[Alternate, ...]) -> Safe:
    rows = [
        f'<link rel="alternate" hreflang="{one.hreflang}" href="{escape(one.href)}">\n'
        for one in alternates
    ]
    return Safe("".join(rows))  # noqa: S704 - escaped above


def listed(site: Site, editions: Iterable[EditionSummary]) -> tuple[EditionSummary, ...]:
    """The editions that name each other, in the head and in the sitemap alike.

    In a publishing build those that may be indexed: a page that asks not to be indexed has no
    business in a sitemap, and a link to it from the others is an error to search engines.
    """
    return tuple(one for one in editions if one.published and not (site.publish and one.hidden))


def alternates(site: Site, tags: Sequence[str], slug: str, source: str) -> tuple[Alternate, ...]:
    """The languages of a page; x-default is the original, where that is among them."""
    return _alternates(absolute(site, ""), tuple(tags), slug, source)


@lru_cache(maxsize=64)
def _alternates(root: str, tags: tuple[str, ...], slug: str, source: str) -> tuple[Alternate, ...]:
    end = quote(f"{slug}/") if slug else ""
    others = [Alternate(tag, f"{root}{tag}/{end}") for tag in tags]
    others += [Alternate("x-default", one.href) for one in others if one.hreflang == source]
    return tuple(others)


def article_head(
    site: Site,
    summary: EditionSummary,
    editions: Sequence[EditionSummary],
    *,
    feed: bool,
    image: str = "",
) -> Head:
    """The head of an edition's page; `editions` are all of its document's."""
    names = listed(site, editions)
    here = absolute(site, page_path(summary.locale, summary.slug))
    source = site.source.tag
    is_listed = any(one.tag == summary.tag for one in names)
    page = page_path(summary.locale, summary.slug)
    return Head(
        title=f"{summary.title} · {site.title}",
        description=summary.description,
        noindex=summary.hidden,
        canonical=here if site.url else "",
        alternates=alternates(site, [one.tag for one in names], summary.slug, source)
        if is_listed
        else (),
        feed=relative(page, f"{summary.tag}/feed.xml", clean=False) if feed else "",
        properties=_properties(site, summary, names, here, image),
        structured=_structured(site, summary, names, here, image),
    )


def _properties(
    site: Site, summary: EditionSummary, names: Sequence[EditionSummary], here: str, image: str
) -> tuple[tuple[str, str], ...]:
    rows = [
        ("og:type", "article"),
        ("og:title", summary.title),
        ("og:description", summary.description),
        ("og:site_name", site.title),
        ("og:locale", facebook_locale(summary.tag)),
        ("og:url", here if site.url else ""),
        ("og:image", image if site.url else ""),
        ("article:published_time", summary.date),
    ]
    rows += [
        ("og:locale:alternate", facebook_locale(one.tag)) for one in names if one.tag != summary.tag
    ]
    return tuple((name, value) for name, value in rows if value)


@lru_cache(maxsize=256)
def facebook_locale(tag: str) -> str:
    """A locale as Open Graph writes it, `language_TERRITORY`: `ja_JP`."""
    from babel.core import get_global

    locale = Locale(tag)
    if locale.territory:
        return f"{locale.language}_{locale.territory}"
    likely = get_global("likely_subtags")
    full = likely.get(locale.posix) or likely.get(locale.language) or ""
    territory = full.rpartition("_")[2]
    return f"{locale.language}_{territory}" if len(territory) == 2 else locale.language


def _structured(
    site: Site, summary: EditionSummary, names: Sequence[EditionSummary], here: str, image: str
) -> str:
    original = next((one for one in names if one.tag == site.source.tag), None)
    value: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": here,
        "url": here,
        "headline": summary.title,
        "inLanguage": summary.tag,
        "isPartOf": {
            "@type": "WebSite",
            "name": site.title,
            "url": absolute(site, page_path(summary.locale, "")),
        },
    }
    optional = {
        "description": summary.description,
        "datePublished": summary.date,
        "dateModified": summary.updated,
        "image": image if site.url else "",
        "author": {"@type": "Person", "name": summary.author} if summary.author else "",
    }
    value.update({key: one for key, one in optional.items() if one})
    if summary.tag != site.source.tag:
        slug = original.slug if original else summary.slug
        work = _work(site, site.source.tag, slug)
        value["translationOfWork"] = work | {"headline": original.title} if original else work
    else:
        others = [_work(site, one.tag, one.slug) for one in names if one.tag != summary.tag]
        if others:
            value["workTranslation"] = others
    # `<` could end the script element; JSON may write it by its number.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _work(site: Site, tag: str, slug: str) -> dict[str, str]:
    address = absolute(site, page_path(Locale(tag), slug))
    return {"@type": "Article", "@id": address, "url": address, "inLanguage": tag}
