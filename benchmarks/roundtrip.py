"""Round trips of every document of some folders, judged by parsers that are not ours.

    python benchmarks/roundtrip.py DIR…            identity, and every segment written forced
    python benchmarks/roundtrip.py --pseudo DIR…   every segment translated with other letters

A folder's `commonmark-spec.json` counts as one document an example. What differs is listed.
Markdown is judged by markdown-it-py, HTML by html.parser; in HTML, white space is not compared
except in `pre`, `textarea`, `script` and `style`: folding a line break is what the msgids are for.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from _data import unpacked
from _pseudo import pseudo
from markdown_it import MarkdownIt
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.footnote import footnote_plugin

from localize.formats.front_matter import front_matter
from localize.plugins import FORMATS, load, registered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from localize.model import Document, Segment

_JUDGE = (
    MarkdownIt("commonmark")
    .enable(["table", "strikethrough"])
    .use(footnote_plugin)
    .use(admon_plugin)
)
_TAB = re.compile(r"^([ \t]*)===[+!]? (?=\")", re.MULTILINE)
_SPACES = re.compile(r"\s+")


class Source(NamedTuple):
    """A document to try."""

    name: str
    format: str
    raw: bytes


def sources(folders: list[Path]) -> Iterator[Source]:
    """The documents of the folders, and the examples of a CommonMark specification there."""
    suffixes = {}
    for name in registered(FORMATS):
        suffixes.update(dict.fromkeys(load(FORMATS, name).suffixes, name))
    chosen = {"markdown", "html"}
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
            name = suffixes.get(path.suffix.lower(), "")
            if path.name == "commonmark-spec.json":
                for one in json.loads(path.read_text(encoding="utf-8")):
                    example = f"{path}#{one['example']}"
                    yield Source(example, "markdown", one["markdown"].encode())
            elif name in chosen and path.is_file():
                yield Source(str(path), name, path.read_bytes())


class Skeleton(HTMLParser):
    """The tags of an HTML text, with the words between them or without."""

    def __init__(self, *, words: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.words = words
        self.found: list[object] = []
        self.text = ""
        self.raw = 0

    def _flush(self) -> None:
        text = self.text if self.raw else _SPACES.sub(" ", self.text).strip()
        if text and (self.words or self.raw):
            self.found.append(text)
        elif text:
            self.found.append("text")
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """As HTMLParser calls it."""
        self._flush()
        free = ("alt", "title", "placeholder", "aria-label", "content", "label", "value", "summary")
        kept = attrs if self.words else [(k, v) for k, v in attrs if k not in free]
        self.found.append((tag, [(k, _SPACES.sub(" ", v or "").strip()) for k, v in kept]))
        self.raw += tag in ("pre", "textarea", "script", "style")

    def handle_endtag(self, tag: str) -> None:
        """As HTMLParser calls it."""
        self._flush()
        self.found.append("/" + tag)
        self.raw = max(0, self.raw - (tag in ("pre", "textarea", "script", "style")))

    def handle_data(self, data: str) -> None:
        """As HTMLParser calls it."""
        self.text += data

    def handle_comment(self, data: str) -> None:
        """As HTMLParser calls it."""
        self._flush()
        self.found.append(("comment", _SPACES.sub(" ", data)))


def skeleton(text: str, *, words: bool) -> list[object]:
    """What an HTML text consists of."""
    parser = Skeleton(words=words)
    parser.feed(text)
    parser.close()
    parser._flush()  # noqa: SLF001 - our own class
    return parser.found


def html_of(source: Source, text: str) -> str:
    """The document as HTML; a front matter is read apart."""
    if source.format == "html":
        return text
    return _JUDGE.render(judged(text))


def judged(text: str) -> str:
    """The text without its front matter, and with MkDocs' tabs as the judge knows admonitions."""
    found = front_matter(text, ()) if text.startswith(("---", "+++")) else None
    return _TAB.sub(r"\1!!! tab ", text[found.end :] if found else text)


def shape(tokens: list[Token]) -> list[object]:
    """The blocks and inlines of a Markdown text without their words."""
    found: list[object] = []
    for token in tokens:
        if token.type in ("text", "softbreak", "text_special"):
            if not found or found[-1] != "text":
                found.append("text")
            continue
        attributes = {k: v for k, v in token.attrs.items() if k not in ("title", "alt")}
        code = token.content if token.type in ("code_inline", "fence", "code_block") else ""
        if token.type in ("html_inline", "code_inline"):  # white space collapses in both
            code = _SPACES.sub(" ", token.content).strip()
        found.append((token.type, token.tag, sorted(map(str, attributes.items())), code))
        if token.children:
            found += shape(token.children)
    return [one for one in found if one != "text"]


def same_structure(source: Source, before: str, after: str) -> bool:
    """Whether two texts have the same blocks and inlines."""
    if source.format == "html":
        return skeleton(before, words=False) == skeleton(after, words=False)
    one, other = (_JUDGE.parse(judged(text)) for text in (before, after))
    return shape(one) == shape(other)


def forced(source: Source, document: Document, text: str) -> str:
    """Empty where the document written anew is the same; else what differs."""
    form = load(FORMATS, source.format)()
    written = form.render(document, lambda segment: segment.msgid, forced=True)
    if written.problems:
        problem = written.problems[0]
        return f"{problem.reason}: {problem.segment.msgid!r}"
    one = skeleton(html_of(source, text), words=True)
    other = skeleton(html_of(source, written.text), words=True)
    if one == other:
        return ""
    return next(
        f"{a!r} became {b!r}" for a, b in zip([*one, None], [*other, None], strict=False) if a != b
    )


def translated(source: Source, document: Document, text: str) -> str:
    """Empty where the translated document has the same structure; else what differs."""
    form = load(FORMATS, source.format)()
    targets: dict[int, str] = {}

    def target(segment: Segment) -> str:
        return targets.setdefault(id(segment), pseudo(segment))

    written = form.render(document, target)
    if written.problems:
        problem = written.problems[0]
        return f"{problem.reason}: {pseudo(problem.segment)!r}"
    again = list(form.parse(written.text, document.path, {}).segments)
    expected = [(one.kind, one.level, one.key, target(one)) for one in document.segments]
    found = [(one.kind, one.level, one.key, one.msgid) for one in again]
    if expected != found:
        pairs = zip([*expected, None], [*found, None], strict=False)
        return next(f"{a!r} became {b!r}" for a, b in pairs if a != b)
    return "" if same_structure(source, text, written.text) else "another structure"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--pseudo", action="store_true")
    options = parser.parse_args()
    count = identical = same = 0
    for source in sources([unpacked(folder) for folder in options.folders]):
        form = load(FORMATS, source.format)()
        try:
            text = form.decode(source.raw, source.name)
        except Exception as error:  # noqa: BLE001 - not UTF-8 is no document of ours
            print(f"left out: {error}", file=sys.stderr)
            continue
        count += 1
        document = form.parse(text, source.name, {})
        is_identical = form.encode(document.source, source.raw) == source.raw
        is_identical &= form.render(document, lambda _segment: None).text == text
        identical += is_identical
        trial = translated if options.pseudo else forced
        problem = trial(source, document, text)
        same += not problem
        if problem or not is_identical:
            print(f"{source.name}: {problem or 'not identical'}"[:400])
    if options.pseudo:
        print(f"RESULT same_structure={same} files={count}")
    else:
        print(f"RESULT identical={identical} files={count} forced={same}")


if __name__ == "__main__":
    main()
