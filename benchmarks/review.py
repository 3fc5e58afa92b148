"""Fifty reviewers, an external writer and kill -9: is an acknowledged edit ever lost?

    python benchmarks/review.py [PROJECT] --reviewers 50 --minutes 10

Without PROJECT, one of 100 documents with 200 units each is made. Every text typed is unique, so
each save is an edge from the hash its reviewer saw to the hash the server gave back. An edit is
lost if nobody saw it and it is not what the file says at the end; two acknowledged saves over the
same hash are a conflict that was not reported. The peer writes the same entry by polib, which is
what a script around PO files does.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from localize.catalogs.files import signature
from localize.catalogs.po import decoded, encoded, read_catalog
from localize.model.unit import edited, entry_hash
from localize.review.access import Invitations
from localize.review.decide import Reviewer

Answer = tuple[int, dict[str, str], bytes]
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
            cwd=self.root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
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


class Client:
    """One reviewer's browser, as far as HTTP goes."""

    def __init__(self, port: int, url: str) -> None:
        self.port = port
        self.connection: http.client.HTTPConnection | None = None
        self.cookie = ""
        status, headers, _ = self.ask("GET", "/?" + urlsplit(url).query)
        assert status == 303, status
        self.cookie = headers["set-cookie"].partition(";")[0]
        _, _, page = self.ask("GET", "/ja/")
        self.key = re.search(rb'data-key="(\w+)"', page)[1].decode()  # type: ignore[index]
        self.page = page.decode()

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Status, headers, body."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {"Cookie": self.cookie, **headers}
        try:
            self.connection.request(method, path, body=body, headers=sent)
            answer = self.connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            raise

    def json(self, path: str) -> Any:
        """What a page's script gets."""
        return json.loads(self.ask("GET", path, Accept="application/json")[2])

    def save(self, unit: str, expected: str, text: str) -> tuple[int, Any]:
        """Save a text over the hash that was seen."""
        body = json.dumps({"unit": unit, "expected": expected, "act": "save", "msgstr": [text]})
        status, _, answer = self.ask(
            "POST", "/ja/save?state=machine", body.encode(),
            **{"Content-Type": "application/json", "X-Localize": self.key,
               "Origin": f"http://127.0.0.1:{self.port}"},
        )  # fmt: skip
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
    lock: threading.Lock = field(default_factory=threading.Lock)


def reviewer(
    number: int,
    client: Client,
    idents: list[str],
    record: Record,
    stop: threading.Event,
    think: float,
) -> None:
    rng = random.Random(number)
    hot = idents[:40]
    version, epoch = "0", ""
    step = 0
    while not stop.wait(rng.uniform(0.5, 1.5) * think / 2):
        step += 1
        unit = rng.choice(hot) if rng.random() < 0.3 else rng.choice(idents)
        try:
            changes = client.json(f"/ja/changes?epoch={epoch}&since={version}")
            version, epoch = changes["version"], changes["epoch"]
            found = client.json(f"/ja/unit/{unit}")
        except (OSError, http.client.HTTPException, ValueError):
            continue
        if "hash" not in found:
            record.problems["no unit"] += 1
            continue
        if stop.wait(rng.uniform(0.5, 1.5) * think / 2):
            return
        text = f"評者{number} 第{step}稿 {unit} " + "".join(rng.choices("船港網縄魚波風灯", k=20))
        one_save(client, record, unit, found["hash"], text)


def one_save(client: Client, record: Record, unit: str, expected: str, text: str) -> None:
    record.edits += 1
    began = time.perf_counter()
    try:
        status, answer = client.save(unit, expected, text)
    except (OSError, http.client.HTTPException, ValueError):
        with record.lock:
            record.attempts.append((unit, expected, text))
        return
    took = time.perf_counter() - began
    with record.lock:
        if status == 200:
            record.times.append(took)
            record.acknowledged.append((unit, expected, answer["hashes"][unit], text))
        elif status == 409:
            record.conflicts += 1
        else:
            record.attempts.append((unit, expected, text))
            record.problems[f"status {status}"] += 1


