"""A translation as Markdown source that can be nothing but the block it replaces."""

import re

_QUOTED_PREFIX = re.compile(r"[^>\s]")
_HARD_SLASH = re.compile(r"\\\r?\n")
_MATH = re.compile(r"(\$\$.*?\$\$|\$[^$]*\$)", re.DOTALL)
_PUNCTUATION = frozenset("!#$%&()*+,-./:;=>?@[]^_{|}~")  # not `<` or a backtick
_EDGE = " \t\r\n"

# What would begin another block at the start of a line (CommonMark 4 and 5, GFM, pulldown-cmark):
# the character before which a backslash goes is the group.
_LINE_START = re.compile(
    r"(?:"
    r"()\#{1,6}(?=[ \t]|$)"
    r"|()>"
    r"|()[-+*](?=[ \t]|$)"
    r"|\d{1,9}()[.)](?=[ \t]|$)"
    r"|()`{3,}(?=[^`]*$)"
    r"|()~{3,}"
    r"|()([-*_])[ \t]*(?:\8[ \t]*){2,}$"
    r"|():(?=[: \t]|$)"
    r"|()\[[ xX]\](?=[ \t])"
    r"|()\[!\w+\][ \t]*$"
    r"|()(?:!!!|\?\?\?)"
    r")"
)
_SETEXT = re.compile(r"(?:=+|-+|\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?)[ \t]*$")
"""The underline of a heading, and the delimiter row of a table."""
_CLOSING_HASHES = re.compile(r"(?:^|(?<=[ \t]))(#+)$")
_ATTRIBUTES = re.compile(r"\{(?=[^{}]*\}$)")
_PIPE = re.compile(r"(?<!\\)((?:\\\\)*)\|")


def line_prefix(before: str) -> str:
    """What a further line of the same prose begins with, from the text before it.

    Quotation marks stay; a bullet, a number or a label becomes spaces.
    """
    head = before[max(before.rfind("\n"), before.rfind("\r")) + 1 :]
    return _QUOTED_PREFIX.sub(" ", head)


def paragraph(text: str, source: str, before: str, *, strictly: bool = False) -> str:
    """The text as a paragraph, list item, footnote or setext heading.

    A line feed becomes a hard break in the manner of `source`, behind the same containers.
    `strictly`: escape the first character too, because the text turned out to be another block
    (a definition, most often).
    """
    if "\n" not in text and not strictly:
        return escaped_line(text.strip(_EDGE))
    newline = "\r\n" if "\r\n" in source else "\n"
    lines = [line.strip(" \t") for line in _unfolded_math(text.strip(_EDGE)).split("\n")]
    lines = [line for line in lines if line]
    if not lines:
        return ""
    prefix = line_prefix(before) if len(lines) > 1 else ""
    slash = _HARD_SLASH.search(source) is not None or "\n" not in source
    written = [escaped_line(lines[0])]
    if strictly and written[0] == lines[0] and written[0][0] in _PUNCTUATION:
        written[0] = "\\" + written[0]
    for line in lines[1:]:
        last = written[-1]
        is_odd = (len(last) - len(last.rstrip("\\"))) % 2
        # A third space where the text ends with a backslash, which takes one.
        written[-1] = last + ("   " if is_odd else "\\" if slash else "  ")
        written.append(prefix + _escaped_continuation(line))
    return newline.join(written).replace(_MATH_BREAK, newline + prefix)


def line(text: str, source: str) -> str:
    """The text as an ATX heading, which is one line. Braces that `source` ends with stay."""
    flat = " ".join(text.split("\n")).strip(_EDGE)
    flat = _CLOSING_HASHES.sub(r"\\\1", flat)
    match = _ATTRIBUTES.search(flat)
    if match is None or source.endswith(flat[match.start() :]):
        return flat
    return f"{flat[: match.start()]}\\{flat[match.start() :]}"


def cell(text: str) -> str:
    """The text as a table cell: one line, no bare `|`."""
    flat = " ".join(text.split("\n")).strip(_EDGE)
    if len(flat) - len(flat.rstrip("\\")) & 1:
        flat += "\\"  # it would escape the border
    return _PIPE.sub(r"\1\\|", flat)


def html(text: str) -> str:
    """The text inside an HTML block, where a blank line would end the block."""
    return " ".join(text.split())


def escaped_line(text: str) -> str:
    """The line with a backslash where it would begin another block."""
    match = _LINE_START.match(text)
    if match is None:
        return text
    at = next(match.start(n) for n in range(1, len(match.groups()) + 1) if match[n] == "")
    return text[:at] + "\\" + text[at:]


def _escaped_continuation(text: str) -> str:
    return "\\" + text if _SETEXT.match(text) else escaped_line(text)


_MATH_BREAK = "\ufdd0"  # a noncharacter


def _unfolded_math(text: str) -> str:
    """The text with the line breaks inside formulas marked: there they are not hard breaks."""
    if "$" not in text or "\n" not in text:
        return text
    return _MATH.sub(lambda match: match[0].replace("\n", _MATH_BREAK), text)
