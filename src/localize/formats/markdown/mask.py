"""What site generators add to Markdown, masked so that a CommonMark parser sees blocks it knows.

A mask keeps every byte's place. A line that is a directive, shortcode or component becomes an
empty ATX heading (`#` and blanks), which ends a paragraph and begins nothing; its title, where it
has one, stays and becomes the heading's text. `!!! note` becomes `- #`, so that its indented body
is prose and not code.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from operator import itemgetter

from localize.formats.front_matter import front_matter

_LINE_HEAD = re.compile(r"^ ", re.MULTILINE)
_NOT_LINE_END = re.compile(r"[^\r\n]+")
_SELECTOR = re.compile(r"[a-z]+[.#\[]|$")  # `/// html | div.result`
TRIGGERS = (
    *(":::", "///", "!!! ", "??? ", "???+", '=== "'),
    *("{{", "{%", "{:", "{#", "{.", "{ .", "{ #"),
    *("[TOC]", "[toc]", "[_TOC_]"),
)
_FENCE = re.compile(
    r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?P<mark>`{3,}|~{3,})(?P<info>[^\r\n]*)", re.MULTILINE
)
_SHORTCODE = r"\{\{(?:(?!\{\{|\}\}).){0,4000}\}\}|\{%(?:(?!\{%|%\}).){0,4000}%\}"
SHORTCODE = re.compile(_SHORTCODE, re.DOTALL)
"""`{{…}}` of mdBook and Hugo, `{% … %}` of Jekyll and Jinja."""
_JSX = (
    r"</?[A-Z][\w.]*(?:[^<>{}\"'`\r\n]|\r?\n(?![ \t]*\r?\n)|\"[^\"]*\"|'[^']*'"
    r"|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}){0,2000}>"
)

_CONTAINER = re.compile(
    r"^(?P<head>[ \t>]*)(?P<mark>:{3,})[ \t]*(?P<name>\{[^{}\r\n]*\}|[\w-]*)[ \t]*"
    r"(?P<rest>[^\r\n]*)$",
    re.MULTILINE,
)
# pymdown-extensions' blocks: `/// note | Title`, `///`.
_SLASHED = re.compile(
    r"^(?P<head>[ \t>]*)(?P<mark>/{3,})[ \t]*(?P<name>)(?:[\w-]+[ \t]*(?:\|[ \t]*)?)?"
    r"(?P<rest>[^\r\n]*)$",
    re.MULTILINE,
)
_HEADING_ATTRIBUTES = re.compile(
    r"^[ \t>]*\#{1,6}[ \t][^\r\n]*?(?P<all>[ \t]*\{:[^{}\r\n]*\}[ \t]*)$", re.MULTILINE
)
_ADMONITION = re.compile(
    r"^(?P<head>[ \t>]*)(?P<mark>(?:!!!|\?\?\?\+?)[ \t]+[\w -]*?|===\+?!?)[ \t]*"
    r"(?:\"(?P<title>[^\"\r\n]*)\")?[ \t]*"
    r"(?=\r?\n(?:[ \t>]*\r?\n)*(?P=head)(?: {4}|\t)[ \t]*\S)",
    re.MULTILINE,
)
_LINE = re.compile(
    rf"^[ \t>]*(?P<all>(?:(?:{_SHORTCODE})[ \t]*)+|\{{(?::|[#.][\w-]|[ ][.#])[^{{}}\r\n]*\}}"
    r"|\[TOC\]|\[\[?toc\]\]?|\[\[?_TOC_\]\]?)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
_MDX_LINE = re.compile(
    rf"^[ \t>]*(?P<all>(?:{_JSX}[ \t]*)+|\{{(?!/\*)[^{{}}\r\n]*\}})[ \t]*$", re.MULTILINE
)
_MDX_MODULE = re.compile(
    r"^(?P<all>(?:import|export)\b[^\r\n]*(?:\r?\n(?![ \t]*\r?$)[^\r\n]*)*)", re.MULTILINE
)
_MDX_COMMENT = re.compile(r"\{/\*[ ](?P<text>(?:(?!\*/).){0,4000})\*/\}", re.DOTALL)

Edit = tuple[int, int, str]
"""`(start, end, instead)`: characters of the source; the mask has as many bytes."""


@lru_cache(maxsize=2)  # the writer's check of a translated document, and its HTML right after
def masked(source: str, path: str) -> str:
    """The source as a CommonMark parser should read it. `path` tells MDX by its suffix.

    Invariant: as UTF-8, it is as long as the source, and its line ends are where they were.
    """
    head = front_matter(source, ())
    if head is not None:
        source = blank(source[: head.end]) + source[head.end :]
    elif source.startswith("\ufeff"):
        source = "   " + source[1:]
    is_mdx = path.endswith(".mdx")
    if not is_mdx and not any(trigger in source for trigger in TRIGGERS):
        return source
    return _applied(source, sorted(_edits(source, is_mdx=is_mdx)))


def blank(text: str) -> str:
    """As many blanks as the text has bytes, its line ends kept."""
    return _NOT_LINE_END.sub(lambda match: " " * len(match[0].encode()), text)


def _edits(source: str, *, is_mdx: bool) -> Iterator[Edit]:
    fences = _fences(source)
    for match in _CONTAINER.finditer(source):
        if not _is_inside(match.start("mark"), fences):
            yield _container(match)
    for match in _SLASHED.finditer(source):
        if not _is_inside(match.start("mark"), fences):
            yield _container(match)
    for match in _HEADING_ATTRIBUTES.finditer(source):
        yield match.start("all"), match.end("all"), blank(match["all"])
    for match in _ADMONITION.finditer(source):
        if match["mark"].startswith("===") and match["title"] is None:
            continue
        if not _is_inside(match.start("mark"), fences):
            yield _admonition(match)
    for match in _LINE.finditer(source):
        if not _is_inside(match.start("all"), fences):
            yield _line(match)
    if is_mdx:
        yield from _mdx_edits(source, fences)


def _mdx_edits(source: str, fences: list[tuple[int, int]]) -> Iterator[Edit]:
    for pattern in (_MDX_MODULE, _MDX_LINE):
        for match in pattern.finditer(source):
            if not _is_inside(match.start("all"), fences):
                yield _line(match)
    for match in _MDX_COMMENT.finditer(source):
        if not _is_inside(match.start(), fences):
            yield match.start(), match.end(), f"<!--{match['text']}-->"


def _container(match: re.Match[str]) -> Edit:
    """`:::note Title`, `:::note[Title]`, `::: {.note}`, `:::`."""
    start, end = match.start("mark"), match.end()
    rest = match["rest"]
    title = re.search(r"[^\s\[\]](?:.*[^\s\[\]])?", rest)
    if (
        title is None
        or rest.rstrip().endswith(":::")
        or "=" in rest
        or rest.startswith("{")
        or _SELECTOR.match(rest)
    ):
        return start, end, "#" + blank(match.string[start + 1 : end])
    first = match.start("rest") + title.start()
    last = match.start("rest") + title.end()
    head = "#" + blank(match.string[start + 1 : first])
    return start, end, head + title[0] + blank(match.string[last:end])


def _admonition(match: re.Match[str]) -> Edit:
    start, end = match.start("mark"), match.end()
    text = match.string
    if match["title"] is None:
        return start, end, "- #" + blank(text[start + 3 : end])
    first, last = match.span("title")
    head = "- #" + blank(text[start + 3 : first])
    return start, end, head + match["title"] + blank(text[last:end])


def _line(match: re.Match[str]) -> Edit:
    """A heading without text, on each line that the construct takes."""
    start, end = match.span("all")
    lines = blank(match["all"])
    return start, end, _LINE_HEAD.sub("#", lines)


def _fences(source: str) -> list[tuple[int, int]]:
    """The ranges of fenced code."""
    fences: list[tuple[int, int]] = []
    start, mark = -1, ""
    for match in _FENCE.finditer(source):
        if start < 0:
            if "`" in match["mark"] and "`" in match["info"]:
                continue
            start, mark = match.start(), match["mark"]
        elif match["mark"].startswith(mark) and not match["info"].strip():
            fences.append((start, match.end()))
            start = -1
    if start >= 0:
        fences.append((start, len(source)))
    return fences


def _is_inside(place: int, ranges: list[tuple[int, int]]) -> bool:
    at = bisect_right(ranges, place, key=itemgetter(0)) - 1
    return at >= 0 and place < ranges[at][1]


def _applied(source: str, edits: list[Edit]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end, instead in edits:
        if start < at:
            continue
        pieces += [source[at:start], instead]
        at = end
    return "".join([*pieces, source[at:]])
