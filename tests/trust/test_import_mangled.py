"""Sheets mangled in every way that a spreadsheet has, between two drafts."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from operator import ne

from hypothesis import given, settings
from hypothesis import strategies as st

from localize.interchange.apply import applied
from localize.interchange.exchange import records
from localize.interchange.matching import by_entry, ids_of, with_misplaced, with_strange_states
from localize.interchange.table import read_table, table
from localize.model import Catalog, Entry, Locale, State, state
from localize.model.state import drafted, edited, reviewed

JA = Locale("ja")
COLUMNS = ("catalog", "id", "msgctxt", "msgid", "msgstr", "state", "note")
KEYS = [
    (None, "Sentence one."),
    (None, "Sentence two."),
    ("menu", "Sentence two."),
    ("door", "Sentence two."),
    ("door", "Sentence three."),
]


def words(key) -> str:
    """What only the translation of a key says."""
    return f"訳 {key[1]} ({key[0]})"


def entry(key, kind: str) -> Entry:
    """An entry in some state; its text names its source and context."""
    context, source = key
    text = (words(key),)
    match kind:
        case "machine":
            return drafted(Entry(source, msgctxt=context), text, engine="e@1")
        case "translated":
            return edited(Entry(source, msgctxt=context), text, fuzzy=False)
        case "reviewed":
            done = edited(Entry(source, msgctxt=context), text, fuzzy=False)
            return reviewed(done, by="A", at="2026-01-01")
        case "needs-work":
            return edited(Entry(source, msgctxt=context), text, fuzzy=True)
    return Entry(source, msgctxt=context)


kinds = st.sampled_from(["missing", "machine", "translated", "reviewed", "needs-work"])
catalogs = st.lists(kinds, min_size=5, max_size=5).map(
    lambda chosen: Catalog(tuple(map(entry, KEYS, chosen)), locale=JA)
)


@st.composite
def manglings(draw):
    """Which columns are put into another order, and into which."""
    columns = draw(st.sets(st.sampled_from(COLUMNS)))
    return columns, draw(st.permutations(range(5)))


def mangled(text: str, columns, order) -> str:
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    moved = [
        {**row, **{name: rows[place][name] for name in columns}}
        for row, place in zip(rows, order, strict=True)
    ]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, moved[0])
    writer.writeheader()
    writer.writerows(moved)
    return out.getvalue()


@settings(deadline=None, max_examples=300)
@given(catalogs, manglings(), st.sets(st.sampled_from(KEYS)), st.booleans())
def test_nobody_typed_so_no_draft_is_accepted_and_no_text_is_in_a_wrong_entry(
    catalog: Catalog, mangling, again, redraft: bool
):
    sheet = table(records(catalog, "a.po", states=frozenset(State)), JA)
    later = catalog
    if redraft:
        made = (
            drafted(one, (f"新{words(one.key)}",), engine="e@2")
            if one.key in again and state(one) in {State.MACHINE, State.MISSING}
            else one
            for one in catalog.entries
        )
        later = replace(catalog, entries=tuple(made))
    back = read_table(mangled(sheet, *mangling).encode(), "ja.csv").records
    matched = by_entry(later, with_misplaced(with_strange_states(back)), ids_of(back))
    result, _ = applied(later, matched.by_entry)
    assert all(not one.text or words(one.key) in one.text for one in result.entries)
    accepted = [state(one).accepted for one in result.entries]
    expected = [state(one).accepted for one in later.entries]
    assert sum(map(ne, accepted, expected)) <= 1  # a state that moved alone may be a person's


def taken(catalog: Catalog, back):
    matched = by_entry(catalog, with_misplaced(with_strange_states(back)), ids_of(back))
    return applied(catalog, matched.by_entry)[0].entries


def test_what_was_typed_goes_by_its_context_though_ids_were_swapped():
    catalog = Catalog(tuple(entry(key, "machine") for key in KEYS), locale=JA)
    sheet = table(records(catalog, "a.po", states=frozenset(State)), JA)
    back = list(read_table(sheet.encode(), "ja.csv").records)
    ids = [back[place].id for place in (0, 3, 1, 2, 4)]
    typed = [
        replace(record, id=ident, target=f"新{words((record.msgctxt, record.source))}")
        for record, ident in zip(back, ids, strict=True)
    ]
    assert [one.text for one in taken(catalog, typed)] == [f"新{words(key)}" for key in KEYS]


def test_the_drafts_of_one_source_in_two_catalogs_do_not_confirm_each_other():
    key = KEYS[0]
    one = Catalog((entry(key, "machine"), entry(KEYS[1], "machine")), locale=JA)
    other = Catalog((drafted(Entry(key[1]), ("別の訳",), engine="e@1"),), locale=JA)
    back = [
        *records(one, "", states=frozenset(State)),
        *records(other, "", states=frozenset(State)),
    ]
    crossed = [
        replace(back[0], id=back[1].id),
        replace(back[1], id=back[0].id),
        back[2],
    ]
    again = drafted(Entry(key[1]), ("新訳",), engine="e@2")
    later = replace(one, entries=(again, one.entries[1]))
    assert taken(later, crossed) == later.entries
