"""Clumsy hands and hostile bytes: whatever happens to a catalog or is typed, no word is lost."""

from __future__ import annotations

import json
import threading
from dataclasses import replace

import pytest

from localize.catalogs.files import edit_catalog, write_catalog
from localize.catalogs.po import parse, read_catalog

from .conftest import GULLS, HARBOUR, as_made, catalog, entries, msgfmt, until

PLURAL = """
msgid ""
msgstr ""
"Language: ar\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;\\n"

msgctxt "menu"
msgid "Open"
msgstr ""

msgctxt "state"
msgid "Open"
msgstr "مفتوح"

msgid "%d boat"
msgid_plural "%d boats"
msgstr[0] ""
msgstr[1] ""
msgstr[2] ""
msgstr[3] ""
msgstr[4] ""
msgstr[5] ""
"""


@pytest.fixture
def server(shared, made_project):
    return as_made(shared, made_project)


def unit_of(client, msgid, locale="ja"):
    for ident, expected, _ in client.units(locale=locale):
        answer = client.ask(
            "GET", f"/{locale}/unit/{ident}", headers={"Accept": "application/json"}
        )
        if answer.json["msgid"] == msgid:
            return ident, expected
    raise AssertionError(msgid)


def hash_now(client, ident, locale="ja"):
    answer = client.ask("GET", f"/{locale}/unit/{ident}", headers={"Accept": "application/json"})
    return answer.json["hash"]


TYPED = (
    "👩‍👩‍👧‍👦 🏴‍☠️ 🇯🇵 e\u0301 \U0001f468\u200d",
    "\u202eabc\u202c \u2066x\u2069 \u200f",
    "a\u2028b\u2029c\u0085d",
    '\\ \\n \\" " \' ` %s {x}',
    'msgid "x"\nmsgstr "y"\n#~ msgid',
    '# localize: reviewed by="Eve" at=2026-01-01',
    "長" * 150_000,
    "\ufeffbom \ufffe \uffff",
    " \t leading and trailing \t ",
    "क्ष्म्य र्द्ध",
)


def test_any_text_comes_back_as_it_was_typed(server, po):
    client = server.client()
    ident, expected = unit_of(client, GULLS)
    for typed in TYPED:
        answer = client.save(ident, typed, expected)
        assert answer.status == 200, answer.text[:300]
        assert entries(po)[GULLS].text == typed
        expected = hash_now(client, ident)
        assert expected == answer.json["hashes"][ident]
        msgfmt(po)


def test_what_no_file_can_keep_is_refused_and_changes_nothing(server, po):
    client = server.client()
    before = po.read_bytes()
    ident, expected = unit_of(client, GULLS)
    for typed in ("a\0b", "a\x1bb", "\ud800", "x" * 200_001):
        answer = client.save(ident, typed, expected)
        assert answer.status in {400, 422}
        assert answer.json["refused"]
    assert po.read_bytes() == before


def saving(**fields):
    return json.dumps({"unit": "0" * 16, "expected": "1" * 12, "act": "save", **fields}).encode()


def test_bodies_that_are_no_request_are_answered_in_words(server):
    client = server.client()
    headers = {
        "Content-Type": "application/json",
        "X-Localize": client.key,
        "Origin": f"http://127.0.0.1:{client.port}",
    }
    bodies = (
        b"",
        b"[]",
        b"null",
        b"{",
        b"\xff\xfe",
        b"[" * 50_000,
        b'{"unit": 1}',
        b'{"unit": {"a": 1}, "expected": [], "act": null}',
        saving(unit="\ud800" * 16),
        saving(msgstr=[1]),
        saving(msgstr=["a"] * 7),
        saving(expected="1" * 65),
        saving(act="burn"),
    )
    for body in bodies:
        for path in ("save", "bulk", "findings", "propose", "take", "take-all"):
            answer = client.ask("POST", f"/ja/{path}", body=body, headers=headers)
            assert answer.status in {400, 404}, (path, body[:40], answer)
            assert answer.json["refused"]


