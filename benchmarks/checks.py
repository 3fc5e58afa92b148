"""Precision and recall of the checks on professional translations and injected faults.

    python benchmarks/checks.py FILE.jsonl [--pofilter PATH] [--documents all]

A line of the file is a segment: `doc`, `en`, `reference.{LOCALE}`, `systems.{LOCALE}.NAME`. The
peer is pofilter of translate-toolkit, by `--pofilter`, or found on the PATH. Percentages are of
segments (references) or of injected faults found by an error or a warning.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polib
import sentencex

from localize.check import run
from localize.model import Catalog, Entry, Finding, Locale, Severity, locale

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = dict[str, Any]
FAULTS = (
    "copy",
    "english_left",
    "loop",
    "url",
    "fffd",
    "wrong_language",
    "digit",
    "half",
    "cut",
    "last_sentence",
    "misaligned",
    "bracket",
)
WORST = ("CycleL",)
ENTRIES = 20_000
CLOSING = "」』）)】］]》〉"


def sentences(text: str, language: str) -> list[str]:
    """The sentences of a text, with the white space behind them."""
    return [one for one in sentencex.segment(language, text) if one.strip()]


def faults(rows: list[Row], tag: str, seed: int = 7) -> Iterator[tuple[str, str, str]]:
    """`(fault, source, target)`: every reference with every fault it can have."""
    chance = random.Random(seed)
    others = [one for one in rows[0]["reference"] if one != tag]
    for number, row in enumerate(rows):
        source, target = row["en"], row["reference"][tag]
        prose = re.search(r"[a-z]{2}", re.sub(r"[@#]\w+|https?://\S+", "", source))
        if prose and source != target:
            yield "copy", source, source
        english, mine = sentences(source, "en"), sentences(target, tag)
        whole = [one for one in english if len(one.split()) >= 5]
        if len(english) == len(mine) >= 2 and whole:
            at = english.index(chance.choice(whole))
            if not mine[at].isascii() or locale(tag).script == "Latn":
                yield (
                    "english_left",
                    source,
                    "".join([*mine[:at], english[at].strip() + " ", *mine[at + 1 :]]),
                )
        if len(target) >= 12:
            yield "loop", source, loop(target, chance, spaced=" " in target)
        url = re.search(r"https?://\S+", target)
        if url and url[0] != target.strip():
            yield "url", source, target.replace(url[0], "")
        at = chance.randrange(len(target))
        yield "fffd", source, target[:at] + "\ufffd" + target[at + 1 :]
        words = re.sub(r"[@#]\w+|https?://\S+", "", row["reference"][others[0]] if others else "")
        if len(re.findall(r"[^\W\d_]", words)) >= 10:
            yield "wrong_language", source, row["reference"][others[number % len(others)]]
        plain = re.sub(r"[@#]\w+|https?://\S+", lambda m: "\0" * len(m[0]), target)
        numbers = list(re.finditer(r"\d(?:[\d.,]*\d)?", plain))
        long = [m for m in numbers if len(re.sub(r"\D", "", m[0])) >= 3]
        if long:
            yield "digit", source, other_digit(target, chance.choice(long).span(), chance)
        if len(target) >= 20:
            yield "half", source, first_half(target, mine)
            yield "cut", source, target[: int(len(target) * 0.6)].rstrip()
        if len(mine) >= 2 and len(mine[-1].strip()) >= 4:
            yield "last_sentence", source, "".join(mine[:-1]).rstrip()
        following = rows[(number + 1) % len(rows)]
        if following["doc"] == row["doc"] and min(len(source), len(following["en"])) >= 20:
            yield "neighbour", source, following["reference"][tag]
        closing = [n for n, c in enumerate(target) if c in CLOSING and balanced(target, c)]
        if closing:
            at = chance.choice(closing)
            yield "bracket", source, target[:at] + target[at + 1 :]


def balanced(text: str, closing: str) -> bool:
    """Whether this kind of bracket is balanced, so that dropping one is a fault."""
    opening = dict(zip(CLOSING, "「『（(【［[《〈", strict=True))[closing]
    return text.count(opening) == text.count(closing)


def loop(target: str, chance: random.Random, *, spaced: bool) -> str:
    """The text with a stretch of it repeated as a model in a loop does."""
    if spaced:
        words = target.split(" ")
        at = chance.randrange(len(words))
        stretch = words[at : at + chance.randint(1, 4)]
        return " ".join(
            [*words[:at], *stretch * chance.randint(5, 12), *words[at + len(stretch) :]]
        )
    at = chance.randrange(len(target) - 6)
    stretch = target[at : at + chance.randint(2, 6)]
    return target[:at] + stretch * chance.randint(5, 12) + target[at + len(stretch) :]


def first_half(target: str, mine: list[str]) -> str:
    """The first half of the sentences, or of the one sentence."""
    if len(mine) >= 2:
        return "".join(mine[: len(mine) // 2]).rstrip()
    return target[: len(target) // 2].rstrip()


def other_digit(target: str, span: tuple[int, int], chance: random.Random) -> str:
    """The text with one digit of a number changed."""
    at = chance.choice([n for n in range(*span) if target[n].isdigit()])
    zero = ord(target[at]) - int(target[at])
    digit = chance.choice([d for d in range(1, 10) if d != int(target[at])])
    return target[:at] + chr(zero + digit) + target[at + 1 :]


def found(source: str, target: str, to: Locale) -> tuple[Finding, ...]:
    """What the product says of a pair."""
    return run.findings(Entry(source, (target,)), to)


def found_in_catalogs(rows: list[Row], texts: list[str], to: Locale) -> list[list[Finding]]:
    """What the product says of each row, a document being a catalog; `texts` are the rows'."""
    findings: dict[int, list[Finding]] = {}
    entries = [Entry(row["en"], (text,)) for row, text in zip(rows, texts, strict=True)]
    by_document: dict[str, list[Entry]] = {}
    for row, entry in zip(rows, entries, strict=True):
        by_document.setdefault(row["doc"], []).append(entry)
    for document in by_document.values():
        for entry, finding in run.catalog_findings(Catalog(tuple(document)), to):
            findings.setdefault(id(entry), []).append(finding)
    return [findings.get(id(entry), []) for entry in entries]


