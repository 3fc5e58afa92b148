"""An edition as an EPUB 3 book (W3C EPUB 3.3, EPUB Accessibility 1.1), by a writer of our own."""

import io
import re
import uuid
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from localize.interface.words import interface
from localize.render.edition import Edition
from localize.render.edition_summary import EditionSummary, meter, notice
from localize.render.settings import Site
from localize.render.site import labelled
from localize.render.templates import filled, theme_file
from localize.render.urls import absolute, page_path
from localize.render.xhtml import xhtml

_HEADING = re.compile(
    r'<h([2-6])(?:\s(?!id=)[\w:-]+="[^"]*")*\sid="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL
)
_TAG = re.compile(r"<[^>]*>")
_MEDIA = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
# The EPUB namespace for identifiers made from addresses, so that a book keeps its own for ever.
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "localize:epub")
# ZIP knows no time before 1980; every entry has this one: the same text gives the same book.
_TIME = (1980, 1, 1, 0, 0, 0)
_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""


@dataclass(slots=True)
class _Pictures:
    """The pictures that a book takes along, by their names in it."""

    read: Callable[[str], tuple[str, bytes] | None]
    taken: dict[str, bytes] = field(default_factory=dict)

    def place(self, address: str) -> str | None:
        if urlsplit(address).scheme or address.startswith("//"):
            return None  # a book may not fetch pictures
        named = self.read(address)
        if named is None or _media_type(named[0]) is None:
            return None
        self.taken[named[0]] = named[1]
        return f"media/{named[0]}"


def epub(
    site: Site,
    edition: Edition,
    summary: EditionSummary,
    *,
    picture: Callable[[str], tuple[str, bytes] | None],
    link: Callable[[str], str | None],
) -> bytes:
    """The book of an edition.

    `picture` gives the hashed name and the bytes of a relative address of the document, or None;
    `link` the address in the world of a link that leads out of the book, or None.
    """
    pictures = _Pictures(picture)
    values = _values(site, edition, summary, partial(xhtml, picture=pictures.place, link=link))
    values["media"] = [
        (f"m{number}", name, _media_type(name))
        for number, name in enumerate(sorted(pictures.taken))
    ]
    files: dict[str, bytes] = {
        "META-INF/container.xml": _CONTAINER.encode(),
        "EPUB/package.opf": filled(site.theme, "package.opf", values).encode(),
        "EPUB/nav.xhtml": filled(site.theme, "nav.xhtml", values).encode(),
        "EPUB/text.xhtml": filled(site.theme, "text.xhtml", values).encode(),
        "EPUB/book.css": theme_file(site.theme, "book.css"),
    }
    files |= {f"EPUB/media/{name}": raw for name, raw in sorted(pictures.taken.items())}
    return _zipped(files)


def _values(
    site: Site, edition: Edition, summary: EditionSummary, book: Callable[[str], str]
) -> dict[str, object]:
    """Return what the templates are given; `book` turns HTML into the book's XHTML."""
    say = interface(edition.locale)
    body = book(labelled(edition.body, say))
    return {
        "site": site,
        "locale": edition.locale,
        "edition": edition,
        "say": say,
        "title_html": book(edition.title_html),
        "title_attributes": edition.title_attributes,
        "lede": book(edition.lede),
        "body": body,
        "author": summary.author,
        "notice": notice(summary, say, site.source),
        "meter": meter(summary, say),
        "headings": [(level, where, _plain(text)) for level, where, text in _HEADING.findall(body)],
        "identifier": f"urn:uuid:{uuid.uuid5(_SPACE, f'{site.url}|{summary.path}|{summary.tag}')}",
        "modified": f"{summary.updated or '2000-01-01'}T00:00:00Z",
        "original": absolute(site, page_path(site.source, summary.slug)) if site.url else "",
    }


def _media_type(name: str) -> str | None:
    return _MEDIA.get(PurePosixPath(name).suffix.lower())


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", html)).split())


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        # OCF 3.3 §4.3: `mimetype` comes first and is not compressed.
        archive.writestr(zipfile.ZipInfo("mimetype", _TIME), b"application/epub+zip")
        for name, raw in files.items():
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same on every system
            archive.writestr(entry, raw)
    return out.getvalue()
