"""The translation memory: import, exact and fuzzy look-up, recall against brute force.

    python benchmarks/memory.py [DIR] [--units 1000000] [--queries 1000] [--seed 7]

DIR holds catalogs (*.po) or TMX files; without it those of `../shared/data/gettext` beside this
repository, or its own. All their units are taken; what is missing to `--units` is made of their
words, each by what follows it in the real texts. A query is a real or a made text with some of its
words changed. The peers, in the same run: rapidfuzz over all texts for a search, and, for the first
100,000 texts, the full-text index that SQLite has itself (FTS5, trigrams).
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from _data import unpacked
from rapidfuzz import fuzz, process

from localize.catalogs.po import read_catalog
from localize.errors import CatalogError
from localize.memory.store import open_memory
from localize.memory.tmx import read_tmx
from localize.memory.unit import MemoryUnit, catalog_units
from localize.model import locale

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PEER = 100_000  # texts
IMPORT = """
import resource, sys, time
from itertools import islice
from pathlib import Path
from localize.memory.store import open_memory
from localize.memory.unit import MemoryUnit

def units():
    with open(sys.argv[2], encoding="utf-8", newline="\\n") as file:
        for line in islice(file, int(sys.argv[3])):
            source, target = line[:-1].split("\\x1f")
            yield MemoryUnit(source, target, "en", "ja", origin="benchmark")

