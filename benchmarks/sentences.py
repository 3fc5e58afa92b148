"""How well sentences are told apart, on text whose sentence ends are known; sentencex beside it.

    python benchmarks/sentences.py PATH… [--show N]

PATH: a file with a sentence a line (`NAME.LANG.txt`, or Tatoeba's `NAME.deu`), with a pair a line
(`NAME.en-ja.tsv`), or a treebank of Universal Dependencies (`LANG_NAME-ud-test.conllu`); or a
folder of such files. Sentences are joined into paragraphs as their document has them, or by
eight, and where they were joined is where sentences end.

Left out is what has no known end: a line without a mark at its end (it ends its paragraph), and,
of lines that nobody has annotated, those with several sentences: a mark other than a full stop
within them, or a full stop and a capital behind a word that the file has without a full stop too.

RESULT f1, f1_sentencex: the mean over languages, of precision and recall of the ends within
paragraphs; wrong_cuts: ends found where none is; worst: the language with the lowest F1; us: time
a sentence in microseconds.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import sentencex
from babel.core import get_global

from localize.errors import LocalizeError
from localize.model import Locale, locale
from localize.scripts import sentences, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ENDING = re.compile(r"[.!?…。！？।॥؟۔።။;][\"'”’“»)\]」』）]*$")
INNER = re.compile(r"[!?…。！？।॥؟۔።。|][\"'”’“»)\]」』）]*(?=\s*\S)|\.{2,}")
STOP = re.compile(r"(\w+)\.[\"'”’»)]*\s+[\"'“«(]*([^\W\d_])")
WORD = re.compile(r"\w+(?![\w.])")
SIZE = 8


@dataclass
class Score:
    """Ends of a language that are known and were found, wrong and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    seconds: float = 0.0
    examples: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / max(2 * self.right + self.wrong + self.missed, 1)


def columns(path: Path) -> Iterator[tuple[Locale, list[str]]]:
    """The lines of a file by language; an empty one is the end of a document."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if path.suffix == ".tsv":
        rows = [line.split("\t") for line in lines if line.count("\t") == 1]
        for number, tag in enumerate(path.stem.rsplit(".", 1)[-1].split("-", 1)):
            yield locale(tag), [row[number] for row in rows]
    elif path.suffix == ".conllu":
        texts = [line.removeprefix("# text = ") for line in lines if line.startswith("# text = ")]
        yield locale(path.stem.split("_")[0]), ["", *texts]
    else:
        tag = path.suffix[1:] if path.suffix != ".txt" else path.stem.rsplit(".", 1)[-1]
        yield locale(get_global("language_aliases").get(tag, tag)), lines


def paragraphs(lines: list[str]) -> Iterator[list[str]]:
    """Sentences that stand together."""
    annotated = "" in lines
    seen = {word.casefold() for line in lines for word in WORD.findall(line)}
    paragraph: list[str] = []
    for line in map(" ".join, map(str.split, [*lines, ""])):
        if not annotated and several(line, seen):
            continue
        if ENDING.search(line):
            paragraph.append(line)
        if len(paragraph) == SIZE or (paragraph and not ENDING.search(line) and annotated):
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def several(line: str, seen: set[str]) -> bool:
    """Whether a line that nobody annotated holds more than one sentence."""
    end = ENDING.search(line)
    body = line[: end.start()] if end else line
    return bool(INNER.search(body + "x")) or any(
        not letter.islower() and word.casefold() in seen and len(word) > 1 and not word.isdigit()
        for word, letter in STOP.findall(line)
    )


def ours(text: str, language: Locale) -> set[int]:
    return {end for _, end in sentences(text, language)}


def theirs(text: str, language: Locale) -> set[int]:
    ends, position = set(), 0
    for piece in sentencex.segment(language.language, text):
        position += len(piece)
        ends.add(position - len(piece) + len(piece.rstrip()))
    return ends


def measure(
    paragraph: list[str], language: Locale, find: Callable[[str, Locale], set[int]], score: Score
) -> None:
    gap = writing(language).sentence_gap
    text, known = "", set()
    for sentence in paragraph:
        text += sentence
        known.add(len(text))
        text += gap
    text = text.rstrip()
    began = time.perf_counter()
    found = find(text, language) - {len(text)}
    score.seconds += time.perf_counter() - began
    known.discard(len(text))
    score.right += len(found & known)
    score.wrong += len(found - known)
    score.missed += len(known - found)
    for kind, ends in (("wrong", found - known), ("missed", known - found)):
        score.examples += [f"{kind}: {text[max(0, e - 30) : e]}⏎{text[e : e + 20]}" for e in ends]


def check() -> None:
    """The measure itself: it must see a cut too many and a cut too few."""
    text = ["Er kam.", "Sie ging.", "Es war gut."]
    for find, right, wrong, missed in (
        (lambda *_: {7, 17}, 2, 0, 0),
        (lambda *_: {2, 7}, 1, 1, 1),
        (lambda *_: set(), 0, 0, 2),
    ):
        score = Score()
        measure(text, locale("de"), find, score)
        assert (score.right, score.wrong, score.missed) == (right, wrong, missed), score


def files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--show", type=int, default=0, help="mistakes to show, a language")
    options = parser.parse_args()
    check()
    own: dict[str, Score] = defaultdict(Score)
    peer: dict[str, Score] = defaultdict(Score)
    sizes: Counter[str] = Counter()
    for path in files(options.paths):
        try:
            for language, lines in columns(path):
                for paragraph in paragraphs(lines):
                    sizes[language.language] += len(paragraph)
                    measure(paragraph, language, ours, own[language.language])
                    measure(paragraph, language, theirs, peer[language.language])
        except (LocalizeError, UnicodeDecodeError):
            continue  # a file of another kind
    if not own:
        sys.exit("no file with known sentence ends here; see --help")
    for code in sorted(own):
        mine, other = own[code], peer[code]
        print(
            f"{code}: {sizes[code]} sentences, f1 {mine.f1:.4f} sentencex {other.f1:.4f}, "
            f"wrong cuts {mine.wrong} and {other.wrong}, missed {mine.missed} and {other.missed}"
        )
        shown = random.Random(0).sample(mine.examples, min(options.show, len(mine.examples)))
        print(*(f"    {example}\n" for example in shown), sep="", end="")
    mean = sum(score.f1 for score in own.values()) / len(own)
    mean_peer = sum(score.f1 for score in peer.values()) / len(peer)
    worst = min(own, key=lambda code: own[code].f1)
    micros = 1e6 * sum(score.seconds for score in own.values()) / sum(sizes.values())
    print(
        f"RESULT f1={mean:.4f} f1_sentencex={mean_peer:.4f} "
        f"wrong_cuts={sum(score.wrong for score in own.values())} "
        f"wrong_cuts_sentencex={sum(score.wrong for score in peer.values())} "
        f"languages={len(own)} better={sum(own[c].f1 > peer[c].f1 for c in own)} "
        f"worst={worst}:{own[worst].f1:.4f} us={micros:.0f}"
    )


if __name__ == "__main__":
    main()
