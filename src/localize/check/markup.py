"""What markup is rendered to: the shape of inline Markdown, tag names, pages behind URLs."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)")
"""A tag's beginning; group 1 is its name."""


def tag_name(tag: str) -> str:
    """The tag without attributes, `<a>` or `</a>`; empty where it is none."""
    match = TAG.match(tag)
    return "" if match is None else f"{'</' if tag.startswith('</') else '<'}{match[1]}>"


@lru_cache(maxsize=4096)
def shape(text: str) -> Counter[tuple[str, str]]:
    """What inline Markdown is rendered to, text left out: `(what, detail)`."""
    import pyromark

    options = pyromark.Options.ENABLE_FOOTNOTES | pyromark.Options.ENABLE_STRIKETHROUGH
    # A letter before it: a msgid that begins with `1.` or `#` is still inline.
    definitions = "".join(f"\n\n{note}: x" for note in set(re.findall(r"\[\^[^\]\s]+\]", text)))
    found: Counter[tuple[str, str]] = Counter()
    for event in pyromark.events(f"x {text}{definitions}", options=options):
        if isinstance(event, dict):
            found.update(_shaped(event))
    return found


def _shaped(event: Any) -> Iterator[tuple[str, str]]:
    ((kind, value),) = event.items()
    if kind == "Code":
        yield "code", value
    elif kind == "FootnoteReference":
        yield "footnote", value
    elif kind == "InlineHtml":
        yield "tag", tag_name(value)
    elif kind == "Start":
        if value in ("Strong", "Emphasis", "Strikethrough"):
            yield value.lower(), ""
        elif isinstance(value, dict):
            name, inner = next(iter(value.items()))
            if name in ("Link", "Image"):
                yield name.lower(), inner["dest_url"]


# `/en/`, `?hl=en`, `page.en.html`, `//en.`: where URLs name a language.
_LANGUAGE = re.compile(
    r"(?<=[/=])[a-z]{2}(?:[-_][A-Za-z]{2,4})?(?=[/&#?]|$)|(?<=[._-])[a-z]{2}(?=\.html?\b)|(?<=//)[a-z]{2}(?=\.)"
)


def same_page(one: str, other: str) -> bool:
    """Whether two URLs differ by language only: en.wikipedia.org/wiki/Rust, ja.wikipedia.org/…."""
    hosts = [
        re.sub(r"^\w+://(?:www\.)?(?:[a-z]{2,3}\.)?", "", url).split("/")[0] for url in (one, other)
    ]
    return hosts[0] == hosts[1] or _LANGUAGE.sub("", one) == _LANGUAGE.sub("", other)
