"""What was drafted for one locale, or would be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from localize.model import Locale
from localize.translate.engines.base import Estimate

Progress: TypeAlias = "Callable[[Locale, int, int], None]"
"""`(locale, done, total)` in characters of the entries that are due."""


@dataclass(frozen=True, slots=True)
class LocaleResult:
    """What was done for one locale."""

    locale: Locale
    engines: tuple[str, ...] = ()
    """Who drafted, as the stamps say it; `tm` and `copy` are no engines but may be among them."""
    drafted: int = 0
    """Entries that were written, or would be in a dry run."""
    characters: int = 0
    """Characters of their msgids."""
    seconds: float = 0.0
    doubts: Mapping[str, int] = field(default_factory=dict)
    """How many drafts are doubted, by reason."""
    kept: int = 0
    """Entries that have a person's words."""
    skipped: int = 0
    """Drafts that were not written, because the entry was changed meanwhile."""
    files: tuple[Path, ...] = ()
    """The catalogs that were changed."""
    estimate: Estimate | None = None
    """In a dry run: what the engine says it would take."""
    alternatives: Mapping[str, int] = field(default_factory=dict)
    """How many texts other engines made an alternative of, by engine; in a dry run, would."""
    estimates: Mapping[str, Estimate] = field(default_factory=dict)
    """In a dry run: what those that say it would take for them."""
