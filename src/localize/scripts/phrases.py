"""Where phrases end in scripts that put no space between words, by BudouX."""

from functools import cache, lru_cache
from itertools import accumulate
from typing import Any

from localize.model import Locale
from localize.scripts.writing import writing


def phrase_ends(text: str, locale: Locale) -> tuple[int, ...] | None:
    """Where the phrases of a text end, in characters; none: its script has spaces or no model."""
    name = writing(locale).phrases
    return _ends(text, name) if name else None


@lru_cache(maxsize=4096)
def _ends(text: str, name: str) -> tuple[int, ...]:
    return tuple(accumulate(map(len, _parser(name).parse(text))))


@cache
def _parser(name: str) -> Any:
    import budoux

    return getattr(budoux, f"load_default_{name}_parser")()
