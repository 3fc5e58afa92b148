"""Markup and placeholders through the argos engine: nothing lost, and how well they are placed.

    python benchmarks/markup.py --package P.argosmodel --text T.txt [--limit 2000]

Sentences of `T` get random inline markup (nested, adjacent, at the edges, self-closing, links) in
HTML or Markdown, and placeholders of all kinds. What comes back is read by other parsers than ours
(html.parser; pyromark's HTML). Where marks belong is told by a word alignment that has nothing to
do with the engine's attention: IBM model 1 in both directions, trained on the sentences and their
translations. A piece and a word that are each other's best are linked; pairs with no linked word
say nothing and are left out.

RESULT wellformed, placeholders: shares of the texts, by the engine's own way; aligned: share of
marks that enclose a word aligned with what they enclosed; baseline_split: the same for translating
each run of text alone; baseline_raw: for leaving the markup in the text. A run of text that was
translated alone lies between its marks by construction, so what baseline_split pays for it is
printed as well: the share of texts that still read as the sentence without marks does.
"""

from __future__ import annotations

import argparse
import html.parser
import random
import re
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import pyromark

from localize.inline.markup import parse
from localize.model import Locale, Markup
from localize.translate.engines.argos import ArgosEngine
from localize.translate.engines.base import EngineOptions, Request
from localize.translate.engines.packages import code_locale
from localize.translate.engines.packages_unpack import unpack
from localize.translate.pipeline import Route, SourceText, translated
from localize.translate.protect.strategies import Protected, Split

VOID = {"br", "img"}
WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class Case:
    """A text and what must come back."""

    text: str
    markup: Markup
    placeholders: tuple[str, ...]
    marked: tuple[str, ...]
    """The words of the source that one pair of tags encloses; empty: not measured."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, required=True)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    lines = [line.strip() for line in arguments.text.read_text(encoding="utf-8").splitlines()]
    plain = [line for line in dict.fromkeys(lines) if len(line.split()) > 2 and "<" not in line]
    chance = random.Random(arguments.seed)
    cases = [case(plain[n % len(plain)], n, chance) for n in range(arguments.limit)]
    with tempfile.TemporaryDirectory() as folder:
        package = unpack(arguments.package, Path(folder))
        engine = ArgosEngine(EngineOptions(root=folder, table={"packages": [folder]}))
        source, target = code_locale(package.source), code_locale(package.target)
        assert isinstance(source, Locale)
        assert isinstance(target, Locale)
        measure(cases, plain, engine, source, target)


def case(sentence: str, number: int, chance: random.Random) -> Case:
    """A sentence with marks and placeholders; every third has one simple pair, to be measured."""
    words = sentence.split()
    if number % 3 == 0:
        start = chance.randrange(len(words))
        end = min(len(words), start + chance.choice((1, 1, 2)))
        marked = tuple(WORD.findall(" ".join(words[start:end]).lower()))
        words[start] = "<b>" + words[start]
        words[end - 1] += "</b>"
        return Case(" ".join(words), Markup.HTML, (), marked)
    markdown = number % 3 == 1
    if markdown:
        words = [re.sub(r"([*_`\[\]<>\\])", r"\\\1", word) for word in words]
    placeholders = [one.format(n=number) for one in chance.sample(KINDS, chance.randrange(3))]
    for one in placeholders:
        words.insert(chance.randrange(len(words) + 1), one)
    nest(words, 0, len(words), chance, depth=0, markdown=markdown)
    if chance.random() < 0.3:
        words.insert(chance.choice((0, len(words), chance.randrange(len(words) + 1))), "<br/>")
    return Case(
        " ".join(words), Markup.MARKDOWN if markdown else Markup.HTML, tuple(placeholders), ()
    )


KINDS = (
    "{{name{n}}}",
    "{{{{x{n}}}}}",
    "%({n}n)d",
    "${n}",
    "https://example.org/p/{n}?q=a",
    "user{n}@example.org",
    "${{v{n}}}",
    "%{n}$s",
)


def nest(
    words: list[str], low: int, high: int, chance: random.Random, *, depth: int, markdown: bool
) -> None:
    """Put pairs around runs of words, side by side and within each other."""
    place = low
    while place < high and depth < 3:
        if chance.random() < 0.35:
            end = chance.randrange(place + 1, min(high, place + 4) + 1)
            nest(words, place, end, chance, depth=depth + 1, markdown=markdown)
            pairs = MARKDOWN if markdown else HTML
            opening, closing = pairs[min(depth, len(pairs) - 1)][chance.randrange(2)]
            if any(word.startswith(opening) for word in words[place:end]) or (
                opening == "[" and any("](" in word for word in words[place:end])
            ):
                opening, closing = "<u>", "</u>"
            words[place] = opening + words[place]
            words[end - 1] += closing
            place = end
        else:
            place += 1


HTML = (
    (("<b>", "</b>"), ('<a href="https://example.org/">', "</a>")),
    (("<i>", "</i>"), ('<span class="x y">', "</span>")),
    (("<code>", "</code>"), ("<u>", "</u>")),
)
MARKDOWN = (
    (("**", "**"), ("[", '](https://example.org/ "t")')),
    (("~~", "~~"), ("<b>", "</b>")),
    (("<u>", "</u>"), ("<i>", "</i>")),
)


class Reader(html.parser.HTMLParser):
    """The tags of a text, whether they nest, and the plain text with the span of each pair."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.good, self.plain = True, ""
        self.spans: list[tuple[str, int, int]] = []
        self._stack: list[tuple[str, int]] = []
        self.feed(text)
        self.close()
        self.good = self.good and not self._stack

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An opening or a void tag."""
        self.tags[f"{tag} {attrs}"] += 1
        if tag not in VOID:
            self._stack.append((tag, len(self.plain)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A self-closing tag."""
        self.tags[f"{tag} {attrs}"] += 1

    def handle_endtag(self, tag: str) -> None:
        """A closing tag."""
        if not self._stack or self._stack[-1][0] != tag:
            self.good = False
            return
        _, start = self._stack.pop()
        self.spans.append((tag, start, len(self.plain)))

    def handle_data(self, data: str) -> None:
        """Text."""
        self.plain += data


