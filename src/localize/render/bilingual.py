"""Two editions of a document beside each other, aligned by paragraph."""

import re
from functools import partial

from localize.formats.sanitize import NAMED
from localize.interface.words import interface
from localize.render.edition import Edition
from localize.render.edition_summary import EditionSummary, meter, notice
from localize.render.head import Head
from localize.render.settings import Site
from localize.render.site import Assets, bilingual_path, common, labelled
from localize.render.templates import filled
from localize.render.urls import absolute, page_path, relative

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
_VOID = frozenset({"br", "hr", "img", "wbr", "col"})
_WRAPPER = re.compile(r"\s*<(ul|ol|blockquote)\b([^>]*)>(.*)</\1>\s*", re.DOTALL)
_START = re.compile(r'start="(\d+)"')


def children(html: str) -> list[str]:
    """The top-level elements of well-formed HTML, text between them left out."""
    elements = []
    depth = start = 0
    for match in _TAG.finditer(html):
        closing, name = match[1], match[2]
        if not depth and not closing:
            start = match.start()
        if name not in _VOID:
            depth += -1 if closing else 1
        if not depth and (closing or name in _VOID):
            elements.append(html[start : match.end()])
    return elements


def rows(source: str, target: str) -> list[tuple[str, str]]:
    """Pairs of blocks, list items and quoted paragraphs apart.

    Two texts that are not built alike come as one pair.
    """
    lefts, rights = children(source), children(target)
    if len(lefts) != len(rights):
        return [(source, target)]
    pairs: list[tuple[str, str]] = []
    for left, right in zip(lefts, rights, strict=True):
        pairs += _inner(left, right) or [(left, right)]
    return pairs


def _inner(left: str, right: str) -> list[tuple[str, str]]:
    pair = _WRAPPER.fullmatch(left), _WRAPPER.fullmatch(right)
    if pair[0] is None or pair[1] is None or pair[0][1] != pair[1][1]:
        return []
    lefts, rights = children(pair[0][3]), children(pair[1][3])
    if len(lefts) != len(rights) or len(lefts) < 2:
        return []
    return [
        (_wrapped(pair[0], one, number), _wrapped(pair[1], other, number))
        for number, (one, other) in enumerate(zip(lefts, rights, strict=True))
    ]


def _wrapped(wrapper: re.Match[str], inner: str, number: int) -> str:
    name, attributes = wrapper[1], wrapper[2]
    if name == "ol":
        begun = _START.search(attributes)
        attributes = f' start="{(int(begun[1]) if begun else 1) + number}"'
    return f"<{name}{attributes}>{inner}</{name}>"


def bilingual_page(
    site: Site, source: Edition, target: Edition, summary: EditionSummary, assets: Assets
) -> str:
    """The page with the original at the inline start and the translation at the end."""
    here = bilingual_path(summary)
    way = partial(relative, here, clean=site.clean_urls)
    say = interface(target.locale)
    pairs = [
        (f"<p>{source.title_html}</p>", f"<p{target.title_attributes}>{target.title_html}</p>"),
        *([(source.lede, target.lede)] if target.lede else []),
        *rows(source.body, target.body),
    ]
    values = common(site, target.locale, here, assets) | {
        "head": Head(
            title=f"{summary.title} · {say('Side by side')} · {site.title}",
            noindex=True,  # the text of two pages that are there already
            canonical=absolute(site, page_path(target.locale, summary.slug)) if site.url else "",
        ),
        "switcher": (),
        "heading": target.title_html,
        "pairs": [
            (labelled(NAMED.sub(r"\1", left), interface(source.locale)), labelled(right, say))
            for left, right in pairs
        ],
        "source": source.locale,
        "edition_page": way(page_path(target.locale, summary.slug)),
        "original": way(page_path(source.locale, summary.slug)),
        "notice": notice(summary, say, site.source),
        "meter": meter(summary, say),
    }
    return filled(site.theme, "bilingual.html", values)
