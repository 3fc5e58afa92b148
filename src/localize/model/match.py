"""Matches: what the memory knows of a text."""

from dataclasses import dataclass

from localize.model.state import State


@dataclass(frozen=True, slots=True)
class Match:
    """A translation found in the catalogs or the memory."""

    source: str
    target: str
    score: float
    """0..1; 1 is the same text. A context match is told by `context`."""
    state: State
    origin: str = ""
    """Where it comes from: a catalog's path, a TMX file's name."""
    context: bool = False
    """Whether the neighbours are the same too."""