def test_line_ends_of_a_field_are_those_of_the_file(server, po):
    path = po
    raw = path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(raw)
    client = server.client()
    ident, expected = unit_of(client, GULLS)
    assert client.save(ident, "一\r\n二\n三", expected).status == 200
    assert b"\r\n" in path.read_bytes()
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")
    assert entries(path)[GULLS].text.replace("\r\n", "\n") == "一\n二\n三"


def test_plural_forms_and_contexts_are_saved_each_to_its_own(desk_project, serve):
    path = catalog(desk_project, "ar")
    write_catalog(path, parse(PLURAL.lstrip()))
    client = serve(desk_project).client()
    found = client.units(locale="ar")
    (menu, menu_hash, _), (state, _, _), (boats, boats_hash, _) = found
    assert client.save(menu, "افتح", menu_hash, locale="ar").status == 200
    forms = [f"%d قارب {n}" for n in range(6)]
    assert client.save(boats, forms[:5], boats_hash, locale="ar").status == 422
    assert client.save(boats, forms, boats_hash, locale="ar").status == 200
    now = read_catalog(path).live()
    assert [one.text for one in now[:2]] == ["افتح", "مفتوح"]
    assert now[2].msgstr == tuple(forms)
    msgfmt(path)
    assert state != menu


def test_a_catalog_that_is_gone_or_broken_or_back_is_told_and_saved_again(server, po):
    path = po
    raw = path.read_bytes()
    client = server.client()
    ident, expected = unit_of(client, GULLS)
    away = path.with_suffix(".away")
    path.rename(away)
    answer = client.save(ident, "鴎", expected)
    assert answer.status in {409, 503}
    assert not path.exists()
    away.rename(path)
    until(lambda: client.save(ident, "鴎", expected).status == 200)
    path.write_bytes(path.read_bytes() + b'\nmsgid "open\n')
    broken = path.read_bytes()
    now = hash_now(client, ident)
    answer = client.save(ident, "二", now)
    assert answer.status == 503
    assert "harbour.po" in answer.text
    assert path.read_bytes() == broken
    assert client.ask("GET", "/ja/").status == 200
    path.write_bytes(raw)
    until(lambda: hash_now(client, ident) == expected)
    assert client.save(ident, "三", expected).status == 200
    path.unlink()
    path.mkdir()
    assert client.save(ident, "四", hash_now(client, ident)).status in {409, 503}
    assert client.ask("GET", "/ja/").status == 200
    path.rmdir()
    path.write_bytes(raw)
    until(lambda: client.save(ident, "五", expected).status == 200)


def test_saves_while_another_tool_rewrites_the_file_again_and_again(server, po):
    path = po
    client = server.client()
    ident, expected = unit_of(client, GULLS)
    stop = threading.Event()
    written = []

    def writer():
        while not stop.wait(0.02):
            number = len(written)

            def change(found, number=number):
                done = [
                    replace(one, msgstr=(f"外{number}",)) if one.msgid == HARBOUR else one
                    for one in found.entries
                ]
                return type(found)(tuple(done), found.header, found.locale, found.path, found.style)

            edit_catalog(path, change)
            written.append(number)

    thread = threading.Thread(target=writer)
    thread.start()
    try:
        for step in range(8):
            answer = client.save(ident, f"鴎 {step}", expected)
            assert answer.status == 200
            expected = answer.json["hashes"][ident]
    finally:
        stop.set()
        thread.join()
    found = entries(path)
    assert found[GULLS].text == "鴎 7"
    assert found[HARBOUR].text == f"外{written[-1]}"
    msgfmt(path)


def fields(entry):
    return {name: getattr(entry, name) for name in type(entry).__slots__}


@pytest.mark.browser
def test_a_double_click_saves_once_and_says_nothing_of_a_conflict(opened, po):
    page = opened()
    page.locator(".unit", has_text=GULLS).locator(".target").dblclick()
    page.wait_for_selector(".editor textarea")
    page.locator(".editor textarea").fill("鴎")
    page.locator("[data-act=save]").dblclick()
    until(lambda: entries(po)[GULLS].text == "鴎")
    page.wait_for_timeout(300)
    assert page.locator(".conflict:visible").count() == 0
    assert page.locator(".unit", has_text=GULLS).locator(".chip-translated").count() == 1


