"""Do-not-translate terms through a real model, and the speed of the search for terms.

    python benchmarks/terms.py --package P.argosmodel --text T.txt [--limit N]

`T` has a sentence a line. Into each one a product name is put, at a place drawn at random: one
word, several, with digits, with punctuation, one that is a word as well. The baseline is the same
model on the same sentences without our protection.

RESULT kept: share of the sentences in which the name stands in the translation, once and letter by
letter; baseline_kept: the same without protection; search_mb_s: a text searched for 10,000 terms;
linear: seconds for four times the text over seconds for the text, over four (1 is linear).
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from localize.model import Locale, Markup, locale
from localize.terms import Term, Termbase
from localize.translate.engines.argos import ArgosEngine
from localize.translate.engines.base import EngineOptions, Request
from localize.translate.engines.packages_unpack import unpack
from localize.translate.pipeline import Route, SourceText, translated

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = (
    "GitHub",
    "LibreOffice",
    "Zeta OS",
    "Blue Widget Pro",
    "C++",
    "Node.js",
    "iPhone 15",
    "Go",
    "NATO",
    "e-Stonia",
    "Acme & Sons",
    "R2-D2",
    "Überland",
    "X",
    "MacIntosh IIfx",
    "OpenAPI 3.1",
)


def with_names(sentences: Sequence[str], draw: random.Random) -> list[tuple[str, str]]:
    """`(sentence with a name in it, name)`; a sentence that has the name already is left out."""
    found = []
    for sentence in sentences:
        name = draw.choice(NAMES)
        words = sentence.split()
        if name not in sentence:
            words.insert(draw.randrange(len(words) + 1), name)
            found.append((" ".join(words), name))
    return found


def kept(pairs: Sequence[tuple[str, str]], outputs: dict[str, str]) -> float:
    return sum(outputs[text].count(name) == 1 for text, name in pairs) / len(pairs)


def search_seconds(termbase: Termbase, text: str) -> float:
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        termbase.invariant(text)
        best = min(best, time.perf_counter() - began)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, required=True)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=500)
    parser.add_argument("--seed", type=int, default=5)
    arguments = parser.parse_args()
    lines = arguments.text.read_text(encoding="utf-8").splitlines()
    sentences = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    draw = random.Random(arguments.seed)
    pairs = with_names(sentences[: arguments.limit], draw)
    termbase = Termbase(tuple(Term(name, dnt=True) for name in NAMES))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = os.environ["XDG_CACHE_HOME"] = folder
        os.environ["ARGOS_PACKAGES_DIR"] = f"{folder}/packages"
        package = unpack(arguments.package, Path(folder, "packages"))
        source, target = locale(package.source), locale(package.target)
        engine = ArgosEngine(EngineOptions())
        texts = list(dict.fromkeys(SourceText(text, Markup.TEXT) for text, _ in pairs))
        ours = {
            text.msgid: record.text
            for text, record in translated(
                texts,
                Route(
                    engine,
                    source,
                    target,
                    lambda text: [(start, end, "") for start, end in termbase.invariant(text)],
                ),
            )
        }
        requests = [Request(text.msgid) for text in texts]
        bare = {
            texts[index].msgid: draft.text
            for index, draft in engine.translate(requests, source, target)
        }
    for text, name in pairs:
        if ours[text].count(name) != 1:
            print(f"LOST {name}: {text} -> {ours[text]}")
    many = Termbase(tuple(Term(f"{a} {b}") for a in vocabulary(100) for b in vocabulary(100)))
    assert many.rows("nothing of it", Locale("ja")) == ()
    text = "\n".join(sentences) * (1 + 200_000 // max(1, sum(map(len, sentences))))
    small = search_seconds(many, text)
    large = search_seconds(many, text * 4)
    print(
        f"RESULT kept={kept(pairs, ours):.4f} baseline_kept={kept(pairs, bare):.4f} "
        f"n={len(pairs)} search_mb_s={len(text.encode()) / small / 1e6:.2f} "
        f"linear={large / small / 4:.2f}"
    )


def vocabulary(size: int) -> list[str]:
    return [f"w{number:03d}" for number in range(size)]


if __name__ == "__main__":
    main()
