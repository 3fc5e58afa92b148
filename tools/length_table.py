"""Measures translations: how long they are against English, and which words are frequent.

    python tools/length_table.py /usr/share/locale [po/ …] --out src/localize/check/tables

Reads compiled catalogs (`LOCALE/LC_MESSAGES/*.mo`) and catalogs named by their locale (`ja.po`,
`ja/chapter.po`). Only whole sentences count: for words 30 characters of source or more and four
words, for lengths 60 characters, a full stop and no code; no fuzzy entries, no copies. Writes
`length.json` (`tag: [median, mad, pairs]` of ln(target / source) in characters) and `words.json`
(`tag: "word word …"`, the most frequent first).
"""

from __future__ import annotations

import argparse
import gettext
import json
import re
from collections import Counter, defaultdict
from math import log
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import polib

from localize.check.locale_data import common_words_blanked, weight
from localize.errors import UsageError
from localize.model import Locale, locale
from localize.scripts import UNSPACED, own_scripts
from localize.scripts.letters import script_counts, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST_PAIRS = 150
LEAST_MESSAGES = 500
FREQUENT = 120
_NOT_PROSE = re.compile(r"[%{}<>/\\|=_$`]|--|\n.*\n")
_MARKUP = re.compile(r"<[^>]*>|&\w+;|%\(?\w*\)?[a-z]|\{[^}]*\}|[_&](?=\w)|``?[^`]*``?")


def pairs(root: Path) -> Iterator[tuple[Locale, str, str]]:
    """Every translated pair below a folder."""
    for path in sorted(root.rglob("*.mo")):
        tag = _locale(path.parent.parent.name)
        if tag is None:
            continue
        try:
            with path.open("rb") as file:
                table = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # noqa: SLF001 - the stdlib offers no other way to read a .mo whole
        except (OSError, LookupError, ValueError):  # some catalogs are broken; others are enough
            continue
        for key, target in table.items():
            if isinstance(key, str) and key and isinstance(target, str):
                yield tag, key.rpartition("\x04")[2], target
    for path in sorted(root.rglob("*.po")):
        tag = _locale(path.stem) or _locale(path.parent.name)
        if tag is None:
            continue
        for entry in polib.pofile(str(path)):
            if entry.msgid and entry.translated() and not entry.msgid_plural:
                yield tag, entry.msgid, entry.msgstr


def ratio(source: str, target: str, to: Locale) -> float:
    """ln(target / source) of what was translated, as the rules measure it."""
    if to.script != "Latn":
        source, target = common_words_blanked(source, target)
    return log(max(weight(target, to), 1) / max(len(source), 1))


def _locale(name: str) -> Locale | None:
    if not re.fullmatch(r"[a-z]{2,3}([_-][A-Za-z]{2,4})?(@latin|@cyrillic)?", name):
        return None
    name = name.replace("@latin", "_Latn").replace("@cyrillic", "_Cyrl")
    try:
        return locale(name)
    except UsageError:
        return None


def main() -> None:
    """Measure, and write both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("roots", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    ratios: dict[str, list[float]] = defaultdict(list)
    loose: dict[str, list[float]] = defaultdict(list)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    seen: set[tuple[str, str]] = set()
    for root in options.roots:
        for tag, raw_source, raw_target in pairs(root):
            if (tag.tag, raw_source) in seen or raw_source == raw_target:
                continue
            seen.add((tag.tag, raw_source))
            source, target = (_MARKUP.sub("", text).strip() for text in (raw_source, raw_target))
            if len(source) < 30 or len(words_of(source)) < 4 or not target:
                continue
            letters = script_counts(target)
            own = sum(letters[script] for script in own_scripts(tag))
            if own < 0.5 * letters.total():
                continue  # a catalog in another script than its name says, or half translated
            loose[tag.tag].append(ratio(source, target, tag))
            if len(source) >= 60 and source.endswith(".") and not _NOT_PROSE.search(raw_source):
                ratios[tag.tag].append(ratio(source, target, tag))
            counts["en"].update({word.lower() for word in words_of(source)})
            if tag.script not in UNSPACED:
                counts[tag.tag].update({word.lower() for word in words_of(target)})
    # Where prose is scarce, messages of programs have to do, if there are enough of them.
    lengths = {
        tag: ratios[tag] if len(ratios[tag]) >= LEAST_PAIRS else row
        for tag, row in sorted(loose.items())
        if len(ratios[tag]) >= LEAST_PAIRS or len(row) >= LEAST_MESSAGES
    }
    table = {tag: _row(row) for tag, row in lengths.items()}
    frequent = {
        tag: " ".join(word for word, _ in counts[tag].most_common(FREQUENT))
        for tag in ("en", *lengths)
        if counts[tag]
    }
    _write(options.out / "length.json", table)
    _write(options.out / "words.json", frequent)
    print(f"{len(table)} locales, {sum(map(len, ratios.values()))} pairs")


def _row(row: list[float]) -> list[float | int]:
    middle = median(row)
    return [round(middle, 3), round(median(abs(one - middle) for one in row), 3), len(row)]


def _write(path: Path, table: dict[str, object] | dict[str, str]) -> None:
    rows = ",\n".join(
        f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in table.items()
    )
    path.write_text("{\n" + rows + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
