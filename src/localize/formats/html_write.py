"""Segments of HTML runs, and translations as HTML source."""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import TYPE_CHECKING

from localize.formats.html_scan import TOKEN, VOID, Run
from localize.model import Markup, Segment

if TYPE_CHECKING:
    from collections.abc import Mapping

_SPACES = re.compile(r"[ \t\r\n\f]+")  # HTML's white space; a no-break space is a character

_BARE = re.compile(r"<(?=[A-Za-z/!?])")

_INLINE: Mapping[str, object] = {"as": "html"}
_PLAIN: Mapping[str, object] = {"as": "html text"}
_DOUBLE: Mapping[str, object] = {"as": "html text", "quote": '"'}
_SINGLE: Mapping[str, object] = {"as": "html text", "quote": "'"}


def segment(run: Run, text: str, line: int) -> Segment:
    """The segment of a run of a text."""
    source = text[run.start : run.end]
    folded = _SPACES.sub(" ", source)
    if run.form == "inline":
        markup, slot = Markup.HTML, _INLINE
    else:
        markup, folded = Markup.TEXT, html.unescape(folded)
        is_double = run.form == "attribute" and text[run.start - 1] == '"'
        slot = _PLAIN if run.form == "plain" else _DOUBLE if is_double else _SINGLE
    return Segment(
        source, folded, run.kind, markup, run.context, run.level, line, run.key, run.note, slot
    )


def written(segment: Segment, text: str) -> str | None:
    """The text as it stands in the file; none: its tags do not fit together."""
    flat = _SPACES.sub(" ", text).strip(" ")
    if segment.slot.get("as") == "html text":
        escaped = html.escape(flat, quote=False)
        quote = segment.slot.get("quote")
        if quote == '"':
            return escaped.replace('"', "&quot;")
        return escaped.replace("'", "&#39;") if quote else escaped
    if _unpaired(flat) - _unpaired(segment.msgid):
        return None
    return _escaped(flat)


def _unpaired(text: str) -> Counter[str]:
    """How often a tag is opened and not closed, or the other way round."""
    balance: Counter[str] = Counter()
    for match in TOKEN.finditer(text):
        name = (match["name"] or "").lower()
        if name and name not in VOID and not match["attributes"].endswith("/"):
            balance[name] += -1 if match["close"] else 1
    return Counter({f"{name}{count > 0}": abs(count) for name, count in balance.items() if count})


def _escaped(text: str) -> str:
    """The text with each `<` that begins no tag as `&lt;`."""
    pieces: list[str] = []
    at = 0
    for match in TOKEN.finditer(text):
        pieces += [_BARE.sub("&lt;", text[at : match.start()]), match[0]]
        at = match.end()
    return "".join([*pieces, _BARE.sub("&lt;", text[at:])])
