"""The locale of a catalog that no layout tells: by its header, else by its path."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from localize.catalogs.po import header_bytes
from localize.errors import CatalogError, UsageError
from localize.model import Locale, locale

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path, PurePath

MESSAGES = "LC_MESSAGES"
_HEAD = 1 << 16
_LOCALES = frozenset({"po", "locale", "locales", "translations"})
_LONGEST = 3  # letters of a language
_NEAR = 5  # folders above a catalog that may name its locale
_FIELD = rb'(?:^[ \t]*(?:msgstr[ \t]*)?"|\\n)%s:[ \t]*([^\s"\\]+)'
_LANGUAGE = re.compile(_FIELD % b"Language", re.MULTILINE)
_SOURCE = re.compile(_FIELD % b"X-Source-Language", re.MULTILINE)
# POSIX: language[_TERRITORY][.charset][@modifier]
_POSIX = re.compile(
    r"(?P<tag>[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)(?:\.[\w-]+)?(?:@(?P<modifier>\w+))?"
)
_SCRIPTS = {
    "shaw": "Shaw",
    "latin": "Latn",
    "ijekavianlatin": "Latn",
    "cyrillic": "Cyrl",
    "arabic": "Arab",
    "devanagari": "Deva",
}
# What WordPress and Windows append, and what says nothing of the language.
_VARIANTS = re.compile(r"[-_](?:formal|informal|ao90)$", re.IGNORECASE)
_SUFFIX = re.compile(r"[.-](?P<name>[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4}){0,2}(?:@\w+)?)$")


def locale_of_name(name: str, *, known: bool = True) -> Locale | None:
    """The locale of a name as gettext's world writes it: `pt_BR`, `sr@latin`, `zh-hans`.

    `known=False`: also one whose language CLDR does not know, such as `hne`.
    """
    match = _POSIX.fullmatch(name.strip())
    if match is None:
        return None
    language, *others = re.split("[-_]", _VARIANTS.sub("", match["tag"]))
    modifier = match["modifier"] or ""
    script = _SCRIPTS.get(modifier.lower())
    subtags = [language, *([script] if script else []), *others]
    if modifier.lower() == "valencia":
        subtags.append("valencia")
    try:
        return locale("-".join(subtags))
    except UsageError:
        return None if known or name.isupper() else Locale(language.lower())


def header_locales(path: Path) -> tuple[Locale | None, Locale | None]:
    """What a catalog's header says of the locale of its translations, and of its sources.

    Raises:
        CatalogError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise CatalogError(f"cannot be read: {error.strerror}", path=path) from error
    header = header_bytes(head)
    return _named(_LANGUAGE, header), _named(_SOURCE, header)


def _named(field: re.Pattern[bytes], header: bytes) -> Locale | None:
    match = field.search(header)
    return locale_of_name(match[1].decode("ascii", "replace"), known=False) if match else None


def locale_of_path(path: PurePath) -> Locale | None:
    """The locale that a path tells: `ja/LCMESSAGES/a.po`, `po/ja.po`, `ja/a.po`, `a-ja.po`."""
    told = next((found for found in map(locale_of_name, _names(path)) if found), None)
    return told or _below_po(path)


def _below_po(path: PurePath) -> Locale | None:
    """The locale of `po/hne.po` or `po/hne/app.po`, which need be none that CLDR knows."""
    for parent, name in itertools.pairwise((*path.parent.parts, path.stem)):
        if parent in _LOCALES and len(name) <= _LONGEST:
            return locale_of_name(name, known=False)
    return None


def _names(path: PurePath) -> Iterator[str]:
    """The parts of a path that may be a locale's name, the likeliest first."""
    folders = path.parent.parts[::-1][:_NEAR]
    if MESSAGES in folders:
        yield from folders[folders.index(MESSAGES) + 1 :][:1]
    stem = path.stem
    nearest = folders[0] if folders else ""
    # `ja/os.po` is the module os, not Ossetic; but `bin/de.po` is German.
    if len(nearest) == 2 or re.search("[-_@]", nearest):
        yield nearest
    yield stem
    if suffix := _SUFFIX.search(_VARIANTS.sub("", stem)):
        yield suffix["name"]
    yield from (folder for folder in folders if len(folder) != 3)
