"""Catalogs against gettext: round trips, the codec's speed, and an update's speed and recall.

    python benchmarks/catalogs.py DIR [--entries 20000] [--seed 7]

DIR holds catalogs (*.po, *.pot, at any depth). Every file is read and written again; one catalog
of many entries is made of them for the rest. msgcat and msgmerge run in the same run, each as a
process of its own, as ours do: start-up is part of every time. Needs: apt install gettext.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from _data import unpacked

from localize.catalogs.po import decoded, encoded, read_catalog, serialized
from localize.errors import CatalogError
from localize.model import Catalog, Entry, Key
from localize.update.merge import merged

OURS_CODEC = (
    "import sys; from pathlib import Path; from localize.catalogs.po import *; "
    "Path(sys.argv[2]).write_bytes(encoded(read_catalog(Path(sys.argv[1]))))"
)
OURS_UPDATE = (
    "import sys; from pathlib import Path; from localize.catalogs.po import *; "
    "from localize.update.merge import merged; "
    "old, new = read_catalog(Path(sys.argv[1])), read_catalog(Path(sys.argv[2])); "
    "Path(sys.argv[3]).write_bytes(encoded(merged(new, old)[0]))"
)
ROUNDS = 3


@dataclass(frozen=True)
class RoundTrip:
    """What came back the same."""

    files: int
    identical: int
    changes: int
    """Single msgstr changes that were tried."""
    clean: int
    """Those of which every line outside the entry kept its bytes."""


def round_trip(paths: list[Path], chance: random.Random) -> RoundTrip:
    identical = changes = clean = 0
    for path in paths:
        raw = path.read_bytes()
        try:
            catalog = decoded(raw, path=str(path))
        except CatalogError as error:
            print(f"not read: {error}")
            continue
        identical += encoded(catalog) == raw
        for at in chance.sample(range(len(catalog.entries)), min(20, len(catalog.entries))):
            changes += 1
            clean += _one_change_is_clean(catalog, at)
    return RoundTrip(len(paths), identical, changes, clean)


def _one_change_is_clean(catalog: Catalog, at: int) -> bool:
    """Whether a changed msgstr leaves every byte before and behind its entry as it was."""
    entry = catalog.entries[at]
    changed = replace(entry, msgstr=("changed", *entry.msgstr[1:]))
    entries = (*catalog.entries[:at], changed, *catalog.entries[at + 1 :])
    whole = _text(catalog)
    after = _text(replace(catalog, entries=entries))
    in_order = list(catalog.entries)
    if catalog.header is not None:
        in_order.insert(catalog.style.header_at, catalog.header)
    start = sum(len(one.raw) for one in itertools.takewhile(lambda e: e is not entry, in_order))
    end = start + len(entry.raw)
    return after.startswith(whole[:start]) and after.endswith(whole[end:]) and after != whole


def _text(catalog: Catalog) -> str:
    return serialized(replace(catalog, style=replace(catalog.style, newline="\n")))


def large(paths: list[Path], count: int) -> tuple[Catalog, list[Entry]]:
    """A catalog of at most `count` live translated entries, and others that are not in it."""
    first = read_catalog(paths[0])
    entries: dict[Key, Entry] = {}
    for path in paths:
        for entry in read_catalog(path).live():
            entries.setdefault(entry.key, replace(entry, flags=(), previous_msgid=None))
    chosen = list(entries.values())
    style = replace(first.style, newline="\n", charset="utf-8", bom=False, tail="", header_at=0)
    header = first.header and replace(first.header, origin=None)
    catalog = Catalog(tuple(chosen[:count]), header, first.locale, "", style)
    return decoded(encoded(catalog)), chosen[count:]


@dataclass(frozen=True)
class Edited:
    """A template after the authors worked on it, and what was done."""

    template: Catalog
    origin: dict[Key, Entry]
    """By key of an edited source: the entry it was."""
    fresh: frozenset[Key]
    """Sources that were not there before."""


def edited(catalog: Catalog, reserve: list[Entry], chance: random.Random) -> Edited:
    """A template: 5 % of the paragraphs edited, 2 % gone, 2 % new."""
    vocabulary = [word for entry in catalog.entries[::7] for word in entry.msgid.split()]
    known = {entry.key for entry in catalog.entries}
    origin: dict[Key, Entry] = {}
    fresh: set[Key] = set()
    sources: list[Entry] = []
    reserve = list(reserve)
    chance.shuffle(reserve)
    eligible = [
        entry.key
        for entry in catalog.entries
        if len(entry.msgid.split()) >= 4 and any(entry.msgstr)
    ]
    count = min(len(eligible), len(catalog.entries) // 20)
    chosen = set(chance.sample(eligible, count))
    for entry in catalog.entries:
        draw = chance.random()
        source = replace(entry, msgstr=("",) * len(entry.msgstr), comments=())
        if entry.key in chosen:
            msgid = _edit(entry.msgid, vocabulary, chance)
            source = replace(source, msgid=msgid)
            if source.key in known:
                continue
            known.add(source.key)
            origin[source.key] = entry
        elif draw < 0.02:
            continue
        elif draw > 0.98 and reserve:
            other = reserve.pop()
            sources.append(replace(other, msgstr=("",) * len(other.msgstr), comments=()))
            fresh.add(other.key)
        sources.append(source)
    return Edited(replace(catalog, entries=tuple(sources)), origin, frozenset(fresh))


def _edit(text: str, vocabulary: list[str], chance: random.Random) -> str:
    """What an author does to a paragraph: from a word to half of it."""
    words = text.split(" ")
    kind = chance.choice(
        ["word", "word", "words", "insert", "delete", "sentence", "half", "markup"]
    )
    count = len(words)
    if kind == "word":
        words[chance.randrange(count)] = chance.choice(vocabulary)
    elif kind in {"words", "half"}:
        share = 0.2 if kind == "words" else 0.45
        for at in chance.sample(range(count), max(1, int(count * share))):
            words[at] = chance.choice(vocabulary)
    elif kind == "insert":
        at = chance.randrange(count)
        words[at:at] = chance.choices(vocabulary, k=max(1, count // 5))
    elif kind == "delete":
        length = max(1, count // 3)
        at = chance.randrange(count - length + 1)
        del words[at : at + length]
    elif kind == "sentence":
        words += ["Also,", *chance.choices(vocabulary, k=chance.randint(4, 14))]
    else:
        at = chance.randrange(count)
        words[at] = f"*{words[at]}*"
    return " ".join(words)


@dataclass(frozen=True)
class Quality:
    """How well the old translations were found again."""

    recall: float
    """Of the edited paragraphs, the share for which the old translation is proposed."""
    wrong: int
    """Proposals that are another paragraph's translation."""


