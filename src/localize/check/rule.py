"""What a rule is. Built-ins and plug-ins have the same shapes and entry points.

An entry point of the group `localize.checks` names a `Rule`, a `CatalogRule`, or a tuple of them
(a family).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from localize.check.options import CheckOptions
from localize.check.pair import Pair
from localize.model import Entry, Locale, Severity, TermHit


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found, before it becomes a `Finding` of that rule's name and severity."""

    message: str
    """One sentence, in English, with what was expected and what is there."""
    span: tuple[int, int] | None = None
    """`(start, end)` in characters of the msgstr, end exclusive; none: the whole."""
    source_span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A pair that must fire, or must not. Every example is a test."""

    source: str
    target: str
    locale: str = "ja"
    flags: tuple[str, ...] = ()
    terms: tuple[TermHit, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of one pair of texts. Pure, and linear in their length."""

    name: str
    """As in configuration and in `# localize: ignore NAME "reason"`."""
    severity: Severity
    reason: str
    """Why it is worth a reader's time, in a sentence; the documentation prints it."""
    check: Callable[[Pair], Iterable[Hit]]
    fires: tuple[Example, ...] = ()
    silent: tuple[Example, ...] = ()
    """Those of the built-in rules are in `tests/check/examples.toml`."""


@dataclass(frozen=True, slots=True)
class CatalogRule:
    """A rule that looks across the entries of one catalog."""

    name: str
    severity: Severity
    reason: str
    check: Callable[[Sequence[Entry], Locale, CheckOptions], Iterable[tuple[Entry, Hit]]]
