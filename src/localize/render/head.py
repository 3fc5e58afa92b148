"""What machines read of a page: addresses, other languages, structured data.

Google's and schema.org's rules: a canonical address, every published language of the page and
x-default in the same words on each of them, `translationOfWork` back to the original.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup as Safe
from markupsafe import escape

from localize.model import Locale
from localize.render.places import absolute, page_path, relative

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from localize.render.facts import Fact
    from localize.render.settings import Site


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
        rows = [f'<meta property="{name}" content="{escape(value)}">\n'
                for name, value in self.properties]  # fmt: skip
        return Safe("".join(rows))  # noqa: S704 - escaped above


@lru_cache(maxsize=64)
def _links(alternates: tuple[Alternate, ...]) -> Safe:
    rows = [f'<link rel="alternate" hreflang="{one.hreflang}" href="{escape(one.href)}">\n'
            for one in alternates]  # fmt: skip
    return Safe("".join(rows))  # noqa: S704 - escaped above


def listed(site: Site, editions: Iterable[Fact]) -> tuple[Fact, ...]:
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
    found = [Alternate(tag, f"{root}{tag}/{end}") for tag in tags]
    found += [Alternate("x-default", one.href) for one in found if one.hreflang == source]
    return tuple(found)


def article_head(
    site: Site, found: Fact, editions: Sequence[Fact], *, feed: bool, image: str = ""
) -> Head:
    """The head of an edition's page; `editions` are all of its document's."""
    names = listed(site, editions)
    here = absolute(site, page_path(found.locale, found.slug))
    source = site.source.tag
    is_listed = any(one.tag == found.tag for one in names)
    page = page_path(found.locale, found.slug)
    return Head(
        title=f"{found.title} · {site.title}",
        description=found.description,
        noindex=found.hidden,
        canonical=here if site.url else "",
        alternates=alternates(site, [one.tag for one in names], found.slug, source)
        if is_listed
        else (),
        feed=relative(page, f"{found.tag}/feed.xml", clean=False) if feed else "",
        properties=_properties(site, found, names, here, image),
        structured=_structured(site, found, names, here, image),
    )


def _properties(
    site: Site, found: Fact, names: Sequence[Fact], here: str, image: str
) -> tuple[tuple[str, str], ...]:
    rows = [
        ("og:type", "article"),
        ("og:title", found.title),
        ("og:description", found.description),
        ("og:site_name", site.title),
        ("og:locale", facebook_locale(found.tag)),
        ("og:url", here if site.url else ""),
        ("og:image", image if site.url else ""),
        ("article:published_time", found.date),
    ]
    rows += [("og:locale:alternate", facebook_locale(one.tag)) for one in names
             if one.tag != found.tag]  # fmt: skip
    return tuple((name, value) for name, value in rows if value)


@lru_cache(maxsize=256)
def facebook_locale(tag: str) -> str:
    """A locale as Open Graph writes it, `language_TERRITORY`: `ja_JP`."""
    from babel.core import get_global

    found = Locale(tag)
    if found.territory:
        return f"{found.language}_{found.territory}"
    likely = get_global("likely_subtags")
    full = likely.get(found.posix) or likely.get(found.language) or ""
    territory = full.rpartition("_")[2]
    return f"{found.language}_{territory}" if len(territory) == 2 else found.language


def _structured(site: Site, found: Fact, names: Sequence[Fact], here: str, image: str) -> str:
    original = next((one for one in names if one.tag == site.source.tag), None)
    value: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": here,
        "url": here,
        "headline": found.title,
        "inLanguage": found.tag,
        "isPartOf": {"@type": "WebSite", "name": site.title,
                     "url": absolute(site, page_path(found.locale, ""))},
    }  # fmt: skip
    optional = {
        "description": found.description,
        "datePublished": found.date,
        "dateModified": found.updated,
        "image": image if site.url else "",
        "author": {"@type": "Person", "name": found.author} if found.author else "",
    }
    value.update({key: one for key, one in optional.items() if one})
    if found.tag != site.source.tag:
        slug = original.slug if original else found.slug
        work = _work(site, site.source.tag, slug)
        value["translationOfWork"] = work | {"headline": original.title} if original else work
    else:
        others = [_work(site, one.tag, one.slug) for one in names if one.tag != found.tag]
        if others:
            value["workTranslation"] = others
    # `<` could end the script element; JSON may write it by its number.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _work(site: Site, tag: str, slug: str) -> dict[str, str]:
    address = absolute(site, page_path(Locale(tag), slug))
    return {"@type": "Article", "@id": address, "url": address, "inLanguage": tag}
