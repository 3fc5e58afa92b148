"""A Word paragraph's runs as a msgid with inline tags, and a translation as runs (ECMA-376 17.3).

Text in the paragraph's prevailing formatting is bare; other formatting is `<b>`, `<i>`, `<u>` or
`<span id="1">`; a hyperlink is `<a id="2">`; what is no text (a picture, a field, a note's mark, a
bookmark) is `<x id="3"/>`.
"""

import html
import re
from collections import Counter
from dataclasses import dataclass, field

_UNIT = re.compile(
    r"<w:hyperlink\b(?P<link>[^>]*[^>/]|)>(?P<inside>.*?)</w:hyperlink>"
    r"|<w:r\b(?:[^>]*[^>/])?>(?P<run>.*?)</w:r>"
    r"|<(?P<name>[\w:]+)\b(?:[^>]*[^>/])?>.*?</(?P=name)>"
    r"|<[^>]*/>",
    re.DOTALL,
)
_RUN = re.compile(r"<w:r\b(?:[^>]*[^>/])?>(?P<run>.*?)</w:r>|<[^>]*/>", re.DOTALL)
_PROPERTIES = re.compile(r"\s*(<w:rPr\b(?:[^>]*/>|.*?</w:rPr>))?", re.DOTALL)
_CHILD = re.compile(
    r"<w:t\b(?:[^>]*[^>/])?>(?P<text>[^<]*)</w:t>|(?P<tab><w:tab/>)|(?P<break><w:br/>)"
    r"|<w:t/>|<w:lastRenderedPageBreak/>|<w:noBreakHyphen/>|(?P<space>\s+)"
)
_DROPPED = re.compile(r"<w:(?:proofErr|lastRenderedPageBreak)\b[^>]*/>")
_FIELD = re.compile(r"<w:fldChar\b[^>]*w:fldCharType=\"(begin|separate|end)\"")
_TAG = re.compile(r"<(?P<close>/?)(?P<name>b|i|u|span|a|x)(?: id=\"(?P<id>\d+)\")?\s*/?>")
_LETTER = re.compile(r"[^\W\d_]")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SIMPLE = {
    "<w:b/><w:bCs/>": "b",
    "<w:b/>": "b",
    "<w:i/><w:iCs/>": "i",
    "<w:i/>": "i",
    '<w:u w:val="single"/>': "u",
}
_NOISE = re.compile(r"<w:(?:lang|noProof|rtl|cs)\b[^>]*/>")


