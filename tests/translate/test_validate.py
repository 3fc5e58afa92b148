"""Whatever an engine answers, a catalog can hold it, or the engine is told to have failed."""

from __future__ import annotations

import json

import pytest

from localize.errors import EngineError, EngineMissingError
from localize.model import Draft, Entry, State, locale, state
from localize.model.state import machine_stamp
from localize.translate.draft import drafts
from localize.translate.engines.base import Request
from localize.translate.journal import Journal
from localize.translate.pipeline import Route
from localize.translate.validate import valid_drafts

EN, JA = locale("en"), locale("ja")


class Answering:
    """Yields what it was told to, for each request."""

    name = "answering"

    def __init__(self, *answers, markup="source"):
        self.answers, self.markup = answers, markup

    def translate(self, requests, source, target):
        for answer in self.answers:
            if isinstance(answer, Exception):
                raise answer
            yield from (answer(number, one) for number, one in enumerate(requests))


def drafted(entries, engine, lookup=None, **told):
    return [new for _, new in drafts(entries, Route(engine, EN, JA, **told), lookup=lookup)]


@pytest.mark.parametrize("markup", ["source", "html", "none"])
@pytest.mark.parametrize("text", ["", " \n"])
def test_an_answer_of_nothing_leaves_the_source_text_and_a_doubt(markup, text):
    entries = [
        Entry("The garden"),
        Entry("The **first** flower", flags=("markdown-text",)),
        Entry("one", msgid_plural="%d files", msgstr=("", "")),
    ]
    engine = Answering(lambda n, _: (n, Draft(text, "answering")), markup=markup)
    for new in drafted(entries, engine):
        assert state(new) is State.MACHINE
        assert new.text == new.msgid
        assert machine_stamp(new).get("doubts") == "empty"


@pytest.mark.parametrize("text", ["花\ud83d", "花\0"])
def test_what_no_file_can_hold_is_a_replacement_character(text):
    engine = Answering(lambda n, _: (n, Draft(text, "answering", float("nan"))))
    (new,) = drafted([Entry("A flower", flags=("markdown-text",))], engine)
    assert new.text == "花\ufffd"
    assert machine_stamp(new).get("score") == ""


@pytest.mark.parametrize(
    "answer",
    [
        lambda n, one: (n, one.text),
        lambda n, _: (n, Draft(None, "answering")),
        lambda n, one: (n, Draft(one.text, None)),
        lambda n, one: (n, Draft(one.text, "answering", "good")),
        lambda n, one: (n, Draft(one.text, "answering", None, (1,))),
        lambda n, one: (n + 9, Draft(one.text, "answering")),
        lambda n, one: (n - 9, Draft(one.text, "answering")),
    ],
)
def test_what_is_no_draft_of_a_request_is_an_error_of_the_engine(answer):
    with pytest.raises(EngineError, match="answering answered with something that is no trans"):
        list(valid_drafts(Answering(answer), [Request("a"), Request("b")], EN, JA))


def test_a_plug_in_that_fails_is_an_error_of_the_engine_and_what_it_gave_is_kept():
    engine = Answering(lambda n, one: (n, Draft(one.text, "answering")), KeyError("boom"))
    found = valid_drafts(engine, [Request("a")], EN, JA)
    assert next(found) == (0, Draft("a", "answering"))
    with pytest.raises(EngineError, match="engine answering failed: KeyError: 'boom'"):
        next(found)
    with pytest.raises(EngineMissingError, match="no key"):
        list(valid_drafts(Answering(EngineMissingError("no key")), [Request("a")], EN, JA))


@pytest.mark.parametrize(
    "row",
    [
        ["k", "", "e", None, []],
        ["k", None, "e", None, []],
        ["k", "t", 5, None, []],
        ["k", "t", "e", "x", []],
        ["k", "t", "e", None, "doubt"],
        ["k", "t", "e", None, [1]],
        [["k"], "t", "e", None, []],
        {"k": "t"},
        "abcde",
    ],
)
def test_a_line_of_the_journal_that_no_draft_can_be_made_of_is_passed_over(tmp_path, row):
    path = tmp_path / "j.jsonl"
    path.write_text(f'{json.dumps(row)}\n["good","t","e",-1,["loop"]]\n{"[" * 100_000}\n')
    with Journal(path) as journal:
        assert len(journal) == 1
        assert journal.get("good") == Draft("t", "e", -1, ("loop",))
