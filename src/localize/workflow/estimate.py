"""What a draft would take, before anything is sent: for `localize translate --dry-run`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.translate.engines.base import Priced, Request
from localize.workflow.engines import made_engine
from localize.workflow.terms import project_terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localize.config import Project
    from localize.model import Entry, Locale
    from localize.translate.engines.base import Estimate


def estimated(
    project: Project, name: str, entries: Iterable[Entry], target: Locale
) -> Estimate | None:
    """What an engine says these entries would take; none: it does not say. Asks no service.

    Each distinct text counts once, as it is sent once.

    Raises:
        PluginError: there is no such engine.
        ConfigError: its table says something it cannot mean.
    """
    engine = made_engine(project, name)
    if not isinstance(engine, Priced):
        return None
    terms = project_terms(project)
    texts = dict.fromkeys(
        text for entry in entries for text in (entry.msgid, entry.msgid_plural) if text
    )
    requests = [Request(text, terms=terms.rows(text, target)) for text in texts]
    return engine.estimate(requests, project.source, target)
