"""An accepted text is offered to the same source elsewhere, and one undo takes it back."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from localize.catalogs.files import edit_catalog
from localize.model import Entry, State, state
from localize.model.state import edited

from .conftest import GULLS, HARBOUR, JA, catalog, command, entries, msgfmt
from .test_browser import open_unit


@pytest.fixture
def two_documents(desk_project):
    """The harbour twice: the second has drafts, and one text that a person accepted."""
    content = desk_project / "content"
    shutil.copy(content / "harbour.md", content / "port.md")
    command(desk_project, "extract")
    command(desk_project, "update")

    def change(known):
        def as_person(entry):
            text = "別の人の港。" if entry.msgid == HARBOUR else ""
            return edited(entry, (text,), fuzzy=False)

        return replace(known, entries=tuple(as_person(entry) for entry in known.entries))

    edit_catalog(catalog(desk_project, domain="port"), change)
    return desk_project


def unit_of(client, root, msgid, domain="harbour"):
    for unit, expected, _ in client.units():
        answer = client.ask("GET", f"/ja/unit/{unit}", headers={"Accept": "application/json"})
        if answer.json["msgid"] == msgid:
            return unit, expected
    raise AssertionError(msgid)


def test_text_goes_where_nobody_has_accepted_one(two_documents, serve):
    client = serve(two_documents).client()
    unit, expected = unit_of(client, two_documents, GULLS)
    path = catalog(two_documents, domain="port")
    before = path.read_bytes()
    saved = client.save(unit, "鴎。", expected)
    assert saved.json["elsewhere"] == 1
    assert path.read_bytes() == before
    stale = client.post("/ja/propagate", {"unit": unit, "expected": expected})
    assert stale.status == 409
    now = {"unit": unit, "expected": saved.json["hashes"][unit]}
    assert client.post("/ja/propagate", now).json["count"] == 1
    there = entries(path)[GULLS]
    assert (there.text, state(there)) == ("鴎。", State.TRANSLATED)
    assert client.post("/ja/propagate", now).json["refused"] == "No other unit needs this text."
    assert client.post("/ja/undo", {}).json["count"] == 1
    assert path.read_bytes() == before


def test_what_a_person_accepted_elsewhere_stays_and_a_draft_is_not_offered(two_documents, serve):
    client = serve(two_documents).client()
    unit, expected = unit_of(client, two_documents, HARBOUR)
    saved = client.save(unit, "港。", expected)
    assert saved.json["elsewhere"] == 0
    draft, seen = unit_of(client, two_documents, GULLS)
    refused = client.post("/ja/propagate", {"unit": draft, "expected": seen})
    assert refused.status == 422
    doubted = client.save(draft, "鴎。", seen, act="needs-work")
    assert doubted.json["elsewhere"] == 0
    port = entries(catalog(two_documents, domain="port"))
    assert port[HARBOUR].text == "別の人の港。"
    assert port[GULLS].text == ""


def test_a_singular_is_no_offer_for_a_plural(desk_project, serve):
    path = catalog(desk_project)
    boats = (
        Entry("boat", ("船",), msgctxt="a"),
        Entry("boat", ("",), msgctxt="b", msgid_plural="boats"),
        Entry("boat", ("",), msgctxt="c"),
    )
    edit_catalog(path, lambda known: replace(known, entries=boats))
    client = serve(desk_project).client()
    unit, expected, _ = client.units()[0]
    assert client.save(unit, "舟", expected).json["elsewhere"] == 1


@pytest.mark.browser
def test_offer_in_the_toast_and_at_the_unit(opened, two_documents, serve):
    page = opened(server=serve(two_documents))
    open_unit(page, 8).fill("鴎。")
    page.keyboard.press("Control+s")
    page.locator("#toast-offer", has_text="Use it elsewhere, too: 1 unit").click()
    page.wait_for_selector("#toast:has-text('Accepted: 1 unit')")
    path = catalog(two_documents, domain="port")
    assert entries(path)[GULLS].text == "鴎。"
    assert not page.locator("#toast-offer").is_visible()
    page.locator("#toast-undo").click()
    page.wait_for_selector("#toast:has-text('Undone: 1 unit')")
    open_unit(page, 8)
    page.locator("[data-propagate]").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#toast:has-text('Accepted: 1 unit')")
    assert entries(path)[GULLS].text == "鴎。"
    msgfmt(path)
    assert entries(catalog(two_documents))[GULLS].text != JA[GULLS]
