"""What an update did, and how it may be asked to do it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from localize.model import Key


class Change(StrEnum):
    """What happened to an entry."""

    ADDED = "added"
    CHANGED = "changed"
    """The source changed: the old translation is proposed, fuzzy."""
    MOVED = "moved"
    REVIVED = "revived"
    """It was obsolete, and the source says it again."""
    OBSOLETE = "obsolete"
    REMOVED = "removed"
    """It left the source, and had neither translation nor comment."""


@dataclass(frozen=True, slots=True)
class UpdateOptions:
    """How to look for the old translation of a changed paragraph."""

    fuzzy: bool = True
    """Whether to look for similar texts at all."""
    previous: bool = True
    """Whether to note the previous msgid (`#|`)."""
    near_cutoff: float = 0.4
    """0..1, for texts that vanished at the same place."""
    cutoff: float = 0.6
    """0..1, for texts that vanished anywhere; msgmerge's is 0.6."""
    any_cutoff: float = 0.8
    """0..1, for the texts of all other entries."""


@dataclass(frozen=True, slots=True)
class UpdateLine:
    """One entry of the report."""

    change: Change
    key: Key
    previous: Key | None = None
    """Whose translation is proposed."""
    score: float = 0.0
    """0..1, how similar the two sources are."""


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """All that an update changed, in template order, obsolete entries last."""

    lines: tuple[UpdateLine, ...]
    """Empty where there are too many."""
    unchanged: int
    comments_changed: int
    """Entries of which only references, extracted comments or flags changed."""
    by_change: Mapping[Change, int]
    """How many of each kind."""

    def of(self, change: Change) -> tuple[UpdateLine, ...]:
        """The lines of one kind."""
        return tuple(line for line in self.lines if line.change is change)

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind."""
        return {change.value: self.by_change[change] for change in Change}

    def __str__(self) -> str:
        said = [f"{count} {name}" for name, count in self.counts.items() if count]
        if self.comments_changed:
            said.append(f"{self.comments_changed} with other comments")
        return ", ".join(said) or "unchanged"
