"""`fonts = "subset"`: the fonts of a site, cut down to what its pages say."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from itertools import chain
from pathlib import Path

from localize.errors import ConfigError
from localize.model import Locale
from localize.render.fonts import (
    FOLDERS,
    STYLES,
    Cut,
    Face,
    faces,
    family_names,
    is_of,
    shared_out,
    stack,
)
from localize.render.publish.ledger import Pages
from localize.render.settings import Site
from localize.render.templates import theme_file
from localize.render.write import OutputFile, write_file

STYLE_SHEET = "assets/fonts.css"
"""Not hashed: its fonts' names are, and a new character must not change every page."""
_SET = {
    "Regular": re.compile(r"(.+)", re.DOTALL),
    "Bold": re.compile(r"<(h[1-6]|b|strong|th|em|i)\b[^>]*>(.*?)</\1>", re.DOTALL),
    "Italic": re.compile(r"<(em|i|cite|dfn|var)\b[^>]*>(.*?)</\1>", re.DOTALL),
}
_ENTITY = re.compile(r"&#?\w+;")
_LANG = re.compile(r'<html lang="([^"]+)"')


def with_fonts(
    build: Path, site: Site, outputs: Iterable[str], pages: Pages, before: Pages
) -> tuple[Pages, int, tuple[str, ...]]:
    """The pages across documents and the fonts that all pages need, written.

    `outputs`: the paths of the documents' files. `before`: what the last build wrote; a font of it
    that is still there is not cut again.
    Second: how many fonts have new bytes; third: warnings.

    Raises:
        ConfigError: a font is not found, or has not all letters of the pages.
    """
    files = chain(outputs, (output.path for _, output in pages.values()))
    html = (path for path in files if path.endswith(".html"))
    fonts, changed, warnings = _fonts(build, site, html, before)
    return pages | {one.path.removeprefix("site/"): ("", one) for one in fonts}, changed, warnings


def _fonts(
    build: Path, site: Site, pages: Iterable[str], before: Pages
) -> tuple[list[OutputFile], int, tuple[str, ...]]:
    said = _characters(build, pages)
    folders = (site.font_folder,) if site.font_folder else FOLDERS
    locales = [Locale(tag) for tag in said]
    families = {names: faces(folders, names) for one in locales for names in family_names(one)}
    cuts, warnings = _cuts(said, families)
    outputs: list[OutputFile] = []
    changed = 0

    def put(name: str, raw: bytes) -> None:
        nonlocal changed
        output, new = write_file(build, f"site/{name}", raw)
        outputs.append(output)
        changed += new

    rules = []
    for cut in cuts:
        name = f"assets/{cut.name}"
        rules.append(cut.rule(cut.name))
        known = before.get(name)
        if known is not None and known[1].stands(build):
            outputs.append(known[1])
        else:
            put(name, cut.woff2())
    rules += (
        f'[lang="{one}"]{{--serif:{stack(one)},serif;--sans:system-ui,sans-serif,{stack(one)}}}\n'
        for one in locales
    )
    notices = sorted({f"{cut.face.family}: {cut.face.notice}\n" for cut in cuts})
    put(STYLE_SHEET, "".join(rules).encode())
    put("assets/OFL.txt", "".join(notices).encode() + b"\n" + theme_file(site.theme, "OFL.txt"))
    return outputs, changed, warnings


def _characters(build: Path, pages: Iterable[str]) -> dict[str, dict[str, set[str]]]:
    """The characters of the pages by locale and style. Markup counts: it is ASCII.

    The locales are in the order of their first pages, whatever the order of `pages`.
    """
    said: dict[str, dict[str, set[str]]] = {}
    first: dict[str, str] = {}
    for page in pages:
        if not page.startswith("site/"):
            continue
        html = (build / page).read_text(encoding="utf-8")
        named = _LANG.search(html, 0, 500)
        if named is None:
            continue
        first[named[1]] = min(page, first.get(named[1], page))
        of_locale = said.setdefault(named[1], {style: set() for style in STYLES})
        for style, pattern in _SET.items():
            for match in pattern.finditer(html):
                of_locale[style].update(match[match.lastindex or 0])
        of_locale["Regular"].update(*map(unescape, set(_ENTITY.findall(html))))
    return {tag: said[tag] for tag in sorted(said, key=first.__getitem__)}


def _cuts(
    said: Mapping[str, Mapping[str, set[str]]],
    families: Mapping[tuple[str, ...], Mapping[str, Face]],
) -> tuple[list[Cut], tuple[str, ...]]:
    needed: dict[Face, set[str]] = {}
    missing: dict[str, set[str]] = {}
    for tag, by_style in said.items():
        mine = [families[names] for names in family_names(Locale(tag))]
        for style in STYLES:
            by_face, lacking = shared_out(by_style[style], mine, style)
            for face, characters in by_face.items():
                needed.setdefault(face, set()).update(characters)
            if style == "Regular":
                # An autonym of another language is set in that language's own font.
                anywhere = (one["Regular"].characters for one in families.values())
                missing[tag] = lacking.difference(*anywhere)
    warnings = tuple(_warnings(missing))
    cuts = [Cut(face, frozenset(characters)) for face, characters in needed.items()]
    return sorted(cuts, key=lambda one: (one.face.family, one.face.style)), warnings


def _warnings(missing: Mapping[str, set[str]]) -> Iterator[str]:
    for tag, characters in missing.items():
        letters = sorted(one for one in characters if is_of(Locale(tag), one))
        if letters:
            some = " ".join(f"{one} (U+{ord(one):04X})" for one in letters[:8])
            raise ConfigError(
                f"fonts: {stack(Locale(tag))} cannot set {len(letters)} characters of the pages "
                f"in {tag}: {some}",
                hint='put a font that has them into `font_folder`, or set fonts = "system"',
            )
        others = sorted(one for one in characters if one.isprintable() and not one.isspace())
        if others:
            yield f"fonts: {tag}: left to the reader's own fonts: {' '.join(others[:20])}"
