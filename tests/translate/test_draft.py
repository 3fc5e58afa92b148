from __future__ import annotations

import contextlib
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from localize.model import Draft, Entry, Match, State, locale, may_draft, state
from localize.model.state import drafted, edited, machine_stamp, reviewed
from localize.translate.draft import drafts, wanted
from localize.translate.journal import Journal
from localize.translate.pipeline import Route

EN, JA = locale("en"), locale("ja")


class Counting:
    """Puts a word before each text, and remembers what it was asked."""

    name, markup = "counting", "source"

    def __init__(self, stop_after=10**9):
        self.seen = []
        self._stop_after = stop_after

    def translate(self, requests, source, target):
        for number, request in enumerate(requests):
            if len(self.seen) >= self._stop_after:
                raise KeyboardInterrupt
            self.seen.append(request.text)
            yield number, Draft(f"訳 {request.text}", self.name, -0.5)


def run(entries, engine=None, lookup=None, **told):
    engine = Counting() if engine is None else engine
    return {
        old.key: new for old, new in drafts(entries, Route(engine, EN, JA, **told), lookup=lookup)
    }, engine


def test_each_distinct_text_is_translated_once():
    entries = [Entry("same", msgctxt=str(n)) for n in range(5)] + [Entry("other")]
    found, engine = run(entries)
    assert sorted(engine.seen) == ["other", "same"]
    assert len(found) == 6
    assert all(state(new) is State.MACHINE for new in found.values())


def test_what_a_person_wrote_is_copied_to_the_same_text_elsewhere_as_a_draft():
    theirs = replace(Entry("Hello"), msgstr=("こんにちは",))
    approved = reviewed(replace(Entry("Bye"), msgstr=("さようなら",)), by="A", at="2026-01-01")
    found, engine = run([theirs, Entry("Hello", msgctxt="b"), approved, Entry("Bye", msgctxt="b")])
    assert engine.seen == []
    assert found[("b", "Hello")].text == "こんにちは"
    assert machine_stamp(found[("b", "Bye")]).get("engine") == "tm"
    assert state(found[("b", "Bye")]) is State.MACHINE


def test_the_memory_comes_before_the_engine():
    match = Match("Hello", "やあ", 1.0, State.REVIEWED)
    found, engine = run(
        [Entry("Hello"), Entry("x y")],
        lookup=lambda entry: match if entry.msgid == "Hello" else None,
    )
    assert engine.seen == ["x y"]
    assert found[(None, "Hello")].text == "やあ"


def test_plural_forms_are_drafted_from_their_own_text():
    entry = Entry("one file", msgid_plural="%d files", msgstr=("", "", ""))
    found, engine = run([entry])
    assert sorted(engine.seen) == ["%d files", "one file"]
    assert found[entry.key].msgstr[1] == found[entry.key].msgstr[2]
    single = Entry("a file", msgid_plural="%d files", msgstr=("",))
    assert run([single])[0][single.key].msgstr == ("訳 %d files",)


ENTRIES = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from(["", "x", "y"]), st.integers(0, 5)),
    max_size=8,
)


@settings(deadline=None, max_examples=100)
@given(ENTRIES, st.booleans())
def test_a_persons_words_are_never_drafted_over(rows, redraft):
    entries = []
    for number, (msgid, text, how) in enumerate(rows):
        entry = Entry(f"{msgid} {number % 3}", msgctxt=str(number))
        if text and how == 0:
            entry = edited(entry, (text,), fuzzy=True)
        elif text and how == 1:
            entry = edited(entry, (text,), fuzzy=False)
        elif text and how == 2:
            entry = drafted(entry, (text,), engine="e")
        elif text and how == 3:
            entry = edited(drafted(entry, ("m",), engine="e"), (text,), fuzzy=True)
        elif text and how == 4:
            entry = reviewed(replace(entry, msgstr=(text,)), by="A", at="2026-01-01")
        entries.append(entry)
    engine = Counting()
    found = list(drafts(entries, Route(engine, EN, JA), redraft=redraft))
    for old, new in found:
        assert may_draft(old)
        assert state(new) is State.MACHINE
        assert old.key == new.key
    assert {old.key for old, _ in found} == {e.key for e in entries if wanted(e, redraft=redraft)}


def test_a_stopped_run_goes_on_and_asks_nothing_twice(tmp_path):
    entries = [Entry(f"text {n}") for n in range(30)]
    path = tmp_path / "j.jsonl"
    asked = []
    for stop in (7, 11, 10**9):
        engine = Counting(stop)
        found = {}
        with Journal(path) as journal, contextlib.suppress(KeyboardInterrupt):
            found = run(entries, engine, journal=journal)[0]
        asked += engine.seen
    assert sorted(asked) == sorted(entry.msgid for entry in entries)
    assert found == run(entries)[0]


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 400), st.text())
def test_a_journal_cut_off_anywhere_keeps_what_was_whole(tmp_path_factory, cut, text):
    path = tmp_path_factory.mktemp("journal") / "j.jsonl"
    records = {f"k{n}": Draft(f"{text}{n}", "e", -0.25, ("loop",)) for n in range(4)}
    with Journal(path) as journal:
        for key, record in records.items():
            journal.add(key, record)
    raw = path.read_bytes()
    path.write_bytes(raw[: min(cut, len(raw))])
    with Journal(path) as journal:
        for key, record in records.items():
            assert journal.get(key) in (None, record)
        journal.add("new", Draft("n", "e"))
    with Journal(path) as journal:
        assert journal.get("new") == Draft("n", "e")
        whole = path.read_bytes()[: min(cut, len(raw))].count(b"\n")
        assert len(journal) >= whole
