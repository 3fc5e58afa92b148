"""Plural entries: a labelled field a form, as many as the catalog says, and none left empty."""

from __future__ import annotations

from dataclasses import replace

import pytest

from localize.catalogs.files import edit_catalog, write_catalog
from localize.catalogs.plurals import form_numbers
from localize.catalogs.po import parse
from localize.model import Entry, locale
from localize.review.decide import Act, Decision, Reviewer, decided, refusal

from .conftest import catalog, entries, msgfmt

RUSSIAN = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=3; plural=n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2;\n"

msgid "%d boat"
msgid_plural "%d boats"
msgstr[0] "%d лодка"
msgstr[1] "%d лодки"
"""
AIKO = Reviewer("Aiko Sato")
BOATS = Entry("%d boat", ("a", "b"), msgid_plural="%d boats")


def did(entry, act, *forms, count):
    decision = Decision(act, AIKO, "2026-11-22", forms or None)
    refused = refusal(entry, decision, forms=count)
    return refused or decided(entry, decision, forms=count).msgstr


def header(text):
    return Entry("", (text,))


@pytest.mark.parametrize(
    ("text", "tag", "numbers"),
    [
        ("", "ja", ((0, 1, 2, 3, 4),)),
        ("", "hi", ((0, 1), (2, 3, 4, 5, 6))),
        ("Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;", "de", ((1,), (0, 2, 3, 4, 5))),
        ("Plural-Forms: nplurals=2; plural=n/0;", "de", ((), ())),
        ("Plural-Forms: nplurals=2; plural=__import__('os');", "de", ((), ())),
        ("Plural-Forms: nplurals=2; plural=" + "(" * 9000 + ";", "de", ((), ())),
        ("Plural-Forms: nplurals=2; plural=n>0 ? 7 : 0;", "de", ((0,), ())),
    ],
)
def test_numbers_of_each_form(text, tag, numbers):
    assert form_numbers(header(text) if text else None, locale(tag)) == numbers


def test_no_form_may_stay_empty_but_with_doubts():
    gap = "Every form of a plural needs a text."
    assert did(BOATS, Act.SAVE, "a", " ", count=2) == gap
    assert did(BOATS, Act.APPROVE, "a", "", count=2) == gap
    assert did(BOATS, Act.SAVE, count=3) == gap
    assert did(BOATS, Act.SAVE, "a", "b", count=3) == gap
    assert did(BOATS, Act.SAVE, "a", "b", "c", count=3) == ("a", "b", "c")
    assert did(BOATS, Act.NEEDS_WORK, "a", "", "", count=3) == ("a", "", "")


def test_a_form_too_many_goes_when_a_person_empties_it():
    three = replace(BOATS, msgstr=("a", "b", "c"))
    assert did(three, Act.SAVE, "a", "b", "c", count=2) == ("a", "b", "c")
    assert did(three, Act.SAVE, "a", "b", "", count=2) == ("a", "b")
    assert did(three, Act.SAVE, "a", "b", "c", "d", count=2).startswith("The entry has another")


@pytest.fixture
def russian(desk_project):
    config = desk_project / "localize.toml"
    config.write_text(config.read_text(encoding="utf-8").replace('"ar"', '"ar", "ru"'), "utf-8")
    write_catalog(catalog(desk_project, "ru"), parse(RUSSIAN.lstrip()))
    return desk_project


@pytest.mark.browser
def test_a_field_for_each_form_says_for_which_numbers(opened, russian, serve):
    server = serve(russian)
    page = opened("ru/", server=server)
    page.locator(".unit .target").first.click()
    fields = page.locator(".editor textarea")
    fields.first.wait_for()
    assert fields.count() == 3
    for label in ("For 1, 21, 31, 41, …", "For 2, 3, 4, 22, …", "For 0, 5, 6, 7, …"):
        assert page.get_by_label(label).count() == 1
    page.keyboard.press("Control+s")
    page.wait_for_selector("#toast:has-text('Every form of a plural needs a text.')")
    page.get_by_label("For 0, 5").fill("%d лодок")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#toast:has-text('Saved')")
    path = catalog(russian, "ru")
    assert entries(path)["%d boat"].msgstr == ("%d лодка", "%d лодки", "%d лодок")
    msgfmt(path)


@pytest.mark.browser
def test_copied_source_has_the_singular_where_a_form_is_for_one_alone(opened, desk_project, serve):
    path = catalog(desk_project, "ar")
    boats = replace(BOATS, msgstr=("",) * 6)
    edit_catalog(path, lambda known: replace(known, entries=(boats,)))
    page = opened("ar/", server=serve(desk_project))
    page.locator(".unit .target").first.click()
    page.locator(".editor textarea").first.wait_for()
    page.locator("[data-fill=source]").click()
    texts = [field.input_value() for field in page.locator(".editor textarea").all()]
    assert texts == ["%d boats", "%d boat", *["%d boats"] * 4]
