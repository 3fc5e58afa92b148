"""The inline Markdown of a msgid, by pyromark (pulldown-cmark)."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from localize.inline.grammar import PieceKind, scanned
from localize.inline.marks import MarkRole, SourceMark, SourceMarks, TextRun, tiled
from localize.inline.tagged import tag_mark, tiled_text

# The parser reads blocks; with words around it no msgid begins a list or a heading.
_BEFORE, _AFTER = "a ", " a"
_SIGNS = re.compile(r"[\\`*_\[\]<~&!$\n]")
_LABELS = re.compile(r"\]\[([^\[\]]+)\]|\[([^\[\]]+)\]\[\]")
_NOTES = re.compile(r"\[\^[^\]\s]{1,100}\]")
# `$5-$6` is money, `$HOME:$PATH` shell, and `${a} of %1$s` placeholders.
_OPERATOR = re.compile(r"[\\^_{}=+*<>|]")
_FORMULAS = frozenset({"InlineMath", "DisplayMath"})
_WHOLE = frozenset({"Autolink", "Email"})
_WRAPS = {
    "Strong": PieceKind.STRONG,
    "Emphasis": PieceKind.EMPHASIS,
    "Strikethrough": PieceKind.STRIKETHROUGH,
    "Link": PieceKind.LINK,
    "Image": PieceKind.IMAGE,
}
_OPENINGS = {"Strong": 2, "Emphasis": 1, "Link": 1, "Image": 2}
_ATOMS = {
    "Code": PieceKind.CODE,
    "HardBreak": PieceKind.BREAK,
    "FootnoteReference": PieceKind.FOOTNOTE,
    "InlineMath": PieceKind.MATH,
    "DisplayMath": PieceKind.MATH,
}


def options() -> Any:
    """What every reader of our Markdown turns on, the HTML writer too."""
    from pyromark import Options

    return (
        Options.ENABLE_TABLES
        | Options.ENABLE_FOOTNOTES
        | Options.ENABLE_STRIKETHROUGH
        | Options.ENABLE_TASKLISTS
        | Options.ENABLE_HEADING_ATTRIBUTES
        | Options.ENABLE_MATH
        | Options.ENABLE_GFM
        | Options.ENABLE_DEFINITION_LIST
    )


def markdown_marks(source: str, form: str = "", labels: Sequence[str] = ()) -> SourceMarks:
    """The marks of a Markdown msgid. `labels`: what in brackets alone is a link in its document."""
    if not _SIGNS.search(source):
        return tuple(tiled_text(source, scanned(source, form, tags=False)))
    return _read(source, form, tuple(labels))


@lru_cache(maxsize=4096)
def _read(source: str, form: str, labels: tuple[str, ...]) -> SourceMarks:
    return tuple(tiled(source, _marks(source, form, labels)))


def _marks(source: str, form: str, labels: tuple[str, ...]) -> Iterator[SourceMark]:
    events = _events(source, labels)
    if events is not None:
        yield from _Reader(source, form).read(events)
        return
    lines = source.splitlines(keepends=True)
    if len(lines) < 2:  # no such msgid is known; its text is still protected
        yield from tiled_text(source, scanned(source, form))
        return
    start = 0
    for line in lines:
        body = line.rstrip("\r\n")
        for mark in markdown_marks(body, form, labels):
            yield mark._replace(start=start + mark.start, end=start + mark.end)
        if body != line:
            end = start + len(line)
            yield SourceMark(
                MarkRole.ATOM, PieceKind.BREAK, line[len(body) :], start + len(body), end
            )
        start += len(line)


def _events(
    source: str, labels: Sequence[str], *, math: bool = True
) -> list[tuple[Any, int, int]] | None:
    """The inline events with character ranges in the source; None: it is not one paragraph."""
    text = _BEFORE + source + _AFTER
    known = dict.fromkeys((*(full or short for full, short in _LABELS.findall(source)), *labels))
    definitions = "".join(f"\n\n[{label}]: x" for label in known)
    definitions += "".join(f"\n\n{note}: x" for note in dict.fromkeys(_NOTES.findall(source)))
    events = _parser(math=math).events_with_range(text + definitions)
    first, span = next(events)
    if first != {"Start": "Paragraph"}:
        return None
    places = _characters(text)
    if span["end"] < len(places) - 1:
        return None
    shift = len(_BEFORE)
    inline = []
    for event, span in events:
        if event == {"End": "Paragraph"}:
            break
        inline.append((event, places[span["start"]] - shift, places[span["end"]] - shift))
        if math and _FORMULAS.intersection(event):
            _, low, high = inline[-1]
            if not _is_formula(source, low, high):
                if _SIGNS.search(source, low + 1, high - 1):
                    return _events(source, labels, math=False)
                inline[-1] = ({"Text": source[low:high]}, low, high)
    return _trimmed(inline, len(source))


@lru_cache(maxsize=1)
def _parser(*, math: bool) -> Any:
    from pyromark import Markdown, Options

    return Markdown(options=options() if math else options() & ~Options.ENABLE_MATH)


def _is_formula(source: str, low: int, high: int) -> bool:
    inner = source[low:high].strip("$")
    if inner.startswith("{") or "](" in inner or "**" in inner or source[high : high + 1].isalnum():
        return False
    return _OPERATOR.search(inner) is not None or (len(inner) == 1 and inner.isalpha())


def _trimmed(events: list[tuple[Any, int, int]], size: int) -> list[tuple[Any, int, int]] | None:
    """The events without the words that were put around."""
    first, start, end = events[0]
    if "Text" not in first or start != -len(_BEFORE):
        return None
    trimmed = [({"Text": first["Text"][len(_BEFORE) :]}, 0, end), *events[1:]]
    last, start, end = trimmed[-1]
    if "Text" not in last or end != size + len(_AFTER):
        return None
    trimmed[-1] = ({"Text": last["Text"][: -len(_AFTER)]}, start, size)
    return trimmed


def _characters(text: str) -> list[int] | range:
    """The character at each byte of the text's UTF-8."""
    if text.isascii():
        return range(len(text) + 1)
    places: list[int] = []
    for number, character in enumerate(text):
        places += [number] * len(character.encode("utf-8"))
    places.append(len(text))
    return places


