"""Printing by WeasyPrint, whose text can be read back. The only module that knows WeasyPrint."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from localize.errors import LocalizeError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Scripts whose glyphs stand in another order than their letters: Indic, Khmer, Myanmar.
_REORDERED = re.compile("[\u0900-\u0dff\u1000-\u109f\u1780-\u17ff]")


def printed(page: Path, site: Path) -> bytes:
    """The PDF of a page: tagged, with bookmarks, the same bytes for the same page.

    Nothing but files below `site` is read, whatever the page names.

    Raises:
        LocalizeError: WeasyPrint cannot print it.
    """
    import weasyprint

    root = site.resolve()

    class Fetcher(weasyprint.urls.URLFetcher):  # type: ignore[misc] # untyped library
        def fetch(self, url: str, headers: Any = None) -> Any:
            parts = urlsplit(url)
            path = root / url2pathname(unquote(parts.path))
            if parts.scheme != "file" or not path.resolve().is_relative_to(root):
                raise ValueError("not a file of the site")
            return super().fetch(url, headers)

    with _in_reading_order():
        document = weasyprint.HTML(filename=str(page), url_fetcher=Fetcher())
        try:
            return bytes(document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=b"localize"))
        except (ValueError, OSError) as error:
            raise LocalizeError(f"WeasyPrint did not print it: {error}", path=page) from error


@contextmanager
def _in_reading_order() -> Iterator[None]:
    """Have each line of such a script say its letters (PDF 1.7 §14.9.4, ActualText).

    WeasyPrint maps glyphs to letters one by one, and a reader that copies or searches gets them
    in the order of the glyphs: of Hindi one word in ten was wrong.
    """
    import pydyf
    from weasyprint.draw import text as drawing

    plain = drawing.draw_first_line

    def drawn(stream: Any, textbox: Any, *rest: Any, **named: Any) -> Any:
        if not _REORDERED.search(textbox.text):
            return plain(stream, textbox, *rest, **named)
        stream.begin_marked_content(
            "Span", pydyf.Dictionary({"ActualText": pydyf.String(textbox.text)})
        )
        try:
            return plain(stream, textbox, *rest, **named)
        finally:
            stream.end_marked_content()

    drawing.draw_first_line = drawn
    try:
        yield
    finally:
        drawing.draw_first_line = plain
