"""Reading and writing the inline markup of msgids: Markdown, HTML, text with tags."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from localize.model import Markup
from localize.translate.protect.inline import (
    Atom,
    AtomKind,
    Mark,
    Node,
    Nodes,
    Pair,
    Terms,
    plain,
    signature,
    tree,
    with_atoms,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_TAG = re.compile(
    r"<!--.*?-->"
    r"|<(?P<close>/?)(?P<name>[A-Za-z][\w:.-]*)(?:\s+[^<>]*?|/)?(?P<void>/?)>",
    re.DOTALL,
)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"}
    | {"source", "track", "wbr"}
)
_SPECIAL = re.compile(r"([\\`*_\[\]<~])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
# The parser reads blocks; with words around it no msgid begins a list or a heading.
_BEFORE, _AFTER = "a ", " a"


def parse(
    msgid: str, markup: Markup, terms: Terms | None = None, labels: Sequence[str] = ()
) -> Nodes:
    """The tree of a msgid. `labels`: what in brackets alone is a link in its document.

    A link that is known by its text gets its label, so that the text can be another one.

    Invariant: `write(parse(msgid))` reads as the same structure; for text it is the msgid.
    """
    if markup is Markup.MARKDOWN:
        return tree(_markdown(msgid, terms, labels))
    return tree(_tagged(msgid, terms, entities=markup is Markup.HTML))


def described(nodes: Nodes, texts: Mapping[str, str]) -> Nodes:
    """The nodes of a Markdown text with the texts that stand for images replaced by others.

    One that would be no image any more keeps the text it has.
    """
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, Pair):
            found.append(replace(node, children=described(node.children, texts)))
        elif isinstance(node, Atom) and texts.get(node.alt):
            written = f"{node.head}{texts[node.alt]}{node.tail}"
            there = parse(written, Markup.MARKDOWN)
            same_image = len(there) == 1 and signature(there) == signature((node,))
            found.append(replace(node, replacement=written) if same_image else node)
        else:
            found.append(node)
    return tuple(found)


def escaped(text: str, markup: Markup, *, fully: bool = False) -> str:
    """A text so that it reads as nothing but text. `fully`: every character that may be markup.

    Minimal by default: most underscores and brackets are harmless where they stand, and the caller
    reads what it wrote.
    """
    if markup is Markup.HTML:
        return html.escape(text, quote=False)
    if markup is Markup.MARKDOWN and fully:
        return _ENTITY.sub(r"\\&", _SPECIAL.sub(r"\\\1", text))
    if markup is Markup.MARKDOWN:
        return text.replace("\\", "\\\\") if re.search(r"\\[!-/:-@\[-`{-~]", text) else text
    return text


def same(nodes: Nodes, written: str, expected: str, markup: Markup) -> bool:
    """Whether a text has the structure of `nodes`, and reads as `expected`."""
    found = parse(written, markup)
    if signature(found) != signature(nodes):
        return False
    return _folded(plain(found)) == _folded(expected)


def _folded(text: str) -> str:
    return " ".join(text.split())


def _tagged(text: str, terms: Terms | None, *, entities: bool) -> Iterator[Mark]:
    position = 0
    for match in _TAG.finditer(text):
        yield from _run(text[position : match.start()], terms, entities=entities)
        position = match.end()
        yield _tag(match)
    yield from _run(text[position:], terms, entities=entities)


def _tag(match: re.Match[str]) -> Mark:
    name = (match["name"] or "").lower()
    if not name or match["void"] or match[0].endswith("/>") or name in _VOID:
        return Atom(match[0], AtomKind.MARKUP)
    return ("close" if match["close"] else "open", match[0], f"<{name}")


def _run(text: str, terms: Terms | None, *, entities: bool) -> Iterator[Mark]:
    """A run without tags. In HTML entities are characters."""
    for piece in with_atoms(html.unescape(text) if entities else text, terms):
        if isinstance(piece, str):
            yield ("text", piece, "")
        elif entities and piece.literal != html.escape(piece.literal, quote=False):
            yield Atom(html.escape(piece.literal, quote=False), piece.kind)
        else:
            yield piece


def _markdown(msgid: str, terms: Terms | None, labels: Sequence[str]) -> Iterator[Mark]:
    events = _events(msgid, labels)
    if events is not None:
        yield from _inline(msgid, events, terms)
        return
    lines = msgid.splitlines(keepends=True)
    if len(lines) < 2:  # no such msgid is known; its text is still protected
        yield from _tagged(msgid, terms, entities=False)
        return
    for line in lines:
        body = line.rstrip("\r\n")
        yield from _markdown(body, terms, labels)
        if body != line:
            yield Atom(line[len(body) :], AtomKind.MARKUP)


def _events(msgid: str, labels: Sequence[str]) -> list[tuple[Any, int, int]] | None:
    """The inline events with character ranges in the msgid; None where it is not one paragraph."""
    import pyromark

    text = _BEFORE + msgid + _AFTER
    named = re.findall(r"\]\[([^\[\]]+)\]|\[([^\[\]]+)\]\[\]", msgid)
    known = dict.fromkeys((*(full or short for full, short in named), *labels))
    definitions = "".join(f"\n\n[{label}]: x" for label in known)
    options = pyromark.Options.ENABLE_STRIKETHROUGH
    found = list(pyromark.events_with_range(text + definitions, options=options))
    blocks = [event for event, _ in found if event in _BLOCK_ENDS]
    if blocks != list(_BLOCK_ENDS) or found[0][0] != blocks[0] or found[-1][0] != blocks[1]:
        return None
    places = _characters(text)
    shift = len(_BEFORE)
    events = [
        (event, places[span["start"]] - shift, places[span["end"]] - shift)
        for event, span in found[1:-1]
    ]
    return _trimmed(events, len(msgid))


def _trimmed(events: list[tuple[Any, int, int]], size: int) -> list[tuple[Any, int, int]] | None:
    """The events without the words that were put around."""
    first, start, end = events[0]
    if "Text" not in first or start != -len(_BEFORE):
        return None
    found = [({"Text": first["Text"][len(_BEFORE) :]}, 0, end), *events[1:]]
    last, start, end = found[-1]
    if "Text" not in last or end != size + len(_AFTER):
        return None
    found[-1] = ({"Text": last["Text"][: -len(_AFTER)]}, start, size)
    return found


def _characters(text: str) -> list[int] | range:
    """The character at each byte of the text's UTF-8."""
    if text.isascii():
        return range(len(text) + 1)
    found: list[int] = []
    for number, character in enumerate(text):
        found += [number] * len(character.encode("utf-8"))
    found.append(len(text))
    return found


