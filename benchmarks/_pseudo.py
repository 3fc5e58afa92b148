"""A pseudo translation that keeps markup: what a careful translator would, with other letters."""

from __future__ import annotations

import re

import pyromark

from localize.inline.markdown import options
from localize.model import Markup, Segment

_ACCENTS = str.maketrans(
    "aceilnorsuyzACEILNORSUYZ",
    "áçéíłñóŕśúýžÁÇÉÍŁÑÓŔŚÚÝŽ",
)
_HTML = re.compile(r"<!--.*?-->|</?[A-Za-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>|&#?\w+;", re.DOTALL)
_MARKUP = re.compile(
    r"<!--.*?-->|</?[A-Za-z][^>]*>|&#?\w+;|\{\{.*?\}\}|\{%.*?%\}|\{[^{}\n]*\}|\$[^$]*\$"
    r"|\[\^[^\]]+\]|\]\([^)]*\)",
    re.DOTALL,
)
_MARKDOWN = pyromark.Markdown(options=options(), broken_link_callback=lambda _link: ("x", ""))
_LABELLED = frozenset({"Shortcut", "ShortcutUnknown", "Collapsed", "CollapsedUnknown"})


def pseudo(segment: Segment) -> str:
    """The msgid with accented letters in its words, and no other change in its markup."""
    if segment.markup is Markup.TEXT:
        return _plain(segment.msgid) + " éxtrá"
    if segment.markup is Markup.HTML:
        return _around(_HTML, segment.msgid)
    return _markdown(segment.msgid)


def _plain(text: str) -> str:
    return text.translate(_ACCENTS)


def _around(markup: re.Pattern[str], text: str) -> str:
    """The text accented, except where `markup` matches."""
    found = []
    at = 0
    for match in markup.finditer(text):
        found += [_plain(text[at : match.start()]), match[0]]
        at = match.end()
    return "".join([*found, _plain(text[at:])])


def _markdown(text: str) -> str:
    """The text with the characters of its Text events accented, markup left as it is."""
    # An `x` in front keeps a text that begins like a block a paragraph.
    raw = b"x" + text.encode()
    words: set[int] = set()  # bytes that may change
    labelled = 0
    for event, place in _MARKDOWN.events_with_range(raw.decode()):
        if not isinstance(event, dict):
            continue
        tag = event.get("Start")
        if isinstance(tag, dict) and ("Link" in tag or "Image" in tag):
            link = next(iter(tag.values()))
            labelled += link["link_type"] in _LABELLED or link["link_type"] in ("Autolink", "Email")
        elif event.get("End") in ("Link", "Image"):
            labelled = max(0, labelled - 1)
        elif "Text" in event and not labelled:
            words.update(range(place["start"], place["end"]))
    marked = "x" + text
    for match in _MARKUP.finditer(marked):
        first = len(marked[: match.start()].encode())
        words.difference_update(range(first, first + len(match[0].encode())))
    changed = (
        chr(byte).translate(_ACCENTS).encode() if at in words and byte < 0x80 else bytes([byte])
        for at, byte in enumerate(raw)
    )
    return b"".join(changed).decode()[1:]
