"""What the engine itself could not mend in its draft, as the draft's stamp says it."""

from collections.abc import Iterator, Sequence

from localize.check.options import CheckOptions
from localize.check.rule import CatalogRule, Hit
from localize.model import Entry, Locale, Severity
from localize.model.state import machine_stamp

# Loops, lengths and scripts are judged by rules of their own, from the text as it is.
_SAID = {
    "unknown": "the engine did not know a word and copied a part of it",
    "placeholder": "the engine lost a placeholder or a term, and it was put back by position",
    "empty": "the engine had no answer for it, or for a part of it",
    "markup": "the engine lost markup, and the text is the source's",
}


def _doubt(
    entries: Sequence[Entry], _locale: Locale, _options: CheckOptions
) -> Iterator[tuple[Entry, Hit]]:
    for entry in entries:
        stamp = machine_stamp(entry) if entry.fuzzy else None
        for name in stamp.get("doubts").split(",") if stamp else ():
            if name in _SAID:
                yield entry, Hit(_SAID[name])


RULES = (
    CatalogRule(
        "doubt", Severity.ERROR, "An engine that says where it failed is right about it.", _doubt
    ),
)
