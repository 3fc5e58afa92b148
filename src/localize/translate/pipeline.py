"""Texts through an engine: what one strategy of `protect` loses, the next one tries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeAlias

from localize.errors import EngineError
from localize.inline.markup import Syntax, described, parse
from localize.inline.tree import Atom, Terms, has_words, walk
from localize.model import Draft, Locale, Markup
from localize.translate.engines.base import Engine, Request
from localize.translate.engines.output_doubts import EMPTY, MARKUP
from localize.translate.journal import Journal, record_key
from localize.translate.protect.masks import STYLES, ranked
from localize.translate.protect.strategies import Masked, Protected, Strategy, strategies
from localize.translate.validate import valid_drafts

TermRows: TypeAlias = "Callable[[str], tuple[tuple[str, str], ...]]"
_CHUNK = 8192
"""Texts that are held read at a time."""
_PROBES = 16
"""Texts on which the masks are tried, where a model's liking is not known yet."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A distinct text to translate. Equal ones are translated once; context does not count."""

    msgid: str
    markup: Markup
    before: str = ""
    after: str = ""
    note: str = ""
    labels: tuple[str, ...] = ()
    """What in brackets alone is a link in its document."""
    form: str = ""
    """What kind of format string it is: see `inline.grammar.format_of`."""

    @property
    def syntax(self) -> Syntax:
        """How it is read."""
        return Syntax(self.markup, self.form)

    @property
    def _identity(self) -> tuple[object, ...]:
        return self.msgid, self.markup, self.form, self.labels

    def __hash__(self) -> int:
        return hash(self._identity)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SourceText) and self._identity == other._identity


@dataclass(frozen=True, slots=True)
class Route:
    """What texts go through: an engine from one locale to another, and what it is told."""

    engine: Engine
    source: Locale
    target: Locale
    terms: Terms | None = None
    """Terms that are not translated, or have one translation."""
    rows: TermRows | None = None
    """The termbase's rows for a text, for engines that are told them."""
    journal: Journal | None = None

    @property
    def identity(self) -> str:
        """The engine with its version, as far as it says one."""
        identity = getattr(self.engine, "identity", None)
        return identity(self.source, self.target) if identity is not None else self.engine.name

    def drafts(self, requests: Sequence[Request]) -> Iterator[tuple[int, Draft]]:
        """The engine's drafts of requests, looked at."""
        return valid_drafts(self.engine, requests, self.source, self.target)


def translated(texts: Sequence[SourceText], route: Route) -> Iterator[tuple[SourceText, Draft]]:
    """The record of each text as soon as it is done, in any order.

    Invariant: the record has the markup of its text, and every placeholder as often; it says
    something.
    """
    styles: Sequence[str] = ()
    # The longest first: a late long one would leave the other cores without work.
    order = sorted(texts, key=lambda text: -len(text.msgid))
    for start in range(0, len(order), _CHUNK):
        read = {text: _protected(text, route) for text in order[start : start + _CHUNK]}
        if route.engine.markup != "source":
            read = _with_alts(read, route)
        if route.engine.markup == "none" and not styles:
            styles = _styles(list(read.values()), route)
        yield from _by_strategies(read, route, styles or STYLES)


def _protected(text: SourceText, route: Route) -> Protected:
    nodes = parse(text.msgid, text.syntax, route.terms, text.labels)
    return Protected(text.msgid, text.syntax, nodes, route.target, text.labels)


def _with_alts(read: dict[SourceText, Protected], route: Route) -> dict[SourceText, Protected]:
    """The texts with what stands for their images translated, which is no part of a sentence."""
    images = {
        text: [node for node in walk(of.nodes) if isinstance(node, Atom) and node.alt.strip()]
        for text, of in read.items()
    }
    alts = dict.fromkeys(
        SourceText(node.alt, text.markup, form=text.form)
        for text in images
        for node in images[text]
    )
    if not alts:
        return read
    records = {text.msgid: record for text, record in translated(list(alts), route)}
    with_text = {alt: record.text for alt, record in records.items() if not record.doubts}
    return {
        text: replace(of, nodes=described(of.nodes, with_text)) if images[text] else of
        for text, of in read.items()
    }


