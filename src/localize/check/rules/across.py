"""Rules across the entries of a catalog: shifted, unequal for equal, names and register."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from localize.check import misalignment
from localize.check.consonants import skeleton
from localize.check.pair import MOST, Pair, without_notes
from localize.check.rule import CatalogRule, Hit
from localize.model import Locale, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.check.options import CheckOptions
    from localize.model import Entry

_EN = Locale("en")
OWN = -0.5
"""Log odds of `misaligned` from which on an entry is compared with its neighbours."""
NEARER = 1.2
"""How much better, in log odds, a translation has to fit a neighbour than its own source."""
BOTH = 4.0
"""How much better both translations together have to fit once they are exchanged."""
_LEAST = 20
"""Characters: a question mark is all that parts two short sentences."""


def _shifted(
    entries: Sequence[Entry], locale: Locale, _options: CheckOptions
) -> Iterator[tuple[Entry, Hit]]:
    own = [_misfit(one, one.text, locale) if _comparable(one) else None for one in entries]
    for at, entry in enumerate(entries):
        here = own[at]
        if here is None or here <= OWN:
            continue
        for near in (at - 1, at + 1):
            there = own[near] if 0 <= near < len(entries) else None
            if there is None or entries[near].text == entry.text:
                continue
            other = entries[near]
            gain = here - _misfit(other, entry.text, locale)
            if gain > NEARER and gain + there - _misfit(entry, other.text, locale) > BOTH:
                yield entry, Hit(f"fits a neighbour better: {other.msgid[:80]!r}")
                break


def _comparable(entry: Entry) -> bool:
    return (
        entry.msgid_plural is None
        and _LEAST <= len(entry.msgid) <= MOST
        and bool(entry.text.strip())
        and entry.msgid != entry.text
    )


def _misfit(entry: Entry, target: str, locale: Locale) -> float:
    pair = Pair(entry.msgid, target, locale, _EN, frozenset(entry.reading))
    return misalignment.total("misaligned", misalignment.signs(pair))


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _same_source(
    entries: Sequence[Entry], _locale: Locale, _options: CheckOptions
) -> Iterator[tuple[Entry, Hit]]:
    by_source: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.text.strip() and entry.msgid_plural is None and not entry.fuzzy:
            by_source[entry.msgid.strip()].append(entry)
    for group in by_source.values():
        texts = Counter(entry.text.strip() for entry in group)
        if len(texts) < 2:
            continue
        usual = texts.most_common(1)[0][0]
        for entry in group:
            if entry.text.strip() != usual:
                yield entry, Hit(f"elsewhere the same source is {usual[:80]!r}")


def _same_target(
    entries: Sequence[Entry], _locale: Locale, _options: CheckOptions
) -> Iterator[tuple[Entry, Hit]]:
    by_target: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if len(entry.text) >= 8 and entry.msgid_plural is None and not entry.fuzzy:
            by_target[entry.text.strip()].append(entry)
    for group in by_target.values():
        sources = {_folded(entry.msgid) for entry in group}
        long = all(len(source.split()) >= 4 for source in sources)
        if len(sources) > 1 and long and not _alike(sources):
            for entry in group[1:]:
                yield entry, Hit(f"another source has the same text: {group[0].msgid[:80]!r}")


def _alike(sources: set[str]) -> bool:
    """Whether the sources share most of their words: wordings of one sentence."""
    first, *others = (set(source.split()) for source in sorted(sources))
    return all(len(first & other) * 2 > len(first | other) for other in others)


_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}")
_KATAKANA = re.compile("[ァ-ヴー]{3,}")


def _names(
    entries: Sequence[Entry], locale: Locale, _options: CheckOptions
) -> Iterator[tuple[Entry, Hit]]:
    """Names in katakana: リチャード in one entry, リッチャード in another."""
    if locale.script != "Jpan":
        return
    seen: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        names = set(_NAME.findall(entry.msgid))
        written = {word: skeleton(word) for word in _KATAKANA.findall(entry.text)} if names else {}
        for name in names:
            sound = skeleton(name)
            forms = [word for word, other in written.items() if other == sound and len(sound) >= 3]
            if len(forms) == 1:
                seen[name][forms[0]].append(entry)
    for name, spellings in seen.items():
        usual = max(spellings.values(), key=len)
        if len(usual) < 2:
            continue
        wanted = next(form for form, places in spellings.items() if places is usual)
        for form, places in spellings.items():
            if len(places) * 3 > len(usual):
                continue
            for entry in places:
                at = entry.text.find(form)
                yield entry, Hit(f"{name} is {wanted} elsewhere", (at, at + len(form)))


_QUOTED = re.compile(r"「[^」]*」|『[^』]*』|（[^）]*）|\([^)]*\)")
_POLITE = re.compile(
    r"(?:です|ます|でした|ました|ません|ましょう|ください|でしょう)(?:か|ね|よ|よね)?[。！？!?]"
)
_PLAIN = re.compile(
    r"(?:である|だった|だ|ない|なかった|った|いた|れた|(?<![まで])した|する|いる|ある|なる)[。]"
)


def _register(
    entries: Sequence[Entry], locale: Locale, _options: CheckOptions
) -> Iterator[tuple[Entry, Hit]]:
    """Japanese: a plain sentence among polite ones of its document, or the reverse."""
    if locale.language != "ja":
        return
    by_document: dict[str, list[tuple[Entry, int, int]]] = defaultdict(list)
    for entry in entries:
        text = _QUOTED.sub("", without_notes(entry.text))
        document = entry.references[0].rsplit(":", 1)[0] if entry.references else ""
        row = (entry, len(_POLITE.findall(text)), len(_PLAIN.findall(text)))
        by_document[document].append(row)
    for rows in by_document.values():
        polite = sum(row[1] for row in rows)
        plain = sum(row[2] for row in rows)
        for at, (entry, here_polite, here_plain) in enumerate(rows):
            if not (here_polite and here_plain) and _in_list(rows, at):
                continue
            if plain >= 20 * max(polite, 1) and plain >= 30 and here_polite:
                yield entry, Hit("polite (です・ます) in a document in plain form (だ・である)")
            elif polite >= 20 * max(plain, 1) and polite >= 30 and here_plain:
                yield entry, Hit("plain form (だ・である) in a polite document (です・ます)")


def _in_list(rows: list[tuple[Entry, int, int]], at: int) -> bool:
    """Whether an entry beside it is in the same form or has no sentence: the form of a list."""
    _, polite, plain = rows[at]
    near = [rows[place] for place in (at - 1, at + 1) if 0 <= place < len(rows)]
    return any(
        (bool(row[1]), bool(row[2])) in ((False, False), (bool(polite), bool(plain)))
        for row in near
    )


RULES = (
    CatalogRule(
        "shifted", Severity.WARNING, "The translations of two neighbours changed places.", _shifted
    ),
    CatalogRule(
        "same-source",
        Severity.WARNING,
        "One text, two translations: one of them is not meant.",
        _same_source,
    ),
    CatalogRule(
        "same-target",
        Severity.WARNING,
        "Two texts, one translation: one of them was copied here.",
        _same_target,
    ),
    CatalogRule("names", Severity.WARNING, "A name is written in two ways in one catalog.", _names),
    CatalogRule(
        "register",
        Severity.WARNING,
        "Polite and plain Japanese are mixed in one document.",
        _register,
    ),
)
