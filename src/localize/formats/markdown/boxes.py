"""Boxes that site generators draw around blocks, told by the line that begins or ends one.

Docusaurus, VitePress `:::note Title`; Pandoc, Quarto `::: {.note}`; MyST `:::{note}`;
pymdown `/// note | Title`; MkDocs `!!! note "Title"`, `??? note`, `=== "Tab"`;
Hugo `{{< note >}}`; Jekyll `{% note %}`; MDX `<Note>`. GitHub's `> [!NOTE]` needs no line of ours.
"""

import re
from dataclasses import dataclass
from html import escape

_WORDS = {
    "Note": "note notes seealso",
    "Info": "info information",
    "Tip": "tip hint",
    "Important": "important",
    "Warning": "warning warn attention",
    "Caution": "caution",
    "Danger": "danger error",
    "Success": "success check done",
    "Question": "question help faq",
    "Failure": "failure fail",
    "Bug": "bug",
    "Example": "example",
    "Quote": "quote cite",
    "Summary": "abstract summary tldr",
    "Details": "details collapse spoiler",
}
LABELS = tuple(_WORDS)
"""The default titles, as msgids of the interface's catalogs."""
_KINDS = {word: label for label, words in _WORDS.items() for word in words.split()}
# What takes its kind from an argument: `{{% notice warning %}}`, `<Callout type="info">`.
_GENERIC = frozenset({"admonition", "alert", "aside", "box", "callout", "notice"})

_FENCED = re.compile(
    r"(?P<fence>:{3,}|/{3,})[ \t]*(?:\{(?P<braced>[^{}]*)\}|(?P<name>[\w-]*))(?P<rest>.*)"
)
_INDENTED = re.compile(
    r"(?P<mark>!!!|\?\?\?\+?|===)[+!]*[ \t]*(?P<name>[\w-]*)[^\"]*(?:\"(?P<title>[^\"]*)\")?"
)
_TAG = re.compile(
    r"\{\{[<%]-?[ \t]*(?P<hugo>/?[\w-]+)(?P<hugo_args>.*?)(?P<hugo_alone>/?)[ \t]*-?[>%]\}\}"
    r"|\{%-?[ \t]*(?P<liquid>\w+)(?P<liquid_args>.*?)-?%\}"
    r"|<(?P<jsx>/?[A-Z][\w.]*)(?P<jsx_args>.*?)(?P<jsx_alone>/?)>",
    re.DOTALL,
)
_ENDS = re.compile(r"\{\{[<%]-?[ \t]*/[ \t]*([\w-]+)|\{%-?[ \t]*end_?(\w+)|</([A-Z][\w.]*)[ \t]*>")
_CLASS = re.compile(r"\.([\w-]+)")
_WORD = re.compile(r"[\w-]+")
_TITLE = re.compile(r"\btitle[ \t]*=[ \t]*(?:\"([^\"]*)\"|'([^']*)')")


@dataclass(frozen=True, slots=True)
class Box:
    """A box that a line begins."""

    kind: str
    """A word for its style: `note`, or what the document calls it."""
    label: str
    """Its default title, one of `LABELS`; empty: it has none."""
    fence: str
    """What ends it: `:::`, a shortcode's name, or nothing where its body is indented."""
    folds: str = ""
    """`closed` or `open` where the reader can fold it."""
    title: str = ""
    """A title in an attribute, where no segment is."""

    def start(self) -> str:
        """The tags before its title."""
        if self.folds:
            opened = " open" if self.folds == "open" else ""
            return f'<details class="admonition {escape(self.kind)}"{opened}>'
        if self.label:
            return f'<aside class="admonition {escape(self.kind)}">'
        return f'<div class="box box-{escape(self.kind)}">' if self.kind else '<div class="box">'

    def end(self) -> str:
        """The tag behind its body."""
        name = "details" if self.folds else "aside" if self.label else "div"
        return f"</{name}>\n"

    @property
    def title_tag(self) -> str:
        """The element of its title."""
        return "summary" if self.folds else "p"

    def default_title(self) -> str:
        """The title where the document gives none; a box that folds always has one."""
        words = self.title or self.label or ("Details" if self.folds else "")
        if not words:
            return ""
        # No segment: the original's words on every page, and only `edition` knows its language.
        own = ' lang="und"' if words == self.title and words not in _WORDS else ""
        words = escape(words, quote=False)
        return f'<{self.title_tag} class="label"{own}>{words}</{self.title_tag}>'


def ended_names(text: str) -> frozenset[str]:
    """The shortcodes and components that something in the text ends, in lower case."""
    return frozenset("".join(names).lower() for names in _ENDS.findall(text))


