"""TBX-Basic into terms (ISO 30042:2008 `martif`, and ISO 30042:2019 `tbx` in both styles)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from localize.errors import TermError, UsageError
from localize.model import Locale, locale
from localize.terms.termbase import Term
from localize.terms.xml import local_name, parsed_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ENTRIES = frozenset({"termEntry", "conceptEntry"})
_LANGUAGES = frozenset({"langSet", "langSec"})
_TERMS = frozenset({"tig", "ntig", "termSec"})
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What a termNote of type administrativeStatus may say of a term.
_PREFERRED = frozenset({"preferredTerm-admn-sts", "preferred"})
_FORBIDDEN = frozenset(
    {"deprecatedTerm-admn-sts", "supersededTerm-admn-sts", "deprecated", "superseded"}
    | {"obsolete", "forbidden", "notRecommended"}
)


def tbx_terms(path: Path, source: Locale) -> tuple[Term, ...]:
    """The terms of a TBX file that have a source term, a row for each of those.

    Deprecated terms become forbidden ones; a preferred term comes first.

    Raises:
        TermError: it cannot be read, is no XML or no TBX.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise TermError(f"cannot be read: {error.strerror}", path=path) from error
    root = parsed_xml(raw, TermError, str(path))
    if local_name(root) not in {"martif", "tbx"}:
        raise TermError(
            f"no TBX: its root is <{local_name(root)}>", path=path, hint="export as TBX-Basic"
        )
    entries = (element for element in root.iter() if local_name(element) in _ENTRIES)
    return tuple(term for entry in entries for term in _terms(entry, source))


def _terms(entry: Element, source: Locale) -> Iterator[Term]:
    allowed: dict[str, list[str]] = {}
    forbidden: dict[str, list[str]] = {}
    for section in (one for one in entry if local_name(one) in _LANGUAGES):
        tag = _tag(section)
        if tag is None:
            continue
        for text, status in _written(section):
            by_tag = forbidden if status in _FORBIDDEN else allowed
            texts = by_tag.setdefault(tag, [])
            if text in texts:
                continue
            if status in _PREFERRED:
                texts.insert(0, text)
            else:
                texts.append(text)
    sources = [text for tag, texts in allowed.items() if _is(tag, source) for text in texts]
    for text in dict.fromkeys(sources):
        yield Term(
            text,
            targets={t: tuple(one) for t, one in allowed.items() if not _is(t, source)},
            forbidden={t: tuple(one) for t, one in forbidden.items() if not _is(t, source)},
            note=_definition(entry),
        )


def _is(tag: str, source: Locale) -> bool:
    return Locale(tag).language == source.language


def _tag(section: Element) -> str | None:
    written = section.get(_LANG) or section.get("lang") or ""
    try:
        return locale(written).tag
    except UsageError:
        return None  # a language CLDR does not know: nothing of ours could ask for it


def _written(section: Element) -> Iterator[tuple[str, str]]:
    """`(term, administrative status)` of a language section."""
    for group in (one for one in section.iter() if local_name(one) in _TERMS):
        text = status = ""
        for element in group.iter():
            name = local_name(element)
            if name == "term":
                text = " ".join("".join(element.itertext()).split())
            elif name == "administrativeStatus" or (
                name == "termNote" and element.get("type") == "administrativeStatus"
            ):
                status = (element.text or "").strip()
        if text:
            # The cell of terms.csv divides by `|`.
            yield text.replace("|", "/"), status


def _definition(entry: Element) -> str:
    """The first definition of the concept, in one line."""
    for element in entry.iter():
        is_one = local_name(element) == "descrip" and element.get("type") == "definition"
        if is_one or local_name(element) == "definition":
            return " ".join("".join(element.itertext()).split())
    return ""
