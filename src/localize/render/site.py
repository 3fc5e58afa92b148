"""The pages of the site, as text: articles, indexes, the page for a wrong address."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup as Safe

from localize.model import Locale
from localize.render.facts import meter, notice
from localize.render.head import Head, alternates, article_head, listed
from localize.render.interface import ADMONITIONS, interface
from localize.render.places import absolute, page_path, relative
from localize.render.templates import filled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.render.edition import Edition
    from localize.render.facts import Fact
    from localize.render.interface import Interface
    from localize.render.settings import Site

_LABEL = re.compile(rf'(<p class="label">)({"|".join(ADMONITIONS)})(</p>)')


@dataclass(frozen=True, slots=True)
class Assets:
    """The served files of the theme, by their paths in the site."""

    css: str
    script: str
    feeds: bool = False
    """Whether there is a feed in each locale."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A language of the switcher."""

    tag: str
    direction: str
    autonym: str
    href: str
    current: bool = False


def page(
    site: Site, edition: Edition, found: Fact, editions: Sequence[Fact], assets: Assets
) -> str:
    """The page of an edition. `editions` are the facts of all editions of its document."""
    here = page_path(edition.locale, found.slug)
    say = interface(edition.locale)
    shown = [one for one in editions if one.published]
    date = found.updated or found.date
    values = _common(site, edition.locale, here, assets) | {
        "head": article_head(site, found, editions, feed=assets.feeds),
        "edition": edition,
        "body": _labelled(edition.body, say),
        "switcher": [_choice(site, here, one, found.tag) for one in shown],
        "author": found.author,
        "date": dt.date.fromisoformat(date) if date else None,
        "original": _way(site, here, page_path(edition.source, found.slug)),
        "bilingual": _way(site, here, bilingual_path(found)) if _has_bilingual(site, found) else "",
        "notice": notice(found, say, site.source),
        "meter": meter(found, say),
    }
    return filled(site.theme, "page.html", values)


def bilingual_path(found: Fact) -> str:
    """Where the bilingual edition of an edition stands."""
    return page_path(found.locale, f"{found.slug}/bilingual")


def _has_bilingual(site: Site, found: Fact) -> bool:
    return site.bilingual and found.tag != site.source.tag


def _common(site: Site, locale: Locale, here: str, assets: Assets) -> dict[str, object]:
    return {
        "site": site,
        "locale": locale,
        "say": interface(locale),
        "home": _way(site, here, page_path(locale, "")),
        "css": _way(site, here, assets.css),
        "script": _way(site, here, assets.script) if assets.script else "",
    }


def _way(site: Site, here: str, to: str) -> str:
    return relative(here, to, clean=site.clean_urls)


def _choice(site: Site, here: str, one: Fact, current: str) -> Choice:
    way = _way(site, here, page_path(one.locale, one.slug))
    return _choice_of(one.locale, way, current=one.tag == current)


def _choice_of(locale: Locale, way: str, *, current: bool = False) -> Choice:
    tag, direction, autonym = _words(locale)
    return Choice(tag, direction, autonym, way, current)


@lru_cache(maxsize=256)
def _words(locale: Locale) -> tuple[str, str, str]:
    return locale.tag, locale.direction, locale.autonym


def _labelled(html: str, say: Interface) -> str:
    if 'class="label"' not in html:
        return html
    return _LABEL.sub(lambda m: m[1] + say(m[2]) + m[3], html)


def locale_index(site: Site, locale: Locale, facts: Sequence[Fact], assets: Assets) -> str:
    """The list of a locale's articles. `facts`: every published edition of the site."""
    here = page_path(locale, "")
    say = interface(locale)
    mine = [one for one in facts if one.tag == locale.tag]
    tags = _tags(site, facts)
    names = [one for one in tags if any(f.tag == one for f in listed(site, facts))]
    head = Head(
        title=site.title,
        description=site.description,
        noindex=locale.tag not in names,
        canonical=absolute(site, here) if site.url else "",
        alternates=alternates(site, names, "", site.source.tag) if locale.tag in names else (),
        feed=_way(site, here, f"{locale.tag}/feed.xml") if assets.feeds else "",
    )
    values = _common(site, locale, here, assets) | {
        "head": head,
        "heading": say("Articles"),
        "introduction": site.description if locale == site.source else "",
        "switcher": [
            _choice_of(one, _way(site, here, page_path(one, "")), current=one == locale)
            for one in map(Locale, tags)
        ],
        "articles": [_article(site, here, one, say) for one in _newest_first(mine)],
    }
    return filled(site.theme, "index.html", values)


def root_index(site: Site, facts: Sequence[Fact], assets: Assets, *, missing: bool = False) -> str:
    """The front page: every article with its languages and how far each has come.

    With `missing`, the page for a wrong address, whose links work from any depth.
    """
    say = interface(site.source)
    here = "404.html" if missing else "index.html"
    grouped: dict[str, list[Fact]] = {}
    for one in facts:
        grouped.setdefault(one.path, []).append(one)
    originals = [one for one in facts if one.tag == site.source.tag]
    text = say("There is nothing at this address. These are the articles:")
    values = _common(site, site.source, here, assets) | {
        "head": Head(
            title=f"{say('Page not found')} · {site.title}" if missing else site.title,
            description="" if missing else site.description,
            noindex=missing,
            canonical=absolute(site, here) if site.url and not missing else "",
        ),
        "heading": say("Page not found") if missing else site.title,
        "introduction": text if missing else site.description,
        "switcher": [
            _choice_of(one, _way(site, here, page_path(one, "")))
            for one in map(Locale, _tags(site, facts))
        ],
        "articles": [
            _article(site, here, one, say) | {"editions": _editions(site, here, grouped[one.path])}
            for one in _newest_first(originals)
        ],
    }  # fmt: skip
    html = filled(site.theme, "index.html", values)
    return _from_root(html, site.base) if missing else html


def _from_root(html: str, base: str) -> str:
    return re.sub(r'( href| src)="(?![#/]|https?:)(?:\./)?', rf'\1="{base}', html)


def _tags(site: Site, facts: Sequence[Fact]) -> list[str]:
    present = {one.tag for one in facts}
    return [one.tag for one in (site.source, *site.locales) if one.tag in present]


def _newest_first(facts: Sequence[Fact]) -> list[Fact]:
    return sorted(sorted(facts, key=lambda one: one.path), key=lambda one: one.date, reverse=True)


def _article(site: Site, here: str, one: Fact, say: Interface) -> dict[str, object]:
    return {
        "href": _way(site, here, page_path(one.locale, one.slug)),
        "title": Safe(one.title_html),  # noqa: S704 - made by `edition`, which escapes it
        "description": one.description,
        "date": dt.date.fromisoformat(one.date) if one.date else None,
        "meter": meter(one, say) if one.tag != site.source.tag else (),
        "editions": (),
    }


def _editions(site: Site, here: str, facts: Sequence[Fact]) -> list[dict[str, object]]:
    say = interface(site.source)
    return [
        {
            "locale": one.locale,
            "href": _way(site, here, page_path(one.locale, one.slug)),
            "words": say("Checked {share}", share=say.percent(one.accepted / (one.total or 1)))
            if one.tag != site.source.tag
            else "",
            "meter": meter(one, say),
        }
        for one in facts
    ]
