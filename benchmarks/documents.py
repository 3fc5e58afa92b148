"""Extraction and rendering of Markdown against po4a, on the same document in one run.

    python benchmarks/documents.py [--paragraphs 20000] [--book FOLDER]

`--book` is an unpacked book with `src/` and `po/*.po` made by mdbook-i18n-helpers: the share of
its msgids that our segments meet exactly is printed. Needs po4a (Debian: apt install po4a).
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

from localize.extract import template
from localize.formats.markdown import MarkdownFormat

_WORDS = [
    "the",
    "a",
    "of",
    "to",
    "in",
    "is",
    "that",
    "it",
    "for",
    "on",
    "with",
    "as",
    "this",
    "are",
    "be",
    "at",
    "by",
    "from",
    "or",
    "which",
    "translation",
    "catalog",
    "message",
    "source",
    "editor",
    "review",
    "gettext",
    "paragraph",
    "segment",
    "reader",
    "language",
    "document",
    "release",
]


def document(paragraphs: int) -> str:
    """A Markdown document of distinct paragraphs, wrapped, with headings, lists and markup."""
    chance = random.Random(7)
    found = []
    for number in range(paragraphs):
        words = [chance.choice(_WORDS) for _ in range(chance.randint(12, 60))]
        words[3] = f"*{words[3]}*"
        words[5] = f"`{words[5]}_{number}`"
        words[7] = f"[{words[7]}](https://example.org/{number})"
        text = "Paragraph " + " ".join(words) + "."
        lines = [text[at : at + 78].strip() for at in range(0, len(text), 78)]
        if number % 10 == 0:
            found.append(f"## Heading {number}\n")
        if number % 7 == 0:
            found.append("- " + "\n  ".join(lines) + "\n")
        else:
            found.append("\n".join(lines) + "\n")
    return "\n".join(found)


def seconds(command: list[str]) -> float:
    """CPU seconds of a command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def po4a(source: Path, folder: Path) -> tuple[float, float]:
    """Seconds of po4a to extract, and to render a half translated catalog's worth."""
    pot = folder / "peer.pot"
    options = ["-f", "text", "-o", "markdown", "-m", str(source), "-M", "utf-8"]
    extract = seconds(["po4a-updatepo", *options, "-p", str(pot)])
    po = folder / "peer.po"
    text = pot.read_text(encoding="utf-8").replace("charset=CHARSET", "charset=UTF-8")
    po.write_text(text, encoding="utf-8")
    subprocess.run(["msgen", "-o", str(po), str(po)], check=True, capture_output=True)
    out = folder / "peer.md"
    render = seconds(
        ["po4a-translate", *options, "-L", "utf-8", "-k", "0", "-p", str(po), "-l", str(out)]
    )
    return extract, render


def ours(text: str) -> tuple[float, float]:
    """CPU seconds to extract a template's entries, and to render every segment anew."""
    form = MarkdownFormat()
    start = time.process_time()
    parsed = form.parse(text, "article.md", {})
    catalog = template([parsed])
    extract = time.process_time() - start
    targets = {(entry.msgctxt, entry.msgid): entry.msgid for entry in catalog.entries}
    start = time.process_time()
    parsed = form.parse(text, "article.md", {})
    result = form.render(parsed, lambda one: targets.get((one.msgctxt, one.msgid)), forced=True)
    render = time.process_time() - start
    assert not result.problems
    assert parsed.source == text
    return extract, render


def in_process(text_path: Path) -> tuple[float, float]:
    """CPU seconds of a whole process, start included, as the peer is measured."""
    extract, render = (
        seconds([sys.executable, __file__, "--child", action, str(text_path)])
        for action in ("extract", "render")
    )
    return extract, render


def child(action: str, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    form = MarkdownFormat()
    parsed = form.parse(text, "article.md", {})
    if action == "extract":
        template([parsed])
    else:
        form.render(parsed, lambda segment: segment.msgid, forced=True)


def peak(text: str) -> float:
    """Peak memory of parsing and extracting, in MB, by tracemalloc."""
    tracemalloc.start()
    parsed = MarkdownFormat().parse(text, "article.md", {})
    template([parsed])
    top = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return top / 1e6


def book(folder: Path) -> None:
    """Print the share of a book's msgids that our segments meet, and render it with each catalog.

    Every text of the catalog that meets a segment is put in; the blocks of each page are compared
    with its source's by markdown-it-py.
    """
    import polib
    from markdown_it import MarkdownIt

    form = MarkdownFormat()
    judge = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    pages = [
        form.parse(path.read_text(encoding="utf-8"), path.name, {})
        for path in sorted((folder / "src").rglob("*.md"))
    ]
    found = {segment.msgid for page in pages for segment in page.segments}
    for path in sorted((folder / "po").glob("*.po")):
        entries = [entry for entry in polib.pofile(str(path)) if not entry.obsolete]
        met = sum(entry.msgid in found for entry in entries)
        texts = {one.msgid: one.msgstr for one in entries if one.msgstr and not one.fuzzy}
        same = put = problems = 0
        for page in pages:
            result = form.render(page, lambda segment, texts=texts: texts.get(segment.msgid))
            put += sum(segment.msgid in texts for segment in page.segments)
            problems += len(result.problems)
            one, other = ([t.type for t in judge.parse(x)] for x in (page.source, result.text))
            same += one == other
        print(
            f"{path.name}: {met} of {len(entries)} msgids met exactly ({met / len(entries):.1%}); "
            f"{put} texts rendered, {problems} put back, "
            f"same blocks in {same} of {len(pages)} pages"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paragraphs", type=int, default=20_000)
    parser.add_argument("--book", type=Path)
    parser.add_argument("--linear", action="store_true", help="also 5 times as many paragraphs")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child[0], Path(options.child[1]))
        return
    if options.book:
        book(options.book)
    if not shutil.which("po4a-updatepo"):
        sys.exit("po4a is missing: apt install po4a")
    text = document(options.paragraphs)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "article.md"
        source.write_text(text, encoding="utf-8")
        os.environ["LC_ALL"] = "C.UTF-8"
        peer_extract, peer_render = po4a(source, folder)
        extract, render = in_process(source)
    inner_extract, inner_render = ours(text)
    print(f"document: {len(text) / 1e6:.1f} MB, {options.paragraphs} paragraphs")
    print(
        f"extract: po4a {peer_extract:.2f} s, ours {extract:.2f} s "
        f"(without start {inner_extract:.2f} s)"
    )
    print(
        f"render: po4a {peer_render:.2f} s, ours {render:.2f} s "
        f"(without start {inner_render:.2f} s)"
    )
    if options.linear:
        longer_extract, longer_render = ours(document(5 * options.paragraphs))
        print(
            f"5 × as long: extract {longer_extract / inner_extract:.1f} ×, "
            f"render {longer_render / inner_render:.1f} ×"
        )
    megabytes = peak(text)
    print(f"peak: {megabytes:.0f} MB, {megabytes * 1e6 / len(text.encode()):.1f} × the document")
    print(
        f"RESULT extract_ratio={peer_extract / extract:.1f} "
        f"render_ratio={peer_render / render:.1f} peak_mb={megabytes:.0f}"
    )


if __name__ == "__main__":
    main()
