"""The plural forms of a catalog: how many there are, and which numbers take which."""

import gettext
import re
from collections.abc import Callable
from functools import lru_cache

from localize.model import Entry, Locale

MOST_FORMS = 10
_MOST_SHOWN = 4
_SAMPLES = (*range(1000), 1_000, 10_000, 100_000, 1_000_000)
_TAGS = ("zero", "one", "two", "few", "many", "other")
# The way translators know them, where it says the same as CLDR.
_IDIOMS = (
    "0",
    "n != 1",
    "n > 1",
    "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5",
    "n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2",
    "n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2",
    "n==1 ? 0 : n>=2 && n<=4 ? 1 : 2",
    "n==1 ? 0 : n==2 ? 1 : 2",
    "n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3",
    "n%10==1 && n%100!=11 ? 0 : n%10>=2 && (n%100<10 || n%100>=20) ? 1 : 2",
)


@lru_cache(maxsize=256)
def plural_forms(locale: Locale) -> str:
    """The `Plural-Forms` of a locale, by CLDR's rules for whole numbers.

    Categories that only fractions or whole millions reach are left out, as gettext does.
    """
    import babel
    from babel.plural import PluralRule, to_gettext, to_python

    try:
        rule = babel.Locale.parse(locale.posix).plural_form
    except (babel.UnknownLocaleError, ValueError):
        rule = PluralRule({})
    category = to_python(rule)
    samples = [category(n) for n in range(1000)]
    tags = [tag for tag in _TAGS if tag in samples]
    wanted = [tags.index(tag) for tag in samples]
    for idiom in _IDIOMS:
        form = gettext.c2py(idiom)
        if [int(form(n)) for n in range(1000)] == wanted:
            expression = idiom if idiom == "0" else f"({idiom})"
            return f"nplurals={len(tags)}; plural={expression};"
    kept = {tag: text for tag, text in rule.rules.items() if tag in tags[:-1]}
    return to_gettext(PluralRule(kept)).replace("0 == 0", "1")


def form_count(header: Entry | None) -> int:
    """`nplurals` of a header, whatever its field is called, as in gettext; 2 where it has none."""
    return _count(header.text if header else "") or 2


def form_numbers(header: Entry | None, locale: Locale) -> tuple[tuple[int, ...], ...]:
    """For each plural form of a catalog the first numbers that take it, five at most.

    A header without a count is read as the locale's own would be (CLDR). A form that no number
    takes, or a rule that cannot be read, has no numbers.
    """
    return _numbers(header.text if header else "", locale)


def shown_numbers(numbers: tuple[int, ...], shown: Callable[[int], str] = str) -> str:
    """Some numbers of a form as its label has them: `1, 21, 31, 41, …`."""
    more = ["…"] if len(numbers) > _MOST_SHOWN else []
    return ", ".join([*map(shown, numbers[:_MOST_SHOWN]), *more])


@lru_cache(maxsize=256)
def _numbers(header: str, locale: Locale) -> tuple[tuple[int, ...], ...]:
    said = header if _count(header) else plural_forms(locale)
    taken: list[list[int]] = [[] for _ in range(_count(said))]
    match = re.search(r"plural\s*=\s*([^;\n]*)", said)
    try:
        form = gettext.c2py(match[1] if match else "")
        for n in _SAMPLES:
            at = int(form(n))
            if 0 <= at < len(taken) and len(taken[at]) <= _MOST_SHOWN:
                taken[at].append(n)
    except (ValueError, ArithmeticError, RecursionError, SyntaxError):
        return ((),) * len(taken)
    return tuple(map(tuple, taken))


def _count(header: str) -> int:
    match = re.search(r"nplurals\s*=\s*(\d+)", header)
    return max(1, min(int(match[1]), MOST_FORMS)) if match else 0
