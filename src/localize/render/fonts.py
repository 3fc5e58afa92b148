"""Fonts that a site brings along: Noto's text faces, cut down to the characters of its pages.

The files are found on this machine, under the names that Noto's own packages give them. The only
module that knows fontTools.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from localize.errors import ConfigError, LocalizeError
from localize.extras import missing, wanted_extra
from localize.model import Locale
from localize.scripts import own_scripts, writing

FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
    Path("/Library/Fonts"),
    Path.home() / "Library/Fonts",
    Path("C:/Windows/Fonts"),
)
STYLES = ("Regular", "Bold", "Italic")
_LATIN = "Noto Serif"
_SUFFIXES = (".ttf", ".otf", ".ttc")
_ASCII = frozenset(map(chr, range(0x20, 0x7F))) | {"\u00a0"}


@dataclass(frozen=True, slots=True)
class Face:
    """One font on this machine."""

    family: str
    style: str
    """One of `STYLES`."""
    file: Path
    number: int
    """Its place in a collection; 0 in a file of its own."""
    characters: frozenset[str]
    notice: str
    """Its copyright line."""


def family_names(locale: Locale) -> tuple[tuple[str, ...], ...]:
    """The families that a locale's text is set in, in order; each by the names it may go by."""
    own = writing(locale).faces
    return (own, (_LATIN,)) if own else ((_LATIN,),)


def stack(locale: Locale) -> str:
    """The families of a locale as a CSS value."""
    return ", ".join(f'"{names[0]}"' for names in family_names(locale))


def faces(folders: Iterable[Path], names: Sequence[str]) -> dict[str, Face]:
    """The faces of a family by style, under the first of its names.

    Raises:
        ConfigError: there is no such font.
    """
    files = _files(tuple(folders))
    by_style: dict[str, Face] = {}
    for name in names:
        # One file holds the faces of all CJK languages: `NotoSerifCJK-Regular.ttc`.
        whole = name.rsplit(" ", 1)[0] if " CJK " in name else name
        for style in STYLES:
            file = files.get(f"{whole.replace(' ', '')}-{style}".lower())
            if file is not None and style not in by_style:
                by_style[style] = _face(file, names[0], name, style)
    if "Regular" not in by_style:
        raise ConfigError(
            f"fonts: there is no font {names[0]} on this machine",
            hint="install it (Debian: fonts-noto-core, fonts-noto-cjk), or name the folder that "
            "holds its files as `font_folder` in [site]",
        )
    return by_style


@lru_cache(maxsize=8)
def _files(folders: tuple[Path, ...]) -> Mapping[str, Path]:
    """Font files by their names in lower case, without the suffix; the first folder wins."""
    by_name: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in _SUFFIXES:
                by_name.setdefault(path.stem.lower(), path)
    return by_name


@lru_cache(maxsize=64)
def _face(file: Path, family: str, name: str, style: str) -> Face:
    font, number = _opened(file, name)
    try:
        characters = frozenset(map(chr, font.getBestCmap()))
        notice = str(font["name"].getDebugName(0) or "")
    finally:
        font.close()
    return Face(family, style, file, number, characters, notice)


def _opened(file: Path, name: str) -> tuple[Any, int]:
    """The font of a file that has this name, and its number in the collection."""
    with wanted_extra("fonts", 'fonts = "subset"'):
        from fontTools.ttLib import TTCollection, TTFont, TTLibError
    try:
        if file.suffix.lower() != ".ttc":
            return TTFont(file, lazy=True, recalcTimestamp=False), 0
        with TTCollection(file, lazy=True) as collection:
            names = [one["name"].getBestFamilyName() for one in collection.fonts]
        number = names.index(name) if name in names else 0
        return TTFont(file, fontNumber=number, lazy=True, recalcTimestamp=False), number
    except (TTLibError, OSError) as error:
        raise LocalizeError(f"cannot be read as a font: {error}", path=file) from error


@dataclass(frozen=True, slots=True)
class Cut:
    """A face and the characters of it that the site needs."""

    face: Face
    characters: frozenset[str]

    @property
    def name(self) -> str:
        """The file's name: the same characters of the same font give the same name."""
        face = self.face
        status = face.file.stat()
        seen = f"{face.file.name}|{face.number}|{status.st_size}|{face.notice}"
        digest = blake2b(seen.encode(), digest_size=8)
        digest.update("".join(sorted(self.characters)).encode())
        stem = f"{face.family}-{face.style}".lower().replace(" ", "-")
        return f"{stem}-{digest.hexdigest()}.woff2"

    def woff2(self) -> bytes:
        """The font with these characters and all that shapes them; the same bytes every time.

        Raises:
            LocalizeError: fontTools cannot cut it.
        """
        from fontTools.subset import Options, Subsetter
        from fontTools.ttLib import TTFont, TTLibError

        options = Options()  # its features are those of all scripts' shaping, vertical text too
        options.flavor = "woff2"
        options.hinting = False
        options.notdef_outline = True
        options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
        face = self.face
        try:
            font = TTFont(face.file, fontNumber=face.number, recalcTimestamp=False)
            subsetter = Subsetter(options)
            subsetter.populate(text="".join(self.characters))
            subsetter.subset(font)
            font.flavor = "woff2"
            out = io.BytesIO()
            font.save(out, reorderTables=None)
        except ImportError as error:  # WOFF 2 wants brotli
            raise missing("fonts", 'fonts = "subset"', error) from error
        except (TTLibError, Subsetter.SubsettingError) as error:
            raise LocalizeError(f"cannot be cut down: {error}", path=face.file) from error
        return out.getvalue()

    def rule(self, address: str) -> str:
        """Its `@font-face`."""
        weight = "700" if self.face.style == "Bold" else "400"
        slant = "font-style:italic;" if self.face.style == "Italic" else ""
        return (
            f'@font-face{{font-family:"{self.face.family}";font-weight:{weight};{slant}'
            f'font-display:swap;src:url("{address}")format("woff2");'
            f"unicode-range:{unicode_range(self.characters)}}}\n"
        )


def unicode_range(characters: Iterable[str]) -> str:
    """Characters as the CSS descriptor writes them: `U+20-7e,U+a0`."""
    ranges: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return ",".join(f"U+{a:x}" if a == b else f"U+{a:x}-{b:x}" for a, b in ranges)


def shared_out(
    wanted: Iterable[str], families: Sequence[Mapping[str, Face]], style: str
) -> tuple[dict[Face, set[str]], set[str]]:
    """The characters by the face of a style that sets them; second: those that no face has."""
    by_face: dict[Face, set[str]] = {}
    missing = set()
    for character in wanted:
        for styles in families:
            if character in styles["Regular"].characters:
                face = styles.get(style)
                if face is not None and character in face.characters:
                    by_face.setdefault(face, set()).add(character)
                break
        else:
            missing.add(character)
    for face in by_face:
        by_face[face] |= _ASCII & face.characters
    return by_face, missing


def is_of(locale: Locale, character: str) -> bool:
    """Whether a character is of the locale's script: a page without its glyph is wrong."""
    from fontTools.unicodedata import script

    return script(character) in own_scripts(locale)
