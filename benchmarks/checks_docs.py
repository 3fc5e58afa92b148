"""Precision and recall of the checks on technical documentation: accepted entries of catalogs.

    python benchmarks/checks_docs.py CATALOGS [--faults 4000] [--show RULE] [--part 0/2]

CATALOGS is a folder, an archive (.tar.xz) or a .po file. Accepted entries (translated, not fuzzy)
are checked as they are, each in its catalog; then faults are put into a sample of those that
nothing was said of, each alone, and what is found of them by an error or a warning is counted.
`--show missed-cut` prints cuts that are missed. `--part 0/2`: every second catalog, from the first.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from _data import catalogs

from localize.catalogs.po import read_catalog
from localize.check.run import catalog_findings
from localize.model import Catalog, Entry, Locale, Severity, locale
from localize.scripts.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FAULTS = ("placeholder", "number", "english_left", "cut", "markup")
AROUND = 3
"""Entries before and behind one with a fault that are checked with it."""
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]\b|(?<![\w{$])\{[a-z_]*\}(?!\})|\|[a-z]+\|")
NUMBER = re.compile(r"(?<![\w.])\d{2,}(?:[.,]\d+)*(?![\w])|(?<![\w.])\d+\.\d+(?![\w])")
CODE = re.compile(
    r"(?<![`\w])``[^`\n]+``(?!`)|:[a-z:+]+:`[^`\n]+`|(?<![`\w:])`[^`\n]+`_{0,2}|\[[^\]\n]+\]\([^)\s]+\)"
)
WORD = re.compile(r"[A-Za-z]{2,}")


def lost_placeholder(source: str, target: str, chance: random.Random) -> tuple[str, str] | None:
    """A placeholder renamed or gone; where a text has none, one is put into both."""
    there = [m for m in PLACEHOLDER.finditer(target) if m[0] in source]
    if not there:
        name = chance.choice(("{name}", "%(count)d", "%s", "{0}"))
        return f"{source.rstrip()} {name}", target
    match = chance.choice(there)
    if match[0] not in target[: match.start()] + target[match.end() :]:
        return source, target[: match.start()] + target[match.end() :]
    return None


def other_number(source: str, target: str, chance: random.Random) -> tuple[str, str] | None:
    """A digit of a number changed, which both texts have."""
    plain = CODE.sub(lambda m: " " * len(m[0]), target)
    there = [m for m in NUMBER.finditer(plain) if m[0] in source]
    if not there:
        return None
    match = chance.choice(there)
    at = chance.choice([n for n in range(*match.span()) if target[n].isdigit()])
    digit = chance.choice([d for d in "123456789" if d != target[at]])
    return source, target[:at] + digit + target[at + 1 :]


def english_left(
    source: str, target: str, chance: random.Random, to: Locale
) -> tuple[str, str] | None:
    """A sentence, or all of a text that is one, left in English."""
    english, mine = sentences(source, Locale("en")), sentences(target, to)
    if len(english) != len(mine) or "\n" in source:
        return None
    texts = [source[start:end] for start, end in english]
    long = [n for n, text in enumerate(texts) if len(WORD.findall(CODE.sub("", text))) >= 5]
    if not long:
        return None
    at = chance.choice(long)
    if len(english) == 1:
        return source, source
    start, end = mine[at]
    return source, f"{target[:start]}{texts[at]} {target[end:]}"


def cut(source: str, target: str, _chance: random.Random) -> tuple[str, str] | None:
    """A text that ends like a sentence, cut off at 60 %: half a title is a title."""
    if len(target) < 20 or source.rstrip()[-1:] not in ".!?:":
        return None
    return source, target[: int(len(target) * 0.6)].rstrip()


def lost_markup(source: str, target: str, chance: random.Random) -> tuple[str, str] | None:
    """A link or a piece of code that is gone, or stands there without its marks."""
    there = [m for m in CODE.finditer(target) if m[0] in source]
    if not there:
        return None
    match = chance.choice(there)
    inner = "" if chance.random() < 0.5 else re.sub(r"^:[^`]*:|`+_*|\]\([^)]*\)|\[", "", match[0])
    return source, target[: match.start()] + inner + target[match.end() :]


def fault(name: str, entry: Entry, chance: random.Random, to: Locale) -> Entry | None:
    """The entry with a fault; none: it cannot have it."""
    source, target = entry.msgid, entry.text
    if name == "english_left":
        made = english_left(source, target, chance, to)
    else:
        made = MAKERS[name](source, target, chance)
    if made is None or made == (source, target) or not made[1].strip():
        return None
    return replace(entry, msgid=made[0], msgstr=(made[1],))


MAKERS: dict[str, Callable[[str, str, random.Random], tuple[str, str] | None]] = {
    "placeholder": lost_placeholder,
    "number": other_number,
    "cut": cut,
    "markup": lost_markup,
}


class Measured:
    """What was counted."""

    def __init__(self, show: str | None) -> None:
        self.units = self.errors = self.flagged = 0
        self.rules: Counter[str] = Counter()
        self.show = show
        self.clean: list[tuple[Catalog, int, Locale]] = []
        """Entries that nothing was said of: catalog, index of the live entry, locale."""

    def precision(self, path: Path) -> None:
        """Check one catalog as it is."""
        catalog = read_catalog(path)
        to = catalog.locale or locale(path.stem)
        catalog = replace(catalog, entries=catalog.live())
        places = {id(entry): at for at, entry in enumerate(catalog.entries)}
        accepted = {id(entry) for entry in catalog.entries if entry.translated and not entry.fuzzy}
        said: dict[int, set[Severity]] = {}
        for entry, finding in catalog_findings(catalog, to):
            if id(entry) not in accepted:
                continue
            said.setdefault(id(entry), set()).add(finding.severity)
            self.rules[finding.rule] += 1
            if self.show in (finding.rule, "all"):
                print(f"{path.name}:{entry.line}: {finding.rule}: {finding.message}")
                print(f"  - {entry.msgid}\n  + {entry.text}")
        self.units += len(accepted)
        self.flagged += len(said)
        self.errors += sum(Severity.ERROR in severities for severities in said.values())
        for key in accepted - said.keys():
            if catalog.entries[places[key]].msgid_plural is None:
                self.clean.append((catalog, places[key], to))

    def recall(self, count: int, chance: random.Random) -> dict[str, float]:
        """The share of each fault that is found, 0..1."""
        chance.shuffle(self.clean)
        total: Counter[str] = Counter()
        caught: Counter[str] = Counter()
        for catalog, at, to in self.clean:
            for name in FAULTS:
                if total[name] >= count // len(FAULTS):
                    continue
                wrong = fault(name, catalog.entries[at], chance, to)
                if wrong is None:
                    continue
                total[name] += 1
                is_caught = is_found(catalog, at, wrong, to)
                caught[name] += is_caught
                if not is_caught and self.show == f"missed-{name}":
                    print(
                        f"{catalog.path}:{wrong.line} {name}\n  - {wrong.msgid}\n  + {wrong.text}"
                    )
        print("faults:", dict(total))
        return {name: caught[name] / total[name] if total[name] else 1.0 for name in FAULTS}


def is_found(catalog: Catalog, at: int, wrong: Entry, to: Locale) -> bool:
    """Whether anything is said of an entry with a fault, among its neighbours."""
    before = catalog.entries[max(at - AROUND, 0) : at]
    part = (*before, wrong, *catalog.entries[at + 1 : at + 1 + AROUND])
    return any(entry is wrong for entry, _ in catalog_findings(replace(catalog, entries=part), to))


def chosen(paths: list[Path], part: str | None) -> Iterator[Path]:
    """The catalogs of a part."""
    first, of = map(int, (part or "0/1").split("/"))
    yield from paths[first::of]


def main() -> None:
    """Measure all catalogs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("catalogs", type=Path)
    parser.add_argument("--faults", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", help="print what a rule says (or missed-FAULT, or all)")
    parser.add_argument("--part", help="N/M: every Mth catalog from the Nth")
    options = parser.parse_args()
    measured = Measured(options.show)
    for path in chosen(catalogs(options.catalogs), options.part):
        measured.precision(path)
    if not measured.units:
        sys.exit(f"{options.catalogs}: no accepted entry")
    print("rules:", dict(measured.rules.most_common()))
    found = measured.recall(options.faults, random.Random(options.seed))
    shares = " ".join(f"{name}={found[name]:.4f}" for name in FAULTS)
    print(
        f"RESULT units={measured.units} flagged_errors={measured.errors / measured.units:.4f} "
        f"flagged_all={measured.flagged / measured.units:.4f} {shares}"
    )


if __name__ == "__main__":
    main()