def begun(line: str, ended: frozenset[str]) -> Box | None:
    """Return the box that a line begins, if it does. `ended` is what `ended_names` returned."""
    if match := _FENCED.match(line):
        return _fenced(match)
    if match := _INDENTED.match(line):
        return _indented(match)
    tags = list(_TAG.finditer(line))
    return _tagged(tags[0], ended) if len(tags) == 1 else None


def finished(line: str) -> str:
    """What a line ends: `:::`, a shortcode's name in lower case; empty: nothing."""
    if match := _FENCED.match(line):
        return "" if match["name"] or match["braced"] else match["fence"]
    if match := _TAG.match(line):
        name = (match["hugo"] or match["liquid"] or match["jsx"]).lower()
        if match["liquid"]:
            return name[3:].lstrip("_") if name.startswith("end") else ""
        return name.removeprefix("/") if name.startswith("/") else ""
    return ""


def ends(fence: str, box_fence: str) -> bool:
    """Whether a fence ends a box: a longer one does, too."""
    return fence == box_fence or (
        fence[:1] in {":", "/"} and fence[:1] == box_fence[:1] and len(fence) > len(box_fence)
    )


def _fenced(match: re.Match[str]) -> Box | None:
    braced, rest = match["braced"], match["rest"].strip()
    name = match["name"] or ""
    if braced is not None:
        word = _CLASS.search(braced) or _WORD.match(braced.strip())
        name = word[word.lastindex or 0] if word else ""
    if not name and braced is None and not rest.strip(":/ \t"):
        return None
    title = _TITLE.search(f"{braced or ''} {rest}")
    return _box(name, match["fence"], title=_value(title))


def _indented(match: re.Match[str]) -> Box:
    if match["mark"] == "===":
        return Box("tab", "", "")
    folds = {"???": "closed", "???+": "open"}.get(match["mark"], "")
    box = _box(match["name"], "", folds=folds)
    if match["title"] == "" and not folds:  # `!!! note ""`: without a title
        return Box(box.kind, "", "")
    return box


def _tagged(match: re.Match[str], ended: frozenset[str]) -> Box | None:
    name = (match["hugo"] or match["liquid"] or match["jsx"]).lower()
    if name not in ended or match["hugo_alone"] or match["jsx_alone"]:
        return None
    arguments = match["hugo_args"] or match["liquid_args"] or match["jsx_args"] or ""
    title = _TITLE.search(arguments)
    named = _TITLE.sub("", arguments).lower()
    word = next((one for one in _WORD.findall(named) if one in _KINDS), "")
    if name not in _KINDS and name not in _GENERIC:
        return None
    return _box(word or (name if name in _KINDS else "note"), name, title=_value(title))


def _box(name: str, fence: str, *, folds: str = "", title: str = "") -> Box:
    name = name.lower().removeprefix("callout-")
    label = _KINDS.get(name, "")
    if label == "Details":
        return Box("details", label, fence, folds or "closed", title)
    if not label and not fence and name:  # MkDocs draws a box under any name, and titles it so
        return Box("note", "Note", fence, folds, name.replace("-", " ").capitalize())
    return Box(label.lower() or name, label, fence, folds, title)


def _value(match: re.Match[str] | None) -> str:
    return (match[1] or match[2] or "") if match else ""


class OpenBoxes:
    """The boxes that are open at a place of a document, by how deep in its blocks they began."""

    def __init__(self) -> None:
        self._open: list[tuple[int, Box]] = []
        self._due: set[int] = set()  # depths whose boxes were finished from within a block

    def begin(self, box: Box, depth: int) -> str:
        """The tags that begin a box."""
        self._open.append((depth, box))
        return box.start()

    def finish(self, fence: str, depth: int) -> str:
        """The tags that end what a fence ends, and all boxes in it; nothing is no fault."""
        fits = [n for n, (_, box) in enumerate(self._open) if box.fence and ends(fence, box.fence)]
        exact = [number for number in fits if self._open[number][1].fence == fence]
        if not fits:
            return ""
        number = (exact or fits)[-1]
        if self._open[number][0] < depth:  # an indented fence: the list around it ends first
            self._due.add(self._open[number][0])
            return ""
        return self._closed(number)

    def leave(self, depth: int) -> str:
        """The tags that end the boxes of blocks deeper than this, which end now."""
        number = len(self._open)
        while number and self._open[number - 1][0] > depth:
            number -= 1
        return self._closed(number)

    def settle(self, depth: int) -> str:
        """The tags that end the box that was finished deeper than it began."""
        if depth not in self._due:
            return ""
        self._due.discard(depth)
        return self._closed(len(self._open) - 1) if self._open else ""

    def _closed(self, number: int) -> str:
        html = "".join(box.end() for _, box in reversed(self._open[number:]))
        del self._open[number:]
        return html
