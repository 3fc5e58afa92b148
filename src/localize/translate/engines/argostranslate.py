"""Argos Translate itself, by its public API, on the packages that the engine `argos` runs.

It is here to hold our runner against the original (`localize evaluate`); `argos` is the fast one.
Upstream imports stanza and minisbd before it does anything. Where they are not installed it is
imported without them, and a package that would be split by a missing one is split by our sentences.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec
from types import ModuleType, SimpleNamespace
from typing import Any, Literal

from localize.errors import ConfigError, EngineError, EngineMissingError, PackageError
from localize.extras import package_command
from localize.model import Draft, Locale
from localize.scripts import sentences
from localize.translate.engines.argos import BEAMS, ArgosEngine
from localize.translate.engines.argos_model import chosen_device
from localize.translate.engines.base import EngineOptions, Request
from localize.translate.engines.packages import Package, code_locale
from localize.translate.engines.settings import Settings

log = logging.getLogger(__name__)
_NEEDED = ("argostranslate", "ctranslate2", "sentencepiece", "packaging")
_SPLITTERS = {"StanzaSentencizer": "stanza", "MiniSBDSentencizer": "minisbd"}
"""Upstream's sentence splitters, and the module that each one needs."""
_CHOICES = ("auto", "upstream", "localize")


def engine(options: EngineOptions) -> ArgosTranslate:
    """The engine, with nothing of upstream imported yet."""
    return ArgosTranslate(options)


class ArgosTranslate:
    """Behind the `Engine` protocol: one text at a time, as upstream's own command does it."""

    name = "argostranslate"
    markup: Literal["none"] = "none"
    needs = "argostranslate, and the packages of the engine argos"

    def __init__(self, options: EngineOptions) -> None:
        settings = Settings(self.name, options.table).only(("sentences",))
        self._splitting = settings.choice("sentences", _CHOICES)
        table = options.engines.get("argos", {})
        if not isinstance(table, dict):
            raise ConfigError("[engines.argos] is not a table")
        self._options = options
        self._argos = ArgosEngine(replace(options, table=table))
        self._translations: dict[tuple[str, ...], tuple[Any, str]] = {}

    def missing(self) -> str:
        """What of upstream is not installed, or that there is no package."""
        lacking = [name for name in _NEEDED if find_spec(name) is None]
        return package_command(*lacking, bare=True) if lacking else self._argos.missing()

    def identity(self, source: Locale, target: Locale) -> str:
        """What the journal knows its drafts by: packages, quality and sentence splitting."""
        route = self._argos.route(source, target)
        _, splitting = self._translation(route, source)
        return f"{self._stamp(route)} {self._options.quality}, sentences by {splitting}"

    def translate(
        self, requests: Sequence[Request], source: Locale, target: Locale
    ) -> Iterator[tuple[int, Draft]]:
        """`(index, draft)` of each request, in order."""
        route = self._argos.route(source, target)
        translation, _ = self._translation(route, source)
        stamp = self._stamp(route)
        for number, request in enumerate(requests):
            text = request.text.strip()
            if not text:
                yield number, Draft(request.text, stamp)
                continue
            before, _, after = request.text.partition(text)
            try:
                draft = translation.translate(text)
            except ModuleNotFoundError as error:  # sacremoses, for packages with bpe.model
                raise _not_installed(error) from error
            except (RuntimeError, ValueError, OSError) as error:
                raise EngineError(f"argostranslate: {error}") from error
            yield number, Draft(f"{before}{draft}{after}", stamp)

    def _stamp(self, route: Sequence[Package]) -> str:
        return f"{self.name}/{'+'.join(package.name for package in route)}"

    def _translation(self, route: Sequence[Package], source: Locale) -> tuple[Any, str]:
        """Upstream's translation by those packages, and who splits their sentences."""
        key = tuple(str(package.path) for package in route)
        if key not in self._translations:
            upstream = _upstream()
            self._set(upstream.settings)
            steps = [self._step(upstream, package, source) for package in route]
            whole = steps[0][0]
            for following, _ in steps[1:]:
                whole = upstream.translate.CompositeTranslation(whole, following)
            splitting = "+".join(dict.fromkeys(splitter for _, splitter in steps))
            log.log(
                logging.WARNING if "localize" in splitting else logging.INFO,
                "argostranslate: the sentences of %s are split by %s",
                self._stamp(route),
                splitting,
            )
            self._translations[key] = whole, splitting
        return self._translations[key]

    def _set(self, settings: Any) -> None:
        """Search as wide, on the same device and with as many threads, as `argos` does."""
        settings.beam_size = BEAMS[self._options.quality]
        settings.device = chosen_device(self._options.device)
        settings.intra_threads = self._options.jobs

    def _step(self, upstream: Any, package: Package, source: Locale) -> tuple[Any, str]:
        language = upstream.translate.Language
        try:
            step = upstream.translate.PackageTranslation(
                language(package.source, package.source_name),
                language(package.target, package.target_name),
                upstream.package.Package(package.path),
            )
        except (RuntimeError, NotImplementedError, ValueError, OSError) as error:
            hint = "ARGOS_CHUNK_TYPE chooses a splitter that is not there; unset it"
            raise PackageError(
                f"argostranslate cannot take it: {error or 'no sentence splitter'}",
                path=package.path,
                hint=hint,
            ) from error
        splitter = type(step.sentencizer).__name__
        needed = _SPLITTERS.get(splitter, "")
        ours = self._splitting == "localize"
        if needed and find_spec(needed) is None and not ours:
            if self._splitting == "upstream":
                raise EngineMissingError(
                    f"argostranslate splits the sentences of {package.name} with {needed}",
                    hint=f"{package_command(needed)}\n"
                    'or [engines.argostranslate] sentences = "auto"',
                )
            ours = True
        if ours:
            step.sentencizer = _Sentences(code_locale(package.source) or source)
            splitter = "localize"
        return step, splitter


