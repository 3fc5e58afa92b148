"""A Word paragraph's runs as a msgid with inline tags, and a translation as runs (ECMA-376 17.3).

Text in the paragraph's prevailing formatting is bare; other formatting is `<b>`, `<i>`, `<u>` or
`<span id="1">`; a hyperlink is `<a id="2">`; what is no text (a picture, a field, a note's mark, a
bookmark) is `<x id="3"/>`.
"""

from __future__ import annotations

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
_SIMPLE = {"<w:b/><w:bCs/>": "b", "<w:b/>": "b", "<w:i/><w:iCs/>": "i", "<w:i/>": "i",
           '<w:u w:val="single"/>': "u"}  # fmt: skip
_NOISE = re.compile(r"<w:(?:lang|noProof|rtl|cs)\b[^>]*/>")


@dataclass(slots=True)
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
    """The msgid of a paragraph's content, and what it leaves out; none: it is not understood."""
    pieces, links = _pieces(content)
    if pieces is None or not any(_LETTER.search(html.unescape(one.text)) for one in pieces):
        return None
    kept = Runs(base=_prevailing([one for one in pieces if one.link < 0]))
    link_bases = [_prevailing([one for one in pieces if one.link == n]) for n in range(len(links))]
    found: list[str] = []
    number = 0
    names: dict[str, str] = {}
    open_link = -1
    for piece in pieces:
        if piece.link != open_link:
            if open_link >= 0:
                found.append("</a>")
            if piece.link >= 0:
                number += 1
                kept.links[str(number)] = (links[piece.link], link_bases[piece.link])
                found.append(f'<a id="{number}">')
            open_link = piece.link
        if piece.xml:
            number += 1
            kept.objects[str(number)] = piece.xml
            found.append(f'<x id="{number}"/>')
            continue
        base = link_bases[piece.link] if piece.link >= 0 else kept.base
        if piece.properties == base:
            found.append(piece.text)
            continue
        name = names.get(piece.properties)
        if name is None:
            simple = _SIMPLE.get(_inner(piece.properties))
            if simple is None or simple in kept.formats:
                number += 1
                simple = f"span {number}"
            name = names[piece.properties] = simple
            kept.formats[name] = piece.properties
        tag, _, identity = name.partition(" ")
        opening = f'<{tag} id="{identity}">' if identity else f"<{tag}>"
        found.append(f"{opening}{piece.text}</{tag}>")
    if open_link >= 0:
        found.append("</a>")
    return "".join(found), kept


def _pieces(content: str) -> tuple[list[_Piece] | None, list[str]]:
    """Texts and objects in order, neighbours of one formatting joined; the hyperlinks."""
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
    """The formatting of the most characters."""
    lengths: Counter[str] = Counter()
    for piece in pieces:
        lengths[piece.properties] += len(piece.text)
    return lengths.most_common(1)[0][0] if lengths else ""


def _inner(properties: str) -> str:
    return properties.removeprefix("<w:rPr>").removesuffix("</w:rPr>")


def runs(text: str, kept: Runs) -> str | None:
    """The translation as runs; none: a tag or object is missing, doubled or crossed."""
    found: list[str] = []
    seen: Counter[str] = Counter()
    link = style = ""
    at = 0
    for match in _TAG.finditer(text):
        found += _written(text[at : match.start()], link, style, kept)
        at = match.end()
        name, identity = match["name"], match["id"] or ""
        key = f"{name} {identity}".strip()
        if match["close"]:
            if name == "a" and link and not style:
                found.append("</w:hyperlink>")
                link = ""
            elif style.partition(" ")[0] == name:
                style = ""
            else:
                return None
        elif name == "x" and identity in kept.objects:
            seen[identity] += 1
            found.append(kept.objects[identity])
        elif name == "a" and identity in kept.links and not link and not style:
            seen[identity] += 1
            found.append(f"<w:hyperlink{kept.links[identity][0]}>")
            link = identity
        elif key in kept.formats and not style:
            style = key
        else:
            return None
    found += _written(text[at:], link, style, kept)
    wanted = [*kept.objects, *kept.links]
    if link or style or seen != Counter(wanted):
        return None
    return "".join(found)


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