def misaligned(rows: list[Row], tag: str, to: Locale, show: str | None) -> float:
    """The share of exchanged neighbours found.

    Each pair of a document changes places once, and only the first of the two counts.
    """
    caught = total = 0
    for at in range(len(rows) - 1):
        row, following = rows[at], rows[at + 1]
        if row["doc"] != following["doc"] or min(len(row["en"]), len(following["en"])) < 20:
            continue
        around = [one for one in rows[max(at - 1, 0) : at + 3] if one["doc"] == row["doc"]]
        texts = [one["reference"][tag] for one in around]
        here = around.index(row)
        texts[here], texts[here + 1] = texts[here + 1], texts[here]
        of_row = found_in_catalogs(around, texts, to)[here]
        total += 1
        caught += bool(of_row)
        if show == "missed-misaligned" and not of_row:
            print(f"{tag} misaligned\n  - {row['en']}\n  + {texts[here]}")
    return caught / total if total else 1.0


def measure(rows: list[Row], tag: str, show: str | None) -> dict[str, float]:
    """All shares of one locale, 0..1."""
    to = locale(tag)
    errors = warned = 0
    rules: Counter[str] = Counter()
    texts = [row["reference"][tag] for row in rows]
    for row, of_row in zip(rows, found_in_catalogs(rows, texts, to), strict=True):
        errors += any(one.severity is Severity.ERROR for one in of_row)
        warned += bool(of_row)
        rules.update({one.rule for one in of_row})
        for one in of_row:
            if show in (one.rule, "all"):
                print(
                    f"{tag} {one.rule}: {one.message}\n  - {row['en']}\n  + {row['reference'][tag]}"
                )
    result = {"ref_errors": errors / len(rows), "ref_all": warned / len(rows)}
    print(f"{tag} references: {dict(rules)}")
    for name in rows[0].get("systems", {}).get(tag, {}):
        texts = [row["systems"][tag][name] for row in rows]
        flagged = sum(map(bool, found_in_catalogs(rows, texts, to)))
        print(f"{tag} system {name}: {flagged / len(rows):.1%} flagged")
        if name in WORST:
            result["worst"] = flagged / len(rows)
    totals: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    for fault, source, target in faults(rows, tag):
        totals[fault] += 1
        of_fault = found(source, target, to)
        caught[fault] += bool(of_fault)
        if show == f"missed-{fault}" and not of_fault:
            print(f"{tag} {fault}\n  - {source}\n  + {target}")
    for fault in FAULTS:
        if totals[fault]:
            result[fault] = caught[fault] / totals[fault]
    result["misaligned"] = misaligned(rows, tag, to, show)
    if totals["neighbour"]:  # the same without the neighbours beside it
        print(f"{tag} misaligned, one entry alone: {caught['neighbour'] / totals['neighbour']:.1%}")
    cells = " ".join(f"{key}={value:.1%}" for key, value in result.items())
    print(f"{tag}: {cells} ({sum(totals.values())} faults: {dict(totals)})")
    return result


