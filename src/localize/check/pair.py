"""One source text and one target text, and what rules ask of them, worked out once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from localize.check import evidence, inline, knowledge, numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.check.inline import Piece
    from localize.check.numbers import Number
    from localize.model import Locale


LEAST = 12
"""Characters of a source below which its translation's length says nothing."""
MOST = 8000
"""Characters beyond which an entry is no passage of prose: rules of wording leave it alone."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the termbase that occurs in the source, for the pair's locale."""

    source: str
    """As the source writes it."""
    targets: tuple[str, ...] = ()
    """What it may be called, the preferred one first; empty: anything but `forbidden`."""
    forbidden: tuple[str, ...] = ()
    keep: bool = False
    """Do not translate: the source's own words have to stand there."""


@dataclass(frozen=True)
class Pair:
    """A pair of texts as a rule sees it. Offsets of every view are those of the text itself."""

    source: str
    target: str
    locale: Locale
    source_locale: Locale
    flags: frozenset[str] = frozenset()
    """The entry's gettext flags: `markdown-text`, `python-format`, …"""
    terms: Sequence[Term] = field(default=())

    @cached_property
    def markdown(self) -> bool:
        """Whether the texts are inline Markdown."""
        return "markdown-text" in self.flags

    @cached_property
    def source_pieces(self) -> tuple[Piece, ...]:
        """Code, tags, URLs and placeholders of the source, in order."""
        return inline.pieces(self.source, self.flags)

    @cached_property
    def target_pieces(self) -> tuple[Piece, ...]:
        """The same of the target."""
        return inline.pieces(self.target, self.flags)

    @cached_property
    def source_plain(self) -> str:
        """The source's words: each piece is blanked, so that offsets stay."""
        return inline.blanked(self.source, self.source_pieces)

    @cached_property
    def target_plain(self) -> str:
        """The target's words, likewise."""
        return inline.blanked(self.target, self.target_pieces)

    @cached_property
    def source_scripts(self) -> Counter[str]:
        """Letters of the source's words by script."""
        return knowledge.scripts(self.source_plain[:MOST])

    @cached_property
    def target_scripts(self) -> Counter[str]:
        """Letters of the target's words by script."""
        own = knowledge.own_scripts(self.locale) if knowledge.known_script(self.locale) else None
        return knowledge.scripts(self.target_plain[:MOST], own or frozenset())

    @cached_property
    def source_words(self) -> list[str]:
        """The source's words, in order, as written."""
        return knowledge.words(self.source_plain)

    @cached_property
    def target_words(self) -> list[str]:
        """The target's words, in order, as written; a run of Han or kana is one."""
        return knowledge.words(self.target_plain)

    @cached_property
    def source_numbers(self) -> list[Number]:
        """The source's numbers, in order."""
        return numbers.numbers(self.source_plain)

    @cached_property
    def target_numbers(self) -> list[Number]:
        """The target's numbers, in order."""
        return numbers.numbers(self.target_plain)

    @cached_property
    def deviation(self) -> float:
        """See `evidence.deviation`."""
        return evidence.deviation(self)

    @cached_property
    def signs(self) -> tuple[float, ...]:
        """See `evidence.signs_of`."""
        return evidence.signs_of(self)

    @cached_property
    def odds(self) -> tuple[float, float]:
        """The probabilities that the target is incomplete, and that it is another's."""
        return (
            evidence.probability("incomplete", self.signs),
            evidence.probability("misaligned", self.signs),
        )

    @cached_property
    def measurable(self) -> bool:
        """Whether the texts are prose whose length means something."""
        return (
            self.source_locale.language == "en"
            and LEAST <= len(self.source) <= MOST
            and len(self.target) <= MOST
            and bool(self.target.strip())
            and self.source != self.target
            and len(self.source_plain.strip()) >= LEAST
            and len(self.source_words) >= 3
        )

    def count(self, kind: str) -> tuple[Counter[str], Counter[str]]:
        """Texts of the pieces of a kind, of source and target."""
        return (
            Counter(piece.text for piece in self.source_pieces if piece.kind == kind),
            Counter(piece.text for piece in self.target_pieces if piece.kind == kind),
        )
