from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.servers.loopback import Asked, Reply, drained, serving
from tests.servers.protocols import libretranslate

from localize.errors import ConfigError, EngineError, EngineMissingError
from localize.model import Locale
from localize.translate.engines.base import Draft, EngineOptions, Priced, Request
from localize.translate.engines.dispatch import batched
from localize.translate.engines.libretranslate import LibreTranslate, engine

EN, JA = Locale("en"), Locale("ja")


def drafts(url: str, texts: list[str], target: Locale = JA, **table: object) -> dict[int, Draft]:
    made = engine(EngineOptions(table={"url": url, **table}))
    return dict(made.translate([Request(text) for text in texts], EN, target))


def test_every_text_gets_its_own_translation_in_batches():
    with serving(libretranslate) as server:
        found = drafts(server.url, [f"text <b>{n}</b>" for n in range(45)], batch=20)
    assert found[44].text == "«text <b>44</b>»"
    assert sorted(found) == list(range(45))
    assert len(server.posts()) == 3
    assert server.posts()[0].json["format"] == "html"
    assert found[0].engine == "libretranslate"


@pytest.mark.parametrize(
    ("tag", "code"),
    [("ja", "ja"), ("zh-Hant", "zt"), ("zh-TW", "zt"), ("zh", "zh-Hans"), ("pt-BR", "pt-BR")],
)
def test_the_servers_own_code_of_a_locale_is_used(tag: str, code: str):
    with serving(libretranslate) as server:
        drafts(server.url, ["text"], Locale(tag))
    assert server.posts()[0].json["target"] == code


def test_a_pair_the_server_does_not_have_is_a_missing_engine():
    with serving(libretranslate) as server, pytest.raises(EngineMissingError, match="en to de"):
        drafts(server.url, ["text"], Locale("de"))


def test_the_key_is_sent_from_the_environment_only(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LIBRETRANSLATE_API_KEY", "secret")
    with serving(libretranslate) as server:
        drafts(server.url, ["text"])
    assert server.posts()[0].json["api_key"] == "secret"
    with pytest.raises(ConfigError, match="do not belong"):
        engine(EngineOptions(table={"api_key": "secret"}))


def test_retry_after_is_waited_for():
    with serving(libretranslate) as server:
        server.faults.append(Reply(429, {"error": "slow down"}, {"Retry-After": "1"}))
        before = time.monotonic()
        found = drafts(server.url, ["text"])
    assert found[0].text == "«text»"
    assert time.monotonic() - before >= 1.0


def test_a_wait_that_is_too_long_is_an_error_that_says_so():
    with serving(libretranslate) as server:
        server.faults.append(Reply(429, {"error": "tomorrow"}, {"Retry-After": "3600"}))
        with pytest.raises(EngineError, match="3600 s"):
            drafts(server.url, ["text"])


@pytest.mark.parametrize(
    "fault",
    [
        Reply(500, b"oops"),
        Reply(silent=True),
        Reply(body={"translatedText": ["x" * 999]}, cut=True),
    ],
    ids=["500", "hangs up", "cut off"],
)
def test_a_passing_fault_is_tried_again(fault: Reply):
    with serving(libretranslate) as server:
        server.faults.append(fault)
        assert drafts(server.url, ["text"])[0].text == "«text»"
    assert len(server.posts()) == 2


def test_a_server_that_keeps_failing_is_an_error_with_its_own_words():
    with serving(libretranslate) as server:
        server.faults.extend([Reply(500, {"error": "no memory left"})] * 2)
        with pytest.raises(EngineError, match="no memory left"):
            drafts(server.url, ["text"], tries=2)


def test_a_refused_key_is_not_tried_again():
    with serving(libretranslate) as server:
        server.faults.append(Reply(403, {"error": "Invalid API key"}))
        with pytest.raises(EngineMissingError, match="key") as info:
            drafts(server.url, ["text"])
    assert info.value.exit_code == 5
    assert len(server.posts()) == 1


def test_nobody_there_is_a_missing_engine_at_once():
    with serving(libretranslate) as server:
        url = server.url
    before = time.monotonic()
    with pytest.raises(EngineMissingError, match="no answer"):
        drafts(url, ["text"])
    assert time.monotonic() - before < 2


def test_html_in_place_of_json_names_the_server():
    def page(_: Asked) -> Reply:
        return Reply(body=b"<!doctype html><title>hello</title>")

    with serving(page) as server, pytest.raises(EngineError, match="no JSON but '<!doctype"):
        drafts(server.url, ["text"])


def test_an_answer_of_another_length_is_asked_for_again_in_smaller_company():
    with serving(libretranslate) as server:
        server.faults.append(Reply(body={"translatedText": ["one too few"]}))
        found = drafts(server.url, [f"t{n}" for n in range(8)], concurrency=1)
    assert [found[n].text for n in range(8)] == [f"«t{n}»" for n in range(8)]


def test_what_could_be_had_is_kept_when_one_text_fails():
    def without_t3(asked: Asked) -> Reply:
        reply = libretranslate(asked)
        if asked.path == "/translate":
            texts = reply.body["translatedText"]
            reply.body = {"translatedText": ["" if "t3" in one else one for one in texts]}
        return reply

    found: dict[int, Draft] = {}
    with serving(without_t3) as server:
        made = LibreTranslate(EngineOptions(table={"url": server.url}))
        requests = [Request(f"t{n}") for n in range(6)]
        with pytest.raises(EngineError, match=": 1 of the segments could not be translated"):
            drained(made.translate(requests, EN, JA), found)
    assert sorted(found) == [0, 1, 2, 4, 5]


def test_concurrency_is_capped():
    def slow(asked: Asked) -> Reply:
        time.sleep(0.03)
        return libretranslate(asked)

    with serving(slow) as server:
        drafts(server.url, [f"t{n}" for n in range(30)], batch=2, concurrency=3)
    assert 2 <= server.most_at_once <= 3


def test_the_estimate_asks_no_server():
    made = engine(EngineOptions(table={"url": "http://127.0.0.1:9"}))
    assert isinstance(made, Priced)
    assert made.estimate([Request("four")], EN, JA).characters == 4


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.text(max_size=30), max_size=40),
    st.integers(1, 7),
    st.integers(1, 60),
)
def test_every_index_is_in_exactly_one_batch(texts: list[str], size: int, characters: int):
    batches = batched([Request(t) for t in texts], size=size, characters=characters)
    assert [index for batch in batches for index in batch] == list(range(len(texts)))
    for batch in batches:
        assert 1 <= len(batch) <= size
        assert len(batch) == 1 or sum(len(texts[i]) for i in batch) <= characters
