"""What a review needs of other stages, as callables: a stage imports no other stage."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from localize.model import Draft, Entry, Finding, Locale, Match, TermHit
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


@dataclass(frozen=True, slots=True)
class Services:
    """The project as seen from the store. Each callable has a quiet default."""

    source: Locale
    today: Callable[[], str]
    """ISO 8601 date."""
    name: str = ""
    """The project's name, for the page's title."""
    page: Callable[[CatalogRef, str, bool], str | None] = lambda _ref, _document, _edition: None
    """`(ref, document, edition)`: the body as HTML, elements with `data-unit`; none: no view."""
    findings: Callable[[Entry, Locale], tuple[Finding, ...]] = lambda _entry, _locale: ()
    terms: Callable[[str, Locale], tuple[TermHit, ...]] = lambda _text, _locale: ()
    matches: Callable[[str, Locale], tuple[Match, ...]] = lambda _text, _locale: ()
    history: Callable[[CatalogRef, Entry], tuple[Version, ...]] = lambda _ref, _entry: ()
    engines: Mapping[str, Callable[[Entry, Locale], str]] = field(default_factory=dict)
    """Other engines by name, which may propose."""
    alternatives: Callable[[Entry, Locale], Mapping[str, Draft]] = lambda _entry, _locale: {}
    """What engines made of an entry, by the engines' names, where that is kept."""
    compared: Callable[[Locale], tuple[str, ...]] = lambda _locale: ()
    """The engines whose alternatives are kept for a locale."""
