"""Pure frozen data. Nothing here reads a file, a clock or the network."""

from localize.model.catalog import (
    Catalog,
    CatalogFile,
    CatalogStyle,
    Entry,
    Key,
    Origin,
)
from localize.model.catalog_pattern import CatalogPattern
from localize.model.draft import Alignment, Draft
from localize.model.finding import Finding, Severity
from localize.model.locale import Locale, locale
from localize.model.match import Match
from localize.model.segment import Document, Kind, Markup, Problem, Rendered, Segment
from localize.model.state import Stamp, State, may_draft, state
from localize.model.term import TermHit

__all__ = [
    "Alignment",
    "Catalog",
    "CatalogFile",
    "CatalogPattern",
    "CatalogStyle",
    "Document",
    "Draft",
    "Entry",
    "Finding",
    "Key",
    "Kind",
    "Locale",
    "Markup",
    "Match",
    "Origin",
    "Problem",
    "Rendered",
    "Segment",
    "Severity",
    "Stamp",
    "State",
    "TermHit",
    "locale",
    "may_draft",
    "state",
]
