"""Placeholders, tags and Markdown structure: what must come through unchanged."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from localize.check.directives import differences, styles
from localize.check.markup import TAG, same_page, shape, tag_name
from localize.check.rule import Hit, Rule
from localize.check.rules.addresses import MENTION, URL, span_of
from localize.check.rules.references import REFERENCES
from localize.inline.grammar import PieceKind, is_amount
from localize.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localize.check.pair import Pair
    from localize.inline.pieces import Piece

_MARKDOWN_SIGNS = re.compile(r"[*_`\[\]<~&\\]")
_VOID = frozenset({"br", "hr", "img", "wbr", "input", "meta", "link", "area", "col", "source"})
# Tags of phrasing that a translation may add, for its script's own typography.
_FREE_TAGS = frozenset({"ruby", "rt", "rp", "rb", "wbr", "bdi", "bdo", "nobr", "br"})


def _placeholders(pair: Pair) -> Iterator[Hit]:
    if not pair.target.strip():
        return
    sigils = ""
    for style in styles(pair.flags):
        hits = differences(style, pair.source, pair.target)
        if hits is not None:
            yield from hits
            sigils += style.sigil
    if pair.source_pieces or pair.target_pieces:
        yield from _other_placeholders(pair, sigils)


def _other_placeholders(pair: Pair, known: str) -> Iterator[Hit]:
    """Those that do not begin with a character of `known`, whose order and type was looked at."""
    source, target = _by_key(pair.source_pieces, known), _by_key(pair.target_pieces, known)
    # A name may be used again (a Japanese sentence repeats its topic), never invented or lost.
    for key in sorted(source.keys() - target.keys()):
        piece = source[key][0]
        if not (is_amount(key) and _has_number(key[1:], pair.target)):
            yield Hit(f"placeholder {piece.text} is missing", source_span=(piece.start, piece.end))
    for key in sorted(target.keys() - source.keys()):
        piece = target[key][0]
        if not (is_amount(key) and _has_number(key[1:], pair.source)):
            yield Hit(f"placeholder {piece.text} is not in the source", (piece.start, piece.end))
    for key in sorted(source.keys() & target.keys()):
        n, m = len(source[key]), len(target[key])
        if key.startswith("%") and not key.startswith(("%(", "%<", "%{")) and n != m:
            # each takes the next argument
            yield Hit(f"placeholder {key} stands {m} times, not {n}")


def _by_key(pieces: tuple[Piece, ...], known: str) -> dict[str, list[Piece]]:
    by_key: dict[str, list[Piece]] = {}
    for piece in pieces:
        if piece.kind is PieceKind.PLACEHOLDER and piece.text[0] not in known:
            by_key.setdefault(piece.key, []).append(piece)
    return by_key


def _has_number(digits: str, text: str) -> bool:
    """Whether a text has a number, in digits of any script."""
    return any(int(match[0]) == int(digits) for match in re.finditer(r"\d{1,9}", text))


def _tags(pair: Pair) -> Iterator[Hit]:
    if pair.markdown or "<" not in pair.source + pair.target or not pair.target.strip():
        return
    source, target = pair.count("tag")
    names, others = _tag_names(source), _tag_names(target)
    for name in sorted((names - others).keys()):
        if name.strip("</>") not in _FREE_TAGS:
            yield Hit(f"tag {name} is missing")
    added = others - names
    # Emphasis that the translator added, whole, is the translator's business.
    whole = all(
        added[name] == added[name.replace("<", "</", 1)] for name in added if name[1] != "/"
    )
    whole = whole and sum(added.values()) % 2 == 0 and _well_formed(pair.target_pieces)
    for name in [] if whole else sorted(added):
        if name.strip("</>") not in _FREE_TAGS:
            span = next(
                ((p.start, p.end) for p in pair.target_pieces if tag_name(p.text) == name), None
            )
            yield Hit(f"tag {name} is not in the source", span)
    nested = names == others and _well_formed(pair.source_pieces)
    if nested and not _well_formed(pair.target_pieces):
        yield Hit("tags are not nested as in the source")


def _tag_names(tags: Counter[str]) -> Counter[str]:
    names: Counter[str] = Counter()
    for tag, count in tags.items():
        names[tag_name(tag)] += count
    return names


def _well_formed(pieces: tuple[Piece, ...]) -> bool:
    open_tags: list[str] = []
    for piece in pieces:
        match = TAG.match(piece.text) if piece.kind == "tag" else None
        if match is None or match[1] in _VOID or piece.text.endswith("/>"):
            continue
        if not piece.text.startswith("</"):
            open_tags.append(match[1])
        elif not open_tags or open_tags.pop() != match[1]:
            return False
    return not open_tags


def _markdown(pair: Pair) -> Iterator[Hit]:
    if not pair.markdown or not pair.target.strip():
        return
    if not (_MARKDOWN_SIGNS.search(pair.source) or _MARKDOWN_SIGNS.search(pair.target)):
        return
    source, target = shape(pair.source), shape(pair.target)
    if source == target:
        return
    lost, added = source - target, target - source
    for kind, detail in sorted(lost):
        if kind in _PAIRED:
            if _signs(pair.target) >= _signs(pair.source):  # they are there, and do not render
                yield Hit(f"{kind} {_PAIRED[kind]} does not render as in the source")
        elif kind == "tag" and detail.strip("</>") in _FREE_TAGS:
            continue
        elif kind == "code" and detail.strip() in pair.target:
            continue  # written plainly: `dressing` speaks of it
        elif kind not in ("link", "image") or not _localized(detail, kind, added):
            span = span_of(pair.source_pieces, detail, "link")
            yield Hit(f"{kind} {detail or '(empty)'} is missing", source_span=span)
    replaced = any(kind in ("link", "image") for kind, _ in lost)
    for kind, detail in sorted(added):
        if (
            kind in _PAIRED
            or kind == "code"
            or (kind == "tag" and detail.strip("</>") in _FREE_TAGS)
        ):
            continue  # dressing that the translator added
        if kind not in ("link", "image") or not replaced:
            span = span_of(pair.target_pieces, detail, "link")
            yield Hit(f"{kind} {detail or '(empty)'} is not in the source", span)


_PAIRED = {"strong": "**…**", "emphasis": "*…*", "strikethrough": "~~…~~"}


def _signs(text: str) -> int:
    return text.count("*") + text.count("~~") + len(re.findall(r"(?<!\w)_|_(?!\w)", text))


def _dressing(pair: Pair) -> Iterator[Hit]:
    if not pair.markdown or not pair.target.strip() or not _MARKDOWN_SIGNS.search(pair.source):
        return
    lost = shape(pair.source) - shape(pair.target)
    for kind, detail in sorted(lost):
        if kind in _PAIRED and _signs(pair.target) < _signs(pair.source):
            yield Hit(f"{kind} {_PAIRED[kind]} of the source is gone")
        elif kind == "code" and detail.strip() in pair.target:
            yield Hit(f"{detail} is not set as code, as it is in the source")


def _localized(link: str, kind: str, added: Counter[tuple[str, str]]) -> bool:
    """Whether the translation has a link of its own in the place of a lost one."""
    return any(other == kind and same_page(link, detail) for other, detail in added)


PLACEHOLDERS = Rule(
    "placeholders",
    Severity.ERROR,
    "A lost or invented placeholder crashes a program or shows itself.",
    _placeholders,
)
TAGS = Rule(
    "tags",
    Severity.ERROR,
    "Broken markup breaks the page; a lost tag loses a link or a heading.",
    _tags,
)
MARKDOWN = Rule(
    "markdown",
    Severity.ERROR,
    "Markdown is compared as it renders, so that a `**` which CommonMark does not take as emphasis "
    "beside 「 or 。 is seen.",
    _markdown,
)
DRESSING = Rule(
    "dressing",
    Severity.WARNING,
    "Emphasis or code that the source has was left out: often on purpose, since not every script emphasizes.",
    _dressing,
)
RULES = (PLACEHOLDERS, TAGS, MARKDOWN, DRESSING, REFERENCES, URL, MENTION)
