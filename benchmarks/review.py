"""Fifty reviewers, an external writer and kill -9: is an acknowledged edit ever lost?

    python benchmarks/review.py [PROJECT] --reviewers 50 --minutes 10
    python benchmarks/review.py [PROJECT] --speed

Without PROJECT, one of 100 documents with 200 units each is made. Every text typed is unique, so
each save is an edge from the hash its reviewer saw to the hash the server gave back. An edit is
lost if nobody saw it and it is not what the file says at the end; two acknowledged saves over the
same hash are a conflict that was not reported. The peer writes the same entry by polib, which is
what a script around PO files does.

All reviewers are one process beside the server's, with plain sockets in one event loop, so that
what is measured is the server and not its clients. A reviewer asks what has changed, opens a unit,
thinks, and saves; `--think` is how many seconds that takes him on average (4, so that fifty save
twelve times a second). `save_p95_ms` is from sending a save to its acknowledgement. The server is
started as it is once installed: its modules and templates compiled by an earlier start.
"""

from __future__ import annotations

import argparse
import asyncio
import atexit
import contextlib
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from localize.catalogs.po import decoded, encoded, read_catalog
from localize.model.state import edited, entry_hash
from localize.review.access import Invitations
from localize.review.decide import Reviewer
from localize.storage.signature import signature

Answer = tuple[int, bytes, bytes]
GONE = (OSError, EOFError, ValueError, asyncio.TimeoutError)
WORDS = [
    "harbour",
    "boat",
    "net",
    "rope",
    "dawn",
    "gull",
    "market",
    "winter",
    "spring",
    "tide",
    "sail",
    "crew",
    "box",
    "fish",
    "quay",
    "light",
]
HEADER = (
    'msgid ""\nmsgstr ""\n"Language: ja\\n"\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
)


def made_project(root: Path, documents: int, units: int) -> Path:
    rng = random.Random(7)
    (root / "content").mkdir(parents=True)
    folder = root / "locales" / "ja" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (root / "localize.toml").write_text(
        'source = "en"\nlocales = ["ja"]\ncontent = ["content/*.md"]\n', encoding="utf-8"
    )
    for document in range(documents):
        name = f"doc{document:03}"
        texts = [
            f"Sentence {document}-{n}: " + " ".join(rng.choices(WORDS, k=rng.randint(8, 30))) + "."
            for n in range(units)
        ]
        (root / "content" / f"{name}.md").write_text("\n\n".join(texts) + "\n", encoding="utf-8")
        rows = [
            f"#. paragraph\n#: content/{name}.md\n#, fuzzy\n"
            f'msgid "{text}"\nmsgstr "訳 {document}-{n} 船と港と網の文。"\n'
            for n, text in enumerate(texts)
        ]
        (folder / f"{name}.po").write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    return root


@dataclass
class Server:
    """`localize review` as a user starts it."""

    root: Path
    port: int = 0
    url: str = ""
    process: subprocess.Popen[str] | None = None
    started: float = 0.0

    def start(self) -> None:
        """Start it, and wait for its address."""
        words = [sys.executable, "-m", "localize", "review", "--no-browser", "--as", "Owner"]
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [*words, "--port", str(self.port)],
            cwd=self.root,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        atexit.register(self.process.kill)  # whatever becomes of this program
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        assert self.url, "the server did not start"
        self.port = urlsplit(self.url).port or 0
        self.started = time.perf_counter() - began

    def kill(self, how: int) -> None:
        """End it by a signal."""
        assert self.process is not None
        self.process.send_signal(how)
        self.process.wait(timeout=20)

    def rss(self) -> float:
        """Megabytes at the peak."""
        assert self.process is not None
        text = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmHWM:\s+(\d+)", text)
        return int(found[1]) / 1024 if found else 0.0

    def cpu(self) -> float:
        """Seconds of processor the server has had."""
        assert self.process is not None
        text = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii")
        user, system = text.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


