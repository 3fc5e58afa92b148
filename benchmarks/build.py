"""How fast a site is built, built again, and built after one paragraph changed.

    python benchmarks/build.py [FOLDER] [--documents 1000] [--locales 10] [--pages 0]

FOLDER holds texts (`*.md`, `*.txt`) that the documents are put together from; without it the
article of this repository serves. The peer is markdown-it-py turning the same localized Markdown
into bare HTML files, one process, no page around it: what no generator on Python can beat.

Memory is that of each build's own processes: the largest of them, and all together (a page that
two share counts once). A site of a tenth of the documents tells whether it grows with the pages.

Checks: every page is there, in its language, with every paragraph; a build from nothing gives the
same bytes; after one changed paragraph only its pages and indexes differ from before.
Prints `RESULT pages_per_s=… incremental_s=… rss_mb=… identical=…`, `rss_growth` being the worst of
a build of all, of one paragraph and of nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
TAGS = ("ja", "hi", "ar", "de", "fr", "es", "zh-Hans", "ko", "pt-BR", "ru", "it", "tr", "vi", "th")
# A word of each, to stand for a translation in the right script.
WORDS = {
    "ja": "日本の海辺で見つけた古い手紙、",
    "hi": "समुद्र किनारे मिला पुराना पत्र ",
    "ar": "رسالة قديمة على شاطئ البحر ",
    "zh-Hans": "海边发现的旧信件，",
    "ko": "바닷가에서 찾은 오래된 편지 ",
    "ru": "старое письмо на берегу моря ",
    "th": "จดหมายเก่าที่พบริมทะเล",
}


def paragraphs(folder: Path | None) -> list[str]:
    """Prose to put documents together from."""
    files = sorted([*folder.rglob("*.md"), *folder.rglob("*.txt")]) if folder else []
    files = files[:200] or sorted((ROOT / "content").rglob("*.md"))
    found = []
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [" ".join(part.split()) for part in re.split(r"\n\s*\n", text)]
    return [p for p in found if 40 < len(p) < 900 and p[0].isalpha() and "---" not in p][:3000]


def make_project(root: Path, prose: list[str], documents: int, tags: tuple[str, ...]) -> None:
    """Documents of about 30 segments and a drafted catalog of each in each locale."""
    from localize.catalogs.files import write_catalog
    from localize.formats.markdown import MarkdownFormat
    from localize.model import Catalog, Entry, Locale
    from localize.model.state import drafted

    names = ", ".join(f'"{tag}"' for tag in tags)
    (root / "localize.toml").write_text(
        f'source = "en"\nlocales = [{names}]\n[site]\nurl = "https://example.org"\n'
    )
    dice = random.Random(1)
    form = MarkdownFormat()
    for number in range(documents):
        lines = [f"---\ntitle: Document {number}\ndate: 2026-01-01\n---\n"]
        for section in range(4):
            lines.append(f"## Part {section} of {number}: {dice.choice(prose)[:40].strip()}\n")
            lines += [f"{dice.choice(prose)} **{number}**.\n" for _ in range(3)]
            lines.append("\n".join(f"- {dice.choice(prose)[:80].strip()}" for _ in range(3)) + "\n")
        text = "\n".join(lines)
        path = root / "content" / f"d{number % 100:02}" / f"{number:05}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        keys = dict.fromkeys(one.msgid for one in form.parse(text, path.name, {}).segments)
        for tag in tags:
            word = WORDS.get(tag, "une lettre ancienne sur la plage ")
            entries = tuple(
                drafted(Entry(key), (word * (1 + len(key) // 60) + str(n),), engine="pseudo")
                for n, key in enumerate(keys)
            )
            header = Entry("", ("Content-Type: text/plain; charset=UTF-8\n",))
            name = f"d{number % 100:02}/{number:05}.po"
            target = root / "locales" / tag.replace("-", "_") / "LC_MESSAGES" / name
            write_catalog(target, Catalog(entries, header, Locale(tag)))


class Build(NamedTuple):
    """What one `localize build` took."""

    seconds: float
    """The process's start included."""
    rss: float
    """MB of its largest process, at its peak; 0 where the system is not Linux."""
    all_rss: float
    """MB of all its processes together, at their peak."""


