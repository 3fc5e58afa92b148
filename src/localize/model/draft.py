"""Drafts: translations by a machine, before anybody looked at them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which characters of a translation come from which of its source: one block of a text."""

    source: tuple[tuple[int, int], ...]
    """`(start, end)` of each source token in characters of the request's text, in order."""
    target: tuple[tuple[int, int], ...]
    """The same for each target token, in characters of the draft's text."""
    weights: tuple[tuple[float, ...], ...]
    """`weights[t][s]`, 0..1: how far target token `t` looked at source token `s`."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A translation as an engine made it."""

    text: str
    engine: str
    """What the stamp says: `argos/en_ja@1.1`, `openai/gpt-…`, `pseudo`."""
    score: float | None = None
    """The engine's own, log probability per token where it has one."""
    doubts: tuple[str, ...] = ()
    """What was detected and could not be mended: `loop`, `length`, `script`, `placeholder`."""
    alignment: tuple[Alignment, ...] = ()
    """Where asked for and known, a block a sentence."""