class Client:
    """One reviewer's browser, as far as HTTP goes."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.cookie = self.key = self.page = ""

    async def enter(self, url: str) -> Client:
        """Follow an invitation to the list."""
        status, headers, _ = await self.ask("GET", "/?" + urlsplit(url).query)
        assert status == 303, status
        self.cookie = re.search(rb"(?i)set-cookie: ([^;]+)", headers)[1].decode()  # type: ignore[index]
        self.page = (await self.ask("GET", "/ja/"))[2].decode()
        self.key = re.search(r'data-key="(\w+)"', self.page)[1]  # type: ignore[index]
        return self

    async def ask(self, method: str, path: str, body: bytes = b"", more: str = "") -> Answer:
        """Status, headers, body."""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Cookie: {self.cookie}\r\n{more}Content-Length: {len(body)}\r\n\r\n"
        )
        async with asyncio.timeout(20):
            try:
                if self.streams is None:
                    self.streams = await asyncio.open_connection("127.0.0.1", self.port)
                reader, writer = self.streams
                writer.write(head.encode() + body)
                headers = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", headers)
                answer = await reader.readexactly(int(length[1]) if length else 0)
            except GONE:
                self.close()
                raise
        return int(headers[9:12]), headers, answer

    def close(self) -> None:
        """Hang up; the next question opens a new connection."""
        if self.streams:
            self.streams[1].close()
        self.streams = None

    async def json(self, path: str) -> Any:
        """What a page's script gets."""
        return json.loads((await self.ask("GET", path, more="Accept: application/json\r\n"))[2])

    async def save(self, unit: str, expected: str, text: str) -> tuple[int, Any]:
        """Save a text over the hash that was seen."""
        body = json.dumps({"unit": unit, "expected": expected, "act": "save", "msgstr": [text]})
        more = (
            f"Content-Type: application/json\r\nX-Localize: {self.key}\r\n"
            f"Origin: http://127.0.0.1:{self.port}\r\n"
        )
        status, _, answer = await self.ask("POST", "/ja/save?state=machine", body.encode(), more)
        return status, json.loads(answer)


@dataclass
class Record:
    """What all reviewers saw happen."""

    acknowledged: list[tuple[str, str, str, str]] = field(default_factory=list)
    """`(unit, hash before, hash after, text)`."""
    attempts: list[tuple[str, str, str]] = field(default_factory=list)
    """`(unit, hash before, text)`: no answer came, so it may or may not be in the file."""
    seen_outside: set[str] = field(default_factory=set)
    outside_texts: set[str] = field(default_factory=set)
    conflicts: int = 0
    edits: int = 0
    times: list[float] = field(default_factory=list)
    problems: Counter[str] = field(default_factory=Counter)


async def reviewer(
    number: int, client: Client, idents: list[str], record: Record, think: float
) -> None:
    rng = random.Random(number)
    hot = idents[:40]
    version, epoch = "0", ""
    step = 0
    while True:
        await asyncio.sleep(rng.uniform(0.5, 1.5) * think / 2)
        step += 1
        unit = rng.choice(hot) if rng.random() < 0.3 else rng.choice(idents)
        try:
            changes = await client.json(f"/ja/changes?epoch={epoch}&since={version}")
            version, epoch = changes["version"], changes["epoch"]
            found = await client.json(f"/ja/unit/{unit}")
        except GONE:
            continue
        if "hash" not in found:
            record.problems["no unit"] += 1
            continue
        await asyncio.sleep(rng.uniform(0.5, 1.5) * think / 2)
        text = f"評者{number} 第{step}稿 {unit} " + "".join(rng.choices("船港網縄魚波風灯", k=20))
        await one_save(client, record, unit, found["hash"], text)


async def one_save(client: Client, record: Record, unit: str, expected: str, text: str) -> None:
    record.edits += 1
    began = time.perf_counter()
    record.attempts.append((unit, expected, text))  # until an answer says what became of it
    try:
        status, answer = await client.save(unit, expected, text)
    except GONE:
        return
    took = time.perf_counter() - began
    if status == 200:
        record.times.append(took)
        record.acknowledged.append((unit, expected, answer["hashes"][unit], text))
    elif status == 409:
        record.conflicts += 1
    else:
        record.problems[f"status {status}"] += 1
        return
    record.attempts.remove((unit, expected, text))


async def external_writer(paths: list[Path], record: Record) -> None:
    rng = random.Random(99)
    step = 0
    while True:
        await asyncio.sleep(2.0)
        step += 1
        await asyncio.to_thread(external_edit, rng.choice(paths), record, rng, step)


