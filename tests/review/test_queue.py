from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from localize.model import Catalog, Entry, Finding, Severity, State
from localize.model.state import drafted, edited, reviewed
from localize.review.queue import (
    Filter,
    Order,
    folded,
    matching,
    ordered,
    progress,
    queue,
    risk,
    total,
)

TEXTS = st.text(max_size=30)


@st.composite
def entries(draw):
    entry = Entry(draw(st.text(min_size=1, max_size=30)), msgctxt=draw(st.none() | TEXTS))
    kind = draw(st.integers(0, 4))
    text = draw(TEXTS) or "x"
    if kind == 1:
        entry = drafted(entry, (text,), engine="pseudo", score=draw(st.floats(-5, 0)))
    elif kind == 2:
        entry = edited(entry, (text,), fuzzy=draw(st.booleans()))
    elif kind == 3:
        entry = reviewed(edited(entry, (text,), fuzzy=False), by="A", at="2026-01-01")
    elif kind == 4:
        entry = replace(entry, obsolete=True)
    return entry


CATALOGS = st.lists(entries(), max_size=12, unique_by=lambda one: one.key).map(
    lambda found: Catalog(tuple(found))
)


def nothing(_unit):
    return ()


@settings(deadline=None, max_examples=60)
@given(CATALOGS)
def test_queue_holds_every_live_entry_once_and_ids_differ(catalog):
    units = queue(catalog, catalog_id="p")
    assert [one.entry for one in units] == list(catalog.live())
    assert len({one.ident for one in units}) == len(units)


@settings(deadline=None, max_examples=60)
@given(CATALOGS)
def test_ordering_loses_and_repeats_nothing(catalog):
    units = list(queue(catalog, catalog_id="p"))
    for order in Order:
        found = ordered(units, order, nothing)
        assert sorted(one.number for one in found) == [one.number for one in units]


@settings(deadline=None, max_examples=60)
@given(CATALOGS)
def test_states_partition_the_queue(catalog):
    units = queue(catalog, catalog_id="p")
    parts = [matching(units, Filter(state=one), nothing) for one in State]
    assert sum(map(len, parts)) == len(units)
    assert progress(units).total == len(units)
    assert total([progress(units[:3]), progress(units[3:])]) == progress(units) or not units


@settings(deadline=None, max_examples=60)
@given(CATALOGS, st.data())
def test_a_piece_of_either_text_finds_the_unit(catalog, data):
    for one in queue(catalog, catalog_id="p"):
        text = data.draw(st.sampled_from([one.entry.msgid, one.entry.text]))
        needle = text.strip()
        if needle and folded(needle) in one.folded:
            assert one in matching([one], Filter(text=needle), nothing)


def unit(entry, catalog_id="p"):
    return queue(Catalog((entry,)), catalog_id=catalog_id)[0]


def test_search_ignores_case_width_and_composition():
    one = unit(Entry("Café ＡＢＣ", ("Straße カナ",)))
    for needle in ("CAFE\u0301", "abc", "STRASSE", "ｶﾅ"):
        assert matching([one], Filter(text=needle), nothing) == [one]


def test_findings_filter_by_rule_and_by_any():
    one = unit(Entry("a", ("b",)))
    findings = lambda _: (Finding("numbers", Severity.ERROR, "…"),)  # noqa: E731
    assert matching([one], Filter(finding="any"), findings) == [one]
    assert matching([one], Filter(finding="numbers"), findings) == [one]
    assert matching([one], Filter(finding="other"), findings) == []


def test_an_error_weighs_more_than_a_warning_and_a_poor_draft_more_than_a_good_one():
    entry = Entry("A sentence")
    good = unit(drafted(entry, ("x",), engine="e", score=-0.1))
    poor = unit(drafted(entry, ("x",), engine="e", score=-2.5))
    error = Finding("r", Severity.ERROR, "…")
    warning = Finding("r", Severity.WARNING, "…")
    assert risk(good, ()) < risk(poor, ()) < risk(poor, (warning,)) < risk(poor, (error,))


def test_the_same_entry_in_two_catalogs_has_two_ids():
    assert unit(Entry("a"), "p").ident != unit(Entry("a"), "q").ident
