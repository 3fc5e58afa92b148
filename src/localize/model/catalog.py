"""Entries and catalogs, as gettext knows them (GNU gettext manual, "The Format of PO Files")."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

from localize.model.locale import Locale

Key: TypeAlias = tuple[str | None, str]
"""The identity of an entry: `(msgctxt, msgid)`."""


_SAYS_MARKUP = frozenset({"markdown-text", "html-text", "no-markdown-text"})
_MARKDOWN = re.compile(r"\.(?:md|mdx|markdown)(?::\d+)*\Z").search


class Origin(NamedTuple):
    """What an entry was read from."""

    text: str
    """Its lines, its comments and the blank lines before it included; line feeds only."""
    line: int
    """1-based line of its first line that is not blank; 0 where there is no file."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message. Whoever changes it says `dataclasses.replace(entry, …)`, and no more.

    Invariant: the codec writes an entry that is equal to what its origin says with the origin's
    text, and of a changed one it keeps the lines that still say the same.
    """

    msgid: str
    msgstr: tuple[str, ...] = ("",)
    """One text, or one a plural form."""
    msgctxt: str | None = None
    msgid_plural: str | None = None
    comments: tuple[str, ...] = ()
    """Translator comments (`# …`), a line each, without the marker."""
    extracted: tuple[str, ...] = ()
    """Extracted comments (`#. …`), a line each."""
    references: tuple[str, ...] = ()
    """`#: …`, a place each."""
    flags: tuple[str, ...] = ()
    """`#, …`, in file order: `fuzzy`, `markdown-text`, …"""
    previous_msgctxt: str | None = None
    previous_msgid: str | None = None
    previous_msgid_plural: str | None = None
    obsolete: bool = False
    origin: Origin | None = field(default=None, compare=False, repr=False)
    """What it was read from, or what the entry was read from that it is a changed copy of."""
    raw: str = field(default="", init=False, compare=False, repr=False)
    """The text of its origin while it is the very entry that was read; a copy has none."""

    @property
    def key(self) -> Key:
        """Its identity among the live entries of a catalog."""
        return self.msgctxt, self.msgid

    @property
    def line(self) -> int:
        """The line of its origin; 0 for an entry that was never read."""
        return self.origin.line if self.origin else 0

    @property
    def fuzzy(self) -> bool:
        """Whether it has the `fuzzy` flag."""
        return "fuzzy" in self.flags

    @property
    def reading(self) -> tuple[str, ...]:
        """The flags by which its texts are read: what comes from Markdown is Markdown, unflagged.

        The templates of mdBook and others say it by the suffix of the references alone.
        """
        if _SAYS_MARKUP.isdisjoint(self.flags) and any(map(_MARKDOWN, self.references)):
            return (*self.flags, "markdown-text")
        return self.flags

    @property
    def text(self) -> str:
        """The translation (the first form of a plural)."""
        return self.msgstr[0] if self.msgstr else ""

    @property
    def translated(self) -> bool:
        """Whether every form has text."""
        return bool(self.msgstr) and all(self.msgstr)


def as_read(entry: Entry) -> Entry:
    """The entry, noted as the very one that its origin says. Only the codec may say so."""
    if entry.origin is not None:
        object.__setattr__(entry, "raw", entry.origin.text)
    return entry


@dataclass(frozen=True, slots=True)
class CatalogStyle:
    """The style of a file, which new entries follow."""

    newline: str = "\n"
    wrap: int = 0
    """Column at which the file's own strings are wrapped; 0: never."""
    charset: str = "utf-8"
    bom: bool = False
    tail: str = ""
    """The text after the last entry."""
    joined_references: bool = False
    """Whether a `#:` line holds several places."""
    header_at: int = 0
    """How many entries come before the header; 0 in every file that a tool wrote."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """The entries of one file in file order; the header is the entry with the empty msgid."""

    entries: tuple[Entry, ...]
    """Without the header, obsolete ones included."""
    header: Entry | None = None
    locale: Locale | None = None
    """None for a template."""
    path: str = ""
    style: CatalogStyle = field(default_factory=CatalogStyle)

    def live(self) -> tuple[Entry, ...]:
        """The entries that are not obsolete."""
        return tuple(entry for entry in self.entries if not entry.obsolete)

    def by_key(self) -> dict[Key, Entry]:
        """Live entries by identity."""
        return {entry.key: entry for entry in self.entries if not entry.obsolete}


@dataclass(frozen=True, slots=True)
class CatalogFile:
    """A catalog that somebody named, whatever the layout of its folder is."""

    path: Path
    """Absolute. A `.pot` file is the template, to be looked at in a locale."""
    locale: Locale