start = time.perf_counter()
memory = open_memory(Path(sys.argv[1]))
count = memory.add(units())
memory.close()
wall = time.perf_counter() - start
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
cpu = sum(one.ru_utime + one.ru_stime for one in used)
# ru_maxrss would be that of the process that started this one, if that is larger.
status = Path("/proc/self/status")
peak = status.read_text().split("VmHWM:")[1].split()[0] if status.exists() else used[0].ru_maxrss
print(wall, cpu, count, int(peak) + used[1].ru_maxrss)
"""


def folders(chosen: Path | None) -> list[Path]:
    shared = ROOT.parent / "shared/data/gettext"
    if chosen is None and not shared.is_dir():
        return [ROOT / name for name in ("locales", "src", "tests", "examples")]
    return [unpacked(chosen or shared)]


def real(places: list[Path]) -> Iterator[MemoryUnit]:
    en, other = locale("en"), locale("ja")
    for path in sorted(path for folder in places for path in folder.rglob("*.po")):
        try:
            catalog = read_catalog(path)
        except CatalogError:
            continue  # among the test data are broken ones
        yield from catalog_units(catalog.entries, en, other, origin=path.name)
    for path in sorted(path for folder in places for path in folder.rglob("*.tmx")):
        yield from read_tmx(path)


def texts(places: list[Path], count: int, chance: random.Random) -> list[tuple[str, str]]:
    """`(source, target)`, each source once: the real ones, then made ones."""
    found = {" ".join(unit.source.split()): " ".join(unit.target.split()) for unit in real(places)}
    follows: dict[str, list[str]] = {}
    lengths = []
    for source in found:
        words = source.split()
        lengths.append(len(words))
        for one, other in zip(["", *words], [*words, ""], strict=True):
            follows.setdefault(one, []).append(other)
    while len(found) < count:
        length, words, last = chance.choice(lengths), [], ""
        for _ in range(min(length, 40)):
            last = chance.choice(follows[last])
            if not last:
                break
            words.append(last)
        if words:
            found.setdefault(" ".join(words), f"訳 {len(found)}")
    return list(found.items())[:count]


def query(text: str, vocabulary: list[str], chance: random.Random) -> str:
    words = text.split()
    for _ in range(max(1, int(len(words) * chance.uniform(0, 0.3)))):
        at = chance.randrange(len(words))
        change = chance.random()
        if change < 0.5:
            words[at] = chance.choice(vocabulary)
        elif change < 0.75 and len(words) > 1:
            del words[at]
        else:
            words.insert(at, chance.choice(vocabulary))
    return " ".join(words)


def milliseconds(calls: list[float]) -> str:
    calls = sorted(calls)
    return f"median {statistics.median(calls) * 1e3:.3f} ms, p95 {p95(calls):.3f} ms"


def p95(calls: list[float]) -> float:
    return sorted(calls)[int(len(calls) * 0.95)] * 1e3


def imported(path: Path, lines: Path, count: int) -> tuple[float, float, int, float]:
    """Wall and CPU seconds, units, MiB resident, of a process that imports."""
    words = [sys.executable, "-c", IMPORT, str(path), str(lines), str(count)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    wall, cpu, units, rss = done.stdout.split()
    return float(wall), float(cpu), int(units), int(rss) / 1024


class FullText:
    """SQLite's own index of the same texts, searched as well as it can be.

    An OR of a text's ten rarest trigrams, the best 200 by bm25 compared letter by letter: more
    trigrams or a larger share take longer and find hardly more.
    """

    def __init__(self, path: Path, rows: list[tuple[str, str]]) -> None:
        self.db = sqlite3.connect(path)
        self.rows = rows
        start = time.process_time()
        self.db.execute(
            "CREATE VIRTUAL TABLE units USING fts5(source, target UNINDEXED, tokenize='trigram')"
        )
        with self.db:
            self.db.executemany("INSERT INTO units VALUES (?, ?)", rows)
        self.import_cpu = time.process_time() - start
        self.db.execute("CREATE VIRTUAL TABLE grams USING fts5vocab(units, 'row')")

    def best(self, text: str) -> float:
        """The score of the best match, 0..1."""
        folded = text.casefold()
        counts = []
        for gram in {folded[at : at + 3] for at in range(len(folded) - 2)}:
            row = self.db.execute("SELECT doc FROM grams WHERE term = ?", (gram,)).fetchone()
            if row:
                counts.append((row[0], gram.replace('"', '""')))
        if not counts:
            return 0.0
        query = " OR ".join(f'"{gram}"' for _, gram in sorted(counts)[:10])
        near = self.db.execute(
            "SELECT source FROM units WHERE units MATCH ? ORDER BY rank LIMIT 200", (query,)
        )
        return best_score(text, [source for (source,) in near])


def best_score(text: str, sources: list[str]) -> float:
    best = process.extractOne(text, sources, scorer=fuzz.ratio, score_cutoff=70)
    return best[1] / 100 if best else 0.0


def compared(peer: FullText, folder: Path, queries: list[str]) -> None:
    """Print how the memory and SQLite's index search the same texts."""
    sources = [source for source, _ in peer.rows]
    wanted = [best_score(text, sources) for text in queries]
    memory = open_memory(folder / "part.sqlite")
    en, ja = locale("en"), locale("ja")

    def ours(text: str) -> float:
        near = memory.fuzzy(text, en, ja, cutoff=0.7, limit=1)
        return near[0].score if near else 0.0

    told = []
    for search in (ours, peer.best):
        calls, hits = [], 0
        for text, score in zip(queries, wanted, strict=True):
            start = time.perf_counter()
            result = search(text)
            calls.append(time.perf_counter() - start)
            hits += bool(score) and result >= score - 1e-9
        told.append(f"p95 {p95(calls):.1f} ms, recall {hits / max(1, sum(map(bool, wanted))):.3f}")
    memory.close()
    print(f"search of {len(sources)} texts: {told[0]}; SQLite's full-text index {told[1]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    units = texts(folders(options.folder), options.units, chance)
    vocabulary = [word for source, _ in units[:20_000] for word in source.split()]
    chosen = chance.sample(units, min(options.queries, len(units)))
    queries = [query(source, vocabulary, chance) for source, _ in chosen]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = folder / "units.txt"
        with lines.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{source}\x1f{target}\n" for source, target in units)
        _, part_cpu, *_ = imported(folder / "part.sqlite", lines, PEER)
        peer = FullText(folder / "peer.sqlite", units[:PEER])
        print(
            f"import of {min(PEER, len(units))} units: {part_cpu:.1f} s CPU; "
            f"SQLite's full-text index alone {peer.import_cpu:.1f} s"
        )
        near = [query(source, vocabulary, chance) for source, _ in chance.sample(units[:PEER], 100)]
        compared(peer, folder, near)
        peer.db.close()
        path = folder / "memory.sqlite"
        import_s, cpu, count, rss = imported(path, lines, len(units))
        size = path.stat().st_size / 2**20
        print(
            f"import: {import_s:.1f} s ({cpu:.1f} s CPU), {count} units, {rss:.0f} MiB resident, "
            f"{size:.0f} MiB on disk"
        )
        memory = open_memory(path)
        en, ja = locale("en"), locale("ja")
        exact, fuzzy, fuzzy_cpu, scores = [], [], [], []
        for source, target in chance.sample(units, len(queries)):
            start = time.perf_counter()
            found = memory.exact(source, en, ja)
            exact.append(time.perf_counter() - start)
            assert found[0].target == target
        for text in queries:
            start, used = time.perf_counter(), time.thread_time()
            near = memory.fuzzy(text, en, ja, cutoff=0.7, limit=1)
            fuzzy.append(time.perf_counter() - start)
            fuzzy_cpu.append(time.thread_time() - used)
            scores.append(near[0].score if near else 0.0)
        memory.close()
    print(
        f"exact: {milliseconds(exact)}; fuzzy: {milliseconds(fuzzy)} (CPU "
        f"{milliseconds(fuzzy_cpu)})"
    )
    sources = [source for source, _ in units]
    wanted = hit = 0
    start = time.perf_counter()
    for text, score in zip(queries, scores, strict=True):
        best = process.extractOne(text, sources, scorer=fuzz.ratio, score_cutoff=70)
        if best is not None:
            wanted += 1
            hit += score >= best[1] / 100 - 1e-9
    brute = (time.perf_counter() - start) / len(queries) * 1e3
    print(f"brute force: {brute:.0f} ms a query; {hit} of {wanted} best matches found")
    print(
        f"RESULT import_s={import_s:.1f} exact_ms={statistics.median(exact) * 1e3:.4f} "
        f"fuzzy_p95_ms={p95(fuzzy):.2f} recall={hit / max(1, wanted):.4f} "
        f"rss_mb={rss:.0f} units={count} queries={len(queries)} "
        f"import_cpu_s={cpu:.1f} fuzzy_p95_cpu_ms={p95(fuzzy_cpu):.2f}"
    )


if __name__ == "__main__":
    main()
