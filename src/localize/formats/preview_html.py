"""HTML of what is no page: a list of its segments, for the review."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from localize.model import Rendered, Segment


def preview_html(
    rendered: Rendered,
    attributes: Callable[[Segment], Mapping[str, str]],
    texts: Callable[[str], str] = str,
) -> str:
    """A `<p>` a segment. `texts` makes what people read of the characters in the file."""
    found = []
    for start, end, segment in rendered.spans:
        pairs = "".join(f' {k}="{html.escape(v)}"' for k, v in attributes(segment).items())
        words = html.escape(texts(rendered.text[start:end]), quote=False)
        found.append(f"<p{pairs}>{words}</p>\n")
    return "".join(found)