@dataclass(frozen=True, slots=True)
class Runs:
    """What a msgid leaves out of its paragraph."""

    base: str = ""
    """The prevailing run properties, as XML."""
    formats: dict[str, str] = field(default_factory=dict)
    """Run properties by tag: `b`, `span 1`."""
    links: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Attributes of a hyperlink and its run properties by id."""
    objects: dict[str, str] = field(default_factory=dict)
    """XML of what is no text by id."""


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    """XML-escaped, with tabs and line feeds; empty for an object."""
    properties: str = ""
    link: int = -1
    xml: str = ""


def message(content: str) -> tuple[str, Runs] | None:
    """Return the msgid of a paragraph's content and what it leaves out.

    None where it has no words, or is not understood.
    """
    pieces, links = _pieces(content)
    if pieces is None or not any(_LETTER.search(html.unescape(piece.text)) for piece in pieces):
        return None
    writer = _MessageWriter(pieces, links)
    return writer.text(), writer.kept


class _MessageWriter:
    """Writes the pieces of a paragraph as a msgid, and keeps what it leaves out."""

    def __init__(self, pieces: list[_Piece], links: list[str]) -> None:
        self._pieces = pieces
        self._links = links
        self._link_bases = [
            _prevailing([piece for piece in pieces if piece.link == number])
            for number in range(len(links))
        ]
        self._names: dict[str, str] = {}
        self._number = 0
        self.kept = Runs(base=_prevailing([piece for piece in pieces if piece.link < 0]))

    def text(self) -> str:
        written: list[str] = []
        open_link = -1
        for piece in self._pieces:
            if piece.link != open_link:
                if open_link >= 0:
                    written.append("</a>")
                if piece.link >= 0:
                    written.append(self._link(piece.link))
                open_link = piece.link
            written.append(self._object(piece.xml) if piece.xml else self._formatted(piece))
        if open_link >= 0:
            written.append("</a>")
        return "".join(written)

    def _next_id(self) -> str:
        self._number += 1
        return str(self._number)

    def _link(self, number: int) -> str:
        identity = self._next_id()
        self.kept.links[identity] = (self._links[number], self._link_bases[number])
        return f'<a id="{identity}">'

    def _object(self, xml: str) -> str:
        identity = self._next_id()
        self.kept.objects[identity] = xml
        return f'<x id="{identity}"/>'

    def _formatted(self, piece: _Piece) -> str:
        base = self._link_bases[piece.link] if piece.link >= 0 else self.kept.base
        if piece.properties == base:
            return piece.text
        name = self._names.get(piece.properties)
        if name is None:
            simple = _SIMPLE.get(_inner(piece.properties))
            if simple is None or simple in self.kept.formats:
                simple = f"span {self._next_id()}"
            name = simple
            self._names[piece.properties] = name
            self.kept.formats[name] = piece.properties
        tag, _, identity = name.partition(" ")
        opening = f'<{tag} id="{identity}">' if identity else f"<{tag}>"
        return f"{opening}{piece.text}</{tag}>"


def _pieces(content: str) -> tuple[list[_Piece] | None, list[str]]:
    """Return texts and objects in order, neighbours of one formatting joined; the hyperlinks."""
    pieces: list[_Piece] = []
    links: list[str] = []
    at = depth = 0
    field_xml = ""
    for match in _UNIT.finditer(content):
        if content[at : match.start()].strip():
            return None, []
        at = match.end()
        if match["name"] in ("w:ins", "w:del", "w:moveFrom", "w:moveTo"):
            return None, []  # tracked changes are somebody's decision to make first
        for kind in _FIELD.findall(match[0]):
            depth += {"begin": 1, "end": -1}.get(kind, 0)
        if depth or field_xml:
            field_xml += match[0]
            if not depth:
                pieces.append(_Piece("", xml=field_xml))
                field_xml = ""
        elif match["run"] is not None:
            _add(pieces, _run(match["run"], match[0], -1))
        elif match["inside"] is not None:
            links.append(match["link"])
            for run in _RUN.finditer(match["inside"]):
                if run["run"] is not None:
                    _add(pieces, _run(run["run"], run[0], len(links) - 1))
        elif not _DROPPED.fullmatch(match[0]):
            pieces.append(_Piece("", xml=match[0]))
    if content[at:].strip() or depth:
        return None, []
    return pieces, links


def _add(pieces: list[_Piece], piece: _Piece) -> None:
    last = pieces[-1] if pieces else None
    if not piece.text and not piece.xml:
        return
    is_same = last is not None and not last.xml and not piece.xml
    if is_same and last and (last.properties, last.link) == (piece.properties, piece.link):
        pieces[-1] = _Piece(last.text + piece.text, last.properties, last.link)
    else:
        pieces.append(piece)


def _run(inside: str, whole: str, link: int) -> _Piece:
    match = _PROPERTIES.match(inside)
    properties = _NOISE.sub("", match[1] or "") if match else ""
    properties = "" if properties in ("<w:rPr/>", "<w:rPr></w:rPr>") else properties
    at = match.end() if match else 0
    words: list[str] = []
    while at < len(inside):
        child = _CHILD.match(inside, at)
        if child is None:
            return _Piece("", link=link, xml=whole)
        at = child.end()
        if child["text"] is not None:
            words.append(child["text"].replace("\n", " "))
        elif child["tab"] or child["break"]:
            words.append("\t" if child["tab"] else "\n")
        elif "noBreakHyphen" in child[0]:
            words.append("\u2011")
    return _Piece("".join(words), properties, link)


def _prevailing(pieces: list[_Piece]) -> str:
    """Return the formatting of the most characters."""
    lengths: Counter[str] = Counter()
    for piece in pieces:
        lengths[piece.properties] += len(piece.text)
    return lengths.most_common(1)[0][0] if lengths else ""


def _inner(properties: str) -> str:
    return properties.removeprefix("<w:rPr>").removesuffix("</w:rPr>")


def runs(text: str, kept: Runs) -> str | None:
    """Return the translation as runs; None if a tag is missing, doubled or crossed."""
    written: list[str] = []
    seen: Counter[str] = Counter()
    link = style = ""
    at = 0
    for match in _TAG.finditer(text):
        written += _written(text[at : match.start()], link, style, kept)
        at = match.end()
        name, identity = match["name"], match["id"] or ""
        key = f"{name} {identity}".strip()
        if match["close"]:
            if name == "a" and link and not style:
                written.append("</w:hyperlink>")
                link = ""
            elif style.partition(" ")[0] == name:
                style = ""
            else:
                return None
        elif name == "x" and identity in kept.objects:
            seen[identity] += 1
            written.append(kept.objects[identity])
        elif name == "a" and identity in kept.links and not link and not style:
            seen[identity] += 1
            written.append(f"<w:hyperlink{kept.links[identity][0]}>")
            link = identity
        elif key in kept.formats and not style:
            style = key
        else:
            return None
    written += _written(text[at:], link, style, kept)
    wanted = [*kept.objects, *kept.links]
    if link or style or seen != Counter(wanted):
        return None
    return "".join(written)


def _written(text: str, link: str, style: str, kept: Runs) -> list[str]:
    if not text:
        return []
    properties = kept.formats[style] if style else kept.links[link][1] if link else kept.base
    pieces = re.split(r"([\t\n])", _NOT_XML.sub("", html.unescape(text)))
    inside = "".join(
        {"\t": "<w:tab/>", "\n": "<w:br/>"}.get(piece)
        or f'<w:t xml:space="preserve">{html.escape(piece, quote=False)}</w:t>'
        for piece in pieces
        if piece
    )
    return [f"<w:r>{properties}{inside}</w:r>"]
