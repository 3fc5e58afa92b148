from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.servers.loopback import Asked, Reply, drained, serving
from tests.servers.protocols import answer_of, chat, chat_saying, completion, segments

from localize.errors import ConfigError, EngineError, EngineMissingError
from localize.model import Locale
from localize.translate.engines.base import Draft, EngineOptions, Priced, Request
from localize.translate.engines.openai import OpenAIEngine, engine
from localize.translate.engines.prompts import translations, user_prompt

EN, FR, JA = Locale("en"), Locale("fr"), Locale("ja")


def options(url: str, **table: object) -> EngineOptions:
    return EngineOptions(table={"model": "small", "base_url": url, **table})


def drafts(url: str, requests: list[Request] | list[str], **table: object) -> dict[int, Draft]:
    asked = [Request(one) if isinstance(one, str) else one for one in requests]
    return dict(engine(options(url, **table)).translate(asked, EN, FR))


TEXTS = [f"text {n}" for n in range(10)]
WHOLE = {n: f"«text {n}»" for n in range(10)}


def texts(found: dict[int, Draft]) -> dict[int, str]:
    return {index: draft.text for index, draft in found.items()}


def test_segments_are_asked_for_by_id_with_a_schema_of_those_ids():
    with serving(chat) as server:
        found = drafts(server.url, TEXTS, batch=4)
    assert texts(found) == WHOLE
    assert found[0].engine == "openai/small"
    asked = server.posts()[0].json
    form = asked["response_format"]["json_schema"]
    assert form["strict"] is True
    assert form["schema"]["required"] == list(
        json.loads(asked["messages"][1]["content"])["segments"]
    )
    assert "French (fr)" in asked["messages"][0]["content"]


def test_neighbours_and_only_the_terms_that_occur_are_sent():
    requests = [
        Request("one", before="zero", after="two"),
        Request("two", before="one", after="three", terms=(("NATO", "OTAN"),), note="a number"),
    ]
    with serving(chat) as server:
        drafts(server.url, requests)
    question = json.loads(server.posts()[0].json["messages"][1]["content"])
    assert question["segments"]["s0"] == {"text": "one", "before": "zero"}
    assert question["segments"]["s1"] == {"text": "two", "after": "three", "note": "a number"}
    assert question["terms"] == {"NATO": "OTAN"}


@pytest.mark.parametrize(
    "said",
    [
        lambda of: "```json\n" + answer_of(of) + "\n```",
        lambda of: "Sure! Here it is:\n\n" + answer_of(of) + "\n\nAnything else?",
        lambda of: "```\n" + json.dumps(json.loads(answer_of(of)), indent=2) + "\n```\nDone.",
        lambda of: "<think>{not this}\n```json\n{}\n```</think>" + answer_of(of),
        lambda of: '{"note": {"n": 1}, "translations": ' + answer_of(of) + "}",
        lambda of: "Keep {name} as it is: " + answer_of(of),
    ],
    ids=["fenced", "chatter", "bare fence", "thinking aloud", "wrapped", "braces before"],
)
def test_json_in_wrapping_is_read(said):
    with serving(chat_saying(said)) as server:
        assert texts(drafts(server.url, TEXTS)) == WHOLE
    assert len(server.posts()) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Reply(429, {"error": {"message": "slow down"}}, {"retry-after-ms": "20"}),
        Reply(500, b"oops", {"retry-after-ms": "20"}),
        Reply(body=b"x" * 400, cut=True),
        Reply(silent=True),
        lambda asked: completion(json.dumps({f"x{n}": "wrong" for n in range(10)})),
        lambda asked: completion(
            json.dumps(dict(list(json.loads(answer_of(segments(asked))).items())[3:]))
        ),
        lambda asked: completion(answer_of(segments(asked))[:60], finish="length"),
        lambda asked: completion(None, refusal="I cannot help with that."),
        lambda asked: completion(json.dumps(["«text»"] * 10)),
        lambda asked: completion(json.dumps(dict.fromkeys(segments(asked), ""))),
        lambda asked: completion(json.dumps(dict.fromkeys(segments(asked), 7))),
        lambda asked: completion("I would rather not."),
    ],
    ids=[
        "429",
        "500",
        "cut off",
        "hangs up",
        "wrong ids",
        "missing ids",
        "half an answer",
        "refusal",
        "a list",
        "empty texts",
        "numbers",
        "prose",
    ],
)
def test_after_one_fault_every_segment_has_its_own_translation(fault):
    with serving(chat) as server:
        server.faults.append(fault)
        assert texts(drafts(server.url, TEXTS, concurrency=1)) == WHOLE
    assert len(server.posts()) >= 2