def read(text: str, markup: Markup) -> Reader:
    if markup is Markup.MARKDOWN:
        text = pyromark.html(text, options=pyromark.Options.ENABLE_STRIKETHROUGH)
    return Reader(text)


def measure(
    cases: list[Case], plain: list[str], engine: ArgosEngine, source: Locale, target: Locale
) -> None:
    ours = {
        text.msgid: record
        for text, record in translated(
            list(dict.fromkeys(SourceText(one.text, one.markup) for one in cases)),
            Route(engine, source, target),
        )
    }
    well = kept = 0
    ways: Counter[str] = Counter()
    for one in cases:
        before = read(one.text, one.markup)
        record = ours[one.text]
        after = read(record.text, one.markup)
        good = after.good and after.tags == before.tags
        well += good
        whole = all(
            len(re.findall(re.escape(name) + r"(?!\d)", record.text)) == 1
            for name in one.placeholders
        )
        kept += whole
        ways["source" if "markup" in record.doubts else "placed"] += 1
        if not good or not whole:
            print(f"broken: {one.text}\n     -> {record.text}")
    print(f"left as in the source: {ways['source']} of {len(cases)}")
    measured = [one for one in cases if one.marked]
    drafts = [draft.text for draft in answers(plain, engine, source, target)]
    table = lexicon(plain, drafts, engine)
    split = split_outputs(measured, engine, source, target)
    asked = answers([one.text for one in measured], engine, source, target)
    raw = {one.text: draft.text for one, draft in zip(measured, asked, strict=True)}
    placed = {key: one.text for key, one in ours.items()}
    sentences = dict(zip(plain, drafts, strict=True))
    print(
        f"read as without marks: ours {unbroken(measured, placed, sentences):.3f}, "
        f"each run of text alone {unbroken(measured, split, sentences):.3f}, "
        f"markup left in {unbroken(measured, raw, sentences):.3f}"
    )
    shares = {
        "aligned": aligned(measured, placed, table, engine),
        "baseline_split": aligned(measured, split, table, engine),
        "baseline_raw": aligned(measured, raw, table, engine),
    }
    print(
        f"RESULT wellformed={well / len(cases):.4f} placeholders={kept / len(cases):.4f} "
        + " ".join(f"{name}={value:.3f}" for name, value in shares.items())
    )


