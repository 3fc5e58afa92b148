"""What a script asks of a page beyond its style sheet: breaks, ruby, isolated runs.

All of it works on HTML that is well formed already, and touches text only, never a tag.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from localize.model import Locale
from localize.scripts import LETTERS, NO_SPACES, phrase_ends, writing

_NEEDS_PHRASES = re.compile(f"[{NO_SPACES}]")
_TOKEN = re.compile(r"(<[^>]*>)")
_HEADING = re.compile(r"(<h[1-6]\b[^>]*>)(.*?)(</h[1-6]>)", re.DOTALL)
_NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
# What is left as it is: code and the like, what has a direction of its own, and the labels of
# boxes, in the place of which the interface's words are put.
_APART = re.compile(
    r"<(?:pre|code|kbd|samp|bdi|bdo|ruby|span)\b"
    r'|<(?:p|summary) class="label">|<(?!img\b|br\b|hr\b|wbr\b)[^>]*\sdir="ltr"'
)
# {漢字|かんじ}, as aozora-style editors write it; the base must hold an ideograph.
_RUBY = re.compile(rf"\{{([^{{}}|<>]*[{LETTERS['Hani']}][^{{}}|<>]*)\|([^{{}}|<>]+)\}}")
# A dash ends a line and never begins one; a class, because `keep-all` still breaks around dashes.
_DASH = re.compile("(<[^>]*>)|([^\\s<>&;\u2014\u2015]{1,6}[\u2014\u2015]+)(?:<wbr>)?")
# A run of Latin with what belongs to it, and no half of a pair of brackets: without this a number,
# a bracket or a plus sign at its edge takes the direction of the paragraph and lands on the other
# side. A number with several hyphens (a day, a telephone) is turned about by Arabic before it.
_LATIN = r"[A-Za-z\u00c0-\u024f]"
_LATIN_PART = rf"(?:{_LATIN}|[0-9\u0300-\u036f._/+#'’@%-]|&amp;)"
_LATIN_BRACKETS = rf" ?\((?:{_LATIN_PART}|[ ,:→–])+\)"
_LATIN_RUN = re.compile(
    r"(?P<entity>&#?[0-9A-Za-z]+;)"  # its letters are none
    r"|https?://[\w.~:/?#@!$&*+,;=%-]*[A-Za-z0-9/]"  # an address is one run, its slashes too
    rf"|(?:(?<![0-9.,])(?>[0-9]+(?:[.,][0-9]+)*)-?)?{_LATIN}"
    rf"(?:(?:{_LATIN_PART}|(?: | ?[:–—] ?|,)(?={_LATIN}|[0-9])|{_LATIN_BRACKETS})*"
    rf"(?:{_LATIN}|[0-9\u0300-\u036f+#]|{_LATIN_BRACKETS}|(?<=\.{_LATIN})\.))?"
    r"|(?<![0-9-])\+?(?>[0-9]+)(?:-[0-9]+){2,}"
)


def typeset(html: str, locale: Locale, *, headings: bool = False, inside: str = "") -> str:
    """The HTML with its script's needs met; with `headings`, phrase breaks in `h1`-`h6`.

    `inside`: the attributes of the element around it; text in another direction is left alone.
    """
    if " dir=" in inside:
        return html
    if writing(locale).phrases:
        html = _over_text(html, _ruby) if "|" in html else html
        if headings:
            html = _HEADING.sub(lambda m: m[1] + phrased(m[2], locale) + m[3], html)
    elif locale.direction == "rtl":
        html = _over_text(html, _isolated)
    return html


def _over_text(html: str, change: Callable[[str], str]) -> str:
    """The HTML with `change` applied to its text, except in code and what else is apart."""
    parts = _TOKEN.split(html)
    inside, depth = "", 0
    for number, part in enumerate(parts):
        if number % 2 == 0:
            if part and not inside:
                parts[number] = change(part)
        elif inside:
            tag = _NAME.match(part)
            if tag and tag[2] == inside:
                depth += -1 if tag[1] else 1
                inside = inside if depth else ""
        elif _APART.match(part) and (tag := _NAME.match(part)):
            inside, depth = tag[2], 1
    return "".join(parts)


def _ruby(text: str) -> str:
    return _RUBY.sub(r"<ruby>\1<rp>（</rp><rt>\2</rt><rp>）</rp></ruby>", text)


def _isolated(text: str) -> str:
    return _LATIN_RUN.sub(lambda m: m["entity"] or f'<bdi dir="ltr">{m[0]}</bdi>', text)


def phrased(html: str, locale: Locale) -> str:
    """A heading's content with `<wbr>` where a line may end (BudouX); the rest holds together.

    A translator who put a `<wbr>` or a zero width space in has decided: then nothing is added.
    """
    if not writing(locale).phrases or not _NEEDS_PHRASES.search(html):
        return html
    if "<wbr" in html or "\u200b" in html:
        return html.replace("\u200b", "<wbr>")
    parts = _TOKEN.split(html)
    breaks = _breaks("".join(parts[::2]), locale)
    place = 0
    for number in range(0, len(parts), 2):
        part = parts[number]
        cuts = [at - place for at in breaks if place < at <= place + len(part)]
        pieces = [part[a:b] for a, b in zip([0, *cuts], [*cuts, len(part)], strict=True)]
        parts[number] = "<wbr>".join(pieces)
        place += len(part)
    joined = "".join(parts).replace("<wbr>\u2015", "\u2015").replace("<wbr>\u2014", "\u2014")
    return _DASH.sub(lambda m: m[1] or f'<span class="keep">{m[2]}</span><wbr>', joined)


@lru_cache(maxsize=4096)
def _breaks(text: str, locale: Locale) -> tuple[int, ...]:
    """Where phrases end, in characters of the text, the end itself left out."""
    # An entity is one character to the reader and must not be broken.
    entities = [match.span() for match in re.finditer(r"&#?\w+;", text)]
    ends = phrase_ends(text, locale) or ()
    return tuple(end for end in ends[:-1] if not any(a < end < b for a, b in entities))
