"""The pages of the site, as text: articles, indexes, the page for a wrong address."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from markupsafe import Markup as Safe

from localize.formats.markdown.boxes import LABELS
from localize.model import Locale
from localize.render.choice import Choice, Listed
from localize.render.facts import bar, meter, notice
from localize.render.head import Head, alternates, article_head
from localize.render.interface import interface
from localize.render.places import absolute, page_path, relative
from localize.render.templates import filled, filled_once
from localize.render.typography import typeset

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from localize.render.edition import Edition
    from localize.render.facts import Fact
    from localize.render.interface import Interface
    from localize.render.settings import Site

_LABEL = re.compile(rf'(<(p|summary) class="label">)({"|".join(LABELS)})(</\2>)')


@dataclass(frozen=True, slots=True)
class Assets:
    """The served files of the theme, by their paths in the site."""

    css: str
    script: str
    feeds: bool = False
    """Whether there is a feed in each locale."""
    fonts: str = ""
    """The style sheet of the fonts that the site brings along."""


def page(
    site: Site, edition: Edition, found: Fact, editions: Sequence[Fact], assets: Assets
) -> str:
    """The page of an edition. `editions` are the facts of all editions of its document."""
    here = page_path(edition.locale, found.slug)
    say = interface(edition.locale)
    shown = [one for one in editions if one.published]
    date = found.updated or found.date
    values = common(site, edition.locale, here, assets) | {
        "head": article_head(site, found, editions, feed=assets.feeds),
        "edition": edition,
        "body": labelled(edition.body, say),
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


def common(site: Site, locale: Locale, here: str, assets: Assets) -> dict[str, object]:
    """What every template is given."""
    return {
        "site": site,
        "locale": locale,
        "say": interface(locale),
        "home": _way(site, here, page_path(locale, "")),
        "css": _way(site, here, assets.css),
        "fonts": _way(site, here, assets.fonts) if assets.fonts else "",
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


def labelled(html: str, say: Interface) -> str:
    """The HTML with the labels of its boxes in the reader's language."""
    if 'class="label"' not in html:
        return html
    begin, end = (f"<span{say.mark}>", "</span>") if say.mark else ("", "")
    return _LABEL.sub(lambda m: f"{m[1]}{begin}{say(m[3])}{end}{m[4]}", html)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One page of a list that goes over several."""

    number: int
    """1-based."""
    count: int

    def path(self, base: str) -> str:
        """The file of this page of the list, `base` being that of the first."""
        folder = base.removesuffix("index.html")
        return base if self.number == 1 else f"{folder}page/{self.number}/index.html"

    def near(self) -> list[int]:
        """The numbers to show: the first, the last and two on either side of this."""
        around = range(self.number - 2, self.number + 3)
        return sorted({1, self.count} | {n for n in around if 1 <= n <= self.count})


@dataclass(frozen=True, slots=True)
class Languages:
    """The locales that have articles, and of these the ones that search engines are told of."""

    present: tuple[str, ...]
    listed: tuple[str, ...]


def languages(site: Site, present: Container[str], listed: Container[str]) -> Languages:
    """The languages of all published editions, in the project's order."""
    order = [one.tag for one in (site.source, *site.locales)]
    return Languages(
        tuple(one for one in order if one in present), tuple(one for one in order if one in listed)
    )


def locale_index(
    site: Site,
    locale: Locale,
    facts: Sequence[Fact],
    known: Languages,
    chapter: Chapter,
    assets: Assets,
) -> str:
    """One page of the list of a locale's articles; `facts` are those to show."""
    first = page_path(locale, "")
    here = chapter.path(first)
    say = interface(locale)
    named = locale.tag in known.listed
    head = Head(
        title=site.title,
        description=site.description,
        noindex=not named,
        canonical=absolute(site, here) if site.url else "",
        alternates=alternates(site, known.listed, "", site.source.tag)
        if named and chapter.number == 1
        else (),
        feed=_way(site, here, f"{locale.tag}/feed.xml") if assets.feeds else "",
    )
    values = common(site, locale, here, assets) | {
        "head": head,
        "heading": say("Articles"),
        "introduction": site.description if locale == site.source else "",
        "switcher": [
            _choice_of(one, _way(site, here, page_path(one, "")), current=one == locale)
            for one in map(Locale, known.present)
        ],
        "articles": [_article(site, here, one, say) for one in facts],
        "numbers": _numbers(site, here, first, chapter),
    }
    return filled(site.theme, "index.html", values)


