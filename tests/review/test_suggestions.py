"""A suggestion is no save: the text stays until somebody who may save takes it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.catalogs.po import parse, serialized
from localize.model import Catalog, Entry, State, state
from localize.model.state import drafted, may_draft
from localize.review.decide import Act, Decision, Reviewer, Role, author, decided, refusal
from localize.review.suggestions import Suggestion, suggestions, with_suggestion

from .conftest import GULLS, JA, Client, catalog, command, entries, msgfmt
from .test_browser import open_unit, picture, shown

AIKO = Reviewer("Aiko Sato")
OMAR = Reviewer("Omar Haddad", Role.SUGGEST)
DRAFT = drafted(Entry("One boat."), ("船一隻。",), engine="argos/en_ja@1.9")


def did(entry, act, text=None, by=OMAR, **options):
    decision = Decision(act, by, "2026-11-22", (text,) if text is not None else None)
    refused = refusal(entry, decision, **options)
    assert not refused, refused
    return decided(entry, decision, **options)


@pytest.mark.parametrize("act", [Act.SAVE, Act.APPROVE, Act.NEEDS_WORK, Act.DRAFT])
def test_who_is_invited_to_suggest_changes_no_text(act):
    assert "to suggest" in refusal(DRAFT, Decision(act, OMAR, "2026-11-22", ("舟。",)))


def test_suggestion_leaves_text_and_state_and_a_newer_one_takes_its_place():
    once = did(DRAFT, Act.SUGGEST, "舟。")
    after = did(once, Act.SUGGEST, "舟が一つ。")
    assert (after.msgstr, state(after), may_draft(after)) == (DRAFT.msgstr, State.MACHINE, True)
    assert suggestions(after) == (Suggestion("Omar Haddad", "2026-11-22", ("舟が一つ。",)),)
    assert refusal(DRAFT, Decision(Act.SUGGEST, OMAR, "d", ("船一隻。",)))
    assert refusal(DRAFT, Decision(Act.SUGGEST, OMAR, "d", (" ",)))


def test_who_suggested_a_text_is_its_author_and_others_are_kept():
    both = did(did(DRAFT, Act.SUGGEST, "舟。"), Act.SUGGEST, "小舟。", by=Reviewer("Eva"))
    saved = did(both, Act.SAVE, "舟。", by=AIKO, four_eyes=True)
    assert author(saved) == "Omar Haddad"
    assert [known.by for known in suggestions(saved)] == ["Eva"]
    approved = did(saved, Act.APPROVE, by=AIKO, four_eyes=True)
    assert state(approved) is State.REVIEWED
    assert suggestions(approved) == ()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=3))
def test_any_text_comes_back_from_a_file(forms):
    suggested = with_suggestion(DRAFT, Suggestion('O"\\', "2026-11-22", tuple(forms)))
    read = parse(serialized(Catalog((suggested,), Entry("", ("Content-Type: text/plain\n",)))))
    assert suggestions(read.entries[0])[0].msgstr == tuple(forms)


@pytest.mark.parametrize("text", ["", "[", "[1]", '"x"', "[" * 9999])
def test_line_that_no_suggestion_wrote_is_no_suggestion(text):
    entry = replace(DRAFT, comments=(f"localize: suggested by=x text={text}",))
    assert suggestions(entry) == ()


@pytest.fixture
def guest(desk_project, serve):
    """The owner's server, and the page of somebody who may suggest."""
    command(desk_project, "review", "invite", "Omar Haddad", "--role", "suggest")
    return serve(desk_project)


def invited(root, server):
    url = command(root, "review", "invite", "Omar Haddad", "--role", "suggest").stdout.strip()
    parts = urlsplit(url)
    return f"http://127.0.0.1:{server.port}/?{parts.query}"


def test_no_way_in_for_a_save(desk_project, guest):
    omar = Client(guest.port).login(invited(desk_project, guest))
    before = catalog(desk_project).read_bytes()
    unit, expected, _ = omar.units()[-1]
    for act in ("save", "approve", "needs-work", "draft"):
        assert omar.save(unit, "鴎。", expected, act=act).status == 422
    everything = {"query": {}, "act": "save", "count": 8}
    assert omar.post("/ja/bulk", everything).json["count"] == 0
    found = omar.post("/ja/replace/preview", {"find": "。", "put": "．", "query": {}})
    assert found.json["units"] == []
    seen_units = [[ident, seen] for ident, seen, _ in omar.units()]
    sent = {"find": "。", "put": "．", "units": seen_units}
    assert omar.post("/ja/replace", sent).json["count"] == 0
    assert omar.post("/ja/propagate", {"unit": unit, "expected": expected}).status == 422
    assert catalog(desk_project).read_bytes() == before


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_suggesting_and_taking(opened, browser, desk_project, guest, scheme, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    theirs = context.new_page()
    theirs.set_default_timeout(8000)
    theirs.goto(invited(desk_project, guest))
    theirs.goto(f"{guest.address}/ja/")
    theirs.wait_for_selector("html[data-ready]")
    assert theirs.locator("[data-bulk], #replace-open").count() == 0
    field = open_unit(theirs, 8)
    assert theirs.locator(".editor [data-act=save], .editor [data-act=approve]").count() == 0
    field.fill("だれもカモメを\n数えない。")
    theirs.keyboard.press("Control+s")
    theirs.wait_for_selector("#toast:has-text('Suggested')")
    path = catalog(desk_project)
    assert entries(path)[GULLS].text == JA[GULLS]
    assert "だれも" in theirs.locator(".unit").nth(7).locator(".remarks").inner_text()
    picture(theirs, f"suggestion-ja-{width}-{scheme}")
    context.close()
    page = opened(server=guest)
    page.locator("#head .chips a", has_text="With comments").click()
    shown(page, 1)
    field = open_unit(page, 1)
    page.locator(".take", has_text="だれも").click()
    assert field.input_value() == "だれもカモメを\n数えない。"
    page.keyboard.press("Control+s")
    page.wait_for_selector("#toast:has-text('Saved')")
    after = entries(path)[GULLS]
    assert author(after) == "Omar Haddad"
    assert suggestions(after) == ()
    msgfmt(path)
