"""What an engine is. Built-ins and plug-ins have the same Protocol and entry points."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias, runtime_checkable

from localize.model import Alignment, Draft, Locale

__all__ = [
    "Alignment",
    "Described",
    "Draft",
    "Engine",
    "EngineOptions",
    "Estimate",
    "Faults",
    "Priced",
    "Request",
]


@dataclass(frozen=True, slots=True)
class Request:
    """One text to translate, markup and placeholders already protected as the engine wants it."""

    text: str
    before: str = ""
    """The source text that precedes it in its document, as context."""
    after: str = ""
    terms: tuple[tuple[str, str], ...] = ()
    """`(source, target)` rows of the termbase that occur in it."""
    note: str = ""
    """The author's note to translators."""
    keep: tuple[str, ...] = ()
    """Texts that the translation must have as often as `text`: masks of placeholders.

    An engine that has several answers prefers one that keeps them; it need not succeed.
    """
    align: bool = False
    """Whether `Draft.alignment` is wanted. An engine that has none leaves it empty."""


Faults: TypeAlias = "Callable[[str, str, Locale, Locale], int]"
"""`(text, translation, source, target)`: how much the checks find wrong with it, 0 for nothing."""


class Engine(Protocol):
    """Translates texts of one locale into another."""

    name: str
    markup: Literal["none", "html", "source"]
    """What it leaves intact: nothing, HTML tags, or the source's markup as it is (LLMs)."""

    def translate(
        self, requests: Sequence[Request], source: Locale, target: Locale
    ) -> Iterator[tuple[int, Draft]]:
        """`(index, draft)` of each request as soon as its batch is done, in any order.

        Raises:
            EngineMissingError: the engine, a key or a model for the pair is not there.
            EngineError: it answered with something that is no translation.
        """
        ...


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """What the project and the command line say to an engine."""

    table: Mapping[str, object] = field(default_factory=dict)
    """The project's `[engines.NAME]`."""
    user: Mapping[str, object] = field(default_factory=dict)
    """The same table of this machine's user, who may say what a project may not."""
    quality: Literal["fast", "balanced", "best"] = "balanced"
    device: str = "auto"
    jobs: int = 0
    """Threads; 0: as many as there are cores."""
    root: str = "."
    """The project's root, to which relative paths in `table` refer."""
    engines: Mapping[str, object] = field(default_factory=dict)
    """The project's `[engines]`, for an engine that runs what another one is set up with."""
    faults: Faults | None = None
    """By which an engine that has several answers may rank them."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What requests would take, before they are sent."""

    characters: int
    """Of the source texts."""
    tokens: int = 0
    """In and out together, where the engine counts by them; else 0."""
    cost: float | None = 0.0
    """In the currency of the prices in the project; none: unknown. 0: nothing."""


@runtime_checkable
class Priced(Protocol):
    """An engine that can say what requests would cost. An engine need not be one."""

    def estimate(self, requests: Sequence[Request], source: Locale, target: Locale) -> Estimate:
        """What they would take. Asks no service."""
        ...


@runtime_checkable
class Described(Protocol):
    """An engine that says what it needs to work (`localize engines`). It need not."""

    needs: str
    """In one line."""

    def missing(self) -> str:
        """What of that is not there, as far as it can be told without asking anybody; or empty."""
        ...
