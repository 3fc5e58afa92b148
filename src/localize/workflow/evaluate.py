"""`localize evaluate`: engines on the same texts against the same reference."""

import csv
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from localize.catalogs.layout import layout
from localize.catalogs.po import read_catalog
from localize.config import Project
from localize.errors import LocalizeError, UsageError
from localize.extras import wanted_extra
from localize.inline.markup import Syntax, syntax
from localize.inline.pieces import lost, required
from localize.model import Catalog, Locale, Markup, state
from localize.terms import Termbase
from localize.terms.target import kept
from localize.translate.engines.base import EngineOptions
from localize.translate.pipeline import Route, SourceText, translated
from localize.translate.term_spans import invariant_spans
from localize.workflow.engines import made_engine
from localize.workflow.terms import project_terms

# Scripts without spaces are scored by characters: the tokenizers for words of Japanese, Korean
# and Thai are programs of their own, and a figure must not depend on what happens to be there.
_BY_CHARACTER = frozenset({"ja", "ko", "th", "lo", "km", "my", "yue"})


@dataclass(frozen=True, slots=True)
class ReferencePair:
    """A source text and its translation by a person."""

    source: str
    reference: str
    markup: Markup = Markup.TEXT


@dataclass(frozen=True, slots=True)
class Score:
    """One engine in one locale. Shares are 0..1, or none where nothing could be lost."""

    engine: str
    locale: str
    segments: int = 0
    chrf: float = 0.0
    """chrF2, 0..100; higher is nearer to the reference."""
    bleu: float = 0.0
    """0..100."""
    ter: float = 0.0
    """Edits by 100 words of the reference; lower is nearer."""
    placeholders: float | None = None
    """Share of the segments with placeholders, tags or URLs that have each as often."""
    terms: float | None = None
    """Share of the termbase's terms that are translated as it says."""
    kept: float | None = None
    """Share of the do-not-translate terms that stand as they are."""
    doubted: float = 0.0
    """Share of the drafts the tool itself flags."""
    first: float = 0.0
    """Seconds to the first draft, loading included."""
    seconds: float = 0.0
    rate: float = 0.0
    """Segments a second, loading included."""
    problem: str = ""
    """Why there is no score."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores of all engines, and how they were made."""

    scores: tuple[Score, ...]
    signatures: Mapping[str, Mapping[str, str]]
    """By locale and metric: sacreBLEU's own words for what was measured."""