def external_edit(path: Path, record: Record, rng: random.Random, step: int) -> None:
    """As Poedit saves: read, change, look whether the file is still the one read, replace."""
    before = signature(path)
    catalog = decoded(path.read_bytes(), path=str(path))
    at = rng.randrange(len(catalog.entries))
    entry = catalog.entries[at]
    text = f"外 {step} " + "".join(rng.choices("船港網縄魚波風灯", k=12))
    after = edited(entry, (text,), fuzzy=False)
    entries = (*catalog.entries[:at], after, *catalog.entries[at + 1 :])
    temporary = path.with_name(f".{path.name}.poedit")
    temporary.write_bytes(encoded(replace(catalog, entries=entries)))
    if signature(path) != before:
        temporary.unlink()
        return
    temporary.replace(path)
    record.seen_outside.add(entry_hash(entry))
    record.outside_texts.add(text)


def judged(paths: list[Path], record: Record) -> tuple[int, int, int]:
    """Edits lost, conflicts nobody was told of, entries corrupted."""
    final: dict[str, str] = {}
    corrupted = 0
    known = {text for *_, text in record.acknowledged} | {text for *_, text in record.attempts}
    known |= record.outside_texts
    for path in paths:
        done = subprocess.run(
            ["msgfmt", "--check", "-o", os.devnull, str(path)], capture_output=True, check=False
        )
        corrupted += done.returncode != 0
        for entry in read_catalog(path).live():
            final[entry_hash(entry)] = entry.text
            corrupted += not entry.text.startswith("訳 ") and entry.text not in known
    seen = {before for _, before, _, _ in record.acknowledged}
    seen |= {before for _, before, _ in record.attempts} | record.seen_outside
    lost = [one for one in record.acknowledged if one[2] not in final and one[2] not in seen]
    forks = Counter((unit, before) for unit, before, _, _ in record.acknowledged)
    return len(lost), sum(count - 1 for count in forks.values()), corrupted


def percentile(times: list[float], share: float) -> float:
    """Milliseconds."""
    ordered = sorted(times)
    return 1000 * ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


FILTERS = ("/ja/rows?state=machine", "/ja/rows?state=reviewed", "/ja/rows?order=risk")
SEARCHES = ("/ja/rows?q=gull+market", "/ja/rows?q=%E8%88%B9", "/ja/rows?q=no+such+words")


async def speed(root: Path, *, starts_wanted: int) -> dict[str, float]:
    """What one reviewer feels: start, first page, filter, search, save."""
    starts, pages, reads = [], [], []
    units = sum(len(read_catalog(path).live()) for path in catalogs_of(root))
    for again in range(starts_wanted):  # the first compiles what is not compiled yet
        server = Server(root)
        server.start()
        began = time.perf_counter()
        client = await Client(server.port).enter(server.url)
        pages.append(time.perf_counter() - began)
        starts.append(server.started)
        total = 0
        while total < units:
            await asyncio.sleep(0.02)
            total = (await client.json("/ja/rows?from=9999999"))["total"]
        reads.append(time.perf_counter() - began)
        if again < starts_wanted - 1:
            client.close()
            server.kill(signal.SIGINT)
    filters = [await timed(client, path) for path in FILTERS * 10]
    searches = [await timed(client, path) for path in SEARCHES * 10]
    record = Record()
    rng = random.Random(1)
    idents = re.findall(r'data-unit="(\w+)"', client.page)
    before = server.cpu()
    for n in range(100):
        unit = rng.choice(idents)
        found = await client.json(f"/ja/unit/{unit}")
        await one_save(client, record, unit, found["hash"], f"訳 速さ {n}")
    assert len(record.times) == 100, record.problems
    cpu = server.cpu() - before
    rss = server.rss()
    client.close()
    server.kill(signal.SIGINT)
    return {
        "start_s": statistics.median(starts[1:]),
        "first_page_s": statistics.median(pages[1:]),
        "all_read_s": statistics.median(reads[1:]),
        "filter_p95_ms": percentile(filters, 0.95),
        "search_p95_ms": percentile(searches, 0.95),
        "save_one_p95_ms": percentile(record.times, 0.95),
        "open_and_save_cpu_ms": 10 * cpu,
        "rss_one_mb": rss,
    }


