"""A check: a translation shouts no more than its source."""

from localize.check.rule import Example, Hit, Rule
from localize.model import Severity


def _shouts(pair):
    if pair.target.count("!") > pair.source.count("!"):
        yield Hit("more exclamation marks than the source has")


RULES = Rule(
    "shouting",
    Severity.WARNING,
    "An exclamation mark that the author did not write changes the tone.",
    _shouts,
    fires=(Example("Save the file.", "Datei speichern!", "de"),),
    silent=(Example("Stop!", "Halt!", "de"),),
)