def evaluate(
    project: Project,
    *,
    locales: Sequence[Locale],
    engines: Sequence[str],
    reference: Path | None = None,
    most: int = 0,
    options: EngineOptions | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Evaluation:
    """Translate the reference's sources with every engine and compare.

    `reference`: a catalog, or a CSV or TSV file of source and target; none: what people accepted
    in the project's catalogs. `most`: only so many segments, evenly spread; 0: all.

    Raises:
        UsageError: there is nothing to compare with.
        EngineMissingError: sacreBLEU is not installed, or no engine could translate.
    """
    metrics = _metrics_or_error()
    terms = project_terms(project)
    scores: list[Score] = []
    signatures: dict[str, dict[str, str]] = {}
    last: LocalizeError | None = None
    for locale in locales:
        pairs = _spread(_pairs(project, locale, reference), most)
        for name in engines:
            try:
                drafts, *times = _drafted(project, name, pairs, locale, terms, options, clock)
            except LocalizeError as error:
                last = error
                scores.append(Score(name, str(locale), problem=str(error)))
                continue
            score, signed = _scored(metrics, name, pairs, drafts, locale, terms)
            signatures[str(locale)] = signed
            scores.append(_timed(score, *times))
    if last is not None and all(score.problem for score in scores):
        raise last
    return Evaluation(tuple(scores), signatures)


def _metrics_or_error() -> Any:
    with wanted_extra("evaluate", "localize evaluate"):
        from sacrebleu import metrics  # 0.3 s; nothing else needs it
    return metrics


def _pairs(project: Project, locale: Locale, reference: Path | None) -> list[ReferencePair]:
    if reference is None:
        catalogs = (read_catalog(path) for path in layout(project).catalogs(locale))
        pairs = [pair for catalog in catalogs for pair in _accepted(catalog)]
    elif reference.suffix.lower() == ".po":
        pairs = list(_accepted(read_catalog(reference)))
    elif reference.suffix.lower() in {".csv", ".tsv"}:
        pairs = list(_rows(reference))
    else:
        raise UsageError("no reference: use .po, .csv or .tsv", path=reference)
    if not pairs:
        raise UsageError(
            f"nothing to compare with in {locale}",
            path=reference,
            hint="accept some translations, or say --reference FILE (docs/engines.md)",
        )
    return list({pair.source: pair for pair in pairs}.values())


def _accepted(catalog: Catalog) -> Iterator[ReferencePair]:
    for entry in catalog.live():
        if state(entry).accepted and entry.msgid_plural is None:
            yield ReferencePair(entry.msgid, entry.text, syntax(entry.reading).markup)


def _rows(path: Path) -> Iterator[ReferencePair]:
    """Pairs of the first two columns, or of those named source/msgid and target/msgstr."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot be read as UTF-8: {error}", path=path) from error
    # A TSV of sentences is no CSV with tabs: its quotation marks are text.
    tabs = path.suffix.lower() == ".tsv"
    rows = (
        [line.split("\t") for line in text.splitlines()]
        if tabs
        else list(csv.reader(text.splitlines(keepends=True)))
    )
    names = [cell.strip().lower() for cell in rows[0]] if rows else []
    ours = next((names.index(one) for one in ("source", "msgid") if one in names), None)
    theirs = next((names.index(one) for one in ("target", "msgstr") if one in names), None)
    if ours is None or theirs is None:
        ours, theirs, start = 0, 1, 0
    else:
        start = 1
    for number, row in enumerate(rows[start:], start + 1):
        if len(row) <= max(ours, theirs):
            if any(cell.strip() for cell in row):
                raise UsageError("no target beside the source", path=path, line=number)
            continue
        if row[ours].strip() and row[theirs].strip():
            yield ReferencePair(row[ours], row[theirs])


def _spread(pairs: list[ReferencePair], most: int) -> list[ReferencePair]:
    if not most or len(pairs) <= most:
        return pairs
    return [pairs[number * len(pairs) // most] for number in range(most)]


def _drafted(
    project: Project,
    name: str,
    pairs: Sequence[ReferencePair],
    locale: Locale,
    terms: Termbase,
    options: EngineOptions | None,
    clock: Callable[[], float],
) -> tuple[dict[str, tuple[str, tuple[str, ...]]], float, float]:
    """`(text, doubts)` by source, seconds to the first, seconds in all: as `translate` drafts."""
    began = clock()
    first = 0.0
    engine = made_engine(project, name, options)
    texts = [
        SourceText(
            pair.source,
            pair.markup,
            before=pairs[place - 1].source if place else "",
            after=pairs[place + 1].source if place + 1 < len(pairs) else "",
        )
        for place, pair in enumerate(pairs)
    ]
    drafts: dict[str, tuple[str, tuple[str, ...]]] = {}
    route = Route(
        engine,
        project.source,
        locale,
        terms=invariant_spans(terms),
        rows=lambda text: terms.rows(text, locale),
    )
    for text, record in translated(texts, route):
        first = first or clock() - began
        drafts[text.msgid] = record.text, record.doubts
    return drafts, first, clock() - began


def _scored(
    metrics: Any,
    name: str,
    pairs: Sequence[ReferencePair],
    drafts: Mapping[str, tuple[str, tuple[str, ...]]],
    locale: Locale,
    terms: Termbase,
) -> tuple[Score, dict[str, str]]:
    texts = [drafts[pair.source][0] for pair in pairs]
    references = [[pair.reference for pair in pairs]]
    signed: dict[str, str] = {}
    values: dict[str, float] = {}
    for metric, measure in _metrics(metrics, locale).items():
        values[metric] = round(float(measure.corpus_score(texts, references).score), 2)
        signed[metric] = str(measure.get_signature())
    with_some = [
        not lost(pair.source, text, Syntax(pair.markup))
        for pair, text in zip(pairs, texts, strict=True)
        if required(pair.source, Syntax(pair.markup))
    ]
    said: dict[bool, list[bool]] = {True: [], False: []}
    for pair, text in zip(pairs, texts, strict=True):
        for match in terms.matches(pair.source, locale):
            if match.targets:
                said[match.dnt].append(kept(match, text, locale))
    doubted = sum(bool(drafts[pair.source][1]) for pair in pairs)
    score = Score(
        name,
        str(locale),
        segments=len(pairs),
        chrf=values["chrF"],
        bleu=values["BLEU"],
        ter=values["TER"],
        placeholders=_share(with_some),
        terms=_share(said[False]),
        kept=_share(said[True]),
        doubted=doubted / len(pairs),
    )
    return score, signed


def _metrics(metrics: Any, locale: Locale) -> dict[str, Any]:
    language = locale.language
    tokenize = "zh" if language == "zh" else "char" if language in _BY_CHARACTER else "13a"
    asian = tokenize != "13a"
    return {
        "chrF": metrics.CHRF(),
        "BLEU": metrics.BLEU(tokenize=tokenize),
        "TER": metrics.TER(normalized=asian, asian_support=asian),
    }


def _share(kept_ones: Sequence[bool]) -> float | None:
    return sum(kept_ones) / len(kept_ones) if kept_ones else None


def _timed(score: Score, first: float, seconds: float) -> Score:
    rate = score.segments / seconds if seconds else 0.0
    return replace(score, first=first, seconds=seconds, rate=rate)
