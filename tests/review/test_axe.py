"""axe-core over every screen, light and dark."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from localize.catalogs.files import edit_catalog
from localize.model import Entry
from localize.review.suggestions import Suggestion, with_suggestion

from .conftest import as_made, catalog, missing, with_alternatives
from .test_browser import open_unit

pytestmark = pytest.mark.browser
HERE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def axe() -> str:
    folders = (os.environ.get("AXE_CORE", ""), str(HERE / "node_modules" / "axe-core"))
    for folder in filter(None, folders):
        path = Path(folder) / "axe.min.js"
        if path.is_file():
            return path.read_text(encoding="utf-8")
    missing("no axe-core: npm install --no-save axe-core (or AXE_CORE=its folder)")
    raise AssertionError


@pytest.fixture
def server(shared, made_project):
    return as_made(shared, made_project)


def judge(page, axe, where):
    # CSP forbids page scripts to be added; the debugger's own world is not bound by it.
    page.evaluate(axe)
    passed, found = page.evaluate(
        "async () => { const done = await axe.run(document, {iframes: false}); return ["
        "done.passes.length, done.violations.map((one) => ({id: one.id, help: one.help,"
        " nodes: one.nodes.slice(0, 4).map((n) => n.html.slice(0, 200) + n.failureSummary)}))]; }"
    )
    assert passed > 5
    assert not found, (where, found)


def scriptable(route):
    """A frame's page as it is, but outside of the sandbox in which no script runs, not even axe."""
    answer = route.fetch()
    kept = {k: v for k, v in answer.headers.items() if k != "content-security-policy"}
    route.fulfill(response=answer, headers=kept)


@pytest.mark.parametrize(("scheme", "tag"), [("light", "en"), ("dark", "en"), ("light", "ar")])
def test_axe_finds_nothing_on_any_screen(opened, axe, scheme, tag):
    page = opened(color_scheme=scheme, locale=tag)
    open_unit(page, 8)
    page.locator(".comment-line input").fill("？")
    page.locator("[data-act=comment]").click()
    page.wait_for_selector(".remarks")
    page.keyboard.press("Escape")
    judge(page, axe, "list")
    open_unit(page, 7).fill("短い")
    page.wait_for_selector(".live-findings li")
    judge(page, axe, "editor")
    page.keyboard.press("Escape")
    page.locator("#list").focus()
    page.keyboard.press("?")
    judge(page, axe, "help")
    page.locator("#help-close").click()
    page.locator("[data-bulk=save]").click()
    judge(page, axe, "ask")
    page.locator("#ask-no").click()
    page.locator("#replace-open").click()
    page.locator("#replace [name=find]").fill("。")
    page.locator("#replace [type=submit]").click()
    page.wait_for_selector("#replace-do:not([disabled])")
    judge(page, axe, "replace")
    page.locator("#replace-close").click()
    page.locator("#search").fill("/(/")
    page.wait_for_selector("#problem:not([hidden])")
    judge(page, axe, "a bad pattern")
    base = page.url.partition("/ja/")[0]
    page.goto(f"{base}/")
    judge(page, axe, "home")
    page.goto(f"{base}/ja/?q=nothing+at+all")
    page.wait_for_selector("html[data-ready]")
    judge(page, axe, "nothing found")
    page.goto(f"{base}/ja/")
    page.locator(".unit .number").first.evaluate("(link) => { location.href = link.href; }")
    page.wait_for_selector(".page-about")
    judge(page, axe, "unit")
    page.goto(f"{base}/ja/")
    page.locator("#to-reading").click()
    page.wait_for_selector("html[data-ready]")
    page.frame_locator("#edition").locator("[data-unit]").first.click()
    page.wait_for_selector("#in-place textarea")
    judge(page, axe, "reading")
    frames = [frame.url for frame in page.frames[1:]]
    page.route("**/frame/**", scriptable)
    for url in frames:
        page.goto(url)
        judge(page, axe, url)
    page.context.clear_cookies()
    page.goto(f"{base}/ja/")
    judge(page, axe, "denied")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_at_a_plural_with_a_suggestion(
    opened, axe, scheme, width, desk_project, serve
):
    boats = Entry("%d boat", ("", ""), msgid_plural="%d boats")
    suggested = with_suggestion(boats, Suggestion("Omar", "2026-11-22", ("船%d隻",)))
    edit_catalog(catalog(desk_project), lambda known: replace(known, entries=(suggested,)))
    view = {"width": width, "height": 900}
    page = opened(server=serve(desk_project), color_scheme=scheme, locale="ja", viewport=view)
    open_unit(page, 1)
    judge(page, axe, "plural")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_engines_are_compared(opened, axe, scheme, desk_project, serve):
    with_alternatives(desk_project)
    page = opened("ja/compare", server=serve(desk_project), color_scheme=scheme)
    page.keyboard.press("j")
    judge(page, axe, "compare")
