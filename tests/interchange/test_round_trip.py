from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from localize.catalogs.po import parse, serialized
from localize.errors import CatalogError
from localize.interchange.apply import Outcome, applied
from localize.interchange.codes import Code, Control, coded, codes
from localize.interchange.exchange import ExchangeRecord, identity, records
from localize.interchange.matching import by_entry
from localize.interchange.table import read_table, table
from localize.interchange.xliff_read import read_xliff
from localize.interchange.xliff_write import xliff
from localize.model import Catalog, Entry, Locale, State, state
from localize.model.state import drafted, edited, reviewed

EN, JA = Locale("en"), Locale("ja")
ALL = frozenset(State)
FORMS = ["2.0", "1.2", "csv"]

# What a PO file can hold: everything but NUL and lone surrogates.
texts = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("ab<>&\"'=+-@\t\n\r\u2028\x0b\x1b日{}%s$1;,\ufffe")),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    max_size=30,
)
fragments = st.lists(
    st.one_of(texts, st.sampled_from(["{name}", "%s", "<b>", "</b>", "{{x}}", "%(n)d", "<br/>"])),
    max_size=5,
).map("".join)
entries = st.builds(
    lambda msgid, msgstr, ctx, note: Entry(msgid, (msgstr,), ctx, extracted=note),
    fragments.filter(str.strip),
    fragments,
    st.one_of(st.none(), texts.filter(str.strip)),
    st.lists(texts, max_size=2).map(tuple),
)
catalogs = st.lists(entries, max_size=5, unique_by=lambda one: one.key).map(
    lambda found: Catalog(tuple(found), locale=JA)
)


def sent(catalog: Catalog, form: str) -> tuple[ExchangeRecord, ...]:
    """The records of a catalog, through a file of that form and back."""
    out = list(records(catalog, "ja/a.po", states=ALL))
    if form == "csv":
        back = read_table(table(out, JA).encode(), "ja.csv")
    else:
        back = read_xliff(xliff(out, EN, JA, version=form).encode(), "ja.xlf")
    assert back.locale == ("ja" if out or form == "2.0" else "")
    return back.records


def taken(catalog: Catalog, back, **options):
    found = by_entry(catalog, back)
    assert not found.unknown
    return applied(catalog, found.by_entry, **options)


@pytest.mark.parametrize("form", FORMS)
@settings(deadline=None, max_examples=25)
@given(catalog=catalogs)
@example(catalog=Catalog((Entry("0", ("0\n",)),)))
@example(catalog=Catalog((Entry("'=1+1", ("=cmd|x",)), Entry("'", ("'",)))))
@example(catalog=Catalog((Entry("a\rb\r\nc", ("\r",)), Entry("x\x0b{\x0b}", ("\ufffe",)))))
def test_every_text_comes_back_character_for_character(form: str, catalog: Catalog):
    back = sent(catalog, form)
    assert [(one.source, one.target) for one in back] == [
        (entry.msgid, entry.text) for entry in catalog.entries
    ]
    result, said = taken(catalog, back)
    assert result.entries == catalog.entries
    assert all(new is old for new, old in zip(result.entries, catalog.entries, strict=True))
    assert {one.outcome for one in said} <= {Outcome.UNCHANGED, Outcome.EMPTY}


@pytest.mark.parametrize("form", FORMS)
def test_every_state_comes_back(form: str):
    base = Entry("source", ("",))
    machine = drafted(replace(base, msgid="b"), ("x",), engine="e")
    every = (
        base,
        machine,
        replace(machine, msgid="c"),
        edited(replace(base, msgid="d"), ("x",), fuzzy=True),
        edited(replace(base, msgid="e"), ("x",), fuzzy=False),
        reviewed(edited(replace(base, msgid="f"), ("x",), fuzzy=False), by="me", at="2026-01-01"),
    )
    assert [state(one) for one in every] == list(State)
    back = [one.state for one in sent(Catalog(every), form)]
    if form == "1.2":  # it has no word for these
        wanted = [State.MISSING, State.MACHINE, State.NEEDS_WORK, State.NEEDS_WORK]
        assert back == [*wanted, State.TRANSLATED, State.TRANSLATED]
    else:
        assert back == list(State)


