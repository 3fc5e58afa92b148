"""Parts around segments, and texts in the place of segments. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.model import Problem, Rendered, Segment

if TYPE_CHECKING:
    from collections.abc import Callable

    from localize.model import Document


def spliced(
    document: Document, written: Callable[[int, Segment, str], str | Problem | None]
) -> Rendered:
    """The document with what `written(number, segment, text_before)` returns in place.

    None keeps the segment's characters; a `Problem` keeps them too and is reported.
    `text_before` is the text between the previous segment and this one, in the source.
    """
    pieces: list[str] = []
    spans: list[tuple[int, int, Segment]] = []
    problems: list[Problem] = []
    at = number = 0
    before = ""
    for part in document.parts:
        if isinstance(part, str):
            piece = before = part
        else:
            result = written(number, part, before)
            if isinstance(result, Problem):
                problems.append(result)
            piece = result if isinstance(result, str) else part.source
            spans.append((at, at + len(piece), part))
            number += 1
            before = ""
        pieces.append(piece)
        at += len(piece)
    return Rendered("".join(pieces), tuple(spans), tuple(problems), document.path)
