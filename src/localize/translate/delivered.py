"""Drafts that were made elsewhere, looked at as an engine's answers are."""

from localize.inline.markup import parse
from localize.inline.pieces import lost
from localize.model import Draft, Locale
from localize.terms.termbase import Termbase
from localize.translate.engines.output_doubts import service_doubts
from localize.translate.pipeline import SourceText
from localize.translate.protect.strategies import Protected, strategies
from localize.translate.term_spans import invariant_spans
from localize.translate.validate import writable


def delivered(
    text: SourceText, answer: str, *, engine: str, target: Locale, termbase: Termbase
) -> Draft | str:
    """The draft of a text that an answer makes; or, as a sentence, what the answer lost.

    Invariant: the draft has the markup of its text, every placeholder as often, and every term
    that is not translated.
    """
    terms = invariant_spans(termbase) if len(termbase) else None
    nodes = parse(text.msgid, text.syntax, terms, text.labels)
    source = Protected(text.msgid, text.syntax, nodes, target, text.labels)
    plan = strategies(source, "source")
    if not plan:  # placeholders and punctuation only
        return Draft(text.msgid, "copy")
    (request,) = plan[0].texts(source)
    draft = writable(Draft(answer, engine))
    msgstr = plan[0].msgstr(source, [draft])
    if msgstr is None:
        return _loss(text, answer, termbase)
    return Draft(msgstr, engine, None, service_doubts(request, draft.text, target))


def _loss(text: SourceText, answer: str, termbase: Termbase) -> str:
    if pieces := lost(text.msgid, answer, text.syntax):
        return f"not as often as in the source: {', '.join(pieces)}"
    spans = termbase.invariant(text.msgid)
    names = dict.fromkeys(text.msgid[start:end] for start, end in spans)
    if gone := [name for name in names if answer.count(name) < text.msgid.count(name)]:
        return f"not translated, and missing: {', '.join(gone)}"
    return "its markup is not that of the source"
