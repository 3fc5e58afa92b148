"""Locales: BCP 47 in code, POSIX names only where catalog paths are made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from localize.errors import UsageError

# BCP 47 §2.1 without extensions and private use: nothing here has a use for those.
_TAG = re.compile(
    r"(?P<language>[a-zA-Z]{2,3})"
    r"(?:[-_](?P<script>[a-zA-Z]{4}))?"
    r"(?:[-_](?P<territory>[a-zA-Z]{2}|[0-9]{3}))?"
    r"(?:[-_@](?P<variant>[a-zA-Z0-9]{5,8}))?"
)
_RIGHT_TO_LEFT = frozenset({"Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm"})
# Codes that engines and old systems use for what BCP 47 calls otherwise.
_QUIRKS = {"zt": "zh-Hant", "pb": "pt-BR", "no": "nb", "iw": "he", "in": "id", "ji": "yi"}


@dataclass(frozen=True, slots=True, order=True)
class Locale:
    """A locale by its canonical BCP 47 tag (`pt-BR`, `zh-Hant`)."""

    tag: str

    @property
    def language(self) -> str:
        """The primary language subtag: `pt`."""
        return self.tag.split("-", 1)[0]

    @property
    def script(self) -> str:
        """ISO 15924 code, the likely one where the tag has none: `Latn`, `Jpan`, `Deva`."""
        return _script(self.tag)

    @property
    def territory(self) -> str | None:
        """The region subtag, or none: `BR`."""
        for subtag in self.tag.split("-")[1:]:
            if (len(subtag) == 2 and subtag.isalpha()) or (len(subtag) == 3 and subtag.isdigit()):
                return subtag
        return None

    @property
    def posix(self) -> str:
        """The name in catalog paths: `pt_BR`, `zh_Hant`."""
        return self.tag.replace("-", "_")

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return "rtl" if self.script in _RIGHT_TO_LEFT else "ltr"

    @property
    def autonym(self) -> str:
        """The language's name in itself: 日本語, हिन्दी, العربية."""
        return _display_name(self.posix, self.posix)

    def name_in(self, other: Locale) -> str:
        """The language's name in another locale: `Japanese` in `en`."""
        return _display_name(self.posix, other.posix)

    def __str__(self) -> str:
        return self.tag


@lru_cache(maxsize=1024)
def _script(tag: str) -> str:
    from babel.core import get_global  # imported late: `--help` needs no scripts

    language, *subtags = tag.split("-")
    for subtag in subtags:
        if len(subtag) == 4 and subtag.isalpha():
            return subtag
    likely = get_global("likely_subtags")
    territory = Locale(tag).territory
    full = likely.get(f"{language}_{territory}") or likely.get(language, "")
    return str(full.split("_")[1]) if full else "Latn"


@lru_cache(maxsize=1024)
def _display_name(posix: str, within: str) -> str:
    import babel  # 40 ms; only pages and tables need names

    try:
        name = babel.Locale.parse(posix).get_display_name(babel.Locale.parse(within))
    except (babel.UnknownLocaleError, ValueError):
        return posix.replace("_", "-")
    return name or posix.replace("_", "-")


@lru_cache(maxsize=1024)
def locale(tag: str) -> Locale:
    """The locale of a BCP 47 tag or POSIX name, canonical in case and separators.

    Raises:
        UsageError: the tag is not well formed or CLDR knows no such language.
    """
    tag = _QUIRKS.get(tag, tag)
    match = _TAG.fullmatch(tag)
    if match is None or not _known(match["language"].lower()):
        raise UsageError(
            f"unknown locale {tag!r}",
            hint="use a BCP 47 tag such as ja, hi, pt-BR or zh-Hant (docs/locales.md)",
        )
    subtags = [match["language"].lower()]
    if match["script"]:
        subtags.append(match["script"].title())
    if match["territory"]:
        subtags.append(match["territory"].upper())
    if match["variant"]:
        subtags.append(match["variant"].lower())
    return Locale("-".join(subtags))


def _known(language: str) -> bool:
    import babel  # imported late: a project names its locales, `--help` does not

    return language in babel.Locale("en").languages