def quality(path: Path, work: Edited) -> Quality:
    result = read_catalog(path).by_key()
    right = wrong = 0
    for key, old in work.origin.items():
        found = result[key]
        if found.msgstr == old.msgstr:
            right += 1
        elif any(found.msgstr):
            wrong += 1
    wrong += sum(any(result[key].msgstr) for key in work.fresh)
    return Quality(right / max(1, len(work.origin)), wrong)


def joined_found(catalog: Catalog, chance: random.Random, *, pairs: int = 300) -> float:
    """Of neighbouring paragraphs that were joined, the share for which both texts are proposed."""
    entries = [replace(one, msgstr=("",), comments=()) for one in catalog.entries]
    free = [
        at
        for at, (one, other) in enumerate(itertools.pairwise(catalog.entries))
        if all(len(e.msgid.split()) >= 4 and e.text and not e.msgid_plural for e in (one, other))
    ]
    chosen: dict[int, Entry] = {}
    known = {entry.key for entry in entries}
    for at in chance.sample(free, min(len(free), pairs * 2)):
        source = replace(entries[at], msgid=f"{entries[at].msgid} {entries[at + 1].msgid}")
        if len(chosen) < pairs and not {at - 1, at + 1} & chosen.keys() and source.key not in known:
            chosen[at] = source
    gone = {at + 1 for at in chosen}
    sources = tuple(chosen.get(at, e) for at, e in enumerate(entries) if at not in gone)
    result = merged(replace(catalog, entries=sources), catalog)[0].by_key()
    found = sum(
        all(part.text in result[source.key].text for part in catalog.entries[at : at + 2])
        for at, source in chosen.items()
    )
    return found / max(1, len(chosen))


def seconds(commands: dict[str, list[str]], rounds: int = ROUNDS) -> dict[str, float]:
    """The median time of each command, run in turns."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(found) for name, found in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    folder = unpacked(options.folder)
    paths = sorted(path for path in folder.rglob("*.po*") if path.suffix in {".po", ".pot"})
    if not paths:
        parser.error(f"no catalog in {folder}")
    trip = round_trip(paths, chance)
    print(
        f"round trip: {trip.identical} of {trip.files} files identical; "
        f"{trip.clean} of {trip.changes} single changes touch their entry only"
    )
    catalog, reserve = large([path for path in paths if path.suffix == ".po"], options.entries)
    work = edited(catalog, reserve, chance)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        old, new = folder / "old.po", folder / "new.pot"
        ours, theirs = folder / "ours.po", folder / "theirs.po"
        old.write_bytes(encoded(catalog))
        new.write_bytes(encoded(work.template))
        print(f"{len(catalog.entries)} entries, {len(work.origin)} edited, {len(work.fresh)} new")
        codec = seconds(
            {
                "ours": [sys.executable, "-c", OURS_CODEC, str(old), str(ours)],
                "msgcat": ["msgcat", "-o", str(theirs), str(old)],
            }
        )
        assert ours.read_bytes() == old.read_bytes()
        update = seconds(
            {
                "ours": [sys.executable, "-c", OURS_UPDATE, str(old), str(new), str(ours)],
                "msgmerge": ["msgmerge", "-q", "--previous", "-o", str(theirs), str(old), str(new)],
            },
            rounds=1,
        )
        found, peer = quality(ours, work), quality(theirs, work)
    print(f"codec: {codec['ours']:.2f} s, msgcat {codec['msgcat']:.2f} s")
    print(f"update: {update['ours']:.2f} s, msgmerge {update['msgmerge']:.2f} s")
    print(
        f"recall: {found.recall:.4f}, msgmerge {peer.recall:.4f}; "
        f"wrong: {found.wrong}, msgmerge {peer.wrong}"
    )
    joined = joined_found(catalog, chance)
    print(f"joined paragraphs: both translations proposed for {joined:.4f}")
    print(
        f"RESULT identical={trip.identical} files={trip.files} clean={trip.clean} "
        f"changes={trip.changes} codec_ratio={codec['msgcat'] / codec['ours']:.2f} "
        f"update_ratio={update['msgmerge'] / update['ours']:.2f} recall={found.recall:.4f} "
        f"recall_msgmerge={peer.recall:.4f} wrong={found.wrong} wrong_msgmerge={peer.wrong} "
        f"joined={joined:.4f}"
    )


if __name__ == "__main__":
    main()
