"""What markup is rendered to: the shape of inline Markdown, tag names, pages behind URLs."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from localize.inline.grammar import PieceKind
from localize.inline.markdown import markdown_marks
from localize.inline.marks import MarkRole

if TYPE_CHECKING:
    from collections.abc import Iterator

TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)")
"""A tag's beginning; group 1 is its name."""


def tag_name(tag: str) -> str:
    """The tag without attributes, `<a>` or `</a>`; empty for anything else."""
    match = TAG.match(tag)
    return "" if match is None else f"{'</' if tag.startswith('</') else '<'}{match[1]}>"


def shape(text: str) -> Counter[tuple[str, str]]:
    """What inline Markdown is rendered to, text left out: `(what, detail)`."""
    return Counter(_shape(text))


def _shape(text: str) -> Iterator[tuple[str, str]]:
    for mark in markdown_marks(text):
        if mark.kind is PieceKind.TAG:
            yield "tag", tag_name(mark.value)
        elif (mark.kind in _WRAPS and mark.role is MarkRole.CLOSE) or (
            mark.kind in _ATOMS and mark.role is MarkRole.ATOM
        ):
            yield mark.kind.value, mark.value


_WRAPS = frozenset({PieceKind.STRONG, PieceKind.EMPHASIS, PieceKind.STRIKETHROUGH})
_WRAPS |= {PieceKind.LINK, PieceKind.IMAGE}
_ATOMS = frozenset({PieceKind.CODE, PieceKind.FOOTNOTE})


# `/en/`, `?hl=en`, `page.en.html`, `//en.`: where URLs name a language.
_LANGUAGE = re.compile(
    r"(?<=[/=])[a-z]{2}(?:[-_][A-Za-z]{2,4})?(?=[/&#?]|$)|(?<=[._-])[a-z]{2}(?=\.html?\b)|(?<=//)[a-z]{2}(?=\.)"
)


def same_page(url_a: str, url_b: str) -> bool:
    """Whether two URLs differ by language only: en.wikipedia.org/wiki/Rust, ja.wikipedia.org/…."""
    if _LANGUAGE.sub("", url_a) == _LANGUAGE.sub("", url_b):
        return True
    sites = [_SCHEME.sub("", url).partition("/")[0] for url in (url_a, url_b)]
    if _SITE.sub("", sites[0]) != _SITE.sub("", sites[1]):
        return False
    # A site in two languages has pages of other names; the same site has the page, or another.
    return sites[0] != sites[1] or _numbers_and_depth(url_a) == _numbers_and_depth(url_b)


_SCHEME = re.compile(r"^\w+://(?:www\.)?")
_SITE = re.compile(r"^[a-z]{2,3}\.")


def _numbers_and_depth(url: str) -> tuple[list[str], int]:
    return re.findall(r"\d+", url), _LANGUAGE.sub("", url).strip("/").count("/")
