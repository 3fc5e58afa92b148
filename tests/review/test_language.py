"""The language of the interface: the browser's, the menu's, and the words of scripts."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from .conftest import Client, as_made, command, until
from .test_browser import open_unit


@pytest.fixture
def server(shared, made_project):
    return as_made(shared, made_project)


@pytest.fixture
def client(server):
    return server.client()


def asked(client, accept, path="/ja/"):
    return client.ask("GET", path, headers={"Accept-Language": accept})


@pytest.mark.parametrize(
    ("accept", "tag", "direction", "word"),
    [
        ("ja,en;q=0.8", "ja", "ltr", "一覧"),
        ("sw, ar;q=0.9, en;q=0.95;x", "ar", "rtl", "القائمة"),
        ("en;q=0.2, hi;q=0.7", "hi", "ltr", "सूची"),
        ("zh-TW", "zh-Hant", "ltr", "清單"),
        ("pt;q=0, de", "de", "ltr", "Liste"),
        ("", "en", "ltr", "List"),
        ("tlh, *", "en", "ltr", "List"),
        (",;=;q=q,--,\x7f" + "x" * 4000, "en", "ltr", "List"),
    ],
)
def test_browser_gets_its_own_language(client, accept, tag, direction, word):
    page = asked(client, accept).text
    assert f'<html lang="{tag}" dir="{direction}">' in page
    assert f'aria-current="page">{word}</a>' in page


def test_refusal_is_in_the_readers_language(client):
    unit, expected, _ = client.units()[-1]
    value = {"unit": unit, "expected": expected, "act": "comment", "comment": " "}
    assert client.post("/ja/save", value).json["refused"] == "The comment is empty."
    said = client.post("/ja/save", value, **{"Accept-Language": "ja"})
    assert (said.status, said.json["refused"]) == (422, "コメントが空です。")


def test_stranger_is_refused_in_his_language(server):
    answer = Client(server.port).ask("GET", "/ja/", headers={"Accept-Language": "es"})
    assert answer.status == 403
    assert "su propia dirección" in answer.text


@pytest.mark.parametrize("back", ["/ja/?order=risk", "ja/?order=risk"])
def test_menu_is_kept_and_leads_back(client, back):
    answer = client.ask("GET", f"/language?to=hi&back={quote(back, safe='')}")
    assert answer.status == 303
    assert re.fullmatch(r"/\w+/ja/\?order=risk", answer.headers["location"])
    cookie = answer.headers["set-cookie"]
    assert "httponly" in cookie.lower()
    client.cookie += "; " + cookie.partition(";")[0]
    assert '<html lang="hi" dir="ltr">' in asked(client, "de").text


@pytest.mark.parametrize("back", ["//evil.example/", "\\\\evil.example", "https://evil.example/"])
def test_menu_leads_to_no_other_site(client, back):
    answer = client.ask("GET", f"/language?to=hi&back={quote(back, safe='')}")
    assert re.match(r"/[^/\\]", answer.headers["location"])


@pytest.mark.parametrize("to", ["", "xx", "../../etc/passwd", "ja\r\nx: y"])
def test_unknown_language_is_refused(client, to):
    assert client.ask("GET", f"/language?to={quote(to)}").status == 400


def test_exported_page_speaks_the_language_it_is_translated_into(made_project, tmp_path):
    command(made_project, "review", "export", str(tmp_path), "--to", "ar")
    page = (tmp_path / "ar.html").read_text(encoding="utf-8")
    assert '<html lang="ar" dir="rtl">' in page
    assert "احفظ تعديلاتي" in page
    assert "{{" not in page


@pytest.mark.browser
def test_scripts_speak_the_language_of_the_page(opened):
    page = opened(locale="ru-RU")
    assert page.locator("#count").inner_text() == "8 фрагментов"
    page.locator(".chips a", has_text="Принято").click()
    until(lambda: page.locator("#count").inner_text() == "1 фрагмент")
    page.locator("[data-bulk=save]").click()
    assert page.locator("#ask-title").inner_text() == "Принять: 1 фрагмент?"
    page.locator("#ask-no").click()
    page.locator(".chips a").first.click()
    until(lambda: page.locator("#count").inner_text() == "8 фрагментов")
    open_unit(page, 8).fill("鴎")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#toast:has-text('Сохранено')")
    page.locator("#toast-undo").click()
    page.wait_for_selector("#toast:has-text('Отменено: 1 фрагмент')")


@pytest.mark.browser
def test_menu_changes_the_language_at_once(opened):
    page = opened("ar/")
    page.locator("#language").select_option("ar")
    page.wait_for_selector("html[dir=rtl][data-ready]")
    assert page.url.endswith("/ar/")
    first, last = page.locator(".unit").first.locator(".source, .rail").all()
    assert first.bounding_box()["x"] > last.bounding_box()["x"]
    page.locator("#language").select_option("en")
    page.wait_for_selector("html[dir=ltr][data-ready]")
    assert first.bounding_box()["x"] < last.bounding_box()["x"]
