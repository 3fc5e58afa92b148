"""Accented and padded source text, for layout tests: what is not accented was not extracted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from localize.errors import ConfigError
from localize.model import Draft, Locale
from localize.translate.engines.base import EngineOptions, Request
from localize.translate.engines.settings import Settings

_ACCENTS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž",
)
_PADDING = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def engine(options: EngineOptions) -> PseudoEngine:
    """The engine. `[engines.pseudo] expand`: by how much texts grow, 0.3 unless said otherwise."""
    expand = Settings("pseudo", options.table).only(("expand",)).number("expand", 0.3)
    if expand is None or not expand <= 10:
        raise ConfigError(f"[engines.pseudo] expand must be a number from 0 to 10, not {expand!r}")
    return PseudoEngine(expand)


class PseudoEngine:
    """`Hello` becomes `⟦Ĥéļļö one⟧`. Placeholders and markup stay, so it asks for masks."""

    name = "pseudo"
    markup: Literal["html"] = "html"

    def __init__(self, expand: float = 0.3) -> None:
        self._expand = expand

    def translate(
        self, requests: Sequence[Request], source: Locale, target: Locale
    ) -> Iterator[tuple[int, Draft]]:
        """`(index, draft)` of each request, in order."""
        del source, target
        for number, request in enumerate(requests):
            yield number, Draft(self._text(request.text), self.name)

    def _text(self, text: str) -> str:
        """The text accented outside of tags and entities, padded, in brackets."""
        pieces = []
        inside = ""
        for character in text:
            if inside:
                pieces.append(character)
                inside = "" if character == inside else inside
            elif character in "<&":
                inside = ">" if character == "<" else ";"
                pieces.append(character)
            else:
                pieces.append(character.translate(_ACCENTS))
        more = round(len(text) * self._expand / 5)
        padding = "".join(f" {_PADDING[number % len(_PADDING)]}" for number in range(more))
        return f"⟦{''.join(pieces)}{padding}⟧"
