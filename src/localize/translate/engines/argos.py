"""Argos Translate's packages, run on CTranslate2 directly: offline, and the default.

All texts of all documents go through as one stream: split into sentences, equal ones once, sorted
by length, in batches that keep every core busy while the next are prepared. What is in memory is
bounded by two windows of sentences, however long the input.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, TypeAlias

from localize.errors import PackageError, PairMissingError
from localize.extras import install_command
from localize.model import Draft, Locale, locale
from localize.scripts import parts, sentences
from localize.translate.engines.argos_batch import Sentence, SentenceDraft, Window
from localize.translate.engines.argos_join import OpenText, joined
from localize.translate.engines.argos_model import Model, require_runtime
from localize.translate.engines.base import EngineOptions, Request
from localize.translate.engines.package_sources import named_index, package_folders
from localize.translate.engines.packages import (
    Package,
    code_locale,
    install_directory,
    packages_in,
    pair_missing,
    route,
    sorted_packages,
)
from localize.translate.engines.packages_index import by_hand
from localize.translate.engines.packages_unpack import packages_of
from localize.translate.engines.pivot import composed
from localize.translate.engines.settings import Settings

log = logging.getLogger(__name__)
WINDOW = 2048
"""Sentences prepared at a time: enough to sort well, few enough to hold."""
MAX_TOKENS = 150
"""Longer sentences are split first: the models never saw such."""
_KEYS = ("packages", "index", "package", "rerank")
_Window: TypeAlias = "tuple[dict[Sentence, list[tuple[int, int]]], dict[int, OpenText], _Run]"
"""The places of each sentence, the texts they belong to, and the sentences on their way."""
BEAMS = {"fast": 1, "balanced": 2, "best": 4}


def engine(options: EngineOptions) -> ArgosEngine:
    """The engine, with no model loaded yet."""
    return ArgosEngine(options)


class ArgosEngine:
    """Behind the `Engine` protocol. A model is loaded when the first text asks for it."""

    name = "argos"
    markup: Literal["none"] = "none"

    def __init__(self, options: EngineOptions) -> None:
        self._options = options
        settings = Settings(self.name, options.table, options.user).only(_KEYS)
        self._pinned = {locale(tag): name for tag, name in settings.mapping("package").items()}
        self._rerank = settings.flag("rerank", default=True)
        self._models: dict[Path, Model] = {}
        self._packages: list[Package] | None = None

    @property
    def needs(self) -> str:
        """A package a pair; those that are there, a pair each."""
        pairs = dict.fromkeys(f"{one.source}→{one.target}" for one in self.packages())
        there = f"; installed: {', '.join(pairs)}" if pairs else ""
        return f"a package for each pair{there}"

    def missing(self) -> str:
        """Whether there is any package, and what runs it."""
        if any(find_spec(name) is None for name in ("ctranslate2", "sentencepiece")):
            return install_command("argos")
        return "" if self.packages() else "no package: localize models install FROM TO"

    def identity(self, source: Locale, target: Locale) -> str:
        """What the journal knows its drafts by; the version and the quality are part of it."""
        names = "+".join(package.name for package in self.route(source, target))
        return f"argos/{names} {self._options.quality}"

    def packages(self) -> list[Package]:
        """The packages that can be used: installed, or in `[engines.argos] packages`."""
        if self._packages is None:
            root = Path(self._options.root)
            own: list[Package] = []
            for folder in package_folders(self._options.table, root):
                own += packages_of(folder, root / ".localize" / "packages")
            self._packages = sorted_packages([*own, *packages_in(install_directory())])
        return self._packages

    def route(self, source: Locale, target: Locale) -> tuple[Package, ...]:
        """The packages from one locale to another: one, or two through a pivot.

        Raises:
            PairMissingError: with what was looked for and the ways out.
            ExtraMissingError: nothing is there that could run a package.
        """
        packages = self.packages()
        if target in self._pinned:
            packages = [one for one in packages if one.name == self._pinned[target]]
        steps = route(packages, source, target)
        if not steps:
            require_runtime()  # without it no package helps
            address = named_index(self._options.table, Path(self._options.root))
            raise pair_missing(source, target, self._tried(), by_hand(source, target, address))
        return steps

    def _loadable_route(self, source: Locale, target: Locale) -> tuple[Package, ...]:
        """The route, its models loaded. A package that does not load hides no other of its pair.

        Raises:
            PackageError: no other is there.
        """
        broken: PackageError | None = None
        while True:
            try:
                steps = self.route(source, target)
            except PairMissingError:
                if broken is not None:
                    raise broken from None
                raise
            for package in steps:
                try:
                    self.model(package)
                except PackageError as error:
                    broken = broken or error
                    log.warning("%s is left aside: %s", package.name, error)
                    kept = [other for other in self.packages() if other.path != package.path]
                    self._packages = kept
                    break
            else:
                return steps

    def _tried(self) -> list[str]:
        folders = package_folders(self._options.table, Path(self._options.root))
        names = ", ".join(package.name for package in self.packages()) or "no packages"
        return [*map(str, folders), str(install_directory()), f"found: {names}"]

    def model(self, package: Package) -> Model:
        """The loaded model of a package."""
        if package.path not in self._models:
            options = self._options
            self._models[package.path] = Model(
                package, beam=BEAMS[options.quality], device=options.device, jobs=options.jobs
            )
        return self._models[package.path]

    def translate(
        self, requests: Sequence[Request], source: Locale, target: Locale
    ) -> Iterator[tuple[int, Draft]]:
        """`(index, draft)` of each request, those with short sentences last within a window."""
        packages = self._loadable_route(source, target)
        name = f"argos/{'+'.join(package.name for package in packages)}"
        before: _Window | None = None
        for numbers in self._windows(requests, source, packages[0]):
            uses: dict[Sentence, list[tuple[int, int]]] = {}
            opened: dict[int, OpenText] = {}
            for number, spans in numbers:
                request = requests[number]
                opened[number] = OpenText(spans, [None] * len(spans), len(spans))
                for slot, (start, end) in enumerate(spans):
                    text = request.text[start:end]
                    keep = request.keep and tuple(one for one in request.keep if one in text)
                    uses.setdefault(Sentence(text, keep, request.align), []).append((number, slot))
            # The next window is handed over before this one's results are asked for.
            models = [self.model(one) for one in packages]
            run = _Run(models, list(uses), target, self._faults(source, target))
            if before is not None:
                yield from self._drafts(requests, before, target, name)
            before = uses, opened, run
        if before is not None:
            yield from self._drafts(requests, before, target, name)

    def _faults(self, source: Locale, target: Locale) -> Callable[[str, str], int] | None:
        """What ranks hypotheses, where that is wanted."""
        faults = self._options.faults
        if faults is None or self._options.quality != "best" or not self._rerank:
            return None
        return lambda text, translation: faults(text, translation, source, target)

    def _windows(
        self, requests: Sequence[Request], source: Locale, package: Package
    ) -> Iterator[list[tuple[int, tuple[tuple[int, int], ...]]]]:
        window: list[tuple[int, tuple[tuple[int, int], ...]]] = []
        size = 0
        for number, request in enumerate(requests):
            spans = tuple(self._spans(request.text, source, package))
            window.append((number, spans))
            size += len(spans)
            if size >= WINDOW:
                yield window
                window, size = [], 0
        if window:
            yield window

    def _spans(self, text: str, source: Locale, package: Package) -> Iterable[tuple[int, int]]:
        """The sentences of a text, over-long ones in parts."""
        for start, end in sentences(text, source):
            length = end - start
            if length > MAX_TOKENS:  # only then can it have more tokens
                tokens = len(self.model(package).tokenizer.encode([text[start:end]])[0])
                if tokens > MAX_TOKENS:
                    size = max(1, length * MAX_TOKENS * 9 // (tokens * 10))
                    for low, high in parts(text[start:end], size):
                        yield start + low, start + high
                    continue
            yield start, end

    def _drafts(
        self, requests: Sequence[Request], window: _Window, target: Locale, name: str
    ) -> Iterator[tuple[int, Draft]]:
        uses, opened, run = window
        for number in [number for number, one in opened.items() if not one.left]:
            yield number, Draft(requests[number].text, name)
            del opened[number]
        places = list(uses.values())
        for place, output in run.outputs():
            for number, slot in places[place]:
                request = opened[number]
                request.outputs[slot] = output
                request.left -= 1
                if not request.left:
                    yield number, joined(requests[number].text, request, target, name)
                    del opened[number]


class _Run:
    """Sentences through one model, or through two in a row."""

    def __init__(
        self,
        models: Sequence[Model],
        texts: Sequence[Sentence],
        target: Locale,
        faults: Callable[[str, str], int] | None,
    ) -> None:
        self._models, self._texts, self._target, self._faults = models, texts, target, faults
        first = target if len(models) == 1 else code_locale(models[0].package.target) or target
        self._first = Window(models[0], texts, first, faults if len(models) == 1 else None)

    def outputs(self) -> Iterator[tuple[int, SentenceDraft]]:
        if len(self._models) == 1:
            yield from self._first.outputs()
            return
        between = dict(self._first.outputs())
        order = sorted(between)
        again = [
            Sentence(between[n].text, self._texts[n].keep, self._texts[n].align) for n in order
        ]
        for place, output in Window(self._models[1], again, self._target, self._faults).outputs():
            yield order[place], composed(between[order[place]], output)
