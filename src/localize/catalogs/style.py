"""The style of a file: where it wraps, and how it lists places."""

import re
from itertools import islice

from localize.catalogs.strings import columns
from localize.model import CatalogStyle

_SAMPLE = 400
# A piece that goes on in the next line without a line feed between: the file is wrapped there.
_BROKEN = re.compile(r'^("(?:[^"\\\n]|\\[^\n])*(?<!\\n)")\n"', re.MULTILINE)
_LONG = re.compile(r'^(?:msgid|msgstr|#\|)[^\n"]*"[^\n]{80,}"$', re.MULTILINE)
_JOINED = re.compile(r"^#: [^\s\u2068]+ \S", re.MULTILINE)


def style_of(text: str) -> CatalogStyle:
    """What a file's text shows of its style; line feeds only."""
    return CatalogStyle(wrap=_wrap(text), joined_references=_JOINED.search(text) is not None)


def _wrap(text: str) -> int:
    """The last column in use where strings are wrapped; 0 where they are not."""
    broken = [match[1] for match in islice(_BROKEN.finditer(text), _SAMPLE)]
    whole = sum(1 for match in islice(_LONG.finditer(text), _SAMPLE) if " " in match[0][8:])
    if len(broken) <= whole:
        return 0
    # A line of a single word may be longer than the rest; such a line says nothing.
    widths = sorted(columns(piece) for piece in broken if " " in piece[1:-1].strip())
    return widths[-1] if widths and widths[-1] >= 40 else 79
