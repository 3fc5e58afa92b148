"""Find and replace: a preview, one undoable act, and nothing that somebody changed meanwhile."""

from __future__ import annotations

import pytest

from localize.catalogs.po import read_catalog
from localize.model import Entry, State, state
from localize.review.queue import unit
from localize.review.replace import Replacement, replaced

from .conftest import GULLS, HARBOUR, as_made, catalog, entries, msgfmt, until
from .test_browser import edit_outside, picture, shown


@pytest.fixture
def server(shared, made_project):
    return as_made(shared, made_project)


def after(text, *words, **how):
    units = [unit(Entry("x", (text,)), catalog_id="c", number=1)]
    changed = replaced(units, Replacement(*words, **how))
    return changed[0][1][0] if changed else text


@pytest.mark.parametrize(
    ("text", "words", "how", "expected"),
    [
        ("Hafen, hafen", ("Hafen", "Port"), {}, "Port, hafen"),
        ("Hafen, hafen", ("Hafen", r"\1"), {"match_case": False}, r"\1, \1"),
        ("a.b axb", ("a.b", "-"), {}, "- axb"),
        ("a.b axb", ("a.b", "-"), {"is_pattern": True}, "- -"),
        ("2024年5月", (r"(\d+)年", r"西暦\1年"), {"is_pattern": True}, "西暦2024年5月"),
        ("", ("^", "x"), {"is_pattern": True}, ""),
        ("x", ("", "y"), {}, "x"),
    ],
)
def test_what_a_replacement_makes_of_a_text(text, words, how, expected):
    assert after(text, *words, **how) == expected


def asked(client, find, put, **fields):
    value = {"find": find, "put": put, "query": {}, **fields}
    answer = client.post("/ja/replace/preview", value)
    assert answer.status == 200, answer.text
    return {**value, "units": answer.json["units"]}, answer


def test_replacing_leaves_drafts_drafts_and_is_one_step_to_undo(server, po):
    client, before = server.client(), po.read_bytes()
    request, answer = asked(client, "(?<=。)$|$", "！", pattern=True)
    assert len(request["units"]) == 7
    assert "！" in answer.json["html"]
    assert po.read_bytes() == before
    done = client.post("/ja/replace", request)
    assert done.json["count"] == 7
    now = {entry.msgid: entry for entry in read_catalog(po).live()}
    assert state(now["The harbour"]) is State.NEEDS_WORK
    assert state(now[HARBOUR]) is State.TRANSLATED
    assert state(now["What {name} saw"]) is State.TRANSLATED
    assert state(now["Nets are mended in winter."]) is not State.TRANSLATED
    assert 'edited by="Mika Tanaka"' in po.read_text(encoding="utf-8")
    msgfmt(po)
    assert client.post("/ja/undo", {}).json["count"] == 7
    assert po.read_bytes() == before


def test_what_somebody_changed_after_the_preview_is_left_alone(server, po):
    client = server.client()
    request, _ = asked(client, "。", "．")
    edit_outside(po, GULLS, "誰も。")
    done = client.post("/ja/replace", request)
    assert done.json["skipped"] == 1
    assert entries(po)[GULLS].text == "誰も。"
    assert "。" not in entries(po)[HARBOUR].text


def test_replacement_that_no_file_can_hold_or_no_text_leaves_is_not_offered(server):
    client = server.client()
    assert asked(client, "港", "\x07")[0]["units"] == []
    request, _ = asked(client, "^港$", "", pattern=True)
    assert request["units"]  # a draft may become empty, as any that needs work
    accepted = client.post(
        "/ja/replace/preview",
        {"find": ".*", "put": "", "pattern": True, "query": {"state": "translated"}},
    )
    assert accepted.json["units"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"units": []},
        {"units": [["x", "y"]]},
        {"units": "all"},
        {"find": ""},
        {"find": 3},
        {"put": "x" * 2001},
    ],
)
def test_requests_of_nobody_are_refused(server, wrong):
    client = server.client()
    request, _ = asked(client, "。", "．")
    assert client.post("/ja/replace", {**request, **wrong}).status == 400
    bad = {"find": "(", "put": "", "pattern": True, "query": {}}
    answer = client.post("/ja/replace/preview", bad)
    assert (answer.status, "no regular expression" in answer.json["refused"]) == (422, True)


def test_units_of_another_locale_are_left_alone(server):
    client = server.client()
    request, _ = asked(client, "。", "．")
    before = catalog(server.root).read_bytes()
    assert client.post("/hi/replace", request).json["count"] == 0
    assert catalog(server.root).read_bytes() == before


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_dialog_by_keyboard_alone(opened, po, scheme, width):
    page = opened(color_scheme=scheme, viewport={"width": width, "height": 900})
    before = po.read_bytes()
    page.locator("#list").focus()
    page.keyboard.press("r")
    page.keyboard.type("船")
    page.keyboard.press("Tab")
    page.keyboard.type("ふね")
    assert page.locator("#replace-do").is_disabled()
    page.keyboard.press("Enter")
    until(lambda: "Would change: 2 units" in page.locator("#replace-said").inner_text())
    assert page.locator("#replace-preview ins").first.inner_text() == "ふね"
    picture(page, f"replace-ja-{width}-{scheme}")
    page.locator("#replace-do").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#toast:has-text('Replaced in 2 units')")
    assert "船" not in entries(po)[HARBOUR].text
    page.locator("#toast-undo").click()
    page.wait_for_selector("#toast:has-text('Undone: 2 units')")
    assert po.read_bytes() == before
    shown(page, 8)
