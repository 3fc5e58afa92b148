"""The review as a person meets it, in a real browser."""

from __future__ import annotations

import signal

import pytest

from localize.catalogs.files import edit_catalog
from localize.model.state import edited

from .conftest import GULLS, HARBOUR, as_made, catalog, entries, picture, until

pytestmark = pytest.mark.browser


@pytest.fixture
def server(shared, made_project):
    return as_made(shared, made_project)


def shown(page, count):
    until(lambda: page.locator(".unit").count() == count)


def open_unit(page, number):
    page.locator(".unit").nth(number - 1).locator(".target").click()
    page.wait_for_selector(".editor textarea")
    return page.locator(".editor textarea").first


def chips(page, name):
    return page.locator("#head .chips a", has_text=name)


def edit_outside(path, msgid, text):
    """Another tool writes the file."""

    def change(found):
        done = [
            edited(one, (text,), fuzzy=False) if one.msgid == msgid else one
            for one in found.entries
        ]
        return type(found)(tuple(done), found.header, found.locale, found.path, found.style)

    edit_catalog(path, change)


def test_list_shows_every_unit_with_its_state(opened, po):
    page = opened()
    assert page.locator(".unit").count() == 8
    assert page.locator(".unit .chip").all_inner_texts()[:4] == [
        "Machine, unreviewed",
        "Accepted",
        "Approved",
        "Machine, unreviewed",
    ]
    assert "Source changed" in page.locator(".unit").nth(4).inner_text()
    assert page.locator(".unit").nth(4).locator("del").inner_text() == "autumn"
    assert "2 of 8 done" in page.locator(".meter").inner_text()
    picture(page, "list-ja-1280-light")


def test_filter_by_state_text_and_order(opened):
    page = opened()
    chips(page, "Approved").click()
    shown(page, 1)
    assert page.locator(".unit .chip").inner_text() == "Approved"
    assert "state=reviewed" in page.url
    chips(page, "All").click()
    shown(page, 8)
    page.locator("#search").fill("カモメ")
    shown(page, 1)
    page.locator("#search").fill("HARBOUR")
    shown(page, 3)
    page.locator("#search").fill("nothing of the kind")
    page.wait_for_selector("#none:not([hidden])")
    page.locator("#search").fill("")
    shown(page, 8)
    page.locator("select[name=order]").select_option("risk")
    page.wait_for_selector(".unit:first-child:not(.is-machine)")
    assert page.locator(".unit").count() == 8


def test_edit_saves_into_the_catalog_and_nothing_else_changes(opened, po):
    before = entries(po)
    page = opened()
    field = open_unit(page, 8)
    field.fill("カモメを数える人はいない。")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#toast:has-text('Saved')")
    picture(page, "saved-ja-1280-light")
    after = entries(po)
    assert after[GULLS].text == "カモメを数える人はいない。"
    assert not after[GULLS].fuzzy
    assert [one for one in after if after[one] != before[one]] == [GULLS]
    assert page.locator(".unit").nth(7).locator(".chip").inner_text() == "Accepted"
    assert "3 of 8 done" in page.locator(".meter").inner_text()


def test_approve_stamps_the_reviewer(opened, po):
    page = opened()
    open_unit(page, 8)
    page.locator("[data-act=approve]").click()
    page.wait_for_selector("#toast:has-text('Approved')")
    assert 'by="Mika Tanaka"' in "\n".join(entries(po)[GULLS].comments)
    assert "by Mika Tanaka" in page.locator(".unit").nth(7).locator(".rail").inner_text()


def test_needs_work_on_an_untouched_draft_is_no_draft_any_more(opened, po):
    page = opened()
    open_unit(page, 8)
    page.locator("[data-act=needs-work]").click()
    page.wait_for_selector("#toast:has-text('needing work')")
    assert page.locator(".unit").nth(7).locator(".chip").inner_text() == "Needs work"


def test_bulk_accept_and_its_undo(opened, po):
    before = po.read_bytes()
    page = opened()
    chips(page, "Machine").click()
    shown(page, 4)
    page.locator("[data-bulk=save]").click()
    assert "4 units" in page.locator("#ask-title").inner_text()
    picture(page, "bulk-ja-1280-light")
    page.locator("#ask-yes").click()
    page.wait_for_selector("#toast:has-text('Accepted: 4 units')")
    assert sum(one.fuzzy for one in entries(po).values()) == 1
    page.locator("#toast-undo").click()
    page.wait_for_selector("#toast:has-text('Undone: 4 units')")
    assert po.read_bytes() == before