def root_index(
    site: Site,
    facts: Iterable[Fact],
    known: Languages,
    chapter: Chapter,
    assets: Assets,
) -> str:
    """One page of the front: articles with their languages and how far each has come.

    `facts`: the editions of the articles to show, article by article, its original first.
    """
    say = interface(site.source)
    here = chapter.path("index.html")
    editions = [list(found) for _, found in groupby(facts, attrgetter("path"))]
    values = _front(site, here, known, assets) | {
        "head": Head(
            title=site.title,
            description=site.description,
            canonical=absolute(site, here) if site.url else "",
        ),
        "heading": site.title,
        "introduction": site.description,
        "articles": [
            _article(site, here, one[0], say) | {"editions": _editions(site, here, one)}
            for one in editions
        ],
        "numbers": _numbers(site, here, "index.html", chapter),
    }
    return filled(site.theme, "index.html", values)


def missing_page(site: Site, facts: Sequence[Fact], known: Languages, assets: Assets) -> str:
    """The page for a wrong address, with some articles; its links work from any depth."""
    say = interface(site.source)
    here = "404.html"
    values = _front(site, here, known, assets) | {
        "head": Head(title=f"{say('Page not found')} · {site.title}", noindex=True),
        "heading": say("Page not found"),
        "introduction": say("There is nothing at this address. These are the articles:"),
        "articles": [_article(site, here, one, say) for one in facts],
        "numbers": (),
    }
    return _from_root(filled(site.theme, "index.html", values), site.base)


def _front(site: Site, here: str, known: Languages, assets: Assets) -> dict[str, object]:
    ways = [(one, _way(site, here, page_path(one, ""))) for one in map(Locale, known.present)]
    return common(site, site.source, here, assets) | {
        "switcher": [_choice_of(one, way) for one, way in ways]
    }


def _numbers(
    site: Site, here: str, first: str, chapter: Chapter
) -> tuple[tuple[int, str, bool], ...]:
    """`(number, address, whether it is this one)` of the pages of a list; none for one page."""
    if chapter.count == 1:
        return ()
    pages = [(n, Chapter(n, chapter.count).path(first)) for n in chapter.near()]
    return tuple((n, _way(site, here, path), n == chapter.number) for n, path in pages)


def _from_root(html: str, base: str) -> str:
    return re.sub(r'( href| src)="(?![#/]|https?:)(?:\./)?', rf'\1="{base}', html)


def _meter(site: Site, locale: Locale, say: Interface, one: Fact) -> Safe:
    values = (("site", site), ("locale", locale), ("say", say), ("meter", meter(one, say)))
    return Safe(filled_once(site.theme, "meter.html", values))  # noqa: S704 - a template's


def _article(site: Site, here: str, one: Fact, say: Interface) -> dict[str, object]:
    return {
        "href": _way(site, here, page_path(one.locale, one.slug)),
        "title": Safe(one.title_html),  # noqa: S704 - made by `edition`, which escapes it
        "title_mark": Safe(one.title_mark),  # noqa: S704 - the same
        "description": _description(one),
        "description_mark": Safe(one.description_mark),  # noqa: S704 - the same
        "date": dt.date.fromisoformat(one.date) if one.date else None,
        "meter": _meter(site, one.locale, say, one) if one.tag != site.source.tag else "",
        "editions": (),
    }


def _description(one: Fact) -> Safe:
    text = typeset(escape(one.description, quote=False), one.locale, inside=one.description_mark)
    return Safe(text)  # noqa: S704 - escaped


def _editions(site: Site, here: str, facts: Sequence[Fact]) -> list[Listed]:
    say = interface(site.source)
    return [
        Listed(
            _choice(site, here, one, ""),
            say("Checked {share}", share=say.percent(one.accepted / (one.total or 1)))
            if one.tag != site.source.tag
            else "",
            bar(one),
        )
        for one in facts
    ]
