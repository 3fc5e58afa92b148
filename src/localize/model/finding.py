"""Findings: what a check has to say of a unit. A value, not an error."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error blocks a publishing build, never a review build; a warning blocks nothing."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of one unit."""

    rule: str
    """The rule's name, as in configuration and in `# localize: ignore RULE "reason"`."""
    severity: Severity
    message: str
    """One sentence, in English, with what was expected and what is there."""
    span: tuple[int, int] | None = None
    """`(start, end)` in characters of the msgstr, end exclusive; None: the whole."""
    source_span: tuple[int, int] | None = None
    """The same in the msgid."""
    form: int = 0
    """Which plural form, 0-based."""