def test_undo_gives_the_bytes_back(opened, po):
    before = po.read_bytes()
    page = opened()
    open_unit(page, 1).fill("みなと")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#toast:has-text('Saved')")
    assert po.read_bytes() != before
    page.locator("#undo").click()
    page.wait_for_selector("#toast:has-text('Undone')")
    assert po.read_bytes() == before
    assert page.locator(".unit").first.locator(".target").inner_text() == "港"


def test_conflict_with_a_second_browser_shows_both_texts(opened, po):
    first, second = opened(), opened()
    open_unit(first, 8).fill("一番目の文。")
    open_unit(second, 8).fill("二番目の文。")
    first.keyboard.press("Control+s")
    first.wait_for_selector("#toast:has-text('Saved')")
    second.keyboard.press("Control+s")
    second.wait_for_selector(".conflict:not([hidden])")
    text = second.locator(".conflict").inner_text()
    assert "一番目の文。" in text
    assert "二番目の文。" in text
    assert "カモメを数える者はいない。" in text
    picture(second, "conflict-ja-1280-light")
    assert entries(po)[GULLS].text == "一番目の文。"
    second.reload()
    second.wait_for_selector("html[data-ready]")
    open_unit(second, 8)
    assert second.locator(".editor textarea").input_value() == "二番目の文。"
    second.locator(".conflict .mine").click()
    second.wait_for_selector("#toast:has-text('Saved')")
    assert entries(po)[GULLS].text == "二番目の文。"


def test_conflict_with_another_tool_shows_both_and_theirs_can_be_taken(opened, po):
    page = opened()
    field = open_unit(page, 8)
    field.press_sequentially("私の")
    edit_outside(po, GULLS, "外の道具から。")
    page.wait_for_selector(".conflict:not([hidden])")
    assert "外の道具から。" in page.locator(".conflict").inner_text()
    page.locator(".conflict .theirs").click()
    assert field.input_value() == "外の道具から。"
    page.keyboard.press("Control+s")
    page.wait_for_selector("#toast:has-text('Saved')")
    assert entries(po)[GULLS].text == "外の道具から。"


def test_change_by_another_tool_appears_without_a_reload(opened, po):
    page = opened()
    edit_outside(po, GULLS, "外から来た文。")
    page.wait_for_selector(".unit:nth-child(8) .target:has-text('外から来た文。')")
    assert page.locator(".unit").nth(7).locator(".chip").inner_text() == "Accepted"


def started_again(server, page):
    """Start the server once more, and open the address it prints: a session ends with its launch."""
    where = page.url
    server.start()
    page.goto(server.url)
    page.goto(where)
    page.wait_for_selector("html[data-ready]")


def test_server_away_keeps_the_edit_and_sends_it_later(opened, desk_project, serve):
    server, po = serve(desk_project), catalog(desk_project)
    page = opened(server=server)
    field = open_unit(page, 8)
    server.stop(signal.SIGKILL)
    field.fill("サーバーが落ちても残る。")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#offline:not([hidden])")
    assert "Kept here" in page.locator(".unit").nth(7).inner_text()
    picture(page, "offline-ja-1280-light")
    assert entries(po)[GULLS].text != "サーバーが落ちても残る。"
    started_again(server, page)
    until(lambda: entries(po)[GULLS].text == "サーバーが落ちても残る。", 15)
    page.wait_for_selector("#offline", state="hidden")


def test_text_kept_while_the_server_was_away_is_shown_beside_what_came_meanwhile(
    opened, desk_project, serve
):
    server, po = serve(desk_project), catalog(desk_project)
    page = opened(server=server)
    field = open_unit(page, 8)
    server.stop(signal.SIGKILL)
    field.fill("留守の間の文。")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#offline:not([hidden])")
    page.wait_for_selector(".unsent:has-text('Kept here')")
    edit_outside(po, GULLS, "外の道具から。")
    started_again(server, page)
    page.wait_for_selector(".unsent:has-text('Unsaved text here')", timeout=15000)
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert open_unit(page, 8).input_value() == "留守の間の文。"
    page.wait_for_selector(".conflict:not([hidden])")
    assert "外の道具から。" in page.locator(".conflict").inner_text()
    assert entries(po)[GULLS].text == "外の道具から。"
    page.locator(".conflict .mine").click()
    until(lambda: entries(po)[GULLS].text == "留守の間の文。")
    page.wait_for_selector(".unsent", state="detached")


