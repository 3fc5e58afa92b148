"""Printing by WeasyPrint, whose text can be read back. Only this and `lettered` know WeasyPrint."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from localize.errors import LocalizeError
from localize.render.lettered import Lettering

LETTERED = "70.0"
"""The version of WeasyPrint whose drawing `_in_reading_order` knows and changes."""
_log = logging.getLogger(__name__)
# Scripts whose glyphs are in another order than their letters: Indic, Khmer, Myanmar.
_REORDERED = re.compile("[\u0900-\u0dff\u1000-\u109f\u1780-\u17ff]")

# It knows neither emphasis dots nor ruby: bold type, and the reading in brackets behind its word.
_IN_PLACE = """
em:lang(ja), em:lang(zh) { font-weight: 700 !important }
rt { font-size: 1em !important } rp { display: inline !important }
"""


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

    is_known = weasyprint.__version__ == LETTERED
    if not is_known:
        told = "WeasyPrint %s draws by itself: text that is copied from a PDF may lack vowel marks"
        _log.warning(told, weasyprint.__version__)
    with _in_reading_order() if is_known else nullcontext():
        document = weasyprint.HTML(filename=str(page), url_fetcher=Fetcher())
        try:
            return bytes(
                document.write_pdf(
                    pdf_variant="pdf/ua-1",
                    pdf_identifier=b"localize",
                    stylesheets=[weasyprint.CSS(string=_IN_PLACE)],
                )
            )
        except (ValueError, OSError) as error:
            raise LocalizeError(f"WeasyPrint did not print it: {error}", path=page) from error


@contextmanager
def _in_reading_order() -> Iterator[None]:
    """Have each line say its letters, by its glyphs and where it needs that as a whole.

    A reader that copies or searches gets WeasyPrint's letters glyph by glyph: pdf.js read four
    words of ten wrong in Hindi, poppler seven of ten in Arabic with its vowel marks.
    """
    from weasyprint.draw import text as drawing
    from weasyprint.pdf.fonts import Font

    plain, cut, lettering = drawing.draw_first_line, Font.clean, Lettering()

    def drawn(stream: Any, textbox: Any, overflow: Any, ellipsis: Any, matrix: Any) -> Any:
        # A line that is cut short is set again while it is drawn.
        cut_short = overflow == "ellipsis" or ellipsis != "none"
        lettered = nullcontext() if cut_short else lettering.of(stream, textbox)
        with _spoken(stream, textbox.text), lettered:
            return plain(stream, textbox, overflow, ellipsis, matrix)

    drawing.draw_first_line = drawn
    Font.clean = lambda font, *rest: lettering.cut(cut, font, *rest)
    try:
        yield
    finally:
        drawing.draw_first_line, Font.clean = plain, cut


@contextmanager
def _spoken(stream: Any, text: str) -> Iterator[None]:
    """Have what is drawn say this text, if its script needs that (PDF 1.7 §14.9.4, ActualText).

    PDFium loses a few words otherwise, every reader does of fonts that `lettered` cannot add to.
    """
    import pydyf

    if not _REORDERED.search(text):
        yield
        return
    stream.begin_marked_content("Span", pydyf.Dictionary({"ActualText": pydyf.String(text)}))
    try:
        yield
    finally:
        stream.end_marked_content()
