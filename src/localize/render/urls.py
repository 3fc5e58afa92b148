"""Where everything of a site is: slugs, paths, and the way from one page to another."""

import posixpath
import re
from collections.abc import Callable, Container, Iterable
from functools import lru_cache
from pathlib import PurePosixPath
from unicodedata import normalize
from urllib.parse import quote, unquote, urlsplit

from localize.formats.sanitize import WHOLE
from localize.model import Locale
from localize.render.settings import Site

_REFERENCE = re.compile(rf'(<(?:a|img)(?:(?! (?:href|src)="){WHOLE})* (href|src)=")([^"]*)(")')

# In the folder of a locale: the further pages of its list, its feed, the page of a document.
_OURS = re.compile(r"page/[0-9]+|feed\.xml|(?:.*/)?index\.html")


def slugs(paths: Iterable[str], globs: Iterable[str]) -> dict[str, str]:
    """A document's place in every locale, by its path: `content/a/b.md` is `a/b`.

    The folders that a glob names before its first wildcard are left out. `index.md` stands for
    its folder. Two documents that would share a place keep their suffixes: `a-md`, `a-txt`; so
    does one that would be where the site has something else: `page/2-md`.
    """
    globs = tuple(globs)
    plain = {path: _slug(path, globs) for path in paths}
    taken: dict[str, list[str]] = {}
    for path, slug in plain.items():
        taken.setdefault(_folded(slug), []).append(path)
    places = {}
    for path, slug in plain.items():
        name = _folded(slug)
        alone = len(taken[name]) == 1 and not _is_ours(name, taken)
        places[path] = slug if alone else f"{slug}-{PurePosixPath(path).suffix[1:].lower()}"
    if len(set(map(_folded, places.values()))) < len(places):  # `A.md` beside `a.md`
        places = {path: path for path in places}
    return places


def _folded(slug: str) -> str:
    """What is one name on a disk of macOS or Windows is one here: case, and accents composed."""
    return normalize("NFC", slug).casefold()


def _is_ours(slug: str, documents: Container[str]) -> bool:
    """Whether a page of the site is there that is no document's, or might one day."""
    folder, _, name = slug.rpartition("/")
    return bool(_OURS.fullmatch(slug)) or (name == "bilingual" and folder in documents)


@lru_cache(maxsize=64)
def _fixed(glob: str) -> str:
    parts = PurePosixPath(glob).parts
    wild = next((n for n, part in enumerate(parts) if set(part) & set("*?[")), len(parts) - 1)
    return "/".join(parts[:wild])


def without_root(path: str, globs: Iterable[str]) -> str:
    """A document's path without the folders that its glob names: `content/a/b.md` is `a/b.md`."""
    roots = sorted((_fixed(glob) for glob in globs), key=len, reverse=True)
    root = next((one for one in roots if one and path.startswith(f"{one}/")), "")
    return path[len(root) + 1 :] if root else path


def _slug(path: str, globs: Iterable[str]) -> str:
    bare = PurePosixPath(without_root(path, globs)).with_suffix("")
    if bare.name == "index" and len(bare.parts) > 1:
        bare = bare.parent
    return bare.as_posix()


def page_path(locale: Locale, slug: str) -> str:
    """A page's file inside the site: `ja/article/index.html`. No slug: the locale's index."""
    return f"{locale.tag}/{slug}/index.html" if slug else f"{locale.tag}/index.html"


def relative(from_path: str, to_path: str, *, clean: bool) -> str:
    """The address of a file of the site as seen from another, ready for an attribute."""
    here, there = from_path, to_path
    while True:  # the folders that both share
        folder, slash, rest = there.partition("/")
        if not slash or not here.startswith(folder + slash):
            break
        here, there = here[len(folder) + 1 :], rest
    way = "../" * here.count("/") + there
    if clean and (there == "index.html" or there.endswith("/index.html")):
        way = way[: -len("index.html")] or "./"
    return _quoted(way)


@lru_cache(maxsize=1024)
def _quoted(way: str) -> str:
    return quote(way)


def absolute(site: Site, path: str) -> str:
    """The address of a file of the site in the world; without `url`, from the root of the host."""
    if path == "index.html" or path.endswith("/index.html"):
        path = path[: -len("index.html")]
    return f"{site.url}/{_quoted(path)}" if site.url else f"{site.base}{_quoted(path)}"


def relinked(html: str, resolve: Callable[[str], str | None]) -> str:
    """The HTML with each relative link and picture resolved; None leaves one as it is.

    `resolve` is given the path part, decoded; query and fragment are kept.
    """
    if "href=" not in html and "src=" not in html:
        return html

    def changed(match: re.Match[str]) -> str:
        address = match[3].replace("&amp;", "&")
        if not address or address[0] in "#/":
            return match[0]
        try:
            parts = urlsplit(address)
        except ValueError:  # `//[`: nothing of ours
            return match[0]
        if parts.scheme or parts.netloc or not parts.path:
            return match[0]
        place = resolve(unquote(parts.path))
        if place is None:
            return match[0]
        tail = (f"?{parts.query}" if parts.query else "") + (
            f"#{parts.fragment}" if parts.fragment else ""
        )
        return match[1] + (place + tail).replace("&", "&amp;") + match[4]

    return _REFERENCE.sub(changed, html)


def target_of(reference: str, document: str) -> str:
    """The path in the project that a document's relative reference means."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(document), reference))