def test_of_half_an_answer_what_is_whole_is_not_asked_for_again():
    def half(asked: Asked) -> Reply:
        whole = answer_of(segments(asked))
        return completion(whole[: whole.index("text 5")], finish="length")

    with serving(chat) as server:
        server.faults.append(half)
        assert texts(drafts(server.url, TEXTS, concurrency=1)) == WHOLE
    again = [name for one in server.posts()[1:] for name in segments(one)]
    assert sorted(again) == ["s5", "s6", "s7", "s8", "s9"]


def test_retry_after_is_waited_for():
    with serving(chat) as server:
        server.faults.append(Reply(429, {"error": {"message": "slow"}}, {"Retry-After": "1"}))
        before = time.monotonic()
        drafts(server.url, ["text"])
    assert time.monotonic() - before >= 1.0


def test_a_refused_segment_fails_alone_and_says_why():
    def choosy(asked: Asked) -> Reply:
        if "text 4" in segments(asked).values():
            return completion(None, refusal="No.")
        return chat(asked)

    found: dict[int, Draft] = {}
    with serving(choosy) as server:
        made = engine(options(server.url))
        with pytest.raises(EngineError, match=r"1 of the segments .* refused: No\."):
            drained(made.translate([Request(text) for text in TEXTS], EN, FR), found)
    assert sorted(found) == [n for n in range(10) if n != 4]
    assert len(server.posts()) < 12


def test_a_lost_placeholder_is_asked_for_again_and_at_last_flagged():
    def careless(asked: Asked) -> Reply:
        return completion(
            json.dumps(
                {
                    name: f"«{text.replace('{name}', 'nom')}»"
                    for name, text in segments(asked).items()
                }
            )
        )

    with serving(chat) as server:
        server.faults.append(careless)
        mended = drafts(server.url, ["Hello {name}", "bye"])
    assert mended[0] == Draft("«Hello {name}»", engine="openai/small")
    with serving(careless) as server:
        flagged = drafts(server.url, ["Hello {name}", "bye"])
    assert flagged[0].doubts == ("placeholder",)
    assert flagged[1].doubts == ()


def test_a_model_that_only_repeats_the_source_in_another_script_is_flagged():
    def parrot(asked: Asked) -> Reply:
        return completion(json.dumps(segments(asked)))

    with serving(parrot) as server:
        made = engine(options(server.url))
        found = dict(made.translate([Request("This whole sentence stays in English.")], EN, JA))
    assert found[0].doubts == ("script",)


@pytest.mark.parametrize("refused", [1, 2])
def test_a_server_without_json_schema_is_asked_for_less(refused: int):
    no = Reply(400, {"error": {"message": "response_format is not supported"}})
    with serving(chat) as server:
        server.faults.extend([no] * refused)
        assert texts(drafts(server.url, TEXTS, batch=5, concurrency=1)) == WHOLE
    kinds = [one.json.get("response_format", {}).get("type") for one in server.posts()]
    assert kinds == [*["json_schema", "json_object", None][: refused + 1], kinds[-1]]


def test_a_budget_in_tokens_is_never_passed_and_keeps_what_was_done():
    requests = [Request(f"{'a long text ' * 20}{n}") for n in range(60)]
    found: dict[int, Draft] = {}
    with serving(chat) as server:
        made = engine(options(server.url, batch=2, concurrency=4, budget_tokens=4000))
        assert isinstance(made, OpenAIEngine)
        with pytest.raises(EngineError, match="budget is reached"):
            drained(made.translate(requests, EN, FR), found)
    tokens_in, tokens_out, _ = made.used
    assert 0 < tokens_in + tokens_out <= 4000
    assert len(found) == 2 * len(server.posts())


