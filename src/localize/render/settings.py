"""The `[site]` and `[publish]` tables of a project."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from localize.config import Project
from localize.model import Locale, State
from localize.render.edition import Edition

FONTS = ("system", "subset")
PRINTERS = ("auto", "chromium", "weasyprint")
LAYOUTS = ("folders", "hugo", "docusaurus", "mkdocs", "jekyll", "mdbook")
_SITE_KEYS = frozenset(
    {"title", "description", "url", "theme", "layout", "clean_urls", "fonts", "font_folder"}
    | {"bilingual", "epub", "pdf", "printer"}
)
_GATE_KEYS = frozenset({"minimum", "share", "noindex_below"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Gate:
    """What an edition must have reached to be published."""

    minimum: State = State.MACHINE
    """Units below show their source text."""
    share: float = 1.0
    """0..1: the least share of units that reach `minimum`."""
    noindex_below: float = 0.8
    """0..1: an edition with a smaller share that a person has accepted asks not to be indexed."""
    above: Gate | None = None
    """Another gate that it must have passed too."""

    def met(self, edition: Edition) -> bool:
        """Whether an edition may be published."""
        if self.above is not None and not self.above.met(edition):
            return False
        return edition.is_source or edition.share(self.minimum) >= self.share

    def hides(self, edition: Edition) -> bool:
        """Whether an edition asks search engines not to index it."""
        return not edition.is_source and edition.share(State.TRANSLATED) < self.noindex_below


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages of a site share."""

    title: str
    source: Locale
    locales: tuple[Locale, ...]
    """Target locales, in the project's order."""
    description: str = ""
    url: str = ""
    """Where the site will be, without a slash at the end; empty: unknown."""
    theme: Path | None = None
    """A folder whose files replace the default theme's."""
    layout: str = "folders"
    clean_urls: bool = False
    """`/ja/article/` instead of `/ja/article/index.html`, which also opens from a disk."""
    publish: bool = False
    gate: Gate = Gate()
    gates: tuple[tuple[Locale, Gate], ...] = ()
    """The locales that have a gate of their own."""
    bilingual: bool = False
    epub: bool = False
    pdf: bool = False
    printer: str = "auto"
    """One of `PRINTERS`: what makes the PDFs. `auto`: Chromium where there is one."""
    fonts: str = "system"
    """One of `FONTS`: the reader's own, or Noto's, cut down and brought along."""
    font_folder: Path | None = None
    """Where Noto's files are; None: where this system keeps its fonts."""

    def gate_of(self, locale: Locale) -> Gate:
        """The gate a locale must pass."""
        return dict(self.gates).get(locale, self.gate)

    @property
    def base(self) -> str:
        """The path part of `url`, with a slash at both ends: `/` or `/notes/`."""
        path = urlsplit(self.url).path.strip("/")
        return f"/{path}/" if path else "/"


def site(project: Project, *, publish: bool) -> Site:
    """The site a project asks for.

    Raises:
        ConfigError: a key is unknown or its value means nothing, with the line.
    """
    table = project.table("site")
    _refuse_unknown(project, "site", table, _SITE_KEYS)
    bare = Site(
        title=_text(project, table, "title", "localize"),
        source=project.source,
        locales=project.locales,
        publish=publish,
    )
    url = _text(project, table, "url", "").rstrip("/")
    if url and (urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname):
        raise project.error(f"url must begin with https:// or http://, not {url!r}", key="url")
    layout = _word(project, table, "layout", LAYOUTS)
    gate, gates = _gates(project)
    return replace(
        bare,
        description=_text(project, table, "description", ""),
        url=url,
        theme=_folder(project, table, "theme"),
        layout=layout,
        clean_urls=_flag(project, table, "clean_urls", default=publish),
        gate=gate,
        gates=gates,
        bilingual=_flag(project, table, "bilingual", default=False),
        epub=_flag(project, table, "epub", default=False),
        pdf=_flag(project, table, "pdf", default=False),
        printer=_word(project, table, "printer", PRINTERS),
        fonts=_word(project, table, "fonts", FONTS),
        font_folder=_font_folder(project, table),
    )


def _gates(project: Project) -> tuple[Gate, tuple[tuple[Locale, Gate], ...]]:
    """`[publish]`, and `[publish.ja]` on top of it for one locale."""
    table = project.table("publish")
    names = {locale.tag: locale for locale in project.locales}
    _refuse_unknown(project, "publish", table, _GATE_KEYS | names.keys())
    general = _gate(project, table, Gate())
    own = []
    for tag, locale in names.items():
        if tag in table:
            below = project.table(f"publish.{tag}")
            _refuse_unknown(project, f"publish.{tag}", below, _GATE_KEYS)
            own.append((locale, _gate(project, below, general)))
    return general, tuple(own)


def _gate(project: Project, table: Mapping[str, object], above: Gate) -> Gate:
    word = table.get("minimum", str(above.minimum))
    known = [str(one) for one in State]
    if word not in known:
        raise project.error(
            f"minimum must be a state, not {word!r}",
            key="minimum",
            hint="one of " + ", ".join(known),
        )
    return Gate(
        minimum=State(str(word)),
        share=_share(project, table, "share", above.share),
        noindex_below=_share(project, table, "noindex_below", above.noindex_below),
    )


def _share(project: Project, table: Mapping[str, object], key: str, default: float) -> float:
    value = table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise project.error(f"{key} must be a number from 0 to 1, not {value!r}", key=key)
    return float(value)


def _text(project: Project, table: Mapping[str, object], key: str, default: str) -> str:
    value = table.get(key, default)
    if not isinstance(value, str) or _CONTROL.search(value):
        raise project.error(f"{key} must be a line of text, not {value!r}", key=key)
    return value


def _flag(project: Project, table: Mapping[str, object], key: str, *, default: bool) -> bool:
    value = table.get(key, default)
    if not isinstance(value, bool):
        raise project.error(f"{key} must be true or false, not {value!r}", key=key)
    return value


def _word(project: Project, table: Mapping[str, object], key: str, known: tuple[str, ...]) -> str:
    """One of a few words, the first being the default."""
    value = _text(project, table, key, known[0])
    if value not in known:
        raise project.error(f"unknown {key} {value!r}", key=key, hint="one of " + ", ".join(known))
    return value


def _font_folder(project: Project, table: Mapping[str, object]) -> Path | None:
    name = _text(project, table, "font_folder", "")
    folder = project.inside(name, key="font_folder")
    if name and not folder.is_dir():
        raise project.error(f"font_folder: there is no folder {name!r}", key="font_folder")
    return folder if name else None


def _folder(project: Project, table: Mapping[str, object], key: str) -> Path | None:
    name = _text(project, table, key, "")
    if not name:
        return None
    folder = project.inside(name, key=key)
    project.refuse_links(folder)
    if not folder.is_dir():
        raise project.error(f"{key} must be a folder of the project, not {name!r}", key=key)
    return folder


def _refuse_unknown(
    project: Project, name: str, table: Mapping[str, object], known: frozenset[str] | set[str]
) -> None:
    for key in table:
        if key not in known:
            close = difflib.get_close_matches(key, known, n=1)
            hint = f"did you mean {close[0]!r}?" if close else "docs/editions.md lists all"
            raise project.error(f"unknown key {key!r} in [{name}]", key=key, hint=hint)
