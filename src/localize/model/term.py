"""Terms of the termbase where they occur in a text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TermHit:
    """A term of the termbase that occurs in a source text, for one target locale."""

    text: str
    """The term as the source text writes it."""
    targets: tuple[str, ...] = ()
    """The translations it may have, the preferred one first; empty: any but the forbidden ones."""
    forbidden: tuple[str, ...] = ()
    dnt: bool = False
    """Do not translate: the source's own words have to be in the translation."""
    start: int = 0
    """Where it begins in the source text, in characters."""
    source: str = ""
    """The term as the termbase writes it."""
    note: str = ""
    line: int = 0
    """1-based line of the term in its file; 0 for a term that is not in a file."""

    @property
    def end(self) -> int:
        """Where it ends in the source text, exclusive."""
        return self.start + len(self.text)

    @property
    def target(self) -> str:
        """The preferred translation; empty where the termbase names none."""
        return self.targets[0] if self.targets else ""