def test_a_budget_in_money_needs_prices_and_holds():
    with pytest.raises(ConfigError, match="price_in"):
        engine(options("http://127.0.0.1:9", budget=1))
    with serving(chat) as server:
        made = engine(options(server.url, budget=1e-9, price_in=1, price_out=2))
        with pytest.raises(EngineError, match="budget is reached"):
            list(made.translate([Request("text")], EN, FR))
    assert not server.posts()


def test_the_estimate_has_a_cost_where_prices_are_named():
    requests = [Request("A sentence of some words.")] * 40
    free = engine(options("http://127.0.0.1:9"))
    priced = engine(options("http://127.0.0.1:9", price_in=0.5, price_out=2.0))
    assert isinstance(free, Priced)
    assert isinstance(priced, Priced)
    assert free.estimate(requests, EN, JA).cost is None
    estimate = priced.estimate(requests, EN, JA)
    assert estimate.tokens > 500
    assert estimate.cost == pytest.approx(0.002, rel=0.9)


def test_without_a_key_the_hosted_service_is_a_missing_engine_before_anything_is_sent():
    with pytest.raises(EngineMissingError, match="needs a key") as info:
        list(engine(EngineOptions(table={"model": "small"})).translate([Request("x")], EN, FR))
    assert "OPENAI_API_KEY" in (info.value.hint or "")


@pytest.mark.parametrize(("status", "word"), [(401, "refused"), (404, "no such model")])
def test_a_wrong_key_or_model_is_a_missing_engine(status: int, word: str):
    with serving(chat) as server:
        server.faults.append(Reply(status, {"error": {"message": "no such model"}}))
        with pytest.raises(EngineMissingError, match=word):
            drafts(server.url, TEXTS)
    assert len(server.posts()) == 1


def test_a_server_that_keeps_failing_is_an_error_and_what_came_is_kept():
    fault = Reply(503, {"error": {"message": "overloaded"}}, {"retry-after-ms": "5"})
    with serving(chat) as server:
        server.faults.extend([fault] * 20)
        with pytest.raises(EngineError, match="overloaded"):
            drafts(server.url, TEXTS, tries=2)


def test_a_mistyped_setting_is_told():
    with pytest.raises(ConfigError, match="unknown key 'modell'") as info:
        engine(EngineOptions(table={"modell": "small"}))
    assert info.value.hint == "did you mean 'model'?"


ids = st.lists(st.integers(0, 99), unique=True, min_size=1, max_size=8)


@settings(deadline=None, max_examples=80)
@given(ids, st.data())
def test_a_cut_answer_gives_whole_texts_or_none(batch: list[int], data: st.DataObject):
    said = {f"s{n}": data.draw(st.text(min_size=1, max_size=20)) for n in batch}
    answer = json.dumps(said)
    cut = data.draw(st.integers(0, len(answer)))
    found = translations(answer[:cut], batch)
    assert all(said[f"s{n}"] == text for n, text in found.items())
    wanted = {n: t for n, t in ((n, said[f"s{n}"]) for n in batch) if t.strip()}
    assert translations(answer, batch) == wanted


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet='{}[]"`:,\\ns1 json', max_size=60))
def test_no_answer_breaks_the_reader(answer: str):
    assert set(translations(answer, [1, 2])) <= {1, 2}


def test_a_hostile_answer_is_read_in_linear_time():
    for answer in ("{" * 300_000, '{"s1":' * 50_000, "[" * 300_000, '{"a": "' + "\\u00" * 90_000):
        before = time.monotonic()
        assert translations(answer, [1]) == {}
        assert time.monotonic() - before < 3


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=6))
def test_every_text_stands_in_the_question_under_its_id(batch: list[str]):
    requests = [Request(text, before="b") for text in batch]
    question = json.loads(user_prompt(requests, range(len(batch))))
    assert [
        one["text"] if isinstance(one, dict) else one for one in question["segments"].values()
    ] == batch
