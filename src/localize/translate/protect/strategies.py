"""The ways to get a text through an engine, tried one after the other, the best first.

Each strategy says what to ask the engine and makes the msgstr of its answers, or says that
something was lost, and then the next one is tried. The last one cannot lose anything.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from localize.inline.grammar import PieceKind
from localize.inline.markup import Syntax, parse
from localize.inline.tree import Atom, Node, Nodes, Wrap, has_words, plain, signature, texts, walk
from localize.model import Draft, Locale
from localize.translate.engines.base import Request
from localize.translate.protect.alignment import projected
from localize.translate.protect.layout import TextLayout, flat, write
from localize.translate.protect.masks import STYLES, located, masks


@dataclass(frozen=True, slots=True)
class Protected:
    """A text to translate, read."""

    msgid: str
    how: Syntax
    nodes: Nodes
    target: Locale
    labels: tuple[str, ...] = ()
    """What in brackets alone is a link in its document."""

    @property
    def bare(self) -> bool:
        """Whether it is nothing but text."""
        return not any(True for _ in walk(self.nodes))

    @property
    def maskable(self) -> bool:
        """Whether an atom in it can be masked."""
        return any(isinstance(node, Atom) and node.maskable for node in walk(self.nodes))

    @property
    def branches(self) -> bool:
        """Whether it has parts, of an ICU argument, that may not change places."""
        return any(
            isinstance(node, Atom) and node.kind is PieceKind.BRANCH for node in walk(self.nodes)
        )


class Strategy(Protocol):
    """A way to get a text through."""

    def texts(self, source: Protected) -> tuple[Request, ...]:
        """What to ask; requests carry no context yet."""
        ...

    def msgstr(self, source: Protected, drafts: Sequence[Draft]) -> str | None:
        """The translation from the answers, in the order asked; None: something was lost."""
        ...


@dataclass(frozen=True, slots=True)
class Masked:
    """Atoms masked, pairs taken off and projected back."""

    style: str

    def texts(self, source: Protected) -> tuple[Request, ...]:
        """The text with masks for atoms and nothing for pairs."""
        masked = masks(source.nodes, self.style)
        layout = flat(source.nodes, lambda number, _: masked.get(number, ""))
        keep = tuple(dict.fromkeys(masked.values()))
        return (Request(layout.text, keep=keep, align=len(layout.spans) > len(masked)),)

    def msgstr(self, source: Protected, drafts: Sequence[Draft]) -> str | None:
        """The translation with masks replaced and pairs projected."""
        (draft,) = drafts
        masked = masks(source.nodes, self.style)
        places = located(draft.text, masked)
        if places is None:
            return None
        layout = flat(source.nodes, lambda number, _: masked.get(number, ""))
        return _placed(source, layout, draft, places)


@dataclass(frozen=True, slots=True)
class Removed:
    """Atoms left out, and put where the words around them went."""

    def texts(self, source: Protected) -> tuple[Request, ...]:
        """The text without atoms."""
        return (Request(flat(source.nodes, lambda *_: "").text, align=True),)

    def msgstr(self, source: Protected, drafts: Sequence[Draft]) -> str | None:
        """The translation with atoms where the words around them went."""
        (draft,) = drafts
        if not draft.alignment:
            return None
        return _placed(source, flat(source.nodes, lambda *_: ""), draft, {})


def _placed(
    source: Protected, asked: TextLayout, draft: Draft, places: dict[int, tuple[int, int]]
) -> str | None:
    if len(places) == sum(1 for _ in walk(source.nodes)):
        layout: TextLayout | None = TextLayout(draft.text, places)
    else:
        layout = projected(source.nodes, asked, draft.text, places, draft.alignment, source.target)
    return None if layout is None else write(source.nodes, layout, source.how, source.target)


@dataclass(frozen=True, slots=True)
class AsHtml:
    """Wraps and atoms as tags, for engines that carry tags through."""

    def texts(self, source: Protected) -> tuple[Request, ...]:
        """The text with `<g>` and `<x>` tags."""
        numbers = {id(node): number for number, node in enumerate(walk(source.nodes))}

        def written(node: Node) -> str:
            if isinstance(node, str):
                return html.escape(node, quote=False)
            number = numbers[id(node)]
            if isinstance(node, Atom):
                return f'<x id="{number}"/>'
            return f'<g id="{number}">' + "".join(map(written, node.children)) + "</g>"

        return (Request("".join(map(written, source.nodes))),)

    def msgstr(self, source: Protected, drafts: Sequence[Draft]) -> str | None:
        """The translation with the tags replaced by what they stand for."""
        layout = _layout(drafts[0].text, source.nodes)
        return None if layout is None else write(source.nodes, layout, source.how, source.target)


_TAG = re.compile(
    r"<\s*(/?)\s*([gx])\b(?:\s+id\s*=\s*[\"']?(\d+)[\"']?)?[^<>]*?(/?)\s*>", re.IGNORECASE
)


def _layout(text: str, nodes: Nodes) -> TextLayout | None:
    """The layout of an answer with tags; None where a tag is lost, doubled or wrongly nested."""
    pieces: list[str] = []
    spans: dict[int, tuple[int, int]] = {}
    stack: list[tuple[int, int]] = []
    size = position = 0
    kinds = list(walk(nodes))
    for match in _TAG.finditer(text):
        plain = html.unescape(text[position : match.start()])
        pieces.append(plain)
        size += len(plain)
        position = match.end()
        if match[2].lower() == "x":
            if match[1]:
                continue  # `<x id="0"></x>`, as an HTML parser writes it
            number = int(match[3]) if match[3] else -1
            if number in spans or not 0 <= number < len(kinds) or isinstance(kinds[number], Wrap):
                return None
            spans[number] = (size, size)
        elif not match[1]:
            if not match[3]:
                return None
            stack.append((int(match[3]), size))
        else:
            if not stack:
                return None
            number, start = stack.pop()
            if number in spans or number >= len(kinds) or isinstance(kinds[number], Atom):
                return None
            spans[number] = (start, size)
    pieces.append(html.unescape(text[position:]))
    if stack or len(spans) != len(kinds) or not _nested(nodes, spans):
        return None
    return TextLayout("".join(pieces), spans)


def _nested(nodes: Nodes, spans: dict[int, tuple[int, int]]) -> bool:
    """Whether what is inside of a pair in the source is inside of it in the answer."""
    numbers = {id(node): number for number, node in enumerate(walk(nodes))}
    for node in walk(nodes):
        if isinstance(node, Wrap):
            low, high = spans[numbers[id(node)]]
            for inner in walk(node.children):
                start, end = spans[numbers[id(inner)]]
                if start < low or end > high:
                    return False
    return True


@dataclass(frozen=True, slots=True)
class AsSource:
    """The msgid as it is, for engines that understand markup by themselves."""

    def texts(self, source: Protected) -> tuple[Request, ...]:
        """The msgid itself."""
        keep = (
            word
            for node in walk(source.nodes)
            for word in ((node.written,) if isinstance(node, Atom) else (node.open, node.close))
            if len(word) > 1
        )
        return (Request(source.msgid, keep=tuple(dict.fromkeys(keep))),)

    def msgstr(self, source: Protected, drafts: Sequence[Draft]) -> str | None:
        """The answer itself, if its markup is that of the msgid."""
        text = drafts[0].text
        if not text.strip():
            return None
        answer = parse(text, source.how, labels=source.labels)
        if signature(answer) != signature(source.nodes):
            return None
        terms = [
            node.written
            for node in walk(source.nodes)
            if isinstance(node, Atom) and node.kind is PieceKind.TERM
        ]
        seen = plain(answer)
        if any(seen.count(term) < terms.count(term) for term in terms):
            return None
        return text


@dataclass(frozen=True, slots=True)
class Split:
    """Each run of text between marks alone. Nothing can be lost; the sentence may suffer."""

    def texts(self, source: Protected) -> tuple[Request, ...]:
        """The runs of text between marks."""
        return tuple(Request(text.strip()) for text in texts(source.nodes) if _worth(text))

    def msgstr(self, source: Protected, drafts: Sequence[Draft]) -> str | None:
        """The translated runs between the marks."""
        answers = iter(drafts)
        layout = flat(
            source.nodes,
            lambda *_: "",
            lambda run: _around(run, next(answers).text) if _worth(run) else run,
        )
        return write(source.nodes, layout, source.how, source.target)


def _worth(text: str) -> bool:
    return any(character.isalpha() for character in text)


def _around(source: str, text: str) -> str:
    """The translation with the whitespace around its source."""
    lead = source[: len(source) - len(source.lstrip())]
    trail = source[len(source.rstrip()) :]
    return lead + text.strip() + trail


def strategies(
    source: Protected, markup: Literal["none", "html", "source"], styles: Sequence[str] = STYLES
) -> tuple[Strategy, ...]:
    """The strategies for a text and an engine, in order. None: there is nothing to translate.

    `styles`: the masks, those first that the model copies best.
    """
    if not has_words(source.nodes):
        return ()
    if source.bare:
        return (Masked("self"),) if markup != "html" else (AsHtml(),)
    if markup == "html":
        return (Split(),) if source.branches else (AsHtml(), Split())
    if markup == "source":
        return (AsSource(), AsSource(), Split())
    if source.branches:
        return (Split(),)
    masked = styles[:3] if source.maskable else styles[:1]
    return (*map(Masked, masked), Removed(), Split())
