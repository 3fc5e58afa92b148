"""What a review needs of other stages, as callables: a stage imports no other stage."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from localize.model import Entry, Finding, Locale, Match, TermHit
    from localize.review.alternatives import Alternative
    from localize.review.catalog_refs import CatalogRef


@dataclass(frozen=True, slots=True)
class Version:
    """What an entry said at one commit."""

    text: str
    by: str
    at: str
    """ISO 8601 date."""
    subject: str
    """The first line of the commit's message."""


def _no_findings(_entry: Entry, _locale: Locale) -> tuple[Finding, ...]:
    return ()


def _no_terms(_text: str, _locale: Locale) -> tuple[TermHit, ...]:
    return ()


def _no_matches(_text: str, _locale: Locale) -> tuple[Match, ...]:
    return ()


def _no_alternatives(_entry: Entry, _locale: Locale) -> Mapping[str, Alternative]:
    return {}


def _no_engines(_locale: Locale) -> tuple[str, ...]:
    return ()


def _no_history(_place: CatalogRef, _entry: Entry) -> tuple[Version, ...]:
    return ()


def _no_page(_place: CatalogRef, _document: str, _edition: bool) -> str | None:  # noqa: FBT001
    return None


def _no_commit(_refs: Sequence[CatalogRef], _name: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Services:
    """The project as seen from the store. Each callable has a quiet default."""

    source: Locale
    today: Callable[[], str]
    """ISO 8601 date."""
    name: str = ""
    """The project's name, for the page's title."""
    page: Callable[[CatalogRef, str, bool], str | None] = _no_page
    """`(ref, document, edition)`: the body as HTML, elements with `data-unit`; none: no view."""
    findings: Callable[[Entry, Locale], tuple[Finding, ...]] = _no_findings
    terms: Callable[[str, Locale], tuple[TermHit, ...]] = _no_terms
    matches: Callable[[str, Locale], tuple[Match, ...]] = _no_matches
    history: Callable[[CatalogRef, Entry], tuple[Version, ...]] = _no_history
    engines: Mapping[str, Callable[[Entry, Locale], str]] = field(default_factory=dict)
    """Other engines by name, which may propose."""
    alternatives: Callable[[Entry, Locale], Mapping[str, Alternative]] = _no_alternatives
    """What engines made of an entry, by the engines' names, where that is kept."""
    compared: Callable[[Locale], tuple[str, ...]] = _no_engines
    """The engines whose alternatives are kept for a locale."""
    commit: Callable[[Sequence[CatalogRef], str], None] = _no_commit
    """Called once at the end of a session with the refs somebody changed."""
