"""The words of the site and of the review, numbers and dates, in the reader's language.

The words come from our own catalogs (`interface/locales`), read as any catalog is.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from localize.catalogs.po import read_catalog
from localize.errors import UsageError
from localize.model import Entry, Locale, locale

LOCALES = Path(__file__).parent / "locales"


@lru_cache(maxsize=128)
def _entries(posix: str, domain: str) -> tuple[Entry, ...]:
    path = LOCALES / posix / "LC_MESSAGES" / f"{domain}.po"
    return tuple(read_catalog(path).live()) if path.is_file() else ()


def _chain(locale: Locale) -> list[str]:
    """The catalogs to ask, nearest first: `zh_TW` asks `zh_Hant`, `pt` asks `pt_BR`."""
    names = [locale.posix, f"{locale.language}_{locale.script}", locale.language]
    kin = {"zh": "zh_Hans", "pt": "pt_BR"}.get(locale.language)
    return [*names, kin] if kin else names


class Interface:
    """The interface in one locale; what no catalog knows stays English."""

    def __init__(self, locale: Locale, domains: Sequence[str] = ("site",)) -> None:
        self.locale = locale
        self.entries: dict[str, Entry] = {
            entry.msgid: entry
            for name in reversed(_chain(locale))
            for domain in domains
            for entry in _entries(name, domain)
            if entry.text
        }

    def __call__(self, msgid: str, **values: object) -> str:
        """The words for a msgid, `{name}` filled in."""
        entry = self.entries.get(msgid)
        return filled(entry.text if entry else msgid, values)

    def plural(self, msgid: str, msgid_plural: str, n: int) -> str:
        """The words for a number of things, `{n}` filled in (gettext manual, "Plural forms")."""
        entry = self.entries.get(msgid)
        forms = entry.msgstr if entry else (msgid, msgid_plural)
        form = _plural_form(self.locale.posix if entry else "en", n)
        return filled(forms[min(form, len(forms) - 1)], {"n": self.number(n)})

    def isolated(self, text: str) -> str:
        """A name that keeps its own direction among words that run from right to left."""
        return f"\u2068{text}\u2069" if self.locale.direction == "rtl" else text

    def number(self, value: int) -> str:
        """A number as the locale groups it, in the digits that scripts of a page use, too."""
        return _number(value, self.locale.posix)

    @property
    def mark(self) -> str:
        """The attributes of an element with words of the interface: of English ones elsewhere."""
        return "" if self._speaks else ' lang="en" dir="ltr"'

    @property
    def _speaks(self) -> bool:
        return bool(self.entries) or self.locale.language == "en"

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
        family, _, model = name.partition("/")
        if family in _IN_WORDS:
            return self(_IN_WORDS[family])
        model, _, version = model.partition("@")
        pair = model.replace("_", " → ") if family == "argos" else model
        inner = ", ".join(part for part in (pair, version) if part)
        shown = _ENGINES.get(family, family)
        return f"{shown} ({inner})" if inner else shown


def filled(text: str, values: Mapping[str, object]) -> str:
    """A text with each `{name}` replaced by its value."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


_IN_WORDS = {
    "": "a language model",
    "llm": "a language model",
    "tm": "the memory",
    "copy": "copying the source",
    "pseudo": "pseudo-translation",
}
"""Engines that have no name of their own: msgids."""
_ENGINES = {
    "apertium": "Apertium",
    "argos": "Argos Translate",
    "argostranslate": "Argos Translate",
    "deepl": "DeepL",
    "libretranslate": "LibreTranslate",
    "openai": "OpenAI",
}


@lru_cache(maxsize=128)
def interface(locale: Locale, domains: tuple[str, ...] = ("site",)) -> Interface:
    """The interface of a locale."""
    return Interface(locale, domains)


@lru_cache(maxsize=1)
def spoken() -> tuple[Locale, ...]:
    """The locales we have catalogs of, in the order of their tags."""
    return tuple(
        Locale(path.name.replace("_", "-")) for path in sorted(LOCALES.iterdir()) if path.is_dir()
    )


def preferred(tags: Iterable[str]) -> Locale:
    """The first of a reader's languages that we speak, as BCP 47 tags; else English."""
    names = {each.posix: each for each in spoken()}
    for tag in tags:
        try:
            wanted = locale(tag)
        except UsageError:
            continue
        for name in _chain(wanted):
            if name in names:
                return names[name]
    return Locale("en")


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


@lru_cache(maxsize=4096)
def _number(value: int, posix: str) -> str:
    from babel.numbers import format_decimal

    return format_decimal(value, locale=_known(posix), numbering_system="latn")


@lru_cache(maxsize=4096)
def _plural_form(posix: str, n: int) -> int:
    """The index of gettext's form: the categories of CLDR that whole numbers have, in its order."""
    import babel

    rule = babel.Locale.parse(_known(posix)).plural_form
    order = [tag for tag in _CATEGORIES if tag in rule.tags or tag == "other"]
    return order.index(rule(n))


_CATEGORIES = ("zero", "one", "two", "few", "many", "other")


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