def _by_strategies(
    read: dict[SourceText, Protected], route: Route, styles: Sequence[str]
) -> Iterator[tuple[SourceText, Draft]]:
    plans: dict[SourceText, tuple[Strategy, ...]] = {}
    for text, protected in read.items():
        plans[text] = strategies(protected, route.engine.markup, styles)
        if not plans[text]:  # placeholders and punctuation only
            yield text, Draft(text.msgid, "copy")
    todo = [text for text in read if plans[text]]
    number = 0
    while todo:
        failed: list[tuple[SourceText, tuple[str, ...], str]] = []
        jobs = [(text, plans[text][number]) for text in todo]
        for text, strategy, answers in _asked(jobs, read, route):
            empty = not all(answer.text.strip() for answer in answers)
            msgstr = None if empty else strategy.msgstr(read[text], answers)
            if msgstr is not None:
                yield text, _record(msgstr, answers)
            else:
                said = [doubt for answer in answers for doubt in answer.doubts]
                said.append(EMPTY if empty else MARKUP)
                failed.append((text, tuple(dict.fromkeys(said)), answers[0].engine))
        number += 1
        todo = [text for text, _, _ in failed if number < len(plans[text])]
        for text, doubts, name in failed:
            if number >= len(plans[text]):
                yield text, Draft(text.msgid, name, None, doubts)


def _record(msgstr: str, answers: Sequence[Draft]) -> Draft:
    scores = [answer.score for answer in answers if answer.score is not None]
    doubts = dict.fromkeys(doubt for answer in answers for doubt in answer.doubts)
    return Draft(msgstr, answers[0].engine, min(scores) if scores else None, tuple(doubts))


def _asked(
    jobs: Sequence[tuple[SourceText, Strategy]], read: dict[SourceText, Protected], route: Route
) -> Iterator[tuple[SourceText, Strategy, list[Draft]]]:
    """The answers to each job's requests, as soon as its last one is there."""
    requests: list[Request] = []
    owners: list[tuple[int, int]] = []
    answers: list[list[Draft | None]] = []
    for place, (text, strategy) in enumerate(jobs):
        asked = strategy.texts(read[text])
        rows = route.rows(text.msgid) if route.rows is not None else ()
        for slot, request in enumerate(asked):
            requests.append(
                replace(request, before=text.before, after=text.after, note=text.note, terms=rows)
            )
            owners.append((place, slot))
        answers.append([None] * len(asked))
    left = [len(slots) for slots in answers]
    for index, draft in route.drafts(requests):
        place, slot = owners[index]
        if answers[place][slot] is None:
            answers[place][slot] = draft
            left[place] -= 1
        if not left[place]:
            text, strategy = jobs[place]
            yield text, strategy, [answer for answer in answers[place] if answer is not None]
            answers[place] = [None]  # not held for longer than needed
            left[place] = -1
    if any(count > 0 for count in left):
        count = sum(number > 0 for number in left)
        raise EngineError(f"engine {route.engine.name} left {count} texts unanswered")


def _styles(texts: Sequence[Protected], route: Route) -> tuple[str, ...]:
    """The masks, those first that this model copies: tried on some of the texts, remembered.

    Empty where no text has anything to mask.
    """
    fit = (
        text for text in texts if text.maskable and has_words(text.nodes) and len(text.msgid) < 400
    )
    sample = list(islice(fit, _PROBES))
    if not sample:
        return ()
    key = record_key("masks", route.identity, str(route.source), str(route.target))
    known = route.journal.get(key) if route.journal is not None else None
    if known is not None and set(known.text.split("\n")) == set(STYLES):
        return tuple(known.text.split("\n"))
    requests = [Masked(style).texts(text)[0] for style in STYLES for text in sample]
    scores = {style: [len(sample), 0] for style in STYLES}
    for index, draft in route.drafts(requests):
        style, text = STYLES[index // len(sample)], sample[index % len(sample)]
        scores[style][1] += not draft.doubts and Masked(style).msgstr(text, [draft]) is not None
    best = ranked(scores)
    if route.journal is not None:
        route.journal.add(key, Draft("\n".join(best), route.identity))
    return best