def built(root: Path) -> Build:
    """Build a project."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "localize", "-q", "-C", str(root), "build"]
    child = os.posix_spawn(sys.executable, command, os.environ)
    largest = together = 0.0
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        found = [child, *children(child)]
        # `ru_maxrss` would begin with the memory of this process, which started the other.
        largest = max(largest, *(megabytes(one, "status", "VmHWM") for one in found))
        together = max(together, sum(megabytes(one, "smaps_rollup", "Pss") for one in found))
        time.sleep(0.02)
    seconds = time.perf_counter() - start
    if status:
        raise SystemExit(f"localize build failed: {os.waitstatus_to_exitcode(status)}")
    return Build(seconds, largest, together)


def children(process: int) -> list[int]:
    """The processes that a process has started."""
    try:
        found = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except OSError:  # it has ended, or the system has no such file
        return []
    return [int(one) for one in found.split()]


def megabytes(process: int, file: str, key: str) -> float:
    """What a file of the system says of a process's memory; 0 where there is no such file.

    `VmHWM` is its peak; of `Pss`, now, each shared page is divided among those that share it.
    """
    try:
        found = Path(f"/proc/{process}/{file}").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    match = re.search(rf"^{key}:\s+(\d+) kB", found, re.MULTILINE)
    return int(match[1]) / 1024 if match else 0.0


def digests(root: Path) -> dict[str, str]:
    """The hash of every file of the build."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (root / "build").rglob("*")
        if path.is_file()
    }


def peer(root: Path, out: Path) -> float:
    """Pages a second of markdown-it-py over the same localized Markdown."""
    from markdown_it import MarkdownIt

    paths = sorted((root / "build/markdown").rglob("*.md"))[:1000]
    md = MarkdownIt("commonmark").enable("table")
    start = time.perf_counter()
    for number, path in enumerate(paths):
        folder = out / str(number)
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(md.render(path.read_text(encoding="utf-8")))
    return len(paths) / (time.perf_counter() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--locales", type=int, default=10)
    options = parser.parse_args()
    tags = TAGS[: options.locales]
    work = Path(tempfile.mkdtemp(prefix="localize-build-"))
    try:
        measure(work, paragraphs(options.folder), options.documents, tags)
    finally:
        shutil.rmtree(work)


def measure(work: Path, prose: list[str], documents: int, tags: tuple[str, ...]) -> None:
    small, large = work / "small", work / "large"
    for root, count in ((small, max(1, documents // 10)), (large, documents)):
        root.mkdir()
        make_project(root, prose, count, tags)
    pages = documents * (len(tags) + 1)
    few = max(1, documents // 10) * (len(tags) + 1)
    few_full, few_idle, few_one = built(small), built(small), one_change(small, digests(small))[0]
    full = built(large)
    first = digests(large)
    complete = check(large, tags, documents)
    peer_rate = peer(large, work / "peer")
    shutil.rmtree(large / "build")
    shutil.rmtree(large / ".localize")
    again = built(large)
    identical = digests(large) == first
    idle = built(large)
    one, clean = one_change(large, first)
    print(
        f"{pages} pages: {full.seconds:.2f} s, again {again.seconds:.2f} s; "
        f"{few} pages: {few_full.seconds:.2f} s"
    )
    print(f"nothing changed: {idle.seconds:.2f} s; one paragraph: {one.seconds:.2f} s")
    pairs = (
        ("all", few_full, full),
        ("nothing changed", few_idle, idle),
        ("one paragraph", few_one, one),
    )
    for name, less, more in pairs:
        print(
            f"peak, {name}: {more.rss:.0f} MB in one process, {more.all_rss:.0f} MB together "
            f"({less.rss:.0f} and {less.all_rss:.0f} for {few} pages)"
        )
    print(f"markdown-it-py alone, one process: {peer_rate:.0f} pages/s")
    rate = pages / min(full.seconds, again.seconds)
    linear = (full.seconds / pages) / (few_full.seconds / few)
    growth = max(more.rss / (less.rss or 1) for _, less, more in pairs)
    print(
        f"RESULT pages_per_s={rate:.0f} incremental_s={one.seconds:.2f} rss_mb={full.rss:.0f} "
        f"identical={str(identical and complete and clean).lower()} idle_s={idle.seconds:.2f} "
        f"linear={linear:.2f} small_rss_mb={few_full.rss:.0f} rss_growth={growth:.2f} "
        f"peer_ratio={pages / full.seconds / peer_rate:.2f}"
    )


def check(root: Path, tags: tuple[str, ...], documents: int) -> bool:
    """Whether every page is there, in its language, with every paragraph marked."""
    for tag in ("en", *tags):
        found = sorted((root / "build/site" / tag).glob("d*/*/index.html"))
        if len(found) != documents:
            return False
        text = found[0].read_text(encoding="utf-8")
        state = "source" if tag == "en" else "machine"
        if f'<html lang="{tag}"' not in text or text.count(f'data-state="{state}"') < 25:
            return False
    return True


def one_change(root: Path, before: dict[str, str]) -> tuple[Build, bool]:
    """The build after one changed msgid, and whether only its pages and the indexes differ."""
    path = min((root / "content").rglob("*.md"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("## Part 2 of", "## Chapter 2 of"), encoding="utf-8")
    build = built(root)
    after = digests(root)
    touched = {name for name in after if after[name] != before.get(name)}
    own = {name for name in touched if path.stem in name}
    indexes = {
        name for name in touched - own if name.endswith("index.html") and name.count("/") <= 5
    }
    return build, bool(own) and not touched - own - indexes and set(before) == set(after)


if __name__ == "__main__":
    main()
