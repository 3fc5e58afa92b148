"""Segments of HTML runs, and translations as HTML source."""

import html
import re
from collections import Counter

from localize.formats.base import Slot
from localize.formats.html_scan import TOKEN, VOID, ProseRun
from localize.model import Markup, Segment

_SPACES = re.compile(r"[ \t\r\n\f]+")  # HTML's white space; a no-break space is a character

_BARE = re.compile(r"<(?=[A-Za-z/!?])")

UNPAIRED = "a tag is left open or closed twice"
"""Why `written` returns None."""


def segment(run: ProseRun, text: str, line: int) -> Segment:
    """Return the segment of a run of a text."""
    source = text[run.start : run.end]
    folded = _SPACES.sub(" ", source)
    if run.form == "inline":
        markup, slot = Markup.HTML, Slot.HTML
    else:
        markup, folded = Markup.TEXT, html.unescape(folded)
        slot = Slot.HTML_TEXT
        if run.form == "attribute":
            slot = Slot.DOUBLE_QUOTED if text[run.start - 1] == '"' else Slot.SINGLE_QUOTED
    return Segment(
        source, folded, run.kind, markup, run.context, run.level, line, run.key, run.note, slot
    )


def written(segment: Segment, text: str) -> str | None:
    """Return the text as the file has it; None if its tags are not as paired as the source's."""
    flat = _SPACES.sub(" ", text).strip(" ")
    match segment.slot:
        case Slot.HTML_TEXT:
            return html.escape(flat, quote=False)
        case Slot.DOUBLE_QUOTED:
            return html.escape(flat, quote=False).replace('"', "&quot;")
        case Slot.SINGLE_QUOTED:
            return html.escape(flat, quote=False).replace("'", "&#39;")
    if _unpaired(flat) - _unpaired(segment.msgid):
        return None
    return _escaped(flat)


def _unpaired(text: str) -> Counter[str]:
    """Return how often a tag is opened and not closed, or the other way round."""
    balance: Counter[str] = Counter()
    for match in TOKEN.finditer(text):
        name = (match["name"] or "").lower()
        if name and name not in VOID and not match["attributes"].endswith("/"):
            balance[name] += -1 if match["close"] else 1
    return Counter({f"{name}{count > 0}": abs(count) for name, count in balance.items() if count})


def _escaped(text: str) -> str:
    """Return the text with each `<` that begins no tag as `&lt;`."""
    pieces: list[str] = []
    at = 0
    for match in TOKEN.finditer(text):
        pieces += [_BARE.sub("&lt;", text[at : match.start()]), match[0]]
        at = match.end()
    return "".join([*pieces, _BARE.sub("&lt;", text[at:])])