@settings(deadline=None, max_examples=60)
@given(fragments, fragments)
def test_codes_lose_nothing_and_have_numbers_of_their_own(source: str, target: str):
    for known, text in (((), source), (codes(coded(source)), target)):
        pieces = coded(text, known)
        put_together = "".join(
            one if isinstance(one, str) else one.text if isinstance(one, Code) else one.character
            for one in pieces
        )
        assert put_together == text
        numbers = [one.number for one in pieces if isinstance(one, Code)]
        assert len(set(numbers)) == len(numbers)
        assert not any(isinstance(one, Control) and one.character in "\t\n" for one in pieces)


def test_placeholders_are_codes_that_keep_their_number_in_the_translation():
    out = [
        ExchangeRecord(
            "Hi {a} and <b>{b}</b>", "<b>{b}</b>と{a}、{c}", State.TRANSLATED, "x", "a.po"
        )
    ]
    file = xliff(out, EN, JA, version="2.0")
    assert 'Hi <ph id="1" dataRef="d1" disp="{a}"/> and <ph id="2" dataRef="d2"' in file
    assert '<ph id="4" dataRef="d4" disp="&lt;/b&gt;"/>と<ph id="1"' in file
    assert '<ph id="5" dataRef="d5" disp="{c}"/>' in file


MACHINE = drafted(Entry("Hello {name}"), ("こにちは{name}",), engine="argos/en_ja@1")
HUMAN = edited(Entry("Bye"), ("さようなら",), fuzzy=False)


def changed(catalog: Catalog, text: str, said: State | None = None, **options):
    """The catalog's first entry and the outcome, after a translator typed a text."""
    (record, *_) = sent(catalog, "2.0")
    typed = replace(record, target=text, state=record.state if said is None else said)
    result, outcomes = taken(catalog, [typed], **options)
    return result.entries[0], outcomes[0].outcome


def test_a_corrected_draft_is_a_persons_text():
    entry, outcome = changed(Catalog((MACHINE,)), "こんにちは、{name}")
    assert (entry.text, state(entry), outcome) == (
        "こんにちは、{name}",
        State.TRANSLATED,
        Outcome.CHANGED,
    )


def test_a_draft_that_comes_back_as_it_was_stays_a_machines_until_it_is_confirmed():
    entry, outcome = changed(Catalog((MACHINE,)), MACHINE.text)
    assert entry is MACHINE
    assert outcome is Outcome.UNCHANGED
    entry, outcome = changed(Catalog((MACHINE,)), MACHINE.text, State.REVIEWED)
    assert (state(entry), outcome) == (State.TRANSLATED, Outcome.ACCEPTED)
    assert entry.text == MACHINE.text


def test_a_text_that_lost_a_placeholder_or_is_doubted_needs_work():
    assert state(changed(Catalog((MACHINE,)), "こんにちは")[0]) is State.NEEDS_WORK
    doubted = changed(Catalog((MACHINE,)), "やあ{name}", State.NEEDS_WORK)[0]
    assert state(doubted) is State.NEEDS_WORK


def test_what_somebody_wrote_meanwhile_stays():
    (record,) = sent(Catalog((HUMAN,)), "2.0")
    meanwhile = edited(HUMAN, ("じゃあね",), fuzzy=False)
    typed = replace(record, target="またね")
    result, said = taken(Catalog((meanwhile,)), [typed])
    assert result.entries[0] is meanwhile
    assert (said[0].outcome, said[0].present) == (Outcome.CONFLICT, "じゃあね")
    result, _ = taken(Catalog((meanwhile,)), [typed], overwrite=True)
    assert result.entries[0].text == "またね"


