"""Texts that are code, which translators leave as they are."""

from __future__ import annotations

import re

_FENCE = re.compile(r"\s*(?:```|~~~)")
_STRING = re.compile(r"""\s*(?:[bruf]{0,2}"[^"]*(?:\\"[^"]*)*"|'[^']*'|//.*|/\*.*)\s*""", re.DOTALL)
_SESSION = re.compile(r"\s*(?:>>> |\$ |% |C:\\)")
_LINE = re.compile(
    r"\s*(?:#|//|>>>|\.\.\. |\$ |@\w|(?:def|class|import|from|return|if|elif|else|for|while|with|try|"
    r"except|raise|print|let|fn|pub|use|struct|impl|match|mod|const|var|func|package|async|await)\b.*[:({;=,\w)\]])"
    r"|.*[{};\\]\s*$|.*(?:\w\(.*\)|\w\()[:,;]?\s*$|\s*[\w.\[\]'\"]+\s*[-+*/|&]?=[^=].*|\s*[\w'\"]+:\s+\S+,?$"
    r"|\s*[)\]}>.]+[,;]?\s*$|\s*$"
)


def is_code(text: str, *, strings: bool) -> bool:
    """Whether a text is a program or a session of one; `strings`: or a string or comment in one."""
    if _FENCE.match(text) or _SESSION.match(text) or (strings and _STRING.fullmatch(text)):
        return True
    lines = text.splitlines()
    if len(lines) < 2:
        return False
    return sum(_LINE.match(line) is not None for line in lines) * 3 >= 2 * len(lines)