def speed(rows: list[Row], tags: list[str], pofilter: str | None) -> tuple[float, float | None]:
    """Units a second of ours, and how many times pofilter's, in processor time of one core.

    pofilter runs as a process, less the time it takes for an empty file.
    """
    pairs = [(row["en"], row["reference"][tag], tag) for row in rows for tag in tags]
    units = [pairs[n % len(pairs)] for n in range(ENTRIES)]
    entries = [
        (Entry(f"{source} {n // len(pairs)}", (f"{target} {n // len(pairs)}",)), locale(tag))
        for n, (source, target, tag) in enumerate(units)
    ]
    started = time.process_time()
    for entry, to in entries:
        run.findings(entry, to)
    ours = time.process_time() - started
    print(f"ours: {ENTRIES} entries in {ours:.2f} s")
    if pofilter is None:
        return ENTRIES / ours, None
    theirs = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for tag in tags:
            catalog = polib.POFile(check_for_duplicates=False)
            catalog.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": tag}
            for entry, to in entries:
                if to.tag == tag:
                    catalog.append(polib.POEntry(msgid=entry.msgid, msgstr=entry.text))
            theirs += pofilter_seconds(pofilter, catalog, tag, Path(folder))
            theirs -= pofilter_seconds(pofilter, catalog[:0], tag, Path(folder))
    print(f"pofilter: {theirs:.2f} s")
    return ENTRIES / ours, theirs / ours


def pofilter_seconds(command: str, entries: list[polib.POEntry], tag: str, folder: Path) -> float:
    """Processor seconds of one pofilter process over a catalog."""
    catalog = polib.POFile()
    catalog.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": tag}
    catalog.extend(entries)
    path = folder / f"{tag}.po"
    catalog.save(str(path))
    before = os.times()
    subprocess.run(
        [command, "--progress=none", f"--language={tag}", str(path), str(folder / "out.po")],
        check=True,
        capture_output=True,
    )
    after = os.times()
    return (
        after.children_user + after.children_system - before.children_user - before.children_system
    )


def hostile() -> dict[str, float]:
    """The slowest text of each rule, in seconds, on 20 kB of hostile text."""
    from localize.check.pair import Pair

    size = 20_000
    parts = (
        *("a", "(", "<a", "`", "[", "](", "{", "%(", "1", "1,", "1.", "@", "https://", "。", "あ"),
        *("ab ", "「", "**", "é ", "&#", "\u202e", "한", "क ", "/1", "A.", "...", "\n", "#1", "١"),
        *("the king ", "<a b='"),
    )
    texts = [(part * size)[:size] for part in parts]
    chance = random.Random(5)
    texts.append("".join(chance.choice(parts) for _ in range(size))[:size])
    slowest: dict[str, float] = {}
    for text in texts:
        for source, target in (
            (text, text + "x"),
            (text, text[: size // 2]),
            ("the king slept", text),
        ):
            for tag in ("ja", "hi", "de"):
                for rule in run.rules():
                    pair = Pair(
                        source, target, Locale(tag), Locale("en"), frozenset({"markdown-text"})
                    )
                    started = time.process_time()
                    list(rule.check(pair))
                    seconds = time.process_time() - started
                    slowest[rule.name] = max(slowest.get(rule.name, 0), seconds)
    return slowest


def main() -> None:
    """Measure every locale of the file, then speed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--pofilter", default=shutil.which("pofilter"))
    parser.add_argument("--documents", choices=("all", "even", "odd"), default="all")
    parser.add_argument("--show", help="print what a rule says (or missed-FAULT, or all)")
    parser.add_argument("--no-speed", action="store_true")
    options = parser.parse_args()
    rows: list[Row] = [json.loads(line) for line in options.file.read_text("utf-8").splitlines()]
    names = list(dict.fromkeys(row["doc"] for row in rows))
    if options.documents != "all":
        wanted = set(names[options.documents == "odd" :: 2])
        rows = [row for row in rows if row["doc"] in wanted]
    tags = list(rows[0]["reference"])
    results = [measure(rows, tag, options.show) for tag in tags]
    merged: dict[str, str] = {}
    for key in ("ref_errors", "ref_all", "worst", *FAULTS):
        values = [result[key] for result in results if key in result]
        # The worse locale counts: a mean would hide one that cries wolf.
        worst = max(values, default=None) if key.startswith("ref") else min(values, default=None)
        merged[key] = "none" if worst is None else f"{worst:.4f}"
    if not options.no_speed:
        slowest = hostile()
        name, seconds = max(slowest.items(), key=lambda row: row[1])
        print(f"hostile: slowest rule {name}, {seconds * 1000:.0f} ms on 20 kB")
        if not options.pofilter:
            print("pofilter is not installed: pip install translate-toolkit", file=sys.stderr)
        units, ratio = speed(rows, tags, options.pofilter)
        merged["units_per_s"] = f"{units:.0f}"
        merged["pofilter_ratio"] = "none" if ratio is None else f"{ratio:.2f}"
        merged["hostile_ms"] = f"{seconds * 1000:.0f}"
    print("RESULT", *(f"{key}={value}" for key, value in merged.items()))


if __name__ == "__main__":
    main()