class _Sentences:
    """Our sentence splitting behind the interface of upstream's."""

    def __init__(self, locale: Locale) -> None:
        self._locale = locale

    def split_sentences(self, text: str) -> list[str]:
        return [text[start:end] for start, end in sentences(text, self._locale)]


def _upstream() -> Any:
    """Upstream's modules `package`, `settings` and `translate`.

    Raises:
        EngineMissingError: upstream, or something it cannot do without, is not installed.
    """
    absent = {name: made for name, made in _stand_ins().items() if find_spec(name) is None}
    sys.modules.update(absent)
    try:
        from argostranslate import package, settings, translate
    except ImportError as error:
        raise _not_installed(error) from error
    finally:
        for name in absent:
            del sys.modules[name]
    if not settings.debug:  # at INFO it tells every token of every text
        logging.getLogger("argostranslate.utils").setLevel(logging.WARNING)
    return SimpleNamespace(package=package, settings=settings, translate=translate)


class _AnyLanguage:
    def __contains__(self, language: object) -> bool:
        return True


def _stand_ins() -> dict[str, ModuleType]:
    """Modules with what upstream touches of stanza and minisbd while it is imported."""
    stanza, minisbd = ModuleType("stanza"), ModuleType("minisbd")
    vars(minisbd).update(
        SBDetect=None, models=SimpleNamespace(cache_dir="", list_models=_AnyLanguage)
    )
    return {"stanza": stanza, "minisbd": minisbd}


def _not_installed(error: ImportError) -> EngineMissingError:
    lacking = [name for name in _NEEDED if find_spec(name) is None] or [
        (error.name or str(error)).partition(".")[0]
    ]
    return EngineMissingError(
        f"engine argostranslate needs {', '.join(lacking)}",
        hint=f"{package_command(*lacking, bare=True)}\n(docs/engines.md: light and full)\n"
        "or our own runner of the same packages: --engine argos",
    )
