"""Code, roles and links of reStructuredText and of Markdown without a flag: what leads or is typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localize.check.markup import same_page
from localize.check.rule import Hit, Rule
from localize.model import Markup, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localize.check.pair import Pair

_REFERENCE = re.compile(
    r"``(?P<literal>[^`\n]{1,200}(?:`(?!`)[^`\n]{0,200}){0,3})``"
    r"|:(?P<role>[a-zA-Z][\w:+.-]{1,40}):`(?P<inside>[^`]{1,300})`"
    r"|(?<![`\w\\])`(?P<text>[^`'\n]{1,200})`(?P<link>__?)?(?![`\w])"
    r"|\[(?:[^\[\]\n]{1,200})\]\((?P<address>[^()\s]{1,300})\)"
)
_TARGET = re.compile(r"<([^<>]+)>\s*$")
_PROSE = frozenset({"abbr", "dfn", "emphasis", "guilabel", "menuselection", "strong", "sub", "sup"})
"""Roles whose text is translated."""
_TITLES = frozenset({"term", "ref", "doc", "rfc", "RFC"})
"""Roles whose targets may be written in capitals or not."""
_LOOSE = str.maketrans({'"': "'", " ": None, "\n": None, "\u3000": None, "\u00a0": None})


def references(text: str) -> dict[str, list[tuple[str, int, int]]]:
    """`(what is inside, start, end)` of each by what it leads to or says, as languages share it."""
    if "`" not in text and "](" not in text:
        return {}
    seen: dict[str, list[tuple[str, int, int]]] = {}
    for match in _REFERENCE.finditer(text):
        groups = match.groupdict()
        inside = next(filter(None, (groups[key] for key in ("literal", "inside", "text"))), "")
        seen.setdefault(_key(groups, inside), []).append((inside, *match.span()))
    return seen


def _key(groups: dict[str, str | None], inside: str) -> str:
    if groups["address"]:
        return groups["address"]
    role = groups["role"]
    if role and role.rpartition(":")[2] in _PROSE:
        return f":{role}:"
    target = _TARGET.search(inside) if role or groups["link"] else None
    if target:
        if role in _TITLES:
            return target[1].lower()
        return target[1].rpartition(".")[2] if role else target[1]
    if role:
        name = inside.strip("~!. ").rpartition(".")[2] or inside
        return name.lower() if role in _TITLES else name
    return inside.translate(_LOOSE).lower()


def _references(pair: Pair) -> Iterator[Hit]:
    if pair.syntax.markup is not Markup.TEXT or pair.syntax.form or not pair.target.strip():
        return
    source = references(pair.source)
    if not source:
        return
    target = references(pair.target)
    added = [key for key in target if key not in source]
    fewer = sum(map(len, target.values())) < sum(map(len, source.values()))
    for key, places in source.items():
        there = len(target.get(key, ()))
        if there >= len(places) or (there and not fewer):
            continue
        if not there and _is_elsewhere(key, added, pair.target):
            continue
        inside, start, end = places[-1]
        shown = pair.source[start:end]
        what = (
            "is not marked as in the source" if inside and inside in pair.target else "is missing"
        )
        yield Hit(f"{shown} {what}", source_span=(start, end))


def _is_elsewhere(key: str, added: list[str], target: str) -> bool:
    """Whether a translation has it in another way: a page of its own language, other quotes."""
    if any(key in other for other in added if len(key) > 3):
        return True
    if "/" in key and any(same_page(key, other) for other in added):
        return True
    loose = target.translate(_LOOSE).lower()
    return f"`{key}`" in loose or f"<{key}" in loose


REFERENCES = Rule(
    "references",
    Severity.WARNING,
    "Code, a role or a link of reStructuredText or Markdown was lost: it leads nowhere or reads as words.",
    _references,
)
