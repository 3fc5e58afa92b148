"""Two engines side by side: which units, taking one, taking all; in the page and the terminal."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from localize.config import load_project
from localize.errors import ConflictError
from localize.interface.words import interface
from localize.model import State, locale
from localize.model.state import machine_stamp
from localize.review.decide import Act, Decision, Reviewer, author
from localize.review.queries import Query
from localize.review.queue import Filter
from localize.review.terminal import Terminal
from localize.review.web.pages import provenance
from localize.workflow.review import session

from .conftest import GULLS, HARBOUR, catalog, entries, msgfmt, picture, until, with_alternatives

AIKO = Reviewer("Aiko Sato")
JA = Query(locale("ja"))
BOTH = ("deepl", "openai")
SAVE = Decision(Act.SAVE, AIKO, "2026-11-22")


@pytest.fixture
def project(desk_project):
    with_alternatives(desk_project)
    return desk_project


@pytest.fixture
def review(project):
    return session(load_project(project, {}), [JA.locale], lambda: "2026-11-22")


def unit(review, msgid):
    return next(one for one in review.queries.units(JA) if one.entry.msgid == msgid)


def test_units_that_both_engines_have_a_text_of_stand_side_by_side(review):
    found = review.queries.pairs(JA, BOTH)
    assert len(found) == 7
    assert GULLS not in {pair.unit.entry.msgid for pair in found}
    assert (found[0].left, found[0].right) == ("甲の港", "乙の港")
    machine = Query(JA.locale, Filter(state=State.MACHINE))
    assert len(review.queries.pairs(machine, BOTH)) == 3
    assert not review.queries.pairs(JA, ("deepl", "deepl"))
    assert len(review.queries.pairs(JA, ("deepl", "deepl"), same=True)) == 7


def test_the_catalog_may_be_one_of_the_two(review):
    found = review.queries.pairs(JA, ("catalog", "deepl"))
    assert ("港", "甲の港") in {(pair.left, pair.right) for pair in found}
    assert all(pair.left for pair in found)  # a missing text is compared with nothing


def test_a_text_taken_is_accepted_and_its_stamp_says_whose_it_was(review, project):
    one = unit(review, "The harbour")
    review.take(one.ident, one.hash, "openai", SAVE)
    entry = entries(catalog(project))["The harbour"]
    assert entry.text == "乙の港"
    assert not entry.fuzzy
    stamp = machine_stamp(entry)
    assert (stamp.get("engine"), stamp.get("doubts")) == ("openai/small", "length")
    msgfmt(catalog(project))


@pytest.mark.parametrize("typed", ["", "港は朝が早い。"])
def test_a_text_taken_over_a_persons_is_not_written_by_who_took_it(review, project, typed):
    one = unit(review, HARBOUR)  # accepted by a person
    if typed:
        review.act(one.ident, one.hash, replace(SAVE, msgstr=(typed,)))
        one = unit(review, HARBOUR)
    before = catalog(project).read_bytes()
    review.take(one.ident, one.hash, "deepl", SAVE)
    after = unit(review, HARBOUR)
    assert after.entry.text.startswith("甲の")
    assert after.state is State.TRANSLATED
    assert author(after.entry) == ""
    assert machine_stamp(after.entry).get("engine") == "deepl/v2"
    assert provenance(after.entry, after.state, interface(locale("en"))) == (
        "from a draft by DeepL (v2)",
    )
    msgfmt(catalog(project))
    review.undo(AIKO)
    assert catalog(project).read_bytes() == before


def test_a_document_of_another_locale_or_of_none_holds_no_units(review, project, serve):
    both = session(load_project(project, {}), [JA.locale, locale("hi")], lambda: "2026-11-22")
    other = next(iter(both.store.of_locale(locale("hi")))).ident
    for catalog_id in (other, "0" * 16):
        query = Query(JA.locale, Filter(catalog_id=catalog_id))
        assert both.queries.units(query) == []
        assert both.act_on_all(query, SAVE).done == ()
        assert both.take_all(query, BOTH, "deepl", AIKO).done == ()
    client = serve(project).client()
    asked = {"query": {"doc": "0" * 16, "a": "deepl", "b": "openai"}, "count": 1}
    assert client.post("/ja/bulk", {**asked, "act": "save"}).status == 409
    assert client.post("/ja/take-all", {**asked, "engine": "deepl"}).status == 409


def test_taking_what_somebody_changed_meanwhile_is_a_conflict(review):
    one = unit(review, "The harbour")
    review.act(one.ident, one.hash, Decision(Act.SAVE, AIKO, "2026-11-22", ("みなと",)))
    with pytest.raises(ConflictError):
        review.take(one.ident, one.hash, "deepl", SAVE)
    assert unit(review, "The harbour").entry.text == "みなと"


def test_all_of_an_engine_become_drafts_and_peoples_texts_stay(review, project):
    path = catalog(project)
    before = path.read_bytes()
    old = entries(path)
    outcome = review.take_all(JA, BOTH, "deepl", AIKO)
    assert (len(outcome.done), outcome.skipped) == (5, 2)  # one accepted, one approved
    for msgid, entry in entries(path).items():
        if (old[msgid].fuzzy and msgid != GULLS) or not old[msgid].text:
            assert entry.text.startswith("甲の")
            assert entry.fuzzy
        else:
            assert entry.text == old[msgid].text
    msgfmt(path)
    review.undo(AIKO)
    assert path.read_bytes() == before


def test_requests_that_no_page_sends_are_refused(project, serve):
    client = serve(project).client()
    unit, expected, _ = client.units()[0]
    take = {"unit": unit, "expected": expected, "engine": "deepl"}
    assert client.ask("GET", "/hi/compare").status == 303  # nothing to compare there
    assert client.ask("GET", "/ja/compare?a=../x").status == 404
    assert client.ask("GET", "/ja/compare/rows?a=deepl&b=openai&from=9999999").json["total"] == 7
    assert client.post("/ja/take", {**take, "engine": "argos"}).status == 404
    assert client.post("/hi/take", take).status == 404
    assert client.post("/ja/take", {**take, "expected": "0" * 12}).status == 409
    everything = {"query": {"a": "deepl", "b": "openai"}, "engine": "deepl", "count": 3}
    assert client.post("/ja/take-all", everything).status == 409
    assert client.post("/ja/take-all", {**everything, "query": ["a"]}).status == 400
    assert client.post("/ja/take", take).status == 200
    assert client.post("/ja/take", take).status == 409


def test_terminal_shows_what_engines_made_of_a_unit_and_takes_it(review, project):
    typed = iter(["t", "deepl", "q"])
    shown = io.StringIO()
    console = Console(file=shown, width=100, no_color=True)
    Terminal(review, JA, AIKO, console, lambda _prompt: next(typed), {}).walk()
    assert "openai: 乙の港" in shown.getvalue()
    assert entries(catalog(project))["The harbour"].text == "甲の港"


@pytest.mark.browser
def test_compare_by_keyboard_then_all_of_one_engine(opened, project, serve):
    server = serve(project)
    path = catalog(project)
    page = opened("ja/compare?a=deepl&b=openai", server=server)
    assert page.locator(".unit").count() == 7
    assert page.locator(".side ins").count() > 0
    picture(page, "compare-ja-1280-light")
    page.keyboard.press("j")
    page.keyboard.press("1")
    until(lambda: entries(path)["The harbour"].text == "甲の港")
    page.wait_for_selector(".unit:nth-child(2).current")
    page.keyboard.press("2")
    until(lambda: entries(path)[HARBOUR].text.startswith("乙の"))
    page.wait_for_selector(".unit:nth-child(2) .side:nth-of-type(3).current-text")
    page.locator("[data-all=openai]").click()
    page.locator("#ask-yes").click()
    until(lambda: entries(path)["Nets are mended in winter."].text.startswith("乙の"))
    assert entries(path)["The harbour"].text == "甲の港"  # accepted above: a person's now
    page.wait_for_selector("#toast:has-text('Taken: 4 units')")
    page.keyboard.press("u")
    until(lambda: not entries(path)["Nets are mended in winter."].text.startswith("乙の"))
    msgfmt(path)
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    picture(page, "compare-ja-390-dark")


def test_a_search_that_is_no_pattern_leads_to_the_list_which_says_so(desk_project, serve):
    with_alternatives(desk_project)
    client = serve(desk_project).client()
    answer = client.ask("GET", "/ja/compare?q=%2F%28%2F")
    assert answer.status == 303
    assert answer.headers["location"].endswith("/ja/?q=%2F%28%2F")
