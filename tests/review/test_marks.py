from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.model import TermHit
from localize.review.marks import Mark, difference, holders, runs

TEXT = st.text(alphabet="ab {}%s`<>漢字 \n", max_size=40)


@settings(deadline=None, max_examples=150)
@given(TEXT, st.lists(st.text(alphabet="ab漢", min_size=1, max_size=4), max_size=3))
def test_runs_are_the_text(text, terms):
    found = runs(text, [TermHit(one, ("x",)) for one in terms])
    assert "".join(one.text for one in found) == text


@settings(deadline=None, max_examples=150)
@given(TEXT, TEXT)
def test_difference_holds_both_texts(before, after):
    found = difference(before, after)
    assert "".join(one.text for one in found if one.mark is not Mark.REMOVED) == after
    assert "".join(one.text for one in found if one.mark is not Mark.ADDED) == before


def test_holders_are_what_must_survive():
    text = "Run `make` on {name}, %(count)d of %s files in <b>https://a.example/x</b>, 100% sure."
    assert holders(text) == (
        "`make`",
        "{name}",
        "%(count)d",
        "%s",
        "<b>",
        "https://a.example/x",
        "</b>",
    )


def test_terms_are_marked_whole_and_the_longest_wins():
    found = runs(
        "The defense pact and a pact, impact",
        [TermHit("pact", ("条約",)), TermHit("defense pact", ("安保",))],
    )
    assert [(one.text, one.note) for one in found if one.mark is Mark.TERM] == [
        ("defense pact", "安保"),
        ("pact", "条約"),
    ]


@pytest.mark.parametrize(
    "text", ["`" * 30_000, "{" * 30_000, "<a" * 20_000, "%" * 30_000, "[^" * 20_000]
)
def test_hostile_texts_take_linear_time(text):
    began = time.perf_counter()
    runs(text)
    assert time.perf_counter() - began < 5
