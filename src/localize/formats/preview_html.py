"""HTML of a document that is no page: a list of its segments, for the review."""

import html
from collections.abc import Callable, Mapping

from localize.model import Rendered, Segment


def preview_html(
    rendered: Rendered,
    attributes: Callable[[Segment], Mapping[str, str]],
    texts: Callable[[str], str] = str,
) -> str:
    """Return a `<p>` a segment. `texts` turns the characters in the file into what people read."""
    return "".join(
        element("p", attributes(segment), texts(rendered.text[start:end]))
        for start, end, segment in rendered.spans
    )


def element(name: str, attributes: Mapping[str, str], text: str) -> str:
    """Return an element with a text, on a line of its own."""
    pairs = "".join(f' {key}="{html.escape(value)}"' for key, value in attributes.items())
    return f"<{name}{pairs}>{html.escape(text, quote=False)}</{name}>\n"
