"""A page for people without the tool, and what they send back."""

from __future__ import annotations

import json

import pytest

from localize.config import load_project
from localize.errors import UsageError
from localize.model import State, locale
from localize.review.offline_page import edits, offline_page, take
from localize.review.queries import Query
from localize.workflow.review import import_edits, session

from .conftest import GULLS, HARBOUR, catalog, command, entries, msgfmt, picture

JA = locale("ja")


@pytest.fixture
def review(desk_project):
    return session(load_project(desk_project, {}), [JA], lambda: "2026-11-22")


def unit(review, msgid):
    return next(one for one in review.queries.units(Query(JA)) if one.entry.msgid == msgid)


def sent(review, *rows, name="Nadia Rahman"):
    found = [
        {"unit": one.ident, "expected": one.hash, "msgstr": text, "comment": comment}
        for one, text, comment in rows
    ]
    return json.dumps({"localize": "review", "locale": "ja", "name": name, "edits": found}).encode()


def test_edits_come_back_as_their_authors(review, desk_project, tmp_path):
    one, other = unit(review, GULLS), unit(review, HARBOUR)
    raw = sent(review, (one, ["鴎。"], "Shorter."), (other, None, "Which harbour?"))
    taken = take(review, edits(raw, tmp_path))
    assert (taken.saved, taken.comments, taken.unsaved) == (1, 2, ())
    found = entries(catalog(desk_project))
    assert found[GULLS].text == "鴎。"
    assert 'edited by="Nadia Rahman"' in "\n".join(found[GULLS].comments)
    assert "Nadia Rahman (2026-11-22): Which harbour?" in found[HARBOUR].comments
    assert unit(review, GULLS).state is State.TRANSLATED
    msgfmt(catalog(desk_project))


def test_an_edit_over_a_changed_entry_is_told_and_left_alone(review, tmp_path):
    one = unit(review, GULLS)
    first = take(review, edits(sent(review, (one, ["一"], "")), tmp_path))
    second = take(review, edits(sent(review, (one, ["二"], "")), tmp_path))
    assert (first.saved, second.saved, len(second.unsaved)) == (1, 0, 1)
    assert second.unsaved[0].edit.msgstr == ("二",)
    assert unit(review, GULLS).entry.text == "一"


def test_the_comment_of_a_refused_text_is_kept(review, desk_project, tmp_path):
    one, other = unit(review, GULLS), unit(review, HARBOUR)
    rows = (one, ["二"], "Gulls, not seagulls."), (other, ["\x01"], "A harbour or a port?")
    raw = sent(review, *rows)
    take(review, edits(sent(review, (one, ["一"], ""), name="Somebody Else"), tmp_path))
    taken = take(review, edits(raw, tmp_path))
    assert (taken.saved, taken.comments) == (0, 2)
    assert [(each.edit.msgstr, bool(each.reason)) for each in taken.unsaved] == [
        (("二",), True),
        (("\x01",), True),
    ]
    found = entries(catalog(desk_project))
    assert found[GULLS].text == "一"
    assert "Nadia Rahman (2026-11-22): Gulls, not seagulls." in found[GULLS].comments
    assert "Nadia Rahman (2026-11-22): A harbour or a port?" in found[HARBOUR].comments


def test_a_unit_is_accepted_as_it_is_or_as_it_was_edited(review, desk_project, tmp_path):
    one, other = unit(review, GULLS), unit(review, HARBOUR)
    rows = json.loads(sent(review, (one, None, ""), (other, ["港。"], "")))
    rows["edits"] = [{**row, "accept": True} for row in rows["edits"]]
    before = one.entry.text
    taken = take(review, edits(json.dumps(rows).encode(), tmp_path))
    assert (taken.saved, taken.accepted, taken.unsaved) == (1, 2, ())
    assert unit(review, GULLS).state is unit(review, HARBOUR).state is State.REVIEWED
    assert (unit(review, GULLS).entry.text, unit(review, HARBOUR).entry.text) == (before, "港。")
    assert 'reviewed by="Nadia Rahman"' in "\n".join(entries(catalog(desk_project))[GULLS].comments)


def test_what_was_accepted_is_told_where_it_changed_meanwhile(review, desk_project, tmp_path):
    one = unit(review, GULLS)
    rows = json.loads(sent(review, (one, None, "")))
    rows["edits"][0]["accept"] = True
    take(review, edits(sent(review, (one, ["一"], "")), tmp_path))
    path = tmp_path / "edits.json"
    path.write_text(json.dumps(rows))
    done = command(desk_project, "review", "import", str(path), code=6)
    assert "changed since" in done.stdout
    assert GULLS in done.stdout
    assert unit(review, GULLS).state is State.TRANSLATED


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b'{"localize": "review"}',
        b"\xff",
        b'{"localize": "review", "edits": [1]}',
        b'{"localize": "review", "locale": "ja", "name": "A", "edits": [{"unit": "../x"}]}',
    ],
)
def test_other_files_are_refused(desk_project, tmp_path, raw):
    path = tmp_path / "edits.json"
    path.write_bytes(raw)
    with pytest.raises(UsageError):
        import_edits(load_project(desk_project, {}), path, today=lambda: "2026-11-22")


def test_script_in_a_text_does_not_run_in_the_page(review):
    one = unit(review, GULLS)
    evil = "</textarea><script>alert(1)</script>"
    take(review, edits(sent(review, (one, [evil], "")), None))
    assert "<script>alert(1)" not in offline_page(review, JA)


@pytest.mark.browser
def test_page_opens_from_a_disk_and_what_it_writes_is_read_back(desk_project, browser, tmp_path):
    out = tmp_path / "out"
    command(desk_project, "review", "--export", str(out), "--to", "ja")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((out / "ja.html").as_uri())
    page.locator("#name").fill("Nadia Rahman")
    page.locator(".sheet").last.locator(".text").fill("鴎は数えない。")
    page.locator(".sheet").first.locator(".accept").check()
    page.reload()
    assert page.locator(".sheet").first.locator(".accept").is_checked()
    assert page.locator(".sheet").last.locator(".text").input_value() == "鴎は数えない。"
    picture(page, "export-ja-1280-light")
    with page.expect_download() as download:
        page.locator("#save").click()
    path = tmp_path / "edits-ja.json"
    download.value.save_as(path)
    page.close()
    done = command(desk_project, "review", "--import", str(path))
    assert "1 texts saved, 1 approved" in done.stderr
    assert entries(catalog(desk_project))[GULLS].text == "鴎は数えない。"
