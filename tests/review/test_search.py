"""Searching: all words, phrases, regular expressions, comments."""

from __future__ import annotations

import time
from urllib.parse import quote

import pytest

from localize.model import Entry
from localize.review.patterns import PatternError, matching_places, pattern_in, substituted
from localize.review.queue import Filter, matching, unit

from .conftest import as_made
from .test_browser import chips, open_unit, shown

ENTRIES = (
    Entry(
        "Nets are mended in winter.", ("網は冬に繕う。",), comments=("Aiko (2026-11-22): 網か？",)
    ),
    Entry("Ropes are bought in spring.", ("縄は春に買う。",), comments=("localize: mt engine=x",)),
    Entry("The harbour", ("みなと",), msgctxt="title"),
)
UNITS = [unit(entry, catalog_id="c", number=n) for n, entry in enumerate(ENTRIES, 1)]


def found(**wanted):
    return [one.number for one in matching(UNITS, Filter(**wanted), lambda _: ())]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("in are", [1, 2]),
        ("in ARE ﾛ", []),
        ("winter nets", [1]),
        ('"nets winter"', []),
        ('"Nets are" 冬', [1]),
        ('"are bought', [2]),
        ('""', [1, 2, 3]),
        ("  ", [1, 2, 3]),
        ("網か", [1]),
        ("title", [3]),
    ],
)
def test_every_word_of_a_search_must_be_there(text, numbers):
    assert found(text=text) == numbers


def test_comments_of_people_are_filtered_not_stamps():
    assert found(commented=True) == [1]


def test_patterns_stand_between_slashes():
    assert pattern_in("/a b/") == "a b"
    assert [pattern_in(text) for text in ("", "/", "//", "/a", "a/")] == [""] * 5
    assert matching_places(r"^n\w+S|縄", [one.entry.msgid for one in UNITS]) == [0]
    assert substituted(r"(\w)は", r"\1が", ["網は冬", "x"], match_case=True) == ["網が冬", "x"]


@pytest.mark.parametrize("pattern", ["(", "a{2,1}", "(?<x", "\\", "(" * 5000, "a{99999999999}"])
def test_what_is_no_pattern_is_told(pattern):
    with pytest.raises(PatternError, match="no regular expression"):
        matching_places(pattern, ["a"])


@pytest.mark.parametrize("template", [r"\2", r"\g<x>", "\\"])
def test_template_that_names_no_group_is_told(template):
    with pytest.raises(PatternError, match="no regular expression"):
        substituted("(a)", template, ["a"], match_case=True)


def test_pattern_that_would_never_end_is_stopped():
    began = time.monotonic()
    with pytest.raises(PatternError, match="too long"):
        matching_places("(a+)+b", ["a" * 60])
    assert time.monotonic() - began < 8


@pytest.fixture
def server(shared, made_project):
    return as_made(shared, made_project)


def test_bad_pattern_is_told_in_the_readers_language(server):
    client = server.client()
    page = client.ask("GET", f"/ja/?q={quote('/(/')}", headers={"Accept-Language": "ja"})
    assert page.status == 200
    assert "正規表現ではありません" in page.text
    assert [number for number, _, _ in client.units(f"?q={quote('/^boats|gulls/')}")]
    asked = {"query": {"q": "/(/"}, "act": "save", "count": 0}
    assert client.post("/ja/bulk", asked).status == 422


@pytest.mark.browser
def test_comments_are_in_the_list_and_words_and_patterns_find(opened):
    page = opened()
    open_unit(page, 8)
    page.locator(".comment-line input").fill("Which gulls?")
    page.locator("[data-act=comment]").click()
    page.wait_for_selector("#toast:has-text('Comment added')")
    page.keyboard.press("Escape")
    assert "Which gulls?" in page.locator(".unit").nth(7).locator(".remarks").inner_text()
    chips(page, "With comments").click()
    shown(page, 1)
    assert "comments=1" in page.url
    chips(page, "With comments").click()
    shown(page, 8)
    page.locator("#search").fill("which 鷗")
    shown(page, 0)
    page.locator("#search").fill("/boat.*fish|gulls\\?/")
    shown(page, 2)
    page.locator("#search").fill("/boat(/")
    page.wait_for_selector("#problem:not([hidden])")
    assert "no regular expression" in page.locator("#problem").inner_text()
    assert not page.locator("#none").is_visible()
    page.locator("#search").fill("")
    shown(page, 8)
    assert not page.locator("#problem").is_visible()
