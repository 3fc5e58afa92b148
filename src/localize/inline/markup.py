"""The inline syntaxes there are: how each is read, and how text is written in it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from localize.inline.grammar import format_of
from localize.inline.markdown import markdown_marks
from localize.inline.marks import SourceMark, SourceMarks
from localize.inline.tagged import html_marks, plain_marks
from localize.inline.tree import Atom, Nodes, Terms, Wrap, plain, signature, tree
from localize.model import Markup


class Syntax(NamedTuple):
    """How a msgid is to be read."""

    markup: Markup = Markup.TEXT
    form: str = ""
    """What kind of format string it is: see `grammar.format_of`."""


_PLAIN = Syntax()


@dataclass(frozen=True, slots=True)
class MarkupParser:
    """How a markup is read and written: `marks(source, form, labels)`, `escaped(text, fully)`."""

    marks: Callable[[str, str, Sequence[str]], Iterable[SourceMark]]
    escaped: Callable[[str, bool], str]


_SPECIAL = re.compile(r"([\\`*_\[\]<~])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_ESCAPE = re.compile(r"\\[!-/:-@\[-`{-~]")


def _markdown_text(text: str, fully: bool) -> str:  # noqa: FBT001
    if fully:
        return _ENTITY.sub(r"\\&", _SPECIAL.sub(r"\\\1", text))
    return text.replace("\\", "\\\\") if _ESCAPE.search(text) else text


def _html_text(text: str, _fully: bool) -> str:  # noqa: FBT001
    return html.escape(text, quote=False)


def _plain_text(text: str, _fully: bool) -> str:  # noqa: FBT001
    return text


PARSERS: Mapping[Markup, MarkupParser] = {
    Markup.MARKDOWN: MarkupParser(markdown_marks, _markdown_text),
    Markup.HTML: MarkupParser(html_marks, _html_text),
    Markup.TEXT: MarkupParser(plain_marks, _plain_text),
}
"""By markup; a new one is a row here and a member of `Markup`."""
_FLAGS = {"markdown-text": Markup.MARKDOWN, "html-text": Markup.HTML}


def syntax(flags: Iterable[str]) -> Syntax:
    """How an entry's texts are to be read, by its gettext flags."""
    return _syntax(frozenset(flags))


@lru_cache(maxsize=256)
def _syntax(flags: frozenset[str]) -> Syntax:
    markup = next((_FLAGS[flag] for flag in _FLAGS if flag in flags), Markup.TEXT)
    return Syntax(markup, format_of(flags))


def read(source: str, how: Syntax = _PLAIN, labels: Sequence[str] = ()) -> SourceMarks:
    """The marks of a source. `labels`: what in brackets alone is a link in its document.

    Invariant: put together, they are the source.
    """
    return tuple(PARSERS[how.markup].marks(source, how.form, labels))


def parse(
    source: str,
    how: Syntax | Markup = _PLAIN,
    terms: Terms | None = None,
    labels: Sequence[str] = (),
) -> Nodes:
    """The tree of a source.

    A link that is known by its text gets its label, so that the text can be another one.

    Invariant: `write(parse(source))` reads as the same structure; for text it is the source.
    """
    how = Syntax(how) if isinstance(how, Markup) else how
    return tree(source, read(source, how, labels), terms)


def described(nodes: Nodes, texts: Mapping[str, str]) -> Nodes:
    """The nodes of a Markdown text with the texts that stand for images replaced by others.

    What would be no image any more keeps the text it has.
    """
    return tuple(_described(node, texts) if not isinstance(node, str) else node for node in nodes)


def _described(node: Atom | Wrap, texts: Mapping[str, str]) -> Atom | Wrap:
    if isinstance(node, Wrap):
        return replace(node, children=described(node.children, texts))
    if not texts.get(node.alt):
        return node
    written = f"{node.head}{texts[node.alt]}{node.tail}"
    there = parse(written, Markup.MARKDOWN)
    same_image = len(there) == 1 and signature(there) == signature((node,))
    return replace(node, replacement=written) if same_image else node


def escaped(text: str, markup: Markup, *, fully: bool = False) -> str:
    """A text so that it reads as nothing but text. `fully`: every character that may be markup.

    Minimal by default: most underscores and brackets are harmless where they are, and the caller
    reads what it wrote.
    """
    return PARSERS[markup].escaped(text, fully)


def same(nodes: Nodes, written: str, expected: str, how: Syntax | Markup) -> bool:
    """Whether a text has the structure of `nodes`, and reads as `expected`."""
    there = parse(written, how)
    if signature(there) != signature(nodes):
        return False
    return plain(there).split() == expected.split()
