"""What is suspicious about a service's translation of a text as its author wrote it."""

from localize.inline.pieces import lost
from localize.model import Locale
from localize.translate.engines.base import Request
from localize.translate.engines.output_doubts import doubts as at_first_sight

PLACEHOLDER = "placeholder"


def doubts(request: Request, target: str, locale: Locale) -> tuple[str, ...]:
    """`placeholder`, `loop`, `length`, `script`: what a person should look at."""
    source = request.text
    unkept = any(target.count(one) != source.count(one) for one in request.keep)
    others = at_first_sight(source, target, locale)
    return (PLACEHOLDER, *others) if unkept or lost(source, target) else others