def test_text_kept_and_then_refused_goes_back_to_its_field(opened, po):
    page = opened()
    field = open_unit(page, 8)
    page.context.set_offline(True)
    field.fill("鴎\x01。")  # no file can keep it
    page.keyboard.press("Control+s")
    page.wait_for_selector(".unsent:has-text('Kept here')")
    # Another tab, where the text was typed and taken back, leaves nothing but what waits.
    page.evaluate("""Object.keys(localStorage).filter((key) => key.includes(":typed:"))
        .forEach((key) => localStorage.removeItem(key))""")
    page.context.set_offline(False)
    page.wait_for_selector(".unsent:has-text('Unsaved text here')")
    assert "control character" in page.locator("#toast").inner_text()
    assert open_unit(page, 8).input_value() == "鴎\x01。"
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('pending'))") == []


def test_a_text_whose_answer_was_lost_is_no_conflict(opened, po):
    page = opened()
    field = open_unit(page, 8)
    page.context.set_offline(True)
    field.fill("二度は書かない。")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".unsent:has-text('Kept here')")
    edit_outside(po, GULLS, "二度は書かない。")
    page.wait_for_timeout(600)  # the server reads it
    page.context.set_offline(False)
    page.wait_for_selector(".unsent", state="detached")
    assert page.locator("#toast", has_text="meets a newer one").count() == 0
    assert page.evaluate("localStorage.length") == 0


def test_a_unit_opens_though_its_row_is_rendered_anew_meanwhile(opened, po):
    page = opened()
    page.evaluate("""() => {
        const ask = window.fetch;
        window.fetch = async (...words) => {
            const answer = await ask(...words);
            if (/unit\\/\\w+$/.test(words[0])) await new Promise((go) => { window.go = go; });
            return answer;
        };
    }""")
    page.locator(".unit").nth(7).locator(".target").click()
    until(lambda: page.evaluate("Boolean(window.go)"))
    edit_outside(po, HARBOUR, "外から。")
    edit_outside(po, GULLS, "外から来た文。")
    page.wait_for_selector(".unit:nth-child(8) .target:has-text('外から来た文。')")
    page.evaluate("window.go()")
    page.wait_for_selector(".unit:nth-child(8) .editor textarea:focus")


def test_typed_text_outlives_a_reload(opened):
    page = opened()
    open_unit(page, 8).fill("まだ保存していない。")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert "Unsaved text here" in page.locator(".unit").nth(7).inner_text()
    assert open_unit(page, 8).input_value() == "まだ保存していない。"


def test_keyboard_alone_is_enough(opened, po):
    page = opened()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_selector(".editor textarea:focus")
    page.keyboard.press("Control+a")
    page.keyboard.type("港は町より早起きだ。")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".unit:nth-child(3) .editor textarea:focus")
    assert entries(po)[HARBOUR].text == "港は町より早起きだ。"
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.press("Alt+1")
    assert page.locator(".editor textarea").input_value() == "{name}"
    page.keyboard.press("Alt+c")
    assert page.locator(".editor textarea").input_value() == "What {name} saw"
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.wait_for_selector("#toast:has-text('Approved')")
    page.keyboard.press("u")
    page.wait_for_selector("#toast:has-text('Undone')")
    page.keyboard.press("/")
    page.wait_for_selector("#search:focus")
    page.keyboard.press("Escape")
    page.locator("#list").focus()
    page.keyboard.press("?")
    page.wait_for_selector("#help[open]")
    picture(page, "help-ja-1280-light")


def test_live_findings_while_typing(opened):
    page = opened()
    field = open_unit(page, 7)
    field.fill("最後の船は魚を運ぶ。")
    page.wait_for_selector(".live-findings .found li")
    assert page.locator(".live-findings").inner_text().strip()


def test_another_engine_proposes_and_its_text_can_be_taken(opened):
    page = opened()
    field = open_unit(page, 3)
    page.locator("[data-propose=pseudo]").click()
    page.locator(".proposals [data-take]").click()
    assert "{name}" in field.input_value()
    assert field.input_value() != "{name}が見たもの"


