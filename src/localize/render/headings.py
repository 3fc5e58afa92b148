"""The anchors of headings."""

import re
from collections import Counter
from html import unescape
from itertools import zip_longest

from localize.model import Document, Kind, Segment

_TAG = re.compile(r"<[^>]*>")
_EXPLICIT_ID = re.compile(r"[ \t]*\{[^{}\n]*#([^\s{}#]+)[^{}\n]*\}")
_NOT_IN_SLUG = re.compile(r"[^\w\- ]+")


def heading_ids(document: Document) -> dict[int, str]:
    """The anchor of each heading, by `id(segment)`: from the source, so the same in every locale.

    As GitHub makes them: lower case, spaces to hyphens, punctuation dropped, numbered when taken.
    """
    taken: Counter[str] = Counter()
    ids: dict[int, str] = {}
    for segment, behind in zip_longest(document.parts, document.parts[1:], fillvalue=""):
        if not isinstance(segment, Segment) or segment.kind is not Kind.HEADING:
            continue
        explicit = _EXPLICIT_ID.match(behind) if isinstance(behind, str) else None
        name = explicit[1] if explicit else _slug(segment.msgid)
        while taken[name]:
            taken[name] += 1
            name = f"{name}-{taken[name] - 1}"
        taken[name] += 1
        ids[id(segment)] = name
    return ids


def _slug(text: str) -> str:
    plain = _NOT_IN_SLUG.sub("", unescape(_TAG.sub("", text)).lower()).strip()
    return re.sub(r"[\s_]+", "-", plain).strip("-") or "section"
