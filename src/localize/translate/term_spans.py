"""Where a text has terms that are the same in every language, as drafting protects them."""

from collections.abc import Sequence

from localize.inline.tree import Terms, TermSpan
from localize.terms.termbase import Termbase


def invariant_spans(termbase: Termbase) -> Terms:
    """The spans of such terms in a text, each kept as it is."""

    def spans(text: str) -> Sequence[TermSpan]:
        return [(start, end, "") for start, end in termbase.invariant(text)]

    return spans
