"""An engine's drafts, looked at before they go anywhere: an engine may be anybody's."""

import logging
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from localize.errors import EngineError, LocalizeError
from localize.model import Draft, Locale
from localize.translate.engines.base import Engine, Request

_log = logging.getLogger(__name__)
# Half a character, as a model cuts one in two, cannot be written; NUL ends a string in C.
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")


def valid_drafts(
    engine: Engine, requests: Sequence[Request], source: Locale, target: Locale
) -> Iterator[tuple[int, Draft]]:
    """`(index, draft)` as the engine yields them.

    Invariant: each is the draft of a request, and a catalog can hold it; what no file can hold is
    U+FFFD, as long as it was.

    Raises:
        EngineError: the engine failed, whatever it raised, or what it yields is no draft.
    """
    for index, draft in _answers(engine, requests, source, target):
        if not _is_draft(draft) or index not in range(len(requests)):
            raise EngineError(
                f"engine {engine.name} answered with something that is no translation",
                hint="it is to yield (index of a request, Draft): docs/engines.md",
            )
        yield index, writable(draft)


def _answers(
    engine: Engine, requests: Sequence[Request], source: Locale, target: Locale
) -> Iterator[tuple[int, Draft]]:
    try:
        yield from engine.translate(requests, source, target)
    except LocalizeError:
        raise
    except Exception as error:  # a foreign plug-in may raise anything
        _log.debug("engine %s failed", engine.name, exc_info=True)
        raise EngineError(
            f"engine {engine.name} failed: {type(error).__name__}: {error}",
            hint="what it had finished is kept; -vv shows where it failed",
        ) from error


def _is_draft(draft: object) -> bool:
    return (
        isinstance(draft, Draft)
        and isinstance(draft.text, str)
        and isinstance(draft.engine, str)
        and isinstance(draft.score, int | float | None)
        and all(isinstance(doubt, str) for doubt in draft.doubts)
    )


def writable(draft: Draft) -> Draft:
    """The draft, with U+FFFD for what no file can hold."""
    text = _UNWRITABLE.sub("\ufffd", draft.text)
    score = draft.score if draft.score is None or math.isfinite(draft.score) else None
    if text == draft.text and score is draft.score:
        return draft
    return replace(draft, text=text, score=score)
