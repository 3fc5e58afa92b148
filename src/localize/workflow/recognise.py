"""What kind of gettext project a folder holds, told by its files: the patterns of its catalogs."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from localize.catalogs.named import MESSAGES, header_locales, locale_of_name
from localize.errors import UsageError
from localize.model import CatalogPattern, Locale

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SUFFIXED = re.compile(r"(?P<domain>.+[.-])(?P<locale>[A-Za-z]{2,3}(?:[-_@][A-Za-z]+)*)")
_CONF = ("conf.py", "docs/conf.py", "doc/conf.py", "source/conf.py", "docs/source/conf.py")
_DOMAIN = "{domain}"


@dataclass(frozen=True, slots=True)
class ProjectKind:
    """A tool that makes templates."""

    name: str
    makes: str
    """How it makes them."""
    template: str
    """Where it puts them, relative to the folder of the locales; `/` in front: to the root."""
    compile: bool = True


DJANGO = ProjectKind("Django", "django-admin makemessages --all --keep-pot", "{domain}.pot")
BABEL = ProjectKind("Babel", "pybabel extract -F babel.cfg -o messages.pot .", "/messages.pot")
SPHINX = ProjectKind(
    "Sphinx", "sphinx-build -b gettext . build/gettext", "/build/gettext/{domain}.pot"
)
MDBOOK = ProjectKind(
    "mdBook",
    "MDBOOK_OUTPUT='{\"xgettext\": {}}' mdbook build -d po",
    "messages.pot",
    compile=False,
)
WORDPRESS = ProjectKind("WordPress", "wp i18n make-pot . languages/DOMAIN.pot", "{domain}.pot")
GNU = ProjectKind(
    "GNU gettext", "make -C po update-po, or meson compile NAME-pot", "{domain}.pot", compile=False
)
OTHER = ProjectKind("gettext", "xgettext", "{domain}.pot")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A gettext project."""

    kind: ProjectKind
    patterns: tuple[CatalogPattern, ...]
    locales: tuple[Locale, ...]


@dataclass(slots=True)
class _Group:
    """The catalogs of one pattern."""

    domains: set[str] = field(default_factory=set)
    locales: set[Locale] = field(default_factory=set)


def recognised(
    root: Path, catalogs: Iterable[Path], templates: Iterable[Path]
) -> Recognised | None:
    """The gettext project of a folder, by the catalogs and templates below it; None: it is none.

    Raises:
        UsageError: it has catalogs, and no path of one tells its locale.
    """
    groups: defaultdict[str, _Group] = defaultdict(_Group)
    every = tuple(catalogs)
    for path in every:
        split = _split(PurePosixPath(path.relative_to(root).as_posix()))
        said = header_locales(path)[0]
        # `os.po` of a folder in Japanese is no Ossetic.
        if split is not None and (said is None or said.language == split[2].language):
            pattern, domain, locale = split
            groups[pattern].domains.add(domain)
            groups[pattern].locales.add(locale)
    linguas = _linguas(root)
    if linguas and "po/{locale}.po" not in groups:
        groups["po/{locale}.po"].locales |= linguas
    if not groups:
        if every:
            raise UsageError(
                "no path of the catalogs tells their locale, so no pattern can",
                path=every[0],
                hint="`localize status .`, `check .`, `translate .`, … need no localize.toml",
            )
        return None
    kind = _kind(root, groups)
    there = [path.relative_to(root).as_posix() for path in templates]
    patterns = tuple(
        CatalogPattern(pattern, _template(kind, pattern, group, there), kind.compile)
        for pattern, group in sorted(groups.items())
    )
    locales = set().union(linguas, *(group.locales for group in groups.values()))
    known = (locale for locale in locales if locale_of_name(locale.tag) is not None)
    return Recognised(kind, patterns, tuple(sorted(known)))


def _split(path: PurePosixPath) -> tuple[str, str, Locale] | None:
    """A catalog's pattern, domain and locale; None: its path tells no locale."""
    parts = path.parts
    if MESSAGES in parts[1:]:
        at = parts.index(MESSAGES) - 1
        if (locale := locale_of_name(parts[at], known=False)) is not None:
            domain = PurePosixPath(*parts[at + 2 :]).with_suffix("").as_posix()
            prefix = "/".join((*parts[:at], "{locale}", MESSAGES, "{domain}.po"))
            return prefix, domain, locale
    folder = "".join(f"{part}/" for part in parts[:-1])
    if (locale := locale_of_name(path.stem, known=parts[-2:-1] != ("po",))) is not None:
        if path.stem == path.parent.name:  # the documentation of GNOME: help/ja/ja.po
            folder = "".join(f"{part}/" for part in (*parts[:-2], "{locale}"))
        return f"{folder}{{locale}}.po", "", locale
    suffixed = _SUFFIXED.fullmatch(path.stem)
    if suffixed is not None and (locale := locale_of_name(suffixed["locale"])) is not None:
        return f"{folder}{suffixed['domain']}{{locale}}.po", suffixed["domain"][:-1], locale
    for at, part in reversed(list(enumerate(parts[:-1]))):
        if (locale := locale_of_name(part)) is not None:
            prefix = "/".join((*parts[:at], "{locale}", "{domain}.po"))
            return prefix, PurePosixPath(*parts[at + 1 :]).with_suffix("").as_posix(), locale
    return None


def _linguas(root: Path) -> set[Locale]:
    """The locales of `po/LINGUAS`."""
    path = root / "po" / "LINGUAS"
    if not path.is_file():
        return set()
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    words = (word for line in lines for word in line.partition("#")[0].split())
    return {locale for word in words if (locale := locale_of_name(word, known=False)) is not None}


def _kind(root: Path, groups: Mapping[str, _Group]) -> ProjectKind:
    domains = set().union(*(group.domains for group in groups.values()))
    if (root / "book.toml").is_file():
        return MDBOOK
    if (root / "manage.py").is_file() or domains & {"django", "djangojs"}:
        return DJANGO
    if any((root / name).is_file() for name in _CONF):
        return SPHINX
    if (root / "babel.cfg").is_file() or any("translations/" in pattern for pattern in groups):
        return BABEL
    if any((root / "po" / name).is_file() for name in ("LINGUAS", "POTFILES.in", "POTFILES")):
        return GNU
    if any(root.glob("*.php")) or any("languages/" in pattern for pattern in groups):
        return WORDPRESS
    return OTHER


def _template(kind: ProjectKind, pattern: str, group: _Group, there: Iterable[str]) -> str:
    """Where the templates of a pattern are, or where the kind's tool would put them."""
    folder = pattern.partition("{")[0].rpartition("/")[0]
    prefix = f"{folder}/" if folder else ""
    if _DOMAIN not in pattern:
        near = [name for name in there if name.rpartition("/")[0] == folder]
        named = [name for name in near if PurePosixPath(name).stem in group.domains]
        if len(named or near) == 1:
            return (named or near)[0]
    else:
        bases = (
            name.removesuffix(f"{domain}.pot")
            for name in there
            for domain in group.domains
            if f"/{name}".endswith(f"/{domain}.pot")
        )
        if (base := next(bases, None)) is not None:
            return f"{base}{{domain}}.pot"
    usual = kind.template
    usual = usual.removeprefix("/") if usual.startswith("/") else prefix + usual
    own = "" if _DOMAIN in pattern else min(group.domains, default="")
    return usual.replace(_DOMAIN, own or _DOMAIN)
