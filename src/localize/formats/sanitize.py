"""HTML made harmless: nothing that a translator or an engine put into a msgstr runs anywhere.

The parser is html5ever behind ammonia, as a browser would parse it; there is no list of bad
things here, only of good ones.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nh3 import Cleaner

INLINE = frozenset(
    "a abbr b bdi bdo br cite code data del dfn em i img ins kbd mark q rp rt ruby s samp small "  # noqa: SIM905
    "span strong sub sup time u var wbr".split()
)
BLOCK = frozenset(
    "address article aside blockquote caption col colgroup dd details div dl dt figcaption figure "  # noqa: SIM905
    "h1 h2 h3 h4 h5 h6 hr li ol p picture pre section summary table tbody td tfoot th thead tr ul"
    "".split()
)
_ATTRIBUTES = {
    # By name: behind a prefix, a browser's parser takes `data-<img` for a name.
    "*": {
        *("lang", "dir", "title", "class", "id", "role", "aria-label", "translate", "tabindex"),
        *("data-unit", "data-state"),
    },
    "a": {"href"},
    "bdo": {"dir"},
    "data": {"value"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "li": {"value"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope"},
    "time": {"datetime"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_HIDDEN = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title"}
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^<>]*>")
_MANY, _DEEP = 5000, 100
# They hold nothing, or end where the next of them begins.
_SELF_ENDING = frozenset(
    "br hr img wbr col li p dt dd td th tr thead tbody tfoot rp rt".split()  # noqa: SIM905
)
WHOLE = r' [a-z-]+="[^"]*"'
"""An attribute as the parser writes it back. A pattern that looks into a tag steps over whole ones
from the tag's name on: what is in a value, or in the text, may look like an attribute, too."""
_BARE_IMAGE = re.compile(rf"<img(?!(?:{WHOLE})*? alt=)")
_EMPTY_IMAGE = re.compile(rf'<img(?!(?:{WHOLE})*? src="[^"])(?:{WHOLE})*>')
NAMED = re.compile(rf'(<[a-z][a-z0-9]*(?:(?! id="){WHOLE})*) id="([^"]*)"')
"""A tag up to its `id`."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_WITH_LANGUAGE = re.compile(rf'(<[a-z][a-z0-9]*(?:(?! lang="){WHOLE})*) lang="([^"]*)"')
_SPACE = re.compile(r"\s")
# A msgstr may not pass for another unit: the review page and the state marks trust these.
_MARKS = re.compile(r"(?i)\bdata-(?=unit|state)")
_FOREIGN = "\ufdd0"
"""A code point that Unicode keeps for such use: with it, a mark is an unknown attribute."""
_FOREIGN_MARKS = re.compile(rf"(?i)\b(data-){_FOREIGN}(?=unit|state)")


@cache
def _cleaner(*, inline: bool) -> Cleaner:
    import nh3

    tags = set(INLINE) if inline else set(INLINE | BLOCK)
    return nh3.Cleaner(
        tags=tags,
        clean_content_tags=_HIDDEN,
        attributes={tag: found for tag, found in _ATTRIBUTES.items() if tag == "*" or tag in tags},
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def sanitized(html: str) -> str:
    """A fragment of flow content, well formed, without anything that runs.

    Invariant: `sanitized(sanitized(html)) == sanitized(html)`.
    """
    html = _valid(_cleaner(inline=False).clean(_shallow(html)))
    return _FOREIGN_MARKS.sub(r"\1", html) if _FOREIGN in html else html


def sanitized_inline(html: str) -> str:
    """A fragment of phrasing content: a stray `</div>` or an open `<b>` ends with its block."""
    return _cleaner(inline=True).clean(_shallow(html))


def _valid(html: str) -> str:
    """The HTML without attributes that no checker, and no book, would take."""
    if "<img" in html:
        html = _EMPTY_IMAGE.sub("", _BARE_IMAGE.sub('<img alt=""', html))
    names = [match[2] for match in NAMED.finditer(html)] if ' id="' in html else []
    if len(set(names)) < len(names) or any(not name or _SPACE.search(name) for name in names):
        seen: set[str] = set()

        def once(match: re.Match[str]) -> str:
            is_new = match[2] not in seen and bool(match[2]) and not _SPACE.search(match[2])
            seen.add(match[2])
            return match[0] if is_new else match[1]

        html = NAMED.sub(once, html)
    return _WITH_LANGUAGE.sub(_in_a_language, html) if ' lang="' in html else html


def _in_a_language(match: re.Match[str]) -> str:
    return match[0] if _LANGUAGE.fullmatch(match[2]) else match[1]


def _shallow(html: str) -> str:
    """The HTML without what is nested deeper than any page; untouched where it has few tags.

    A browser's parser takes quadratic time on elements that are opened and never closed.
    """
    if html.count("<") < _MANY:
        return html
    depth = 0
    is_open: Counter[str] = Counter()
    left_out: Counter[str] = Counter()

    def changed(match: re.Match[str]) -> str:
        nonlocal depth
        name = match[2].lower()
        if name in _SELF_ENDING:
            return match[0]
        if not match[1]:
            if depth == _DEEP:
                left_out[name] += 1
                return ""
            depth += 1
            is_open[name] += 1
            return match[0]
        if left_out[name]:
            left_out[name] -= 1
        elif is_open[name]:
            is_open[name] -= 1
            depth -= 1
            return match[0]
        return ""

    return _TAG.sub(changed, html)


def unmarked(raw: str) -> str:
    """Raw HTML of a text, whose attributes that only we set `sanitized` will leave out.

    Where the same words are text, or are in a value, `sanitized` gives them back.
    """
    return _MARKS.sub(rf"\g<0>{_FOREIGN}", raw)
