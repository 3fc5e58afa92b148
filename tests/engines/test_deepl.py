from __future__ import annotations

import pytest
from tests.servers.loopback import Reply, serving
from tests.servers.protocols import DeepLServer

from localize.errors import EngineError, EngineMissingError
from localize.model import Locale
from localize.translate.engines.base import Draft, EngineOptions, Request
from localize.translate.engines.deepl import engine, target_code

deepl = pytest.importorskip("deepl", reason="pip install 'localize-toolkit[deepl]'")

EN, JA = Locale("en"), Locale("ja")
EMPTY = {"detected_source_language": "EN", "text": "", "billed_characters": 0}


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch, _no_keys: None) -> None:
    monkeypatch.setenv("DEEPL_API_KEY", "right")
    monkeypatch.setattr(deepl.http_client, "max_network_retries", 1)


def drafts(url: str, requests: list[Request], **table: object) -> dict[int, Draft]:
    made = engine(EngineOptions(table={"url": url, **table}))
    return dict(made.translate(requests, EN, JA))


def test_markup_goes_as_html_and_every_text_gets_its_own():
    with serving(DeepLServer()) as server:
        found = drafts(server.url, [Request(f"a <b>{n}</b>") for n in range(90)])
    assert {n: draft.text for n, draft in found.items()} == {
        n: f"«a <b>{n}</b>»" for n in range(90)
    }
    asked = server.posts("/translate")
    assert len(asked) == 3
    assert asked[0].json["tag_handling"] == "html"
    assert asked[0].json["target_lang"] == "JA"


def test_terms_become_a_glossary_that_the_next_run_finds_again():
    request = Request("NATO is here", terms=(("NATO", "北大西洋条約機構"),))
    with serving(DeepLServer()) as server:
        drafts(server.url, [request])
        drafts(server.url, [request])
    assert len(server.posts("/glossaries")) == 1
    assert [one.json["glossary_id"] for one in server.posts("/translate")] == ["g0", "g0"]


def test_the_text_before_a_batch_is_its_context():
    with serving(DeepLServer()) as server:
        drafts(server.url, [Request("it", before="the cat")])
    assert server.posts("/translate")[0].json["context"] == "the cat"


def test_a_wrong_key_is_a_missing_engine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DEEPL_API_KEY", "wrong")
    with serving(DeepLServer()) as server, pytest.raises(EngineMissingError, match="deepl"):
        drafts(server.url, [Request("text")])


def test_a_quota_that_is_used_up_is_an_error_with_the_next_step():
    with serving(DeepLServer()) as server:
        server.faults.append(Reply(456, {"message": "Quota exceeded"}))
        with pytest.raises(EngineError, match=r"(?i)quota") as info:
            drafts(server.url, [Request("text")])
    assert "kept" in (info.value.hint or "")


@pytest.mark.parametrize(
    "fault",
    [
        Reply(429, {"message": "slow"}, {"Retry-After": "1"}),
        Reply(503, {"message": "busy"}),
        Reply(silent=True),
        Reply(body={"translations": []}),
        Reply(body={"translations": [EMPTY] * 4}),
    ],
    ids=["429", "503", "hangs up", "too few", "empty"],
)
def test_after_one_fault_every_text_has_its_own_translation(fault: Reply):
    with serving(DeepLServer()) as server:
        server.faults.append(fault)
        found = drafts(server.url, [Request(f"t{n}") for n in range(4)], concurrency=1)
    assert {n: draft.text for n, draft in found.items()} == {n: f"«t{n}»" for n in range(4)}


def test_no_json_is_an_error():
    with serving(DeepLServer()) as server:
        server.faults.extend([Reply(body=b"<html>")] * 3)
        with pytest.raises(EngineError, match="deepl"):
            drafts(server.url, [Request("text")])


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("ja", "JA"),
        ("pt-BR", "PT-BR"),
        ("pt", "PT-PT"),
        ("en", "EN-US"),
        ("zh-TW", "ZH-HANT"),
        ("zh", "ZH-HANS"),
        ("de-AT", "DE"),
    ],
)
def test_the_target_is_named_as_deepl_names_it(tag: str, code: str):
    assert target_code(Locale(tag)) == code