def test_rule_and_term_of_a_unit_lead_to_all_units_with_them(opened):
    page = opened()
    open_unit(page, 7).fill("短い")
    page.locator(".live-findings a").first.click()
    page.wait_for_selector("html[data-ready]")
    assert "Finding: " in page.locator("#head").inner_text()
    page.goto(page.url.partition("?")[0] + "?term=gulls")
    page.wait_for_selector("html[data-ready]")
    shown(page, 1)
    page.locator("#head a", has_text="Term: gulls").click()
    shown(page, 8)


def test_without_javascript_one_can_read_filter_and_turn_pages(opened):
    page = opened(java_script_enabled=False, selector=".unit")
    assert page.locator(".unit").count() == 8
    chips(page, "Approved").click()
    assert page.locator(".unit").count() == 1
    page.locator(".unit .number").click()
    assert "Aiko Sato" in page.locator("main").inner_text()
    page.go_back()
    page.locator("#to-reading").click()
    edition = page.frame_locator("#edition")
    assert "港" in edition.locator("main").inner_text()
    picture(page, "no-javascript-ja-1280-light")


def test_reading_click_edit_and_the_edition_is_rendered_anew(opened, po):
    page = opened()
    page.locator("#to-reading").click()
    page.wait_for_selector("html[data-ready]")
    edition = page.frame_locator("#edition")
    edition.get_by_text("カモメを数える者はいない。").click()
    field = page.locator("#in-place textarea")
    field.wait_for()
    picture(page, "reading-ja-1280-light")
    field.fill("カモメは**数えない**。")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#toast:has-text('Saved')")
    edition.locator("strong", has_text="数えない").wait_for()
    assert entries(po)[GULLS].text == "カモメは**数えない**。"
    edit_outside(po, GULLS, "カモメは多い。")
    edition.get_by_text("カモメは多い。").wait_for()


def test_no_script_runs_in_the_frame(opened, server, po):
    edit_outside(po, GULLS, '<img src=x onerror="parent.hacked=1"><script>parent.hacked=1</script>')
    page = opened()
    page.locator("#to-reading").click()
    page.wait_for_selector("html[data-ready]")
    page.wait_for_timeout(500)
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize("locale", ["ja", "hi", "ar"])
def test_nothing_sticks_out_at_any_width(opened, locale):
    page = opened(f"{locale}/", color_scheme="dark")
    wide = "document.documentElement.scrollWidth - innerWidth"
    for view in ("list", "editor", "reading"):
        if view == "editor":
            open_unit(page, 4)
        if view == "reading":
            page.locator("#to-reading").click()
            page.wait_for_selector("html[data-ready] #edition")
        for width, scheme in ((390, "dark"), (1280, "light"), (2560, "light")):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(wide) <= 0, (view, width)
            page.wait_for_timeout(150)
            picture(page, f"{view}-{locale}-{width}-{scheme}")


# The ink of a text against its line, and every box against what stands in it.
CLIPPED = """() => {
  const pen = document.createElement("canvas").getContext("2d");
  const found = [];
  for (const box of document.querySelectorAll(".target p:not(.empty), .editor textarea")) {
    const style = getComputedStyle(box);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const text = box.value ?? box.textContent;
    const ink = pen.measureText(text);
    const high = ink.actualBoundingBoxAscent + ink.actualBoundingBoxDescent;
    if (high > parseFloat(style.lineHeight)) found.push([text, high, style.lineHeight]);
    if (box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1) found.push([text, "box"]);
    if (style.fontStyle !== "normal") found.push([text, style.fontStyle]);
  }
  return found;
}"""


@pytest.mark.parametrize("locale", ["ja", "hi", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_sign_above_or_below_a_line_is_clipped_on_a_telephone(opened, locale, scheme):
    page = opened(f"{locale}/", color_scheme=scheme, viewport={"width": 390, "height": 844})
    open_unit(page, 7)
    assert page.evaluate(CLIPPED) == []
    if locale == "hi":
        assert "आख़िरी" in page.locator(".editor textarea").input_value()
        page.locator(".editor textarea").fill("क्षत्रिय कुर्सी पाँच हिंदी ऋृ र्द्ध्र्य कों")
        assert page.evaluate(CLIPPED) == []
    picture(page, f"telephone-{locale}-390-{scheme}")


def test_dark_mode_is_dark(opened):
    page = opened(color_scheme="dark")
    color = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert color == "rgb(22, 23, 26)"