def answers(texts: list[str], engine: ArgosEngine, source: Locale, target: Locale) -> list:
    found = dict(engine.translate([Request(text) for text in texts], source, target))
    return [found[number] for number in range(len(texts))]


def split_outputs(
    cases: list[Case], engine: ArgosEngine, source: Locale, target: Locale
) -> dict[str, str]:
    """The bracket-by-bracket baseline: every run of text between tags translated alone."""
    rung = Split()
    read_cases = [Protected(c.text, c.markup, parse(c.text, c.markup), target) for c in cases]
    texts = [[request.text for request in rung.texts(one)] for one in read_cases]
    flat = iter(answers([text for row in texts for text in row], engine, source, target))
    return {
        one.msgid: rung.msgstr(one, [next(flat) for _ in row]) or ""
        for one, row in zip(read_cases, texts, strict=True)
    }


Table = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Lexicon:
    """What translates what: p(target piece | word) and p(word | target piece)."""

    forward: Table
    backward: Table


def lexicon(sentences: list[str], drafts: list[str], engine: ArgosEngine) -> Lexicon:
    """IBM model 1 over the sentences and their plain translations, in both directions."""
    pairs = [
        (WORD.findall(sentence.lower()), pieces(draft, engine))
        for sentence, draft in zip(sentences, drafts, strict=True)
    ]
    return Lexicon(trained(pairs), trained([(targets, words) for words, targets in pairs]))


def trained(pairs: list[tuple[list[str], list[str]]]) -> Table:
    table: Table = defaultdict(lambda: defaultdict(lambda: 1e-3))
    for _ in range(6):
        counts: Table = defaultdict(lambda: defaultdict(float))
        for words, targets in pairs:
            for piece in targets:
                total = sum(table[word][piece] for word in words) or 1.0
                for word in words:
                    counts[word][piece] += table[word][piece] / total
        table = defaultdict(lambda: defaultdict(float))
        for word, row in counts.items():
            total = sum(row.values())
            for piece, count in row.items():
                table[word][piece] = count / total
    return table


def pieces(text: str, engine: ArgosEngine) -> list[str]:
    return [text[start:end].strip().lower() for start, end in spans(text, engine)]


def spans(text: str, engine: ArgosEngine) -> list[tuple[int, int]]:
    model = engine.model(engine.packages()[0])
    return [(start, end) for start, end in model.tokenizer.offsets(text) if text[start:end].strip()]


def aligned(
    cases: list[Case], outputs: dict[str, str], lexicon: Lexicon, engine: ArgosEngine
) -> float:
    """The share of pairs that enclose a piece which is linked to a word they enclosed before."""
    right = count = 0
    for one in cases:
        reader = Reader(outputs[one.text])
        words = WORD.findall(Reader(one.text).plain.lower())
        found = spans(reader.plain, engine)
        targets = [reader.plain[start:end].strip().lower() for start, end in found]
        linked = links(words, targets, lexicon)
        wanted = {place for place, word in linked.items() if word in one.marked}
        tagged = [span for tag, *span in reader.spans if tag == "b"]
        if not wanted and tagged:
            continue  # none of the words can be told to be in the text: nothing to hit
        count += 1
        right += any(
            found[place][0] < high and found[place][1] > low
            for place in wanted
            for low, high in tagged
        )
    return right / max(count, 1)


def links(words: list[str], targets: list[str], lexicon: Lexicon) -> dict[int, str]:
    """The word of each piece, of those that are each other's best; punctuation has none."""
    found = {}
    for place, piece in enumerate(targets):
        if not any(map(str.isalnum, piece)):
            continue
        word = max(
            words, key=lambda one: lexicon.forward[one][piece] * lexicon.backward[piece][one]
        )
        if not word.isalnum() or not lexicon.forward[word][piece]:
            continue
        best = max(
            targets, key=lambda one: lexicon.forward[word][one] * lexicon.backward[one][word]
        )
        if best == piece:
            found[place] = word
    return found


def unbroken(cases: list[Case], outputs: dict[str, str], drafts: dict[str, str]) -> float:
    """The share of texts that read as the sentence without marks does in translation."""
    same = [
        Reader(outputs[one.text]).plain.split() == drafts[Reader(one.text).plain].split()
        for one in cases
    ]
    return sum(same) / max(len(same), 1)


if __name__ == "__main__":
    main()
