"""The protocols of OpenAI, LibreTranslate and DeepL, as their documentation records them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.servers.loopback import Asked, Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def translated(text: str) -> str:
    """The translation of these servers: told apart from the source, and nothing lost."""
    return f"«{text}»"


def segments(asked: Asked) -> dict[str, str]:
    """The segments of a chat question, by id."""
    question = json.loads(asked.json["messages"][-1]["content"])
    return {
        name: one if isinstance(one, str) else one["text"]
        for name, one in question["segments"].items()
    }


def completion(content: str | None, *, refusal: str | None = None, finish: str = "stop") -> Reply:
    """A chat completion."""
    message: dict[str, object] = {"role": "assistant", "content": content, "refusal": refusal}
    return Reply(
        body={
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "small",
            "choices": [{"index": 0, "finish_reason": finish, "message": message}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150},
        }
    )


def chat(asked: Asked) -> Reply:
    """An OpenAI-compatible model that does as it is told."""
    return completion(answer_of(segments(asked)))


def answer_of(texts: Mapping[str, str]) -> str:
    return json.dumps({name: translated(text) for name, text in texts.items()}, ensure_ascii=False)


def chat_saying(change: Callable[[dict[str, str]], str]) -> Callable[[Asked], Reply]:
    """A model that answers what `change` makes of the segments."""
    return lambda asked: completion(change(segments(asked)))


LANGUAGES = [
    {
        "code": "en",
        "name": "English",
        "targets": ["en", "fr", "ja", "hi", "zh-Hans", "zt", "pt-BR"],
    },
    {"code": "ja", "name": "Japanese", "targets": ["en"]},
]


def libretranslate(asked: Asked) -> Reply:
    """LibreTranslate's /languages and /translate."""
    if asked.path == "/languages":
        return Reply(body=LANGUAGES)
    if asked.path == "/translate":
        texts = asked.json["q"]
        return Reply(body={"translatedText": [translated(text) for text in texts]})
    return Reply(404, {"error": "no such page"})


class DeepLServer:
    """DeepL's /v2/translate and /v2/glossaries."""

    def __init__(self) -> None:
        self.glossaries: list[dict[str, object]] = []

    def __call__(self, asked: Asked) -> Reply:
        if asked.headers.get("Authorization") != "DeepL-Auth-Key right":
            return Reply(403, {"message": "Wrong authorization"})
        if asked.path.startswith("/v2/glossaries"):
            return self._glossary(asked)
        if asked.path.startswith("/v2/translate"):
            texts = asked.json["text"]
            found = [
                {"detected_source_language": "EN", "text": translated(text), "billed_characters": 1}
                for text in texts
            ]
            return Reply(body={"translations": found})
        return Reply(404, {"message": "Not found"})

    def _glossary(self, asked: Asked) -> Reply:
        if asked.method == "POST":
            fields = (
                asked.json
                if asked.raw.startswith(b"{")
                else {name: values[0] for name, values in asked.form.items()}
            )
            glossary = {
                "glossary_id": f"g{len(self.glossaries)}",
                "ready": True,
                "name": fields["name"],
                "source_lang": fields["source_lang"].lower(),
                "target_lang": fields["target_lang"].lower(),
                "creation_time": "2026-01-01T00:00:00.000000Z",
                "entry_count": fields["entries"].count("\n") + 1,
            }
            self.glossaries.append(glossary)
            return Reply(201, glossary)
        return Reply(body={"glossaries": self.glossaries})
