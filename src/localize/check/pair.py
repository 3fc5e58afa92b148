"""One source text and one target text, and what rules ask of them, worked out once."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar, cast, overload

from localize.check import numbers
from localize.inline import pieces
from localize.inline.markup import syntax
from localize.model import Markup
from localize.scripts import known_script, own_scripts
from localize.scripts.letters import script_counts, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from localize.check.numbers import Number
    from localize.inline.markup import Syntax
    from localize.inline.pieces import Piece
    from localize.model import Locale, TermHit

T = TypeVar("T")


class view(Generic[T]):  # noqa: N801 - named as `property` is
    """What a pair works out once.

    `functools.cached_property` takes a lock each time: at fifteen views a pair, a tenth of all time.
    """

    def __init__(self, function: Callable[[Pair], T]) -> None:
        self.function = function
        self.name = function.__name__
        self.__doc__ = function.__doc__

    @overload
    def __get__(self, pair: None, owner: type) -> view[T]: ...
    @overload
    def __get__(self, pair: Pair, owner: type) -> T: ...
    def __get__(self, pair: Pair | None, owner: type) -> T | view[T]:
        if pair is None:
            return self
        value = pair.__dict__[self.name] = self.function(pair)
        return value


LEAST = 12
"""Characters of a source below which its translation's length says nothing."""
MOST = 8000
"""Characters beyond which an entry is no passage of prose: rules of wording leave it alone."""


_NOTES = re.compile(
    "訳者?[注註]|译者?注|譯者?註|역주|N\\.? ?d\\.? ?T\\b|Anm\\. d\\. Übers|прим\\. пер"
)
_NOTE = re.compile(
    rf"[（(\\[［【][-—\s]*(?:{_NOTES.pattern})(?:[^（()）]|[（(][^（()）]*[）)])*[）)\\]］】]"
    rf"|(?:^|\n)\s*(?:{_NOTES.pattern})\s*[:：].*",
    re.IGNORECASE,
)


def without_notes(text: str) -> str:
    """A text with what a translator's note says blanked: `(訳注: …)`, `(N. d. T. : …)`."""
    return _NOTE.sub(lambda match: " " * len(match[0]), text)


@dataclass(frozen=True)
class Pair:
    """A pair of texts as a rule sees it. Offsets of every view are those of the text itself."""

    source: str
    target: str
    locale: Locale
    source_locale: Locale
    flags: frozenset[str] = frozenset()
    """The entry's gettext flags: `markdown-text`, `python-format`, …"""
    terms: Sequence[TermHit] = field(default=())
    in_manual: bool = False
    """Whether its neighbours are technical documentation."""

    @view
    def technical(self) -> bool:
        """Whether this is technical documentation, which is told by its code."""
        return self.in_manual or any(piece.kind == "code" for piece in self.source_pieces)

    @view
    def syntax(self) -> Syntax:
        """How the texts are read."""
        return syntax(self.flags)

    @view
    def markdown(self) -> bool:
        """Whether the texts are inline Markdown."""
        return self.syntax.markup is Markup.MARKDOWN

    @view
    def source_pieces(self) -> tuple[Piece, ...]:
        """Code, tags, URLs and placeholders of the source, in order."""
        return pieces.pieces(self.source, self.syntax)

    @view
    def target_pieces(self) -> tuple[Piece, ...]:
        """The same of the target."""
        return pieces.pieces(self.target, self.syntax)

    @view
    def source_plain(self) -> str:
        """The source's words: each piece is blanked, so that offsets stay."""
        return pieces.blanked(self.source, self.source_pieces)

    @view
    def target_plain(self) -> str:
        """The target's words, likewise, without what its translator adds in a note."""
        plain = pieces.blanked(self.target, self.target_pieces)
        return without_notes(plain) if _NOTES.search(plain) else plain

    @view
    def source_scripts(self) -> Counter[str]:
        """Letters of the source's words by script."""
        return script_counts(self.source_plain[:MOST])

    @view
    def target_scripts(self) -> Counter[str]:
        """Letters of the target's words by script."""
        own = own_scripts(self.locale) if known_script(self.locale) else None
        return script_counts(self.target_plain[:MOST], own or frozenset())

    @view
    def source_words(self) -> list[str]:
        """The source's words, in order, as written."""
        return words_of(self.source_plain)

    @view
    def target_words(self) -> list[str]:
        """The target's words, in order, as written; a run of Han or kana is one."""
        return words_of(self.target_plain)

    @view
    def source_numbers(self) -> list[Number]:
        """The source's numbers, in order."""
        return numbers.numbers(self.source_plain)

    @view
    def target_numbers(self) -> list[Number]:
        """The target's numbers, in order."""
        return numbers.numbers(self.target_plain)

    @view
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

    def once(self, function: Callable[[Pair], T]) -> T:
        """What a function makes of it, worked out once."""
        known = self.__dict__
        name = f"{function.__module__}.{function.__qualname__}"
        if name not in known:
            known[name] = function(self)
        return cast("T", known[name])

    def count(self, kind: str) -> tuple[Counter[str], Counter[str]]:
        """Texts of the pieces of a kind, of source and target."""
        return (
            Counter(piece.text for piece in self.source_pieces if piece.kind == kind),
            Counter(piece.text for piece in self.target_pieces if piece.kind == kind),
        )
