"""DeepL, by its official client (https://developers.deepl.com)."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from typing import Any, Literal

from localize.errors import EngineError, EngineMissingError
from localize.extras import install_command, wanted_extra
from localize.model import Draft, Locale
from localize.translate.engines.base import Engine, EngineOptions, Estimate, Request
from localize.translate.engines.dispatch import Answer, Batch, answered, batched, dispatched
from localize.translate.engines.settings import Settings, key_from_environment

KEY = "DEEPL_API_KEY"
_KEYS = ("url", "batch", "characters", "concurrency", "formality", "glossary", "price", "model")
_FORMALITY = ("default", "more", "less", "prefer_more", "prefer_less")
# Where the bare language is not a target of DeepL's.
_TARGETS = {"EN": "EN-US", "PT": "PT-PT", "ZH": "ZH-HANS", "NO": "NB"}
_VARIANTS = frozenset(
    {"EN-US", "EN-GB", "PT-BR", "PT-PT", "ZH-HANS", "ZH-HANT", "ES-419", "FR-CA", "DE-CH"}
)


def engine(options: EngineOptions) -> Engine:
    """The engine by the project's `[engines.deepl]`."""
    return DeepL(options)


class DeepL:
    """Batches of HTML to DeepL, with the project's terms as a glossary."""

    name = "deepl"
    markup: Literal["none", "html", "source"] = "html"
    needs = f"the extra deepl; {KEY}"

    def __init__(self, options: EngineOptions) -> None:
        settings = Settings(self.name, options.table, options.user).only(_KEYS)
        self._url = settings.address("url", hosts=("api.deepl.com", "api-free.deepl.com"))
        self._size = min(50, settings.whole("batch", 40))  # the API takes 50 texts a call
        self._characters = settings.whole("characters", 20_000)  # and 128 KiB
        self._concurrency = settings.whole("concurrency", 2)
        self._formality = settings.choice("formality", _FORMALITY)
        self._glossary = settings.flag("glossary", default=True)
        self._model = settings.text("model")
        self._price = settings.number("price")

    def translate(
        self, requests: Sequence[Request], source: Locale, target: Locale
    ) -> Iterator[tuple[int, Draft]]:
        """Drafts by batch.

        Raises:
            EngineMissingError: no client or no key, or it is refused.
            EngineError: the service fails or the quota is used up.
        """
        if not requests:
            return
        client = self._client()
        options = self._options(client, requests, source, target)
        batches = batched(requests, size=self._size, characters=self._characters)
        ask = partial(self._ask, client, requests, options)
        try:
            yield from dispatched(batches, ask, engine=self.name, concurrency=self._concurrency)
        finally:
            client.close()

    def missing(self) -> str:
        """What is not there to ask DeepL."""
        if find_spec("deepl") is None:
            return install_command("deepl")
        return "" if os.environ.get(KEY) else f"{KEY} is not set"

    def estimate(self, requests: Sequence[Request], _source: Locale, _target: Locale) -> Estimate:
        """Characters, and their cost where the project names a price per million of them."""
        characters = sum(len(request.text) for request in requests)
        cost = None if self._price is None else characters * self._price / 1e6
        return Estimate(characters=characters, cost=cost)

    def _client(self) -> Any:
        with wanted_extra("deepl", "the engine deepl"):
            import deepl
        key = key_from_environment(self.name, KEY)
        return deepl.DeepLClient(key, server_url=self._url or None, send_platform_info=False)

    def _options(
        self, client: Any, requests: Sequence[Request], source: Locale, target: Locale
    ) -> dict[str, Any]:
        options: dict[str, Any] = {
            "source_lang": source.language.upper(),
            "target_lang": target_code(target),
            "tag_handling": "html",
            "preserve_formatting": True,
        }
        if self._formality != "default":
            options["formality"] = self._formality
        if self._model:
            options["model_type"] = self._model
        # One glossary a run: what no text has does no harm, and each one costs a call.
        terms = dict(row for request in requests for row in request.terms)
        if terms and self._glossary:
            glossary = self._called(partial(_glossary, client, terms, source, target))
            options["glossary"] = glossary
        return options

    def _ask(
        self, client: Any, requests: Sequence[Request], options: dict[str, Any], batch: Batch
    ) -> Answer:
        texts = [requests[index].text for index in batch]
        # Context is a text for the whole call, and free: what precedes the batch.
        context = requests[batch[0]].before or None
        results = self._called(partial(client.translate_text, texts, context=context, **options))
        return answered(batch, [result.text for result in results], self.name)

    def _called(self, call: Any) -> Any:
        import deepl

        try:
            return call()
        except deepl.AuthorizationException as error:
            raise EngineMissingError(f"deepl: {error}", hint=f"is {KEY} right?") from error
        except deepl.QuotaExceededException as error:
            raise EngineError(
                f"deepl: {error}", hint="what is finished is kept; the quota is renewed monthly"
            ) from error
        except (deepl.DeepLException, ValueError, KeyError, TypeError) as error:
            # The client raises the latter three on an answer it cannot read.
            raise EngineError(
                f"deepl: {error}", hint="what is finished is kept; run it again later"
            ) from error


def target_code(target: Locale) -> str:
    """DeepL's name of a target: `JA`, `PT-BR`, `ZH-HANT`."""
    if target.language == "zh":
        return f"ZH-{target.script.upper()}"
    tag = target.tag.upper()
    if tag in _VARIANTS:
        return tag
    return _TARGETS.get(target.language.upper(), target.language.upper())


def _glossary(client: Any, terms: dict[str, str], source: Locale, target: Locale) -> Any:
    """The glossary of these terms: the one that is there, or a new one.

    Its name is a hash of its content, so that a run with the same terms makes no second one.
    """
    import deepl

    pair = source.language.upper(), target.language.upper()
    text = "\n".join(f"{ours}\t{theirs}" for ours, theirs in sorted(terms.items()))
    name = f"localize-{hashlib.sha256('|'.join((*pair, text)).encode()).hexdigest()[:16]}"
    try:
        for glossary in client.list_glossaries():
            if glossary.name == name:
                return glossary
        return client.create_glossary(name, *pair, entries=terms)
    except deepl.DeepLException as error:
        if "not supported" in str(error).lower() or "unsupported" in str(error).lower():
            return None  # no glossaries for this pair: the terms are checked afterwards
        raise
