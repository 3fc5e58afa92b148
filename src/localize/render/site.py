"""The pages of the site, as text: articles, indexes, the page for a wrong address."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import groupby
from operator import attrgetter

from markupsafe import Markup as Safe

from localize.formats.markdown.boxes import LABELS
from localize.interface.words import Interface, interface
from localize.model import Locale
from localize.render.choice import Chapter, Choice, Languages, Listed
from localize.render.edition import Edition
from localize.render.edition_summary import EditionSummary, bar, meter, notice
from localize.render.head import Head, alternates, article_head
from localize.render.settings import Site
from localize.render.templates import filled, filled_once
from localize.render.typography import typeset
from localize.render.urls import absolute, page_path, relative

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
    site: Site,
    edition: Edition,
    summary: EditionSummary,
    editions: Sequence[EditionSummary],
    assets: Assets,
) -> str:
    """The page of an edition. `editions` are the summaries of all editions of its document."""
    here = page_path(edition.locale, summary.slug)
    say = interface(edition.locale)
    shown = [one for one in editions if one.published]
    date = summary.updated or summary.date
    values = common(site, edition.locale, here, assets) | {
        "head": article_head(site, summary, editions, feed=assets.feeds),
        "edition": edition,
        "body": labelled(edition.body, say),
        "switcher": [_choice(site, here, one, summary.tag) for one in shown],
        "author": summary.author,
        "date": dt.date.fromisoformat(date) if date else None,
        "original": _way(site, here, page_path(edition.source, summary.slug)),
        "bilingual": _way(site, here, bilingual_path(summary))
        if _has_bilingual(site, summary)
        else "",
        "notice": notice(summary, say, site.source),
        "meter": meter(summary, say),
    }
    return filled(site.theme, "page.html", values)


def bilingual_path(summary: EditionSummary) -> str:
    """Return the path of the bilingual edition of an edition."""
    return page_path(summary.locale, f"{summary.slug}/bilingual")


def _has_bilingual(site: Site, summary: EditionSummary) -> bool:
    return site.bilingual and summary.tag != site.source.tag


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


def _choice(site: Site, here: str, summary: EditionSummary, current: str) -> Choice:
    way = _way(site, here, page_path(summary.locale, summary.slug))
    return _choice_of(summary.locale, way, current=summary.tag == current)


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


def locale_index(
    site: Site,
    locale: Locale,
    summaries: Sequence[EditionSummary],
    known: Languages,
    chapter: Chapter,
    assets: Assets,
) -> str:
    """One page of the list of a locale's articles; `summaries` are those to show."""
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
        "articles": [_article(site, here, one, say) for one in summaries],
        "numbers": _numbers(site, here, first, chapter),
    }
    return filled(site.theme, "index.html", values)


def root_index(
    site: Site,
    summaries: Iterable[EditionSummary],
    known: Languages,
    chapter: Chapter,
    assets: Assets,
) -> str:
    """One page of the front: articles with their languages and how far each has come.

    `summaries`: the editions of the articles to show, article by article, its original first.
    """
    say = interface(site.source)
    here = chapter.path("index.html")
    editions = [list(found) for _, found in groupby(summaries, attrgetter("path"))]
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


def missing_page(
    site: Site, summaries: Sequence[EditionSummary], known: Languages, assets: Assets
) -> str:
    """The page for a wrong address, with some articles; its links work from any depth."""
    say = interface(site.source)
    here = "404.html"
    values = _front(site, here, known, assets) | {
        "head": Head(title=f"{say('Page not found')} · {site.title}", noindex=True),
        "heading": say("Page not found"),
        "introduction": say("There is nothing at this address. These are the articles:"),
        "articles": [_article(site, here, one, say) for one in summaries],
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
    """`(number, address, whether it is this one)` of the pages of a list; nothing for one page."""
    if chapter.count == 1:
        return ()
    pages = [(n, Chapter(n, chapter.count).path(first)) for n in chapter.near()]
    return tuple((n, _way(site, here, path), n == chapter.number) for n, path in pages)


def _from_root(html: str, base: str) -> str:
    return re.sub(r'( href| src)="(?![#/]|https?:)(?:\./)?', rf'\1="{base}', html)


def _meter(site: Site, locale: Locale, say: Interface, summary: EditionSummary) -> Safe:
    values = (("site", site), ("locale", locale), ("say", say), ("meter", meter(summary, say)))
    return Safe(filled_once(site.theme, "meter.html", values))  # noqa: S704 - a template's


def _article(site: Site, here: str, summary: EditionSummary, say: Interface) -> dict[str, object]:
    return {
        "href": _way(site, here, page_path(summary.locale, summary.slug)),
        "title": Safe(summary.title_html),  # noqa: S704 - made by `edition`, which escapes it
        "title_mark": Safe(summary.title_mark),  # noqa: S704 - the same
        "description": _description(summary),
        "description_mark": Safe(summary.description_mark),  # noqa: S704 - the same
        "date": dt.date.fromisoformat(summary.date) if summary.date else None,
        "meter": _meter(site, summary.locale, say, summary)
        if summary.tag != site.source.tag
        else "",
        "editions": (),
    }


def _description(summary: EditionSummary) -> Safe:
    text = typeset(
        escape(summary.description, quote=False), summary.locale, inside=summary.description_mark
    )
    return Safe(text)  # noqa: S704 - escaped


def _editions(site: Site, here: str, summaries: Sequence[EditionSummary]) -> list[Listed]:
    say = interface(site.source)
    return [
        Listed(
            _choice(site, here, one, ""),
            say("Checked {share}", share=say.percent(one.accepted / (one.total or 1)))
            if one.tag != site.source.tag
            else "",
            bar(one),
        )
        for one in summaries
    ]
