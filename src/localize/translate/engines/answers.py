"""What is suspicious about a service's translation, told from the two texts alone."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from localize.translate.fidelity import lost, placeholders

if TYPE_CHECKING:
    from localize.model import Locale
    from localize.translate.engines.base import Request

# The letters' Unicode names begin with these.
_NAMES = {
    "Latn": ("LATIN",), "Cyrl": ("CYRILLIC",), "Grek": ("GREEK",), "Arab": ("ARABIC",),
    "Hebr": ("HEBREW",), "Deva": ("DEVANAGARI",), "Beng": ("BENGALI",), "Thai": ("THAI",),
    "Jpan": ("CJK", "HIRAGANA", "KATAKANA"), "Hans": ("CJK",), "Hant": ("CJK",),
    "Kore": ("HANGUL", "CJK"), "Geor": ("GEORGIAN",), "Armn": ("ARMENIAN",),
    "Ethi": ("ETHIOPIC",), "Gujr": ("GUJARATI",), "Guru": ("GURMUKHI",), "Taml": ("TAMIL",),
    "Telu": ("TELUGU",), "Knda": ("KANNADA",), "Mlym": ("MALAYALAM",), "Sinh": ("SINHALA",),
    "Khmr": ("KHMER",), "Laoo": ("LAO",), "Mymr": ("MYANMAR",), "Orya": ("ORIYA",),
}  # fmt: skip
_CODE = re.compile(r"`[^`]*`")
_LOOP = re.compile(r"(.{1,24}?)\1{7,}", re.DOTALL)


def doubts(request: Request, target: str, locale: Locale) -> tuple[str, ...]:
    """`placeholder`, `length`, `loop`, `script`: what a person should look at."""
    source = request.text
    found = []
    unkept = any(target.count(one) != source.count(one) for one in request.keep)
    if unkept or lost(source, target):
        found.append("placeholder")
    if len(target) > 6 * len(source) + 60 or 12 * len(target) + 40 < len(source):
        found.append("length")
    if _LOOP.search(target[:4000]) and not _LOOP.search(source[:4000]):
        found.append("loop")
    if not _in_script(source, target, locale):
        found.append("script")
    return tuple(found)


def _in_script(source: str, target: str, locale: Locale) -> bool:
    """Whether a longer text has letters of the locale's script; a name may keep its own."""
    names = _NAMES.get(locale.script)
    text = _CODE.sub("", target)
    for placeholder in placeholders(text):
        text = text.replace(placeholder, "")
    letters = [c for c in text if c.isalpha()]
    if names is None or len(letters) < 20 or len(source.split()) < 4:
        return True
    fitting = sum(unicodedata.name(c, "").startswith(names) for c in letters)
    return fitting * 5 >= len(letters)
