"""What a format string takes: its arguments, and what is wrong with it."""

from typing import NamedTuple

from localize.check.rule import Hit


class Argument(NamedTuple):
    """An argument that a format string takes, where it is first named."""

    type: str
    text: str
    start: int
    end: int


class Arguments(NamedTuple):
    """What a format string takes."""

    by_name: dict[str, Argument]
    """By name or number."""
    fault: Hit | None = None
    """Why it is no valid format string."""
    unusual: Hit | None = None
    """A directive that not every version of a language takes."""
    tuple: bool = False
    """Whether it takes as many as there are: Python's `%s`."""