def external_writer(paths: list[Path], record: Record, stop: threading.Event) -> None:
    """As Poedit saves: read, change, look whether the file is still the one read, replace."""
    rng = random.Random(99)
    step = 0
    while not stop.wait(2.0):
        path = rng.choice(paths)
        before = signature(path)
        catalog = decoded(path.read_bytes(), path=str(path))
        at = rng.randrange(len(catalog.entries))
        entry = catalog.entries[at]
        step += 1
        text = f"外 {step} " + "".join(rng.choices("船港網縄魚波風灯", k=12))
        after = edited(entry, (text,), fuzzy=False)
        entries = (*catalog.entries[:at], after, *catalog.entries[at + 1 :])
        temporary = path.with_name(f".{path.name}.poedit")
        temporary.write_bytes(encoded(replace(catalog, entries=entries)))
        if signature(path) != before:
            temporary.unlink()
            continue
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


def speed(server: Server) -> dict[str, float]:
    """What one reviewer feels: start, filter, search, save."""
    began = time.perf_counter()
    client = Client(server.port, server.url)
    first = time.perf_counter() - began
    filters: list[float] = []
    for path in (
        "/ja/rows?state=machine",
        "/ja/rows?q=gull+market",
        "/ja/rows?q=%E8%88%B9",
        "/ja/rows?state=reviewed",
    ) * 5:
        began = time.perf_counter()
        client.ask("GET", path)
        filters.append(time.perf_counter() - began)
    record = Record()
    rng = random.Random(1)
    idents = re.findall(r'data-unit="(\w+)"', client.page)
    for n in range(60):
        unit = rng.choice(idents)
        found = client.json(f"/ja/unit/{unit}")
        one_save(client, record, unit, found["hash"], f"訳 速さ {n}")
    assert len(record.times) == 60, record.problems
    return {
        "start_s": server.started,
        "first_page_s": first,
        "filter_ms": 1000 * statistics.median(filters),
        "filter_p95_ms": percentile(filters, 0.95),
        "save_one_p95_ms": percentile(record.times, 0.95),
    }


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


def all_idents(client: Client) -> list[str]:
    found: list[str] = []
    total = None
    while total is None or len(found) < min(total, 1200):
        answer = client.json(f"/ja/rows?from={len(found)}")
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
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = chosen.project or made_project(
            Path(folder) / "project", chosen.documents, chosen.units
        )
        measure(root, chosen)


def measure(root: Path, chosen: argparse.Namespace) -> None:
    paths = sorted((root / "locales" / "ja").rglob("*.po"))
    server = Server(root)
    server.start()
    felt = speed(server)
    names = [f"Reviewer {n}" for n in range(chosen.reviewers)]
    invitations = Invitations(root / ".localize" / "review")
    urls = [f"/?token={invitations.invite(Reviewer(name))}" for name in names]
    clients = [Client(server.port, url) for url in urls]
    idents = all_idents(clients[0])
    record, stop = Record(), threading.Event()
    threads = [
        threading.Thread(target=reviewer, args=(n, client, idents, record, stop, chosen.think))
        for n, client in enumerate(clients)
    ]
    threads.append(threading.Thread(target=external_writer, args=(paths, record, stop)))
    for thread in threads:
        thread.start()
    seconds = chosen.minutes * 60
    peaks = []
    for _ in range(chosen.kills):
        time.sleep(seconds / (chosen.kills + 1))
        peaks.append(server.rss())
        server.kill(signal.SIGKILL)
        server.start()
    time.sleep(seconds / (chosen.kills + 1))
    stop.set()
    for thread in threads:
        thread.join()
    peaks.append(server.rss())
    server.kill(signal.SIGINT)
    lost, unreported, corrupted = judged(paths, record)
    for name, count in record.problems.items():
        print(f"{name}: {count}")
    print(f"unanswered {len(record.attempts)}, external {len(record.outside_texts)}")
    print(f"conflicts nobody was told of {unreported}")
    figures = {
        "edits": record.edits, "acknowledged": len(record.acknowledged), "lost": lost + unreported,
        "conflicts": record.conflicts, "corrupted": corrupted,
        "save_p50_ms": percentile(record.times, 0.5), "save_p95_ms": percentile(record.times, 0.95),
        "rss_mb": max(peaks), **felt, "polib_save_ms": polib_save_ms(paths[0]),
    }  # fmt: skip
    words = (f"{k}={v:.2f}" if isinstance(v, float) else f"{k}={v}" for k, v in figures.items())
    print("RESULT", *words)
    sys.exit(1 if lost or unreported or corrupted else 0)


if __name__ == "__main__":
    main()
