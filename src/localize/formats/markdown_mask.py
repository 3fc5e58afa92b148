"""Blanks in the place of what is no Markdown: site generators' own syntax. Lengths are kept."""

from __future__ import annotations

import re

from localize.formats.front_matter import front_matter

_NOT_LINE_END = re.compile(r"[^\r\n]+")


def masked(source: str, path: str) -> str:
    """The source with blanks for front matter and byte order mark. `path` tells MDX by its suffix.

    Invariant: as UTF-8, it is as long as the source, and its line ends are where they were.
    """
    found = front_matter(source, ())
    if found is not None:
        return blank(source[: found.end]) + source[found.end :]
    if source.startswith("\ufeff"):
        return "   " + source[1:]
    return source


def blank(text: str) -> str:
    """As many blanks as the text has bytes, its line ends kept."""
    return _NOT_LINE_END.sub(lambda match: " " * len(match[0].encode()), text)
