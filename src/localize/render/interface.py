"""The words of the site itself, and numbers and dates, in the reader's language.

The words come from our own catalogs (`render/locales`), read as any catalog is.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from localize.catalogs.po import read_catalog
from localize.model import Locale

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCALES = Path(__file__).parent / "locales"


@lru_cache(maxsize=128)
def _messages(posix: str) -> Mapping[str, str]:
    path = LOCALES / posix / "LC_MESSAGES" / "site.po"
    if not path.is_file():
        return {}
    return {entry.msgid: entry.text for entry in read_catalog(path).live() if entry.text}


def _chain(locale: Locale) -> list[str]:
    """The catalogs to ask, nearest first: `zh_TW` asks `zh_Hant`, `pt` asks `pt_BR`."""
    names = [locale.posix, f"{locale.language}_{locale.script}", locale.language]
    kin = {"zh": "zh_Hans", "pt": "pt_BR"}.get(locale.language)
    return [*names, kin] if kin else names


class Interface:
    """The interface in one locale; what no catalog knows stays English."""

    def __init__(self, locale: Locale) -> None:
        self.locale = locale
        self._found: dict[str, str] = {}
        for name in reversed(_chain(locale)):
            self._found.update(_messages(name))

    def __call__(self, msgid: str, **values: str) -> str:
        """The words for a msgid, `{name}` filled in."""
        text = self._found.get(msgid, msgid)
        for name, value in values.items():
            text = text.replace("{" + name + "}", value)
        return text

    @property
    def mark(self) -> str:
        """The attributes of an element with words of the interface: of English ones elsewhere."""
        return "" if self._speaks else ' lang="en" dir="ltr"'

    @property
    def _speaks(self) -> bool:
        return bool(self._found) or self.locale.language == "en"

    def language(self, other: Locale) -> str:
        """The name of a language, to stand among the interface's words."""
        return other.name_in(self.locale if self._speaks else Locale("en"))

    def percent(self, share: float) -> str:
        """A share 0..1 as a percentage. Never 100 % before all is done, nor 0 % after a start."""
        hundredths = round(share * 100)
        if share < 1:
            hundredths = min(hundredths, 99)
        if share > 0:
            hundredths = max(hundredths, 1)
        return _percent(hundredths, self.locale.posix)

    def date(self, value: dt.date) -> str:
        """A date in the long form of the locale (CLDR)."""
        return _date(value, self.locale.posix)

    def engine(self, name: str) -> str:
        """An engine as readers may know it: `argos/en_ja@1.1` is `Argos (en → ja, 1.1)`."""
        if name.split("/", maxsplit=1)[0] in {"llm", ""}:
            return self("a language model")
        family, _, model = name.partition("/")
        model, _, version = model.partition("@")
        pair = model.replace("_", " → ") if family == "argos" else model
        inner = ", ".join(part for part in (pair, version) if part)
        shown = {
            "argos": "Argos Translate",
            "deepl": "DeepL",
            "libretranslate": "LibreTranslate",
            "openai": "OpenAI",
            "apertium": "Apertium",
        }.get(family, family)
        return f"{shown} ({inner})" if inner else shown


@lru_cache(maxsize=128)
def interface(locale: Locale) -> Interface:
    """The interface of a locale."""
    return Interface(locale)


def _known(posix: str) -> str:
    import babel

    try:
        return str(babel.Locale.parse(posix))
    except (babel.UnknownLocaleError, ValueError):
        return "en"


@lru_cache(maxsize=4096)
def _percent(hundredths: int, posix: str) -> str:
    from babel.numbers import format_percent

    return format_percent(hundredths / 100, locale=_known(posix))


@lru_cache(maxsize=4096)
def _date(value: dt.date, posix: str) -> str:
    from babel.dates import format_date

    return format_date(value, format="long", locale=_known(posix))


def day(value: object) -> dt.date | None:
    """The day a front-matter value means, or none."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
