"""Texts through an engine, down the ladder of `protect`: what one rung loses, the next tries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from localize.errors import EngineError
from localize.translate.engines.doubts import EMPTY, MARKUP
from localize.translate.journal import Record, record_key
from localize.translate.protect.inline import Atom, has_words, walk
from localize.translate.protect.masks import STYLES, ranked
from localize.translate.protect.rungs import Masked, Protected, Rung, ladder
from localize.translate.protect.syntax import described, parse
from localize.translate.sound import sound_drafts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from localize.model import Locale, Markup
    from localize.translate.engines.base import Draft, Engine, Request
    from localize.translate.journal import Journal
    from localize.translate.protect.inline import Terms

TermRows: TypeAlias = "Callable[[str], tuple[tuple[str, str], ...]]"
_CHUNK = 8192
"""Texts that are held read at a time."""
_PROBES = 16
"""Texts on which the masks are tried, where a model's liking is not known yet."""


@dataclass(frozen=True, slots=True)
class Text:
    """A distinct text to translate. Equal ones are translated once; context does not count."""

    msgid: str
    markup: Markup
    before: str = ""
    after: str = ""
    note: str = ""
    labels: tuple[str, ...] = ()
    """What in brackets alone is a link in its document."""

    @property
    def _identity(self) -> tuple[object, ...]:
        return self.msgid, self.markup, self.labels

    def __hash__(self) -> int:
        return hash(self._identity)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self._identity == other._identity


def through(
    texts: Sequence[Text],
    engine: Engine,
    source: Locale,
    target: Locale,
    *,
    terms: Terms | None = None,
    rows: TermRows | None = None,
    journal: Journal | None = None,
) -> Iterator[tuple[Text, Record]]:
    """The record of each text as soon as it is done, in any order.

    Invariant: the record has the markup of its text, and every placeholder as often; it says
    something.
    """
    styles: Sequence[str] = ()
    # The longest first: a late long one would leave the other cores without work.
    order = sorted(texts, key=lambda text: -len(text.msgid))
    for start in range(0, len(order), _CHUNK):
        chunk = order[start : start + _CHUNK]
        read = {text: _protected(text, target, terms) for text in chunk}
        if engine.markup != "source":
            read = _with_alts(read, partial(through, engine=engine, source=source, target=target,
                                            terms=terms, rows=rows, journal=journal))  # fmt: skip
        if engine.markup == "none" and not styles:
            styles = _styles(list(read.values()), engine, source, target, journal)
        yield from _down_the_ladder(read, engine, source, target, styles or STYLES, rows)


def _protected(text: Text, target: Locale, terms: Terms | None) -> Protected:
    nodes = parse(text.msgid, text.markup, terms, text.labels)
    return Protected(text.msgid, text.markup, nodes, target, text.labels)


def _with_alts(
    read: dict[Text, Protected], ask: Callable[[Sequence[Text]], Iterator[tuple[Text, Record]]]
) -> dict[Text, Protected]:
    """The texts with what stands for their images translated, which is no part of a sentence."""
    images = {
        text: [node for node in walk(one.nodes) if isinstance(node, Atom) and node.alt.strip()]
        for text, one in read.items()
    }
    alts = dict.fromkeys(Text(node.alt, text.markup) for text in images for node in images[text])
    if not alts:
        return read
    found = {text.msgid: record for text, record in ask(list(alts))}
    with_text = {alt: record.text for alt, record in found.items() if not record.doubts}
    return {
        text: replace(one, nodes=described(one.nodes, with_text)) if images[text] else one
        for text, one in read.items()
    }


def _down_the_ladder(
    read: dict[Text, Protected],
    engine: Engine,
    source: Locale,
    target: Locale,
    styles: Sequence[str],
    rows: TermRows | None,
) -> Iterator[tuple[Text, Record]]:
    plans: dict[Text, tuple[Rung, ...]] = {}
    for text, one in read.items():
        plans[text] = ladder(one, engine.markup, styles)
        if not plans[text]:  # placeholders and punctuation only
            yield text, Record(text.msgid, "copy")
    todo = [text for text in read if plans[text]]
    number = 0
    while todo:
        failed: list[tuple[Text, tuple[str, ...], str]] = []
        jobs = [(text, plans[text][number]) for text in todo]
        for text, rung, answers in _asked(jobs, read, engine, source, target, rows):
            empty = not all(answer.text.strip() for answer in answers)
            msgstr = None if empty else rung.msgstr(read[text], answers)
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
                yield text, Record(text.msgid, name, None, doubts)


def _record(msgstr: str, answers: Sequence[Draft]) -> Record:
    scores = [answer.score for answer in answers if answer.score is not None]
    doubts = dict.fromkeys(doubt for answer in answers for doubt in answer.doubts)
    return Record(msgstr, answers[0].engine, min(scores) if scores else None, tuple(doubts))


def _asked(
    jobs: Sequence[tuple[Text, Rung]],
    read: dict[Text, Protected],
    engine: Engine,
    source: Locale,
    target: Locale,
    rows: TermRows | None,
) -> Iterator[tuple[Text, Rung, list[Draft]]]:
    """The answers to each job's requests, as soon as its last one is there."""
    requests: list[Request] = []
    owners: list[tuple[int, int]] = []
    answers: list[list[Draft | None]] = []
    for place, (text, rung) in enumerate(jobs):
        asked = rung.texts(read[text])
        found = rows(text.msgid) if rows is not None else ()
        for slot, request in enumerate(asked):
            requests.append(
                replace(request, before=text.before, after=text.after, note=text.note, terms=found)
            )
            owners.append((place, slot))
        answers.append([None] * len(asked))
    left = [len(one) for one in answers]
    for index, draft in sound_drafts(engine, requests, source, target):
        place, slot = owners[index]
        if answers[place][slot] is None:
            answers[place][slot] = draft
            left[place] -= 1
        if not left[place]:
            text, rung = jobs[place]
            yield text, rung, [one for one in answers[place] if one is not None]
            answers[place] = [None]  # not held for longer than needed
            left[place] = -1
    if any(count > 0 for count in left):
        raise EngineError(f"engine {engine.name} left {sum(n > 0 for n in left)} texts unanswered")


def _styles(
    texts: Sequence[Protected],
    engine: Engine,
    source: Locale,
    target: Locale,
    journal: Journal | None,
) -> tuple[str, ...]:
    """The masks, those first that this model copies: tried on some of the texts, remembered.

    Empty where no text has anything to mask.
    """
    fit = (one for one in texts if one.maskable and has_words(one.nodes) and len(one.msgid) < 400)
    sample = list(islice(fit, _PROBES))
    if not sample:
        return ()
    identity = getattr(engine, "identity", None)
    name = identity(source, target) if identity is not None else engine.name
    key = record_key("masks", name, str(source), str(target))
    known = journal.get(key) if journal is not None else None
    if known is not None and set(known.text.split("\n")) == set(STYLES):
        return tuple(known.text.split("\n"))
    requests = [Masked(style).texts(one)[0] for style in STYLES for one in sample]
    scores = {style: [len(sample), 0] for style in STYLES}
    for index, draft in sound_drafts(engine, requests, source, target):
        style = STYLES[index // len(sample)]
        one = sample[index % len(sample)]
        scores[style][1] += not draft.doubts and Masked(style).msgstr(one, [draft]) is not None
    found = ranked(scores)
    if journal is not None:
        journal.add(key, Record("\n".join(found), name))
    return found