def test_a_file_from_elsewhere_fills_what_is_empty_and_contradicts_nobody():
    foreign = [
        ExchangeRecord("Bye", "バイバイ"),
        ExchangeRecord("New", "新"),
        ExchangeRecord("Gone", "去"),
        ExchangeRecord("Bye", ""),
    ]
    catalog = Catalog((HUMAN, Entry("New")))
    found = by_entry(catalog, foreign)
    result, said = applied(catalog, found.by_entry)
    assert [one.text for one in result.entries] == ["さようなら", "新"]
    assert [one.source for one in found.unknown] == ["Gone"]
    assert [one.outcome for one in said] == [Outcome.CONFLICT, Outcome.EMPTY, Outcome.CHANGED]


def test_plural_forms_travel_one_by_one():
    catalog = parse('msgid "%d day"\nmsgid_plural "%d days"\nmsgstr[0] "%d日"\nmsgstr[1] ""\n')
    back = sent(catalog, "2.0")
    assert [identity(one.id).form for one in back] == [0, 1]
    typed = [back[0], replace(back[1], target="%d日間")]
    result, _ = taken(catalog, typed)
    assert result.entries[0].msgstr == ("%d日", "%d日間")
    assert 'msgstr[1] "%d日間"' in serialized(result)


def test_line_ends_at_the_edges_follow_the_source():
    catalog = Catalog((Entry("a\n"),))
    (record,) = sent(catalog, "1.2")
    result, _ = taken(catalog, [replace(record, target="あ")])
    assert result.entries[0].text == "あ\n"


def test_a_unit_that_a_tool_cut_into_sentences_is_one_again():
    file = b"""<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en" trgLang="ja">
    <file id="f"><unit id="u"><originalData><data id="d">{x}</data></originalData>
    <segment state="final"><source>One.</source><target>1<mrk id="m" type="term">\xe3\x80\x82</mrk></target></segment>
    <ignorable><source> </source></ignorable>
    <segment state="translated"><source>Two <pc id="p" dataRefStart="d">b</pc>.</source><target>2</target></segment>
    </unit><unit id="v" translate="no"><segment><source>No</source></segment></unit></file></xliff>"""
    (record,) = read_xliff(file, "a.xlf").records
    assert (record.source, record.target, record.state) == (
        "One. Two {x}b.",
        "1。 2",
        State.TRANSLATED,
    )


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"<xliff", "not XML"),
        (b"<html/>", "no XLIFF"),
        (b'<xliff version="3.0"/>', "no XLIFF"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><xliff version="2.0">&a;</xliff>', "entities"),
    ],
)
def test_what_is_no_xliff_is_told(raw: bytes, message: str):
    with pytest.raises(CatalogError, match=message):
        read_xliff(raw, "a.xlf")


@pytest.mark.parametrize(
    ("raw", "line", "message"),
    [
        (b"msgid,msgstr\na,\xff", 2, "not UTF-8"),
        (b"a,b\n", 1, "no column msgid"),
        (b"msgid,msgstr,state\na,b,\nc,d,odd\n", 3, "unknown state"),
        (b"msgid,msgstr,locale\na,b,ja\nc,d,hi\n", 3, "several locales"),
        (b"", 1, "no column"),
    ],
)
def test_what_is_wrong_in_a_table_is_told_with_its_line(raw: bytes, line, message: str):
    with pytest.raises(CatalogError, match=message) as info:
        read_table(raw, "a.csv")
    assert info.value.line == line


def test_a_table_as_a_spreadsheet_saves_it_is_read():
    raw = '\ufeffTarget;Source\r\n"b\r\nc";a\r\n'.encode()
    assert read_table(raw, "a.csv").records == (ExchangeRecord("a", "b\r\nc", line=2),)


def test_cells_that_a_spreadsheet_would_compute_are_text():
    text = table([ExchangeRecord("=1+1", "@x", State.TRANSLATED)], JA)
    assert ",'=1+1,'@x," in text