@pytest.mark.browser
def test_back_and_forward_keep_what_was_typed(opened, po):
    page = opened()
    page.locator("#head .chips a", has_text="Machine").click()
    until(lambda: page.locator(".unit").count() == 4)
    page.locator(".unit", has_text=GULLS).locator(".target").click()
    page.wait_for_selector(".editor textarea")
    page.locator(".editor textarea").fill("半分")
    page.go_back()
    page.wait_for_selector(".unsent")
    until(lambda: page.locator(".unit").count() == 8)
    page.go_forward()
    until(lambda: page.locator(".unit").count() == 4)
    assert page.locator("[name=state]").input_value() == "machine"
    page.locator(".unit", has_text=GULLS).locator(".target").click()
    page.wait_for_selector(".editor textarea")
    assert page.locator(".editor textarea").input_value() == "半分"


@pytest.mark.browser
def test_approving_what_stands_keeps_the_other_text_that_was_typed(opened, po):
    page = opened()
    row = page.locator(".unit", has_text=GULLS)
    row.locator(".target").click()
    page.wait_for_selector(".editor textarea")
    page.locator(".editor textarea").fill("半分")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    until(lambda: entries(po)[GULLS].text and not entries(po)[GULLS].fuzzy)
    row.locator(".unsent").wait_for()
    row.locator(".target").click()
    page.wait_for_selector(".conflict:visible")
    assert page.locator(".editor textarea").input_value() == "半分"


@pytest.mark.browser
def test_two_tabs_of_one_person_meet_without_loss(opened, po):
    page = opened()
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector("html[data-ready]")
    for one, text in ((page, "左"), (other, "右")):
        one.locator(".unit", has_text=GULLS).locator(".target").click()
        one.wait_for_selector(".editor textarea")
        one.locator(".editor textarea").fill(text)
    page.keyboard.press("Control+s")
    until(lambda: entries(po)[GULLS].text == "左")
    other.keyboard.press("Control+s")
    other.wait_for_selector(".conflict:visible")
    assert other.locator(".editor textarea").input_value() == "右"
    assert entries(po)[GULLS].text == "左"


@pytest.mark.browser
def test_a_catalog_that_breaks_while_one_types_gets_the_text_when_it_is_mended(opened, po):
    path = po
    page = opened()
    page.locator(".unit", has_text=GULLS).locator(".target").click()
    page.wait_for_selector(".editor textarea")
    raw = path.read_bytes()
    path.write_bytes(raw + b'\nmsgid "open\n')
    page.locator(".editor textarea").fill("鴎")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".unsent")
    path.write_bytes(raw)
    until(lambda: entries(path)[GULLS].text == "鴎")


@pytest.mark.browser
def test_a_comment_and_a_text_that_wait_are_both_sent(opened, po):
    page = opened()
    page.locator(".unit", has_text=GULLS).locator(".target").click()
    page.wait_for_selector(".editor textarea")
    raw = po.read_bytes()
    po.write_bytes(raw + b'\nmsgid "open\n')
    page.locator(".comment-line input").fill("鳥の名を確かめて")
    page.keyboard.press("Enter")
    page.wait_for_selector("#toast:has-text('Kept in this browser')")
    until(lambda: page.locator(".comment-line input").input_value() == "")
    page.locator(".editor textarea").fill("鴎")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".unsent")
    po.write_bytes(raw)
    until(lambda: any("鳥の名を確かめて" in one for one in entries(po)[GULLS].comments))
    assert entries(po)[GULLS].text == "鴎"
    page.wait_for_selector(".unsent", state="detached")


@pytest.mark.browser
def test_a_unit_that_goes_while_one_types_stays_until_one_has_copied_it(opened, po):
    page = opened()
    page.locator(".unit", has_text=GULLS).locator(".target").click()
    page.wait_for_selector(".editor textarea")
    page.locator(".editor textarea").fill("鴎")
    without = [one for one in read_catalog(po).entries if one.msgid != GULLS]
    edit_catalog(po, lambda found: replace(found, entries=tuple(without)))
    page.wait_for_selector(".conflict:has-text('gone from its catalog')")
    assert page.locator(".editor textarea").input_value() == "鴎"