async def timed(client: Client, path: str) -> float:
    """Seconds of one question."""
    began = time.perf_counter()
    status, _, _ = await client.ask("GET", path)
    assert status == 200, status
    return time.perf_counter() - began


def polib_save_ms(path: Path) -> float:
    """The peer: change one entry by polib and save."""
    import polib

    times: list[float] = []
    copy = path.with_suffix(".peer")
    for n in range(10):
        copy.write_bytes(path.read_bytes())
        began = time.perf_counter()
        catalog = polib.pofile(str(copy))
        catalog[5].msgstr = f"peer {n}"
        catalog.save()
        times.append(time.perf_counter() - began)
    copy.unlink()
    return 1000 * statistics.median(times)


def catalogs_of(root: Path) -> list[Path]:
    return sorted((root / "locales" / "ja").rglob("*.po"))


async def all_idents(client: Client) -> list[str]:
    found: list[str] = []
    total = None
    while total is None or len(found) < min(total, 1200):
        answer = await client.json(f"/ja/rows?from={len(found)}")
        total = answer["total"]
        found += re.findall(r'data-unit="(\w+)"', answer["html"])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", nargs="?", type=Path)
    parser.add_argument("--reviewers", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--units", type=int, default=200)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--think", type=float, default=4.0, help="seconds a reviewer takes an edit")
    parser.add_argument("--speed", action="store_true", help="only what one reviewer feels")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = chosen.project or made_project(
            Path(folder) / "project", chosen.documents, chosen.units
        )
        felt = asyncio.run(speed(root, starts_wanted=6 if chosen.speed else 2))
        if chosen.speed:
            result(felt)
            return
        record, server = asyncio.run(crowd(root, chosen))
        judge(root, record, felt | server)


async def crowd(root: Path, chosen: argparse.Namespace) -> tuple[Record, dict[str, float]]:
    """Everybody at work, and the server killed now and then."""
    names = [f"Reviewer {n}" for n in range(chosen.reviewers)]
    invitations = Invitations(root / ".localize" / "review")
    urls = [f"/?token={invitations.invite(Reviewer(name))}" for name in names]
    server, record = Server(root), Record()
    server.start()
    clients = [await Client(server.port).enter(url) for url in urls]
    idents = await all_idents(clients[0])
    tasks = [
        asyncio.create_task(reviewer(n, client, idents, record, chosen.think))
        for n, client in enumerate(clients)
    ]
    tasks.append(asyncio.create_task(external_writer(catalogs_of(root), record)))
    seconds = chosen.minutes * 60 / (chosen.kills + 1)
    peaks, cpu = [], 0.0
    for life in range(chosen.kills + 1):
        await asyncio.sleep(seconds)
        for task in tasks:
            if task.done():
                task.result()
        peaks.append(server.rss())
        cpu += server.cpu()
        if life < chosen.kills:
            server.kill(signal.SIGKILL)
            await asyncio.to_thread(server.start)
    for task in tasks:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    for client in clients:
        client.close()
    server.kill(signal.SIGINT)
    return record, {"rss_mb": max(peaks), "cpu_share": cpu / (chosen.minutes * 60)}


def judge(root: Path, record: Record, figures: dict[str, float]) -> None:
    paths = catalogs_of(root)
    lost, unreported, corrupted = judged(paths, record)
    for name, count in record.problems.items():
        print(f"{name}: {count}")
    print(f"unanswered {len(record.attempts)}, external {len(record.outside_texts)}")
    print(f"conflicts nobody was told of {unreported}")
    result(
        {
            "edits": record.edits,
            "acknowledged": len(record.acknowledged),
            "lost": lost + unreported,
            "conflicts": record.conflicts,
            "corrupted": corrupted,
            "save_p50_ms": percentile(record.times, 0.5),
            "save_p95_ms": percentile(record.times, 0.95),
            **figures,
            "polib_save_ms": polib_save_ms(paths[0]),
        }
    )
    sys.exit(1 if lost or unreported or corrupted else 0)


def result(figures: dict[str, float]) -> None:
    words = (f"{k}={v:.2f}" if isinstance(v, float) else f"{k}={v}" for k, v in figures.items())
    print("RESULT", *words)


if __name__ == "__main__":
    main()
