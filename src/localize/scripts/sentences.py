"""Where sentences end: the one sentence interface, linear in the length of a text.

A mark that may end a sentence is judged by what comes before it (an abbreviation, an initial, a
number) and after it (a small letter, a digit, a word that begins sentences). What has to be known
of a language for this is its entry in `languages.toml`.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from localize.model import Locale
from localize.scripts.full_stops import FullStop, ends_sentence
from localize.scripts.languages import Language, language
from localize.scripts.writing import CJK, writing

Span = tuple[int, int]
"""`(start, end)` in characters, end exclusive."""

# Unicode, Sentence_Terminal: those that end a sentence whatever follows, and those that want
# white space behind them. Without ⁇, which is what models write for the unknown.
_ALWAYS = "。！？｡．।॥؟۔။።፧፨៕꓿᙮᱾᱿꫰꫱"
_SPACED = ".!?…‼⁈⁉։՜՞෴᠃᠉།༎"
_QUOTES = "\"'”’“»›)\\]）］」』】》〉"
# Behind the mark: closing quotes, brackets and markup; citations; emoji.
_BEHIND = (
    rf"(?:[{_QUOTES}*_~`]|</[A-Za-z][^<>\s]{{0,20}}>|[\u00a0\u202f ]»|[!?])*"
    r"(?: ?\[\d{1,3}(?:[-–, ]{1,2}\d{1,3}){0,9}\])*"
    r"(?:[ \u00a0]?[\u2600-\u27bf\U0001f300-\U0001faff\ufe0f\u200d]+)*"
)
_BRACKETS = re.compile(r"[()（）「」『』]")
_PARTNER = {")": "(", "）": "（", "」": "「", "』": "『"}
_FAR = 600
"""Characters; a bracket that closes later than that holds no sentence together."""
# A quotation goes on: 「…。」と言った.
_GOES_ON = re.compile(r"[とっなのはがをにでもへ、。]")
_SAID = re.compile(r"(?:と|って)(?:言|い[いうえっわ]|聞|き[いか]|思|叫|尋|答|書|問|呟|つぶや|さけ)")


@lru_cache(maxsize=16)
def _marks(more: str) -> re.Pattern[str]:
    """What may end a sentence, where a language has these marks as well."""
    spaced = re.escape(_SPACED + more)
    return re.compile(
        rf"(?P<always>(?:[{_ALWAYS}]|(?<=[\u0900-\u097f]) ?\|(?=\s))[{_ALWAYS}{spaced}]*)"
        rf"(?P<closed>[{_QUOTES}]*)"
        rf"|(?P<mark>[{spaced}]+(?:[ \u00a0\u202f][!?…]+)*)(?P<behind>{_BEHIND})"
        rf"(?=\s|\Z|(?<=[{CJK}][.!?])(?=[{CJK}]))"
    )


def sentences(text: str, locale: Locale | None = None) -> tuple[Span, ...]:
    """The spans of the sentences, surrounding whitespace left out, in order.

    Invariant: what stands between two spans is whitespace, and so is what stands around them.
    A line break always ends a sentence. In a line without a capital small letters tell nothing.
    """
    known = language(locale.language if locale else "und")
    spans: list[Span] = []
    start = 0
    for line in text.splitlines(keepends=True):
        begin = 0
        for end in _ends(line, known):
            spans.append((start + begin, start + end))
            begin = end
        spans.append((start + begin, start + len(line)))
        start += len(line)
    return tuple(span for span in (_stripped(text, *span) for span in spans) if span[0] < span[1])


def _ends(line: str, known: Language) -> Iterator[int]:
    """Where sentences of a line end, its own end left out."""
    begin, last = _stripped(line, 0, len(line))
    cased = line != line.lower()
    closed: _Brackets | None = None
    for match in _marks(known.ends).finditer(line):
        end = match.end()
        if end >= last:
            return
        if match["always"]:
            end = _after_always(line, begin, match)
        elif not ends_sentence(FullStop(line, begin, match, cased=cased), known):
            continue
        if end < 0:
            continue
        closed = closed or _Brackets.of(line)
        if closed.hold(line, begin, match.start(), end):
            continue
        yield end
        begin, _ = _stripped(line, end, last)


def _after_always(line: str, begin: int, match: re.Match[str]) -> int:
    """The end behind a mark that wants no white space; negative: the sentence goes on."""
    end, quotes, mark = match.end(), match["closed"], match["always"]
    following = line[end : end + 1]
    if mark == "．" and following.isalnum() and not following.isalpha():
        return -1
    if following.isalpha() and _opens(line, max(begin, end - _FAR), end):
        end, quotes = end - 1, quotes[:-1]
    if quotes and quotes[-1] in "」』）" and _GOES_ON.match(line, end):
        return -1
    if quotes and mark[-1] == "؟" and line[_stripped(line, end, len(line))[0]] not in "\"“«„'":
        return -1  # "?" she asked
    if mark[-1] in "！？" and _SAID.match(line, end):
        return -1
    return end


def _opens(line: str, begin: int, end: int) -> bool:
    """Whether the last character opens a quotation rather than closing one."""
    quote = line[end - 1]
    return quote == "“" or (quote in "\"'" and line.count(quote, begin, end) % 2 == 1)


@dataclass(frozen=True, slots=True)
class _Brackets:
    """The outermost brackets of a line that are closed again, in order."""

    opens: tuple[int, ...]
    closes: tuple[int, ...]

    @classmethod
    def of(cls, line: str) -> _Brackets:
        """Those of a line, in time linear in its length."""
        waiting: list[int] = []
        pairs: list[Span] = []
        for match in _BRACKETS.finditer(line):
            mark, at = match[0], match.start()
            if mark not in _PARTNER:
                waiting.append(at)
            elif waiting and line[waiting[-1]] == _PARTNER[mark]:
                start = waiting.pop()
                if at - start <= _FAR:
                    while pairs and pairs[-1][0] > start:
                        pairs.pop()
                    pairs.append((start, at))
        return cls(tuple(start for start, _ in pairs), tuple(end for _, end in pairs))

    def hold(self, line: str, begin: int, mark: int, end: int) -> bool:
        """Whether a mark is inside brackets that do not begin with the sentence."""
        number = bisect(self.opens, mark) - 1
        if number < 0 or self.closes[number] < mark:
            return False
        start, stop = self.opens[number], self.closes[number]
        if stop < end:  # the sentence ends with the brackets
            return line[mark] in "!?" and start > begin
        return line[start] in "「『" or start > begin


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def sentence_texts(text: str, locale: Locale | None = None) -> tuple[str, ...]:
    """The sentences of a text, each with the white space behind it; together they are the text."""
    starts = [start for start, _ in sentences(text, locale)]
    edges = [0, *starts[1:], len(text)]
    return tuple(text[start:end] for start, end in pairwise(edges) if start < end)


def separator(between: str, target: Locale) -> str:
    """What stands between two translated sentences, for what stood between their sources."""
    if "\n" in between or "\r" in between:
        return between
    gap = writing(target).sentence_gap
    return between or gap if gap else ""


def parts(text: str, size: int) -> tuple[Span, ...]:
    """The text in spans of at most about `size` characters, cut where it hurts least."""
    spans: list[Span] = []
    start = 0
    while len(text) - start > size:
        cut = start + _cut(text[start : start + size])
        spans.append(_stripped(text, start, cut))
        start = cut
    spans.append(_stripped(text, start, len(text)) if start else (0, len(text)))
    return tuple(span for span in spans if span[0] < span[1])


_CUTS = (re.compile(r"[;；:：—–]"), re.compile(r"[,，、،।]"), re.compile(r"\s"))


def _cut(window: str) -> int:
    for pattern in _CUTS:
        ends = [match.end() for match in pattern.finditer(window)]
        late = [end for end in ends if end > len(window) // 3]
        if late:
            return late[-1]
    return len(window)
