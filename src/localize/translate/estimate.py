"""What drafts would take, before anything is sent: for `localize translate --dry-run`."""

from collections.abc import Iterable

from localize.model import Entry, Locale
from localize.terms.termbase import Termbase
from localize.translate.engines.base import Engine, Estimate, Priced, Request


def estimated(
    engine: Engine, entries: Iterable[Entry], source: Locale, target: Locale, terms: Termbase
) -> Estimate | None:
    """Return what an engine says these entries would take; None if it does not say.

    Asks no service. Each distinct text counts once, as it is sent once.
    """
    if not isinstance(engine, Priced):
        return None
    texts = dict.fromkeys(
        text for entry in entries for text in (entry.msgid, entry.msgid_plural) if text
    )
    requests = [Request(text, terms=terms.rows(text, target)) for text in texts]
    return engine.estimate(requests, source, target)
