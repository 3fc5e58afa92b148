"""LibreTranslate: a self-hosted or public server (https://docs.libretranslate.com/api)."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Literal

from localize.errors import EngineError, EngineMissingError
from localize.model import Draft, Locale
from localize.translate.engines.base import Engine, EngineOptions, Estimate, Request
from localize.translate.engines.dispatch import Answer, Batch, answered, batched, dispatched
from localize.translate.engines.http import Service
from localize.translate.engines.settings import Settings, key_from_environment

KEY = "LIBRETRANSLATE_API_KEY"
DEFAULT_URL = "http://127.0.0.1:5000"
_KEYS = ("url", "batch", "characters", "concurrency", "timeout", "tries")
# What older servers call what BCP 47 calls otherwise.
_ALIASES = {"zh-Hant": ("zh-Hant", "zt"), "zh": ("zh", "zh-Hans"), "pt-BR": ("pt-BR", "pb")}


def engine(options: EngineOptions) -> Engine:
    """The engine by the project's `[engines.libretranslate]`."""
    return LibreTranslate(options)


class LibreTranslate:
    """Batches of HTML to a LibreTranslate server."""

    name = "libretranslate"
    markup: Literal["none", "html", "source"] = "html"
    needs = f"a server (`url`, default {DEFAULT_URL}); {KEY} where the server wants a key"

    def __init__(self, options: EngineOptions) -> None:
        settings = Settings(self.name, options.table, options.user).only(_KEYS)
        self._service = Service(
            self.name,
            settings.address("url", DEFAULT_URL),
            timeout=settings.number("timeout", 120.0) or 120.0,
            tries=settings.whole("tries", 5),
        )
        self._size = settings.whole("batch", 20)
        self._characters = settings.whole("characters", 5000)
        self._concurrency = settings.whole("concurrency", 2)

    def translate(
        self, requests: Sequence[Request], source: Locale, target: Locale
    ) -> Iterator[tuple[int, Draft]]:
        """Drafts by batch.

        Raises:
            EngineMissingError: no server, no key, or no such pair.
            EngineError: the server fails, or answers with something else.
        """
        if not requests:
            return
        pair = self._codes(source, target)
        batches = batched(requests, size=self._size, characters=self._characters)
        ask = partial(self._ask, requests, pair)
        yield from dispatched(batches, ask, engine=self.name, concurrency=self._concurrency)

    def missing(self) -> str:
        """Nothing: whether a server answers is seen when it is asked."""
        return ""

    def estimate(self, requests: Sequence[Request], _source: Locale, _target: Locale) -> Estimate:
        """Characters; a server of one's own costs nothing a text."""
        return Estimate(characters=sum(len(request.text) for request in requests))

    def _codes(self, source: Locale, target: Locale) -> tuple[str, str]:
        """The server's own codes of the two.

        Raises:
            EngineMissingError: it has no such pair.
        """
        languages = self._service.get("/languages")
        try:
            pairs = {str(one["code"]): {str(to) for to in one["targets"]} for one in languages}
        except (TypeError, KeyError) as error:
            raise EngineError(
                f"{self.name}: {self._service.url}/languages is no list of languages"
            ) from error
        for ours in _candidates(source):
            for theirs in _candidates(target):
                if theirs in pairs.get(ours, ()):
                    return ours, theirs
        known = ", ".join(sorted(pairs)) or "nothing"
        raise EngineMissingError(
            f"{self.name}: the server has no {source} to {target}", hint=f"it has {known}"
        )

    def _ask(self, requests: Sequence[Request], pair: tuple[str, str], batch: Batch) -> Answer:
        payload: dict[str, object] = {
            "q": [requests[index].text for index in batch],
            "source": pair[0],
            "target": pair[1],
            "format": "html",
        }
        key = key_from_environment(self.name, KEY, needed=False)
        if key:
            payload["api_key"] = key
        reply = self._service.post("/translate", payload)
        texts = reply.get("translatedText") if isinstance(reply, dict) else None
        return answered(batch, texts if isinstance(texts, list) else None, self.name)


def _candidates(locale: Locale) -> tuple[str, ...]:
    """Codes to try: the tag, its aliases, language and script, the bare language."""
    written = f"{locale.language}-{locale.script}"
    names = [locale.tag, *_ALIASES.get(locale.tag, ())]
    if locale.language == "zh":
        # Traditional text is not to be drafted in simplified characters.
        names += [written, *_ALIASES.get(written, ()), *([] if locale.script == "Hant" else ["zh"])]
    else:
        names += [written, locale.language]
    return tuple(dict.fromkeys(names))