class _Reader:
    """Events into marks."""

    def __init__(self, source: str, form: str) -> None:
        self._source = source
        self._form = form
        self._run = TextRun()
        self._last = 0
        """Where the marks so far end."""
        self._opened: list[tuple[int, str]] = []
        """Of each pair that is open: how wide its marks are, and where a link leads."""
        self._skipped = False

    def read(self, events: list[tuple[Any, int, int]]) -> Iterator[SourceMark]:
        """The marks, escapes' backslashes left out."""
        for event, low, high in events:
            kind, value = next(iter(event.items())) if isinstance(event, dict) else (event, "")
            if self._skipped:  # the address within <…>
                self._skipped = kind != "End"
                continue
            if kind == "Text":
                self._run.add(value, max(self._last, low - 1), high)
                self._last = high
            elif kind == "SoftBreak":
                self._run.add(" ", low, high)
                self._last = high
            else:
                yield from self._flushed()
                yield from self._mark(kind, value, low, high)
        yield from self._flushed()

    def _flushed(self) -> Iterator[SourceMark]:
        run, self._run = self._run, TextRun()
        return run.marks(self._source, self._form)

    def _mark(self, kind: str, value: Any, low: int, high: int) -> Iterator[SourceMark]:
        if kind in {"InlineHtml", "Html"}:
            yield tag_mark(self._source[low:high], low)
        elif kind == "Start":
            yield self._start(value, low, high)
            return
        elif kind == "End":
            yield self._end(value, high)
        else:
            yield SourceMark(
                MarkRole.ATOM, _ATOMS[kind], value or self._source[low:high], low, high
            )
        self._last = high

    def _start(self, value: Any, low: int, high: int) -> SourceMark:
        name = value if isinstance(value, str) else next(iter(value))
        leads = value[name] if isinstance(value, dict) else {}
        if name == "Link" and leads["link_type"] in _WHOLE:
            self._skipped, self._last = True, high
            kind = PieceKind.URL if leads["link_type"] == "Autolink" else PieceKind.EMAIL
            return SourceMark(MarkRole.ATOM, kind, self._source[low + 1 : high - 1], low, high)
        width = _OPENINGS.get(name) or (2 if self._source.startswith("~~", low) else 1)
        self._opened.append((width, leads.get("id") or leads.get("dest_url", "")))
        self._last = low + width
        return SourceMark(MarkRole.OPEN, _WRAPS[name], "", low, low + width)

    def _end(self, name: str, high: int) -> SourceMark:
        width, leads = self._opened.pop()
        start = self._last if name in {"Link", "Image"} else high - width
        return SourceMark(MarkRole.CLOSE, _WRAPS[name], leads, start, high)
