"""The rules run over entries. The same code serves `check`, drafts and the review page."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from localize.check.convention import is_manual, left_by_convention, without_stop
from localize.check.header import HEADER, header_findings, plurals
from localize.check.ignore import ignores
from localize.check.options import CheckOptions
from localize.check.pair import Pair
from localize.check.rule import CatalogRule, Hit, Rule
from localize.check.source import NAMES
from localize.errors import PluginError
from localize.model import Finding, Locale, Severity
from localize.plugins import CHECKS, load, registered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from localize.model import Catalog, Entry, TermHit

IGNORE = "ignore"
"""The rule that speaks of ignore comments themselves."""
_EN = Locale("en")
_DEFAULT = CheckOptions()


@lru_cache(maxsize=1)
def _all_rules() -> tuple[Rule | CatalogRule, ...]:
    installed: list[Rule | CatalogRule] = []
    for name in registered(CHECKS):
        loaded = load(CHECKS, name)
        for rule in loaded if isinstance(loaded, tuple) else (loaded,):
            if not isinstance(rule, Rule | CatalogRule):
                raise PluginError(
                    f"plug-in {name!r} of {CHECKS} is no rule: {rule!r}",
                    hint="it names a Rule, a CatalogRule, or a tuple of them (docs/checks.md)",
                )
            installed.append(rule)
    return tuple(installed)


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """The installed rules of one pair of texts."""
    return tuple(rule for rule in _all_rules() if isinstance(rule, Rule))


@lru_cache(maxsize=1)
def catalog_rules() -> tuple[CatalogRule, ...]:
    """The installed rules across entries."""
    return tuple(rule for rule in _all_rules() if isinstance(rule, CatalogRule))


def rule_names() -> tuple[str, ...]:
    """Every name that configuration and ignore comments may say."""
    return (*sorted({rule.name for rule in _all_rules()}), *NAMES, "max-length", HEADER, IGNORE)


def pair_findings(pair: Pair, options: CheckOptions = _DEFAULT) -> Iterator[Finding]:
    """The findings of one pair of texts, errors first, then in rule order.

    Raises:
        PluginError: a third party's rule failed.
    """
    said = bool(options.rules)
    for rule in rules():
        severity = options.severity(rule.name, rule.severity) if said else rule.severity
        if severity is None:
            continue
        try:
            hits = list(rule.check(pair))
        except Exception as error:  # a foreign rule may raise anything
            raise PluginError(f"rule {rule.name!r} failed: {error!r}") from error
        for hit in hits:
            yield Finding(rule.name, severity, hit.message, hit.span, hit.source_span)


def findings(
    entry: Entry,
    locale: Locale,
    options: CheckOptions = _DEFAULT,
    source: Locale = _EN,
    *,
    terms: Sequence[TermHit] = (),
    often: Sequence[bool] = (),
    in_manual: bool = False,
    ignored: bool = False,
) -> tuple[Finding, ...]:
    """The findings of one entry, errors first. An entry without any text has none.

    `often`: of each plural form, whether it is for many numbers; empty: not known.
    `in_manual`: whether its catalog is technical documentation. `ignored`: give what ignore
    comments silence, too.
    """
    options = options.at(entry.references)
    flags = frozenset(entry.reading)

    def of(msgid: str, msgstr: str) -> list[Finding]:
        pair = Pair(msgid, msgstr, locale, source, flags, terms, in_manual)
        return list(pair_findings(pair, options))

    raised = _raw(entry, of, options, often)
    if not ignored and entry.comments:
        raised = _silenced(entry, raised, options)
    return tuple(sorted(raised, key=lambda one: one.severity is Severity.WARNING))


def _raw(
    entry: Entry,
    of: Callable[[str, str], list[Finding]],
    options: CheckOptions,
    often: Sequence[bool],
) -> list[Finding]:
    if not any(entry.msgstr):
        return []
    if entry.msgid_plural is None:
        return [*of(entry.msgid, entry.text), *_length(entry.msgstr, options)]
    raised: list[Finding] = []
    for form, msgstr in enumerate(entry.msgstr):
        of_form = of(entry.msgid_plural, msgstr)
        if of_form and (form == 0 or not _is_often(form, often)):
            of_form = _of_few(of_form, of(entry.msgid, msgstr), entry, _is_often(form, often))
        raised += (replace(finding, form=form) for finding in of_form)
    return [*raised, *_length(entry.msgstr, options)]


def _is_often(form: int, often: Sequence[bool]) -> bool:
    return often[form] if form < len(often) else form > 0


def _of_few(
    of_plural: list[Finding],
    of_single: list[Finding],
    entry: Entry,
    often: bool,  # noqa: FBT001
) -> list[Finding]:
    """The findings of the first form, or of one that is for few numbers.

    It may say "one file" or "%d file", and a locale without plural has only the first form: what
    fits either source form fits. But a form for many numbers takes the plural's arguments.
    """
    kept = min(of_plural, of_single, key=len)
    if not often:
        return [finding for finding in kept if not _number_left_out(finding, entry)]
    return kept or [finding for finding in of_plural if finding.rule == "placeholders"]


_COUNT = re.compile(r"%.*[diu]|.*(?:\bn|num|count|number|total)\W*")


def _number_left_out(finding: Finding, entry: Entry) -> bool:
    """Whether a form for one merely does not say the number: "one file" for "%d file"."""
    if finding.rule != "placeholders" or finding.source_span is None:
        return False
    start, end = finding.source_span
    return any(_COUNT.fullmatch(one[start:end]) for one in (entry.msgid, entry.msgid_plural or ""))


def _length(msgstr: tuple[str, ...], options: CheckOptions) -> Iterator[Finding]:
    severity = options.severity("max-length", Severity.ERROR)
    if not options.max_length or severity is None:
        return
    for form, text in enumerate(msgstr):
        if len(text) > options.max_length:
            message = f"{len(text)} characters, {options.max_length} are allowed here"
            span = (options.max_length, len(text))
            yield Finding("max-length", severity, message, span, form=form)


def _silenced(entry: Entry, raised: list[Finding], options: CheckOptions) -> list[Finding]:
    said = ignores(entry)
    if not said:
        return raised
    severity = options.severity(IGNORE, Severity.WARNING)
    names = {comment.rule for comment in said}
    fired = {finding.rule for finding in raised}
    catalog_names = {rule.name for rule in catalog_rules()}
    kept = [finding for finding in raised if finding.rule not in names]
    for comment in said:
        if severity is None or comment.rule in catalog_names:
            continue
        if comment.rule not in fired:
            kept.append(Finding(IGNORE, severity, f"ignores {comment.rule}, which no longer fires"))
        elif not comment.reason:
            kept.append(Finding(IGNORE, severity, f"ignores {comment.rule} without a reason"))
    return kept


def catalog_findings(
    catalog: Catalog,
    locale: Locale,
    options: CheckOptions = _DEFAULT,
    source: Locale = _EN,
    *,
    terms: Callable[[Entry], Sequence[TermHit]] | None = None,
    ignored: bool = False,
) -> Iterator[tuple[Entry, Finding]]:
    """The findings of a catalog's live entries in file order, those across entries included."""
    entries = catalog.live()
    severity = options.severity(HEADER, Severity.ERROR)
    if severity is not None:
        yield from header_findings(catalog, severity)
    often = plurals(catalog.header.text).often if catalog.header else ()
    in_manual = is_manual(entries)
    silent = dict.fromkeys(left_by_convention(entries), "copy")
    if in_manual:
        silent |= dict.fromkeys(without_stop(entries), "incomplete")
    across: dict[int, list[Finding]] = {}
    for rule in catalog_rules():
        if options.severity(rule.name, rule.severity) is not None or options.paths:
            for entry, finding in _across(rule, entries, locale, options, ignored=ignored):
                across.setdefault(id(entry), []).append(finding)
    for entry in entries:
        rows = terms(entry) if terms else ()
        own = findings(
            entry,
            locale,
            options,
            source,
            terms=rows,
            often=often,
            in_manual=in_manual,
            ignored=ignored,
        )
        if id(entry) in silent:
            own = tuple(finding for finding in own if finding.rule != silent[id(entry)])
        for finding in (*own, *across.get(id(entry), ())):
            yield entry, finding


def _across(
    rule: CatalogRule,
    entries: Sequence[Entry],
    locale: Locale,
    options: CheckOptions,
    *,
    ignored: bool,
) -> Iterable[tuple[Entry, Finding]]:
    try:
        hits: list[tuple[Entry, Hit]] = list(rule.check(entries, locale, options))
    except Exception as error:  # a foreign rule may raise anything
        raise PluginError(f"rule {rule.name!r} failed: {error!r}") from error
    for entry, hit in hits:
        severity = options.at(entry.references).severity(rule.name, rule.severity)
        silenced = not ignored and any(one.rule == rule.name for one in ignores(entry))
        if severity is not None and not silenced:
            yield entry, Finding(rule.name, severity, hit.message, hit.span, hit.source_span)
