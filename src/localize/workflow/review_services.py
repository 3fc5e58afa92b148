"""What the other stages say of a unit under review, as callables."""

import threading
import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from localize.check.options import CheckOptions
from localize.config import Project
from localize.formats.registry import formats
from localize.model import Draft, Entry, Finding, Locale, Match, TermHit
from localize.review.catalog_refs import CatalogRef
from localize.review.services import Services, Version
from localize.storage.signature import NO_FILE, Signature, signature
from localize.terms import Termbase
from localize.translate.alternatives import Alternatives
from localize.translate.engines.base import Engine
from localize.workflow.project import alternatives_path, read_document

_MEMORY_SECONDS = 20.0
"""How old the memory may be that matches come from; with 20,000 units it takes a moment."""


def review_services(project: Project, today: Callable[[], str]) -> Services:
    """What the stages say, as callables."""
    termbase = _termbase(project)
    return Services(
        source=project.source,
        today=today,
        name=project.root.name,
        page=_page(project),
        findings=_findings(project, termbase),
        terms=_terms(termbase),
        matches=_matches(project),
        history=_history,
        engines=_engines(project),
        alternatives=_kept(project),
        compared=_compared(project),
    )


def _history(ref: CatalogRef, entry: Entry) -> tuple[Version, ...]:
    from localize.review.history import history

    return history(ref, entry)


def _termbase(project: Project) -> Termbase | None:
    """The project's terms; none where it has none."""
    if not any(project.catalogs.glob("*.csv")):
        return None  # the package alone takes a while to load
    from localize.workflow.terms import project_terms

    return project_terms(project)


def _page(project: Project) -> Callable[[CatalogRef, str, bool], str | None]:
    def page(ref: CatalogRef, document: str, edition: bool) -> str | None:  # noqa: FBT001
        from localize.catalogs.files import cached_catalog
        from localize.render.edition import edition as edition_of

        path = project.root / document
        form = formats().get(path.suffix.lower())
        if form is None or not path.is_file():
            return None
        locale = ref.locale if edition else project.source
        catalog = cached_catalog(ref.path) if edition else None
        parsed = read_document(project, path)
        made = edition_of(parsed, catalog, locale, project.source, form)
        return f"<h1{made.title_attributes}>{made.title_html}</h1>{made.lede}{made.body}"

    return page


def _terms(termbase: Termbase | None) -> Callable[[str, Locale], tuple[TermHit, ...]]:
    @lru_cache(maxsize=8192)
    def terms(text: str, locale: Locale) -> tuple[TermHit, ...]:
        if termbase is None:
            return ()
        hits = termbase.matches(text, locale)
        return tuple({hit.text: hit for hit in hits if hit.target}.values())

    return terms


def _matches(project: Project) -> Callable[[str, Locale], tuple[Match, ...]]:
    one_at_a_time = threading.Lock()
    renewed: dict[Locale, float] = {}

    def matches(text: str, locale: Locale) -> tuple[Match, ...]:
        from localize.workflow.tm import project_memory

        with one_at_a_time:
            # Each save changes a catalog, which the memory would take in again each time.
            due = time.monotonic() - renewed.get(locale, -_MEMORY_SECONDS) >= _MEMORY_SECONDS
            with project_memory(project, [locale] if due else []) as memory:
                if due:
                    renewed[locale] = time.monotonic()
                exact = memory.exact(text, project.source, locale)
                near = memory.fuzzy(text, project.source, locale)
        return tuple({(one.source, one.target): one for one in (*exact, *near)}.values())

    return matches


def _findings(
    project: Project, termbase: Termbase | None
) -> Callable[[Entry, Locale], tuple[Finding, ...]]:
    def findings(entry: Entry, locale: Locale) -> tuple[Finding, ...]:
        # The rules take a while to load: not before a unit is looked at.
        from localize.check.run import findings as of_entry

        terms = termbase.matches(entry.msgid, locale) if termbase else ()
        return of_entry(entry, locale, options(), project.source, terms=terms)

    @lru_cache(maxsize=1)
    def options() -> CheckOptions:
        from localize.workflow.check import options_of

        return options_of(project)

    return findings


def _engines(project: Project) -> Mapping[str, Callable[[Entry, Locale], str]]:
    """The project's engine and those it has settings for, to be asked. Loaded when first asked."""
    configured = (name for name in project.table("engines") if name != "route")
    names = dict.fromkeys([project.engine, *configured])
    one_at_a_time = threading.Lock()

    @lru_cache(maxsize=16)
    def engine(name: str) -> Engine:
        from localize.workflow.engines import made_engine

        return made_engine(project, name)

    def proposing(name: str) -> Callable[[Entry, Locale], str]:
        def propose(entry: Entry, locale: Locale) -> str:
            from localize.translate.draft import source_text
            from localize.translate.pipeline import Route, translated

            with one_at_a_time:
                route = Route(engine(name), project.source, locale)
                ((_, record),) = translated([source_text(entry)], route)
            return record.text

        return propose

    return {name: proposing(name) for name in names}


def _kept(project: Project) -> Callable[[Entry, Locale], Mapping[str, Draft]]:
    def alternatives(entry: Entry, locale: Locale) -> Mapping[str, Draft]:
        known, _ = _read_alternatives(*_stamped(alternatives_path(project, locale)))
        if not known:
            return {}
        from localize.translate.alternatives import source_of

        return known.get(source_of(entry), {})

    return alternatives


def _compared(project: Project) -> Callable[[Locale], tuple[str, ...]]:
    def compared(locale: Locale) -> tuple[str, ...]:
        return _read_alternatives(*_stamped(alternatives_path(project, locale)))[1]

    return compared


def _stamped(path: Path) -> tuple[Path, Signature]:
    return path, signature(path)


@lru_cache(maxsize=16)
def _read_alternatives(path: Path, stamp: Signature) -> tuple[Alternatives, tuple[str, ...]]:
    """What `translate` had of other engines, and their names; read again when it has changed."""
    if stamp == NO_FILE:
        return {}, ()
    from localize.translate.alternatives import read_alternatives

    kept = read_alternatives(path)
    return kept, tuple(sorted({name for engines in kept.values() for name in engines}))
