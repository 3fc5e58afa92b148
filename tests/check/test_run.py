"""Options, ignores, plurals, and rules across entries."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.check.ignore import Ignore, ignores
from localize.check.options import CheckOptions, check_options
from localize.check.run import catalog_findings, findings, rule_names
from localize.check.source import source_findings
from localize.errors import ConfigError
from localize.model import Catalog, Entry, Severity, TermHit, locale

JA, EN = locale("ja"), locale("en")
LOST = Entry("Save {name} now", ("今すぐ保存",))


def names(found):
    return [one.rule for one in found]


def test_a_rule_can_be_turned_off_or_down():
    assert names(findings(LOST, JA)) == ["placeholders"]
    assert findings(LOST, JA, CheckOptions(rules={"placeholders": "off"})) == ()
    (one,) = findings(LOST, JA, CheckOptions(rules={"placeholders": "warning"}))
    assert one.severity is Severity.WARNING


def test_a_folder_has_rules_of_its_own():
    options = check_options(
        {"paths": {"content/legal/*": {"rules": {"placeholders": "off"}}}}, rule_names()
    )
    legal = Entry(LOST.msgid, LOST.msgstr, references=("content/legal/terms.md:3",))
    other = Entry(LOST.msgid, LOST.msgstr, references=("content/news.md",))
    assert findings(legal, JA, options) == ()
    assert names(findings(other, JA, options)) == ["placeholders"]


@pytest.mark.parametrize(
    "table",
    [
        {"rules": {"placeholder": "off"}},
        {"rules": {"empty": "no"}},
        {"fail-on": "never"},
        {"max-length": -1},
        {"max-length": True},
        {"rule": {}},
        {"paths": {"a": {"rulez": {}}}},
        {"rules": []},
    ],
)
def test_an_unknown_key_or_value_is_refused_with_a_hint(table):
    with pytest.raises(ConfigError):
        check_options(table, rule_names())


def test_an_ignore_with_a_reason_silences_one_rule():
    entry = Entry(LOST.msgid, LOST.msgstr, comments=('localize: ignore placeholders "a heading"',))
    assert findings(entry, JA) == ()
    assert names(findings(entry, JA, ignored=True)) == ["placeholders"]


def test_an_ignore_that_no_longer_fires_or_has_no_reason_is_reported():
    stale = Entry("Open", ("開く",), comments=('localize: ignore numbers "approximate"',))
    (one,) = findings(stale, JA)
    assert (one.rule, one.severity) == ("ignore", Severity.WARNING)
    bare = Entry(LOST.msgid, LOST.msgstr, comments=("localize: ignore placeholders",))
    (one,) = findings(bare, JA)
    assert "without a reason" in one.message


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30))
@settings(max_examples=40, deadline=None)
def test_an_ignore_comment_is_read_back(reason):
    written = str(Ignore("numbers", reason))
    (read,) = ignores(Entry("a", comments=(written,)))
    assert read.rule == "numbers"
    assert read.reason == reason.replace('"', "'").replace("\n", " ").strip()


def test_a_form_for_one_may_leave_its_number_out():
    entry = Entry(
        "%d file", ("eine Datei", "%d Dateien"), msgid_plural="%d files", flags=("c-format",)
    )
    assert findings(entry, locale("de")) == ()
    wrong = Entry(
        "%d file", ("eine Datei", "Dateien"), msgid_plural="%d files", flags=("c-format",)
    )
    (one,) = findings(wrong, locale("de"))
    assert (one.rule, one.form) == ("placeholders", 1)


def test_an_empty_plural_form_is_an_error():
    entry = Entry("a file", ("eine Datei", ""), msgid_plural="files")
    assert names(findings(entry, locale("de"))) == ["empty"]


def test_the_length_limit_counts_characters():
    (one,) = findings(Entry("Open", ("開いてください",)), JA, CheckOptions(max_length=4))
    assert (one.rule, one.span) == ("max-length", (4, 7))


def test_terms_are_handed_in():
    entry = Entry("Use GitHub", ("ギットハブを使う",))
    keep = TermHit("GitHub", ("GitHub",), dnt=True)
    assert names(findings(entry, JA, terms=(keep,))) == ["keep"]


def test_neighbours_that_changed_places_are_found():
    first = Entry("Did Kayel sleep in the castle in 1987?", ("ケイエルは1987年に城で眠ったのか？",))
    second = Entry(
        '"The sea is calm today," said Tenuk, and went.',
        ("「今日の海は静かだ」とテヌクは言い、去った。",),
    )
    catalog = Catalog((first, second))
    assert not [one for _, one in catalog_findings(catalog, JA)]
    swapped = Catalog((Entry(first.msgid, second.msgstr), Entry(second.msgid, first.msgstr)))
    assert {entry.msgid for entry, _ in catalog_findings(swapped, JA)} == {
        first.msgid,
        second.msgid,
    }


def test_short_neighbours_are_not_taken_for_exchanged():
    pairs = (
        ("Do you speak English?", "英語を話しますか。"),
        ("This is a book.", "これは本です。"),
        ("What is your name?", "あなたの名前は何ですか。"),
        ("I'm at the airport now.", "今空港にいます。"),
    )
    catalog = Catalog(tuple(Entry(source, (target,)) for source, target in pairs))
    assert not list(catalog_findings(catalog, JA))


def test_one_source_with_two_translations_is_a_warning_for_the_rarer():
    entries = tuple(
        Entry("Open", (text,), msgctxt=str(n))
        for n, text in enumerate(("開く", "開く", "オープン"))
    )
    found = list(catalog_findings(Catalog(entries), JA))
    assert [(entry.text, one.rule) for entry, one in found] == [("オープン", "same-source")]


def test_one_translation_of_two_sources_is_a_warning():
    text = "王は夜に城へ行って眠った。"
    entries = (
        Entry("The king slept in the castle", (text,)),
        Entry("All ships have left our harbour", (text,)),
    )
    assert "same-target" in [one.rule for _, one in catalog_findings(Catalog(entries), JA)]


def test_obsolete_entries_are_not_checked():
    entry = Entry(LOST.msgid, LOST.msgstr, obsolete=True)
    assert list(catalog_findings(Catalog((entry,)), JA)) == []


def test_a_name_spelled_once_in_another_way_is_a_warning():
    entries = [
        Entry(f"And then Tenuk went {n}", (f"そしてテヌクは{n}へ行った",))
        for n in ("home", "west", "away")
    ]
    entries.append(Entry("And then Tenuk went north", ("そしてテヌックは北へ行った",)))
    found = [
        (entry.msgid, one.rule) for entry, one in catalog_findings(Catalog(tuple(entries)), JA)
    ]
    assert ("And then Tenuk went north", "names") in found


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("It opened on 03/04/2026.", "source-date"),
        ("He said (yes.", "source-balance"),
        ("a **bold word", "source-emphasis"),
        ("word " * 60 + ".", "source-long"),
    ],
)
def test_what_makes_a_source_hard_to_translate_is_found(text, rule):
    assert names(source_findings(Entry(text, flags=("markdown-text",)), EN)) == [rule]


@pytest.mark.parametrize(
    "text", ["Opened on 25/12/2026 (a Friday).", "1) First", "Fine :)", "**bold** word"]
)
def test_plain_sources_pass(text):
    assert list(source_findings(Entry(text, flags=("markdown-text",)), EN)) == []


def polite(number: int) -> Entry:
    return Entry(f"It is number {number}.", (f"これは{number}番です。",), references=("a.md:1",))


def test_a_polite_past_is_no_plain_form():
    entries = [polite(n) for n in range(40)]
    past = Entry("It was changed.", ("これは変更されました。",), references=("a.md:2",))
    mixed = Entry("It is so. It was.", ("そうです。変更された。",), references=("a.md:3",))
    catalog = Catalog((*entries[:20], past, mixed, *entries[20:]))
    registers = [entry for entry, one in catalog_findings(catalog, JA) if one.rule == "register"]
    assert registers == [mixed]


def test_a_list_in_plain_form_is_a_convention():
    entries = [polite(n) for n in range(40)]
    steps = [Entry(f"Step {n}", (f"手順{n}を実行する。",), references=("a.md:2",)) for n in (1, 2)]
    catalog = Catalog((*entries[:20], *steps, *entries[20:]))
    assert "register" not in names(one for _, one in catalog_findings(catalog, JA))


def test_lines_left_in_english_beside_others_are_a_convention():
    prose = [
        Entry(f"It is the king of {n}.", (f"彼は{n}の王である。",)) for n in "abcdefghijklmnop"
    ]
    credits_ = ("Copyright (c) 2001 The Authors", "Copyright (c) 2002 The Others of the Sea")
    copies = tuple(Entry(text, (text,)) for text in credits_)
    catalog = Catalog((*prose, *copies))
    assert "copy" not in names(one for _, one in catalog_findings(catalog, JA))
    left = Entry("The king slept in the old castle.", ("The king slept in the old castle.",))
    findings_of = catalog_findings(Catalog((*prose, left)), JA)
    assert [entry for entry, one in findings_of if one.rule == "copy"] == [left]
