"""The style sheet of languages: faces, leading and emphasis of each script, for every page."""

from collections.abc import Iterable
from functools import cache

from localize.scripts.writing import WRITINGS, Writing

_FACES = '"Source Serif 4", Charter, "Iowan Old Style", "Noto Serif", Georgia, serif'
_SANS = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif'
_MARKER = b"/* languages */"
_BOOK_MARKER = b"/* languages of a book */"
_DOTS = "font-style: normal; text-emphasis: filled dot; -webkit-text-emphasis: filled dot"


def with_languages(style: bytes) -> bytes:
    """A style sheet, its comment `/* languages */` replaced by the rules of all languages."""
    if _MARKER in style:
        style = style.replace(_MARKER, _rules().encode())
    return style.replace(_BOOK_MARKER, _book_rules().encode()) if _BOOK_MARKER in style else style


@cache
def _languages() -> dict[str, tuple[str, ...]]:
    """The language tags that a script of the table is likely for (CLDR, likelySubtags)."""
    from babel.core import get_global
    from babel.localedata import locale_identifiers

    likely = get_global("likely_subtags")
    tags: dict[str, list[str]] = {code: [] for code in WRITINGS}
    for language in sorted({name.split("_")[0] for name in locale_identifiers()}):
        code = likely.get(language, "__").split("_")[1]
        tags.get("Aran" if language == "ur" else code, []).append(language)
    tags["Hant"] += ["zh-Hant", "zh-TW", "zh-HK", "zh-MO"]
    return {code: tuple(names) for code, names in tags.items() if names}


def _any(selectors: Iterable[str]) -> str:
    return f":is({', '.join(selectors)})"


@cache
def _rules() -> str:
    rows = [f"[lang] {{ --leading: 1.6; --serif: {_FACES}; --sans: {_SANS}; }}"]
    for code, tags in _languages().items():
        writing = WRITINGS[code]
        if writing.faces:
            # A script named in the tag (`pa-Arab`) is stronger than the likely one.
            named = f'[lang][lang*="-{code}"]'
            chosen = ", ".join([*(f'[lang|="{tag}"]' for tag in tags), named])
            sans = f"system-ui, {writing.sans}, sans-serif" if writing.sans else "var(--serif)"
            rows.append(
                f"{chosen} {{ --leading: {writing.leading}; --serif: {_stack(writing)};"
                f" --sans: {sans}; }}"
            )
    return "\n".join([*rows, *_emphasis()])


def _stack(writing: Writing) -> str:
    own = ", ".join(f'"{name}"' for name in writing.faces)
    both = [own, writing.serif] if writing.faces_first else [writing.serif, own]
    return ", ".join([*filter(None, both), '"Noto Serif"', "serif"])


def _emphasis() -> list[str]:
    """The language of the text itself counts here: a page may hold two."""
    dots, bold = (
        _any(
            f":lang({tag})"
            for code, tags in _languages().items()
            if WRITINGS[code].emphasis == kind
            for tag in tags
        )
        for kind in ("dots", "bold")
    )
    return [
        f"em{dots} {{ {_DOTS}; text-emphasis-position: over right; }}",
        "em:lang(zh) { text-emphasis-position: under right; }",
        f":is(em, i, cite){bold} {{ font-style: normal; font-weight: 600; }}",
    ]


@cache
def _book_rules() -> str:
    """Without variables and faces: a book keeps the reader's own."""
    rows = []
    for code, tags in _languages().items():
        if WRITINGS[code].leading > 1.6:
            chosen = ", ".join(f'html[lang|="{tag}"] body' for tag in tags)
            rows.append(f"{chosen} {{ line-height: {WRITINGS[code].leading}; }}")
    for kind, look in (("dots", _DOTS), ("bold", "font-style: normal; font-weight: bold")):
        chosen = ", ".join(
            f'html[lang|="{tag}"] em'
            for code, tags in _languages().items()
            if WRITINGS[code].emphasis == kind
            for tag in tags
        )
        rows.append(f"{chosen} {{ {look}; }}")
    return "\n".join(rows)
