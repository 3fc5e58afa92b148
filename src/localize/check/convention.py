"""What a catalog does by convention: what its neighbours show that no entry shows alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localize.check.misalignment import ending

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.model import Entry

_CODE = re.compile(r"`[^`\n]+`|</?(?:code|kbd|samp|tt)\b|:[a-z:]+:`")
_MANUAL = 10
"""One entry in so many with code makes a manual."""
_NEAR = 3
_MOST = 5
"""One entry in so many may be a copy before copies are a fault rather than a convention."""
_STOPS = frozenset(".!?:;")
_SENTENCE = re.compile(r"[.!?:]['\")]*\s*$|[.!?]\s+[A-Z]")
_CREDIT = re.compile(
    r"©|\(c\)|\bcopyright\b|\blicen[cs]e|\ball rights reserved|\bwarrant|\bISBN\b|\bet\.? al\b"
    r"|\b(?:19|20)\d\d\b.*\bpp?\.|\bwritten by\b|\bpress\b|@\w",
    re.IGNORECASE,
)


def is_manual(entries: Sequence[Entry]) -> bool:
    """Whether a catalog is technical documentation: one text in ten, or more, has code in it."""
    return sum(map(_has_code, entries)) * _MANUAL >= len(entries) > 0


def _has_code(entry: Entry) -> bool:
    msgid = entry.msgid
    return ("`" in msgid or "<" in msgid) and _CODE.search(msgid) is not None


def left_by_convention(entries: Sequence[Entry]) -> frozenset[int]:
    """The ids of entries that are the source by convention: credits, licences, index terms.

    A copy is one where an entry of its kind near it is a copy as well, while the rest of the
    catalog is translated.
    """
    done = [entry for entry in entries if entry.text and not entry.fuzzy]
    copies = [entry.msgid.strip() == entry.text.strip() for entry in done]
    if sum(copies) * _MOST > len(done):
        return frozenset()
    kinds = [_kind(entry) if copy else "" for entry, copy in zip(done, copies, strict=True)]
    return frozenset(
        id(entry) for at, entry in enumerate(done) if kinds[at] and _has_company(kinds, at)
    )


def without_stop(entries: Sequence[Entry]) -> frozenset[int]:
    """The ids of entries in a list whose translations have no full stops where the source has."""
    done = [entry for entry in entries if entry.text and not entry.fuzzy]
    kinds = ["open" if _lost_stop(entry) else "" for entry in done]
    return frozenset(
        id(entry) for at, entry in enumerate(done) if kinds[at] and _has_company(kinds, at)
    )


def _lost_stop(entry: Entry) -> bool:
    return entry.msgid.rstrip()[-1:] in _STOPS and ending(entry.text) in ("", ",")


def _has_company(kinds: list[str], at: int) -> bool:
    near = kinds[max(at - _NEAR, 0) : at] + kinds[at + 1 : at + 1 + _NEAR]
    return near.count(kinds[at]) >= (2 if kinds[at] == "prose" else 1)


def _kind(entry: Entry) -> str:
    """What kind of text an entry is, as far as conventions tell them apart."""
    msgid = entry.msgid
    if _CREDIT.search(msgid):
        return "credit"
    return "prose" if _SENTENCE.search(msgid) and len(msgid.split()) > 3 else "term"
