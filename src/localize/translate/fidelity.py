"""What of a source must stand in its translation as it is: placeholders, tags, URLs, addresses."""

from __future__ import annotations

import re
from collections import Counter

# One expression, each branch with its first characters fixed: linear on any input.
_PLACEHOLDER = re.compile(
    r"\{\{[^{}\n]{0,100}\}\}"  # {{x}}
    r"|\$\{[^{}\n]{0,100}\}"  # ${x}
    r"|\{[A-Za-z0-9_.:!\[\]-]{0,60}\}"  # {name}, {0:>8}
    r"|%\([A-Za-z0-9_]{1,60}\)[#0+-]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]"  # %(n)d
    r"|%(?:\d\$)?[#0+-]*\d*(?:\.\d+)?l?[diuxXeEfgcrsa@](?![A-Za-z])"  # %s, %1$d
    r"|\$\d(?!\d|[.,]\d)"  # $1, but not $1.50
    r"|</?[A-Za-z][^<>\n]{0,500}>"  # <br/>
    r"|https?://[^\s<>()\"'\]，。、）]+"
    r"|[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"
)


def placeholders(text: str) -> Counter[str]:
    """The multiset of placeholders, tags, URLs and e-mail addresses of a text."""
    return Counter(found.rstrip(".,;:!?") if "://" in found else found
                   for found in _PLACEHOLDER.findall(text))  # fmt: skip


def lost(source: str, target: str) -> tuple[str, ...]:
    """The placeholders that stand in one of the two more often than in the other, sorted."""
    here, there = placeholders(source), placeholders(target)
    return tuple(sorted((here - there) + (there - here)))
