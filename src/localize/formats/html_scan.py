"""Where the prose of an HTML text is: runs of inline content between block tags, attributes.

A tokenizer with places, not a parser: what it does not know stays as it is. Linear in the text.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal, NamedTuple

from localize.formats.directives import Directives
from localize.model import Kind

TOKEN = re.compile(
    r"<!--(?:.*?-->|.*\Z)|<!\[CDATA\[(?:.*?\]\]>|.*\Z)|<[!?][^>]*>"
    r"|<(?P<close>/?)(?P<name>[A-Za-z][^\s/<>]*)"
    r"(?P<attributes>(?:[^<>\"'{}]|\"[^\"]*\"|'[^']*'|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})*)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"(?P<name>[^\s\"'<>/=]+)(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'"
    r"|(?P<bare>[^\s\"'=<>`]+)))?"
)
_ENTITY = re.compile(r"&#?\w+;")
_BROKEN_TAG = re.compile(r"<[A-Za-z/]")
# A tag on a line of its own is around the words, not in them. In Markdown it makes the block.
_OPENING_LINE = re.compile(r"</?[A-Za-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>[ \t]*\r?\n\s*")
_CLOSING_TAG = re.compile(r"</[A-Za-z][^<>]*>")
_LETTER = re.compile(r"[^\W\d_]")

VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()  # noqa: SIM905
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img input ins kbd label map "  # noqa: SIM905
    "mark meter output picture progress q rb rp rt rtc ruby s samp small source span strike strong "
    "sub sup time tt u var wbr".split()
)
_OPAQUE = frozenset("pre script style svg math template iframe object canvas textarea".split())  # noqa: SIM905
_RAW_TEXT = frozenset({"script", "style", "textarea", "title"})
_MUTE = frozenset({"code", "kbd", "samp", "var", "tt"})
_KINDS = {
    "li": Kind.LIST_ITEM,
    "td": Kind.TABLE_CELL,
    "th": Kind.TABLE_CELL,
    "dt": Kind.TERM,
    "blockquote": Kind.QUOTATION,
    "figcaption": Kind.CAPTION,
    "caption": Kind.CAPTION,
    "title": Kind.TITLE,
}
_HEADING = re.compile(r"h([1-6])$")
_META = frozenset(
    "description og:title og:description og:site_name og:image:alt twitter:title "  # noqa: SIM905
    "twitter:description twitter:image:alt application-name".split()
)
_ATTRIBUTES = frozenset({"title", "alt", "placeholder", "aria-label", "aria-description"})


class ProseRun(NamedTuple):
    """A piece of prose. `start` and `end` are characters of the text."""

    start: int
    end: int
    form: Literal["inline", "plain", "attribute"]
    """`inline`: with tags and entities as they are; the others are unescaped for the msgid."""
    kind: Kind
    level: int = 0
    key: str = ""
    context: str | None = None
    note: str = ""


class _Element(NamedTuple):
    name: str
    kind: Kind
    level: int
    silent: bool
    """Nothing in it is extracted."""
    mute: bool
    """It is part of a sentence, but its own words are not for translating."""


_ROOT = _Element("", Kind.PARAGRAPH, 0, silent=False, mute=False)


class HtmlScanner:
    """Reads a text, or the HTML blocks of a Markdown text one after another."""

    def __init__(self, directives: Directives | None = None) -> None:
        self.directives = Directives() if directives is None else directives
        self._stack = [_ROOT]
        self._open: Counter[str] = Counter()
        self._language = ""
        self._start = -1
        self._end = 0
        self._lettered = False
        self._broken = False
        self._tags: list[re.Match[str]] = []

    @property
    def silent(self) -> str:
        """The element inside which nothing is extracted, where one is open; else empty."""
        return self._stack[-1].name if self._stack[-1].silent else ""

    def runs(self, text: str) -> Iterator[ProseRun]:
        """The prose of a text, in order. A run ends with the text."""
        at = 0
        while True:
            match = TOKEN.search(text, at)
            self._words(text, at, match.start() if match else len(text))
            if match is None:
                break
            at = match.end()
            name = (match["name"] or "").lower()
            if not name:
                yield from self._comment(match, text)
            elif name in _INLINE:
                self._inline(match, name)
            else:
                yield from self._flushed(text)
                yield from self._block(match, name)
                if name in _RAW_TEXT and not match["close"]:
                    closing = re.compile(rf"</{name}\b", re.IGNORECASE).search(text, at)
                    end = closing.start() if closing else len(text)
                    yield from self._raw_text(text, name, at, end)
                    at = end
        yield from self._flushed(text)

    def _words(self, text: str, start: int, end: int) -> None:
        if start >= end:
            return
        words = text[start:end]
        if self._start < 0:
            stripped = words.lstrip()
            if not stripped:
                return
            start = end - len(stripped)
            self._start = start
        self._end = end
        if _BROKEN_TAG.search(words):
            self._broken = True
        if not self._lettered and not self._stack[-1].mute:
            self._lettered = _LETTER.search(_ENTITY.sub("", words)) is not None

    def _inline(self, match: re.Match[str], name: str) -> None:
        if self._start < 0:
            self._start = match.start()
        self._end = match.end()
        if match["close"]:
            self._close(name)
            return
        self._tags.append(match)
        if name not in VOID:
            self._push(match, name)

    def _comment(self, match: re.Match[str], text: str) -> Iterator[ProseRun]:
        if match[0].startswith("<!--"):
            if self._start < 0 or "localize" in match[0] or "i18n:" in match[0]:
                yield from self._flushed(text)
                self.directives.read(match[0])
            else:
                self._end = match.end()
        elif self._start >= 0:
            self._end = match.end()

    def _block(self, match: re.Match[str], name: str) -> Iterator[ProseRun]:
        if match["close"]:
            self._close(name)
            return
        if not self._stack[-1].silent and not self.directives.off:
            yield from _attribute_runs(match, name)
        if name == "html":
            self._language = attributes(match).get("lang", "")
        if name not in VOID and not match["attributes"].endswith("/"):
            self._push(match, name)

    def _push(self, match: re.Match[str], name: str) -> None:
        above = self._stack[-1]
        given = attributes(match) if match["attributes"].strip() else {}
        silent, mute = above.silent, above.mute or name in _MUTE
        translate = given.get("translate", "").lower()
        is_foreign = self._is_foreign(name, given.get("lang", ""))
        if name in _INLINE:
            mute = (mute or translate == "no") and translate != "yes"
        else:
            silent = silent or name in _OPAQUE or translate == "no" or is_foreign
            silent = silent and translate != "yes"
            if self.directives.skip:
                self.directives.skip = False
                silent = True
        heading = _HEADING.match(name)
        kind = Kind.HEADING if heading else _KINDS.get(name, above.kind)
        level = int(heading[1]) if heading else 0
        self._open[name] += 1
        self._stack.append(_Element(name, kind, level, silent, mute))

    def _is_foreign(self, name: str, language: str) -> bool:
        """Whether a block says that it is in another language than the page."""
        if not language or not self._language or name in ("html", "body"):
            return False
        here, page = language.partition("-")[0], self._language.partition("-")[0]
        return here.lower() != page.lower()

    def _close(self, name: str) -> None:
        if not self._open[name]:
            return  # closes nothing: counted, because looking for it would be quadratic
        while True:
            element = self._stack.pop()
            self._open[element.name] -= 1
            if element.name == name:
                return

    def _raw_text(self, text: str, name: str, start: int, end: int) -> Iterator[ProseRun]:
        words = text[start:end]
        if name != "title" or self._stack[-1].silent or not _LETTER.search(words):
            return
        first = start + len(words) - len(words.lstrip())
        yield self._run(first, start + len(words.rstrip()), "plain", Kind.TITLE, 0)

    def _run(
        self, start: int, end: int, form: Literal["inline", "plain"], kind: Kind, level: int
    ) -> ProseRun:
        context, note = self.directives.taken()
        return ProseRun(start, end, form, kind, level, "", context, note)

    def _flushed(self, text: str) -> Iterator[ProseRun]:
        """The run that ends here, or the attributes of its tags where it has no words."""
        if self._start < 0:
            return
        start, end = self._start, self._end
        lettered, tags, element = self._lettered, self._tags, self._stack[-1]
        is_left = element.silent or self._broken
        self._start, self._lettered, self._broken, self._tags = -1, False, False, []
        if is_left or self.directives.off:
            return
        if not lettered:
            for match in tags:
                yield from _attribute_runs(match, match["name"].lower())
            return
        if self.directives.skip:
            self.directives.skip = False
            return
        end = start + len(text[start:end].rstrip())
        while peeled := _OPENING_LINE.match(text, start, end):
            start = peeled.end()
        while before := _closing_line(text, start, end):
            end = before
        # An element left open in the run (a link around blocks) says nothing of its kind.
        yield self._run(start, end, "inline", element.kind, element.level)


def _closing_line(text: str, start: int, end: int) -> int:
    """Where the run ends without a closing tag on a line of its own; 0: it has none."""
    at = text.rfind("</", start, end)
    if at <= start or not _CLOSING_TAG.fullmatch(text, at, end):
        return 0
    head = text[start:at]
    words = head.rstrip()
    return start + len(words) if "\n" in head[len(words) :] and words else 0


def attributes(match: re.Match[str]) -> dict[str, str]:
    """Return the attributes of a tag as written, names in lower case."""
    return {
        found["name"].lower(): found["double"] or found["single"] or found["bare"] or ""
        for found in _ATTRIBUTE.finditer(match["attributes"])
    }


def _attribute_runs(match: re.Match[str], name: str) -> Iterator[ProseRun]:
    if match["close"] or not match["attributes"].strip():
        return
    given = attributes(match)
    if given.get("translate", "").lower() == "no":
        return
    wanted = set(_ATTRIBUTES)
    if name == "meta":
        is_prose = given.get("name", given.get("property", "")).lower() in _META
        wanted = {"content"} if is_prose else set()
    elif name == "input" and given.get("type", "").lower() in ("button", "submit", "reset"):
        wanted.add("value")
    elif name in ("optgroup", "option", "track"):
        wanted.add("label")
    for attribute in _ATTRIBUTE.finditer(match["attributes"]):
        key = attribute["name"].lower()
        form = "double" if attribute["double"] is not None else "single"
        value = attribute[form]
        if key not in wanted or not value or not _LETTER.search(value):
            continue
        start = match.start("attributes") + attribute.start(form)
        kind = Kind.ALT if key == "alt" else Kind.ATTRIBUTE
        label = given.get("name", given.get("property", "")) if name == "meta" else key
        yield ProseRun(start, start + len(value), "attribute", kind, 0, label)
