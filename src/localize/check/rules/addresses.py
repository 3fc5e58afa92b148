"""URLs, mail addresses and mentions, which lead somewhere."""

import re
from collections.abc import Iterator

from localize.check.markup import same_page
from localize.check.pair import Pair
from localize.check.rule import Hit, Rule
from localize.inline.pieces import Piece
from localize.model import Severity


def span_of(pieces: tuple[Piece, ...], text: str, kind: str) -> tuple[int, int] | None:
    """Where the first piece of a kind with that text is."""
    piece = next((one for one in pieces if one.text == text and one.kind == kind), None)
    return (piece.start, piece.end) if piece else None


def _url(pair: Pair) -> Iterator[Hit]:
    if not pair.source_pieces and not pair.target_pieces:
        return
    for kind in ("url", "email"):
        source, target = pair.count(kind)
        if source == target:
            continue
        added = [url for url in target if url not in source]
        for url in source:
            if url in target or url in pair.target or any(same_page(url, one) for one in added):
                continue
            span = span_of(pair.source_pieces, url, kind)
            name = "URL" if kind == "url" else "address"
            glued = next((one for one in added if one.startswith(url)), None)
            if glued:
                yield Hit(
                    f"{name} {url} became {glued}", span_of(pair.target_pieces, glued, kind), span
                )
            else:
                yield Hit(f"{name} {url} is missing", source_span=span)


_DIGITS = re.compile(r"[@#][\w.-]*\d[\w.-]*")


def _mention(pair: Pair) -> Iterator[Hit]:
    if "@" not in pair.source and "#" not in pair.source:
        return
    seen: set[str] = set()
    for match in _DIGITS.finditer(pair.source):
        name = match[0].rstrip(".-_")
        if name in seen or len(seen) > 30:
            continue
        seen.add(name)
        if (
            name not in pair.target
            and name.replace("@", "＠").replace("#", "＃") not in pair.target
        ) and not _translated_tag(name, pair.target):
            yield Hit(f"{name} is missing", source_span=match.span())


def _translated_tag(name: str, target: str) -> bool:
    """Whether a name was put in letters of the locale, digits kept: #euro2024 -> #ユーロ2024."""
    digits = re.findall(r"\d+", name)
    written = "".join(str(int(one)) if one.isdigit() else one for one in target)
    kept = re.findall(r"[@#＠＃][\w.-]*", written)
    return any(all(number in one for number in digits) for one in kept)


URL = Rule(
    "url",
    Severity.ERROR,
    "A changed address leads nowhere; 。 and ） glued to it are not part of it.",
    _url,
)
MENTION = Rule(
    "mention", Severity.ERROR, "The digits of a mention or hashtag name somebody.", _mention
)
