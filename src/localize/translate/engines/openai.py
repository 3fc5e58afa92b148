"""Any endpoint that speaks OpenAI's chat completions, hosted or local, by the official client."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

from localize.errors import ConfigError, EngineError, EngineMissingError
from localize.extras import install_command, wanted_extra
from localize.model import Draft, Locale
from localize.translate.engines.base import Engine, EngineOptions, Estimate, Request
from localize.translate.engines.dispatch import Answer, Batch, batched, dispatched
from localize.translate.engines.output_doubts import service_doubts
from localize.translate.engines.prompts import schema, system_prompt, translations, user_prompt
from localize.translate.engines.settings import Settings, key_from_environment

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types.chat import ChatCompletion

KEY = "OPENAI_API_KEY"
_KEYS = frozenset(
    {"model", "base_url", "batch", "characters", "concurrency", "timeout", "tries", "style"}
    | {"format", "temperature", "budget", "budget_tokens", "price_in", "price_out"}
)
_FORMATS = ("json_schema", "json_object", "text")
_OVERHEAD = 330
"""Tokens of the rules and the schema in every batch, about."""


def engine(options: EngineOptions) -> Engine:
    """The engine by the project's `[engines.openai]`."""
    return OpenAIEngine(options)


@dataclass(slots=True)
class _Account:
    """What was used, and the caps. Shared by threads."""

    price_in: float | None
    """Per million tokens, in the currency of the project's choice."""
    price_out: float | None
    budget: float | None
    budget_tokens: int
    tokens_in: int = 0
    tokens_out: int = 0
    reserved: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def cost(self, tokens_in: int, tokens_out: int) -> float | None:
        if self.price_in is None or self.price_out is None:
            return None
        return (tokens_in * self.price_in + tokens_out * self.price_out) / 1e6

    def reserve(self, tokens: int) -> None:
        """Set tokens aside (half in, half out) before they are used.

        Raises:
            EngineError: a cap would be passed.
        """
        with self.lock:
            used = self.tokens_in + self.tokens_out
            ahead = self.reserved + tokens
            if self.budget_tokens and used + ahead > self.budget_tokens:
                raise _spent(f"{used} of {self.budget_tokens} tokens are used")
            cost = self.cost(self.tokens_in + ahead // 2, self.tokens_out + ahead - ahead // 2)
            if self.budget is not None and cost is not None and cost > self.budget:
                now = self.cost(self.tokens_in, self.tokens_out)
                raise _spent(f"{now:.4f} of {self.budget:g} are spent")
            self.reserved = ahead

    def settle(self, reserved: int, tokens_in: int, tokens_out: int) -> None:
        """Book what a call used in the place of what was set aside for it."""
        with self.lock:
            self.reserved -= reserved
            self.tokens_in += tokens_in
            self.tokens_out += tokens_out


def _spent(what: str) -> EngineError:
    return EngineError(
        f"openai: the budget is reached: {what}",
        hint="what is finished is kept; raise budget in [engines.openai] and run it again",
    )


class OpenAIEngine:
    """Segments by id, with their neighbours and their terms, to a chat model."""

    name = "openai"
    markup: Literal["none", "html", "source"] = "source"
    needs = f"the extra llm; {KEY}, or a local server (`base_url`); `model`"

    def __init__(self, options: EngineOptions) -> None:
        settings = Settings(self.name, options.table, options.user).only(_KEYS)
        self.model = settings.text("model")
        self._base_url = settings.address("base_url", hosts=("api.openai.com",))
        self._size = settings.whole("batch", 16)
        self._characters = settings.whole("characters", 6000)
        self._concurrency = settings.whole("concurrency", 4)
        self._timeout = settings.number("timeout", 120.0)
        self._tries = settings.whole("tries", 5)
        self._temperature = settings.number("temperature")
        self._style = settings.text("style")
        self._format = settings.choice("format", _FORMATS)
        self._account = _Account(
            price_in=settings.number("price_in"),
            price_out=settings.number("price_out"),
            budget=settings.number("budget"),
            budget_tokens=settings.whole("budget_tokens", 0, least=0),
        )
        if self._account.budget is not None and self._account.cost(1, 1) is None:
            raise ConfigError(
                "[engines.openai] budget needs price_in and price_out",
                hint="per million tokens, as the provider's price list says; "
                "or cap by budget_tokens",
            )

    def missing(self) -> str:
        """What is not there to ask a model."""
        if find_spec("openai") is None:
            return install_command("llm")
        if not self.model:
            return "no model is named"
        there = self._base_url or os.environ.get(KEY)
        return "" if there else f"{KEY} is not set"

    def identity(self, _source: Locale, _target: Locale) -> str:
        """What drafts depend on beside their text: the model and the style asked of it."""
        return f"{self.name}/{self.model} {self._style}".strip()

    @property
    def used(self) -> tuple[int, int, float | None]:
        """Tokens in, tokens out, and their cost where prices are known, until now."""
        account = self._account
        cost = account.cost(account.tokens_in, account.tokens_out)
        return account.tokens_in, account.tokens_out, cost

    def translate(
        self, requests: Sequence[Request], source: Locale, target: Locale
    ) -> Iterator[tuple[int, Draft]]:
        """Drafts by batch.

        Raises:
            EngineMissingError: no client, no key, no model.
            EngineError: the service fails, the budget is reached, or segments were refused.
        """
        if not requests:
            return
        client = self._client()
        batches = batched(requests, size=self._size, characters=self._characters)
        ask = partial(self._ask, client, requests, source, target)
        with client:
            yield from dispatched(batches, ask, engine=self.name, concurrency=self._concurrency)

    def estimate(self, requests: Sequence[Request], source: Locale, target: Locale) -> Estimate:
        """Tokens in and out, about, and their cost where the project names prices."""
        rules = _tokens(system_prompt(source, target, self._style))
        tokens_in = tokens_out = 0
        for batch in batched(requests, size=self._size, characters=self._characters):
            tokens_in += rules + _tokens(user_prompt(requests, batch)) + 12 * len(batch)
            tokens_out += self._expected(requests, batch)
        return Estimate(
            characters=sum(len(request.text) for request in requests),
            tokens=tokens_in + tokens_out,
            cost=self._account.cost(tokens_in, tokens_out),
        )

    def _expected(self, requests: Sequence[Request], batch: Batch) -> int:
        """Tokens of an answer: scripts other than Latin take up to twice the source's."""
        return sum(2 * _tokens(requests[index].text) + 8 for index in batch)

    def _client(self) -> OpenAI:
        if not self.model:
            raise EngineMissingError(
                "openai: no model is named", hint='[engines.openai] model = "…"  (docs/engines.md)'
            )
        with wanted_extra("llm", "the engine openai"):
            from openai import DefaultHttpxClient, OpenAI  # 0.5 s; only who uses it pays
        key = key_from_environment(self.name, KEY, needed=not self._base_url)
        return OpenAI(
            api_key=key or "none",  # a local server wants none, the client does
            base_url=self._base_url or None,
            # Where it leads to, nobody allowed.
            http_client=DefaultHttpxClient(follow_redirects=False),
            timeout=self._timeout,
            max_retries=self._tries - 1,  # it honours Retry-After
        )

    def _ask(
        self,
        client: OpenAI,
        requests: Sequence[Request],
        source: Locale,
        target: Locale,
        batch: Batch,
    ) -> Answer:
        question = user_prompt(requests, batch)
        messages = [
            {"role": "system", "content": system_prompt(source, target, self._style)},
            {"role": "user", "content": question},
        ]
        reserved = _tokens(question) + _OVERHEAD + self._expected(requests, batch)
        self._account.reserve(reserved)
        tokens_in = tokens_out = 0
        try:
            reply = self._completion(client, messages, batch)
            if reply.usage is not None:
                tokens_in, tokens_out = reply.usage.prompt_tokens, reply.usage.completion_tokens
        finally:
            self._account.settle(reserved, tokens_in, tokens_out)
        return self._read(reply, requests, target, batch)

    def _read(
        self, reply: ChatCompletion, requests: Sequence[Request], target: Locale, batch: Batch
    ) -> Answer:
        if not reply.choices:
            return Answer(bad=dict.fromkeys(batch, "an empty answer"))
        message = reply.choices[0].message
        if message.refusal or reply.choices[0].finish_reason == "content_filter":
            why = " ".join((message.refusal or "content filter").split())[:120]
            return Answer(bad=dict.fromkeys(batch, f"refused: {why}"))
        texts = translations(message.content or "", batch)
        answer = Answer()
        for index in batch:
            if index not in texts:
                answer.bad[index] = "missing from the answer"
                continue
            doubted = service_doubts(requests[index], texts[index], target)
            draft = Draft(texts[index], engine=f"{self.name}/{self.model}", doubts=doubted)
            (answer.doubtful if doubted else answer.good)[index] = draft
        return answer

    def _completion(
        self, client: OpenAI, messages: list[dict[str, str]], batch: Batch
    ) -> ChatCompletion:
        import openai

        form = self._format  # read once: another thread may step down meanwhile
        try:
            return self._create(client, messages, batch, form)
        except openai.BadRequestError as error:
            if form == "text" or "response_format" not in str(error):
                raise _failed(error) from error
            # Local servers know fewer formats than OpenAI's; the ids are checked all the same.
            self._format = _FORMATS[_FORMATS.index(form) + 1]
            return self._completion(client, messages, batch)
        except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
            raise EngineMissingError(
                f"openai: refused: {_words(error)}", hint=f"is {KEY} right? docs/engines.md"
            ) from error
        except openai.NotFoundError as error:
            raise EngineMissingError(
                f"openai: {_words(error)}", hint=f"is there a model {self.model!r}?"
            ) from error
        except openai.OpenAIError as error:
            raise _failed(error) from error

    def _create(
        self, client: OpenAI, messages: list[dict[str, str]], batch: Batch, form: str
    ) -> ChatCompletion:
        options: dict[str, Any] = {"model": self.model, "messages": messages}
        if self._temperature is not None:
            options["temperature"] = self._temperature
        if form == "json_schema":
            wanted = {"name": "translations", "strict": True, "schema": schema(batch)}
            options["response_format"] = {"type": "json_schema", "json_schema": wanted}
        elif form == "json_object":
            options["response_format"] = {"type": "json_object"}
        completion: ChatCompletion = client.chat.completions.create(**options)
        return completion


def _failed(error: Exception) -> EngineError:
    return EngineError(
        f"openai: {_words(error)}", hint="what is finished is kept; run it again later"
    )


def _words(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


def _tokens(text: str) -> int:
    """Tokens, about: four characters of ASCII, one and a half of anything else, a token."""
    wide = sum(1 for c in text if c > "\x7f")
    return (len(text) - wide) // 4 + round(wide / 1.5) + 1