_BLOCK_ENDS: tuple[dict[str, str], dict[str, str]] = ({"Start": "Paragraph"}, {"End": "Paragraph"})
_MARKS = {"Strong": 2, "Emphasis": 1}


def _inline(msgid: str, events: list[tuple[Any, int, int]], terms: Terms | None) -> Iterator[Mark]:
    text, start, end = "", 0, 0
    skip = image = 0
    opened: list[tuple[int, int]] = []
    last = 0
    for event, low, high in [*events, ("End of text", len(msgid), len(msgid))]:
        kind, value = _kind(event)
        if skip:
            skip += (kind == "Start") - (kind == "End")
            if not skip and image >= 0:
                yield _image(msgid[image:high], msgid[image + 2 : last])
            last = high
            continue
        if kind == "Text" and (not text or low == end or msgid[end:low] == "\\"):
            text, start, end = text + value, start if text else low, high
            last = high
            continue
        if text:
            yield from _text(text, msgid[start:end], terms)
            text = ""
        if kind == "Text":
            text, start, end = value, low, high
        elif kind == "SoftBreak":
            yield ("text", " ", "")
        elif kind in {"HardBreak", "FootnoteReference"}:
            yield Atom(msgid[low:high], AtomKind.MARKUP)
        elif kind == "Code":
            yield Atom(msgid[low:high], AtomKind.CODE)
        elif kind in {"InlineHtml", "Html"}:
            match = _TAG.fullmatch(msgid[low:high])
            yield _tag(match) if match else Atom(msgid[low:high], AtomKind.MARKUP)
        elif kind == "Start":
            name = value if isinstance(value, str) else next(iter(value))
            if name == "Image":
                skip, image, last = 1, low, low + 2
                continue
            if name == "Link" and value["Link"]["link_type"] in _WHOLE:
                yield Atom(msgid[low:high], AtomKind.URL)
                skip, image = 1, -1
            else:
                width = _MARKS.get(name) or (1 if name == "Link" else _tildes(msgid[low:high]))
                opened.append((low, width))
                yield ("open", msgid[low : low + width], name)
                last = low + width
                continue
        elif kind == "End":
            name = value if isinstance(value, str) else next(iter(value))
            begin, width = opened.pop()
            close = msgid[last:high] if name == "Link" else msgid[high - width : high]
            if name == "Link":
                close = _labelled(close, msgid[begin + 1 : last])
            yield ("close", close, name)
        last = high


def _labelled(close: str, text: str) -> str:
    """The end of a link with its label, where that is its text."""
    return f"][{text}]" if close in {"]", "][]"} else close


def _image(literal: str, alt: str) -> Atom:
    tail = _labelled(literal[2 + len(alt) :], alt)
    return Atom(literal, AtomKind.MARKUP, f"![{alt}{tail}", "![", alt, tail)


def _kind(event: Any) -> tuple[str, Any]:
    """An event's kind and value: `("Text", "…")`, `("Start", "Strong")`, `("SoftBreak", None)`."""
    if isinstance(event, dict):
        kind, value = next(iter(event.items()))
        return kind, value
    return event, None


_WHOLE = frozenset({"Autolink", "Email"})


def _tildes(literal: str) -> int:
    return 2 if literal.startswith("~~") else 1


def _text(text: str, raw: str, terms: Terms | None) -> Iterator[Mark]:
    """A run of text. A placeholder is written as its source has it, escapes and all."""
    for piece in with_atoms(text, terms):
        if isinstance(piece, str):
            yield ("text", piece, "")
        elif text == raw or piece.literal in raw:
            yield piece
        else:
            yield Atom(escaped(piece.literal, Markup.MARKDOWN, fully=True), piece.kind)
