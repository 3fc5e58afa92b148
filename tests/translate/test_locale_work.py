"""Drafting in groups: the same drafts as in one piece, and memory that the catalogs do not fill."""

from __future__ import annotations

import tracemalloc

import pytest

from localize.catalogs import stream
from localize.catalogs.po import read_catalog
from localize.errors import CatalogError
from localize.model import locale
from localize.model.state import machine_stamp
from localize.terms.termbase import Termbase
from localize.translate import entry_groups
from localize.translate.engines.base import Draft
from localize.translate.entry_groups import groups
from localize.translate.locale_work import LocaleWork, Locations

EN, JA = locale("en"), locale("ja")
HEADER = 'msgid ""\nmsgstr ""\n"Language: ja\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'


class Telling:
    """Answers each text with itself in brackets, and remembers what it was asked."""

    name, markup = "telling", "source"

    def __init__(self):
        self.asked = []

    def translate(self, requests, source, target):
        for number, request in enumerate(requests):
            self.asked.append((request.before, request.text, request.after))
            yield number, Draft(f"【{request.text}】", self.name)


def catalog(root, name, texts, *, known=()):
    """A catalog of these texts, those of `known` with a translation somebody wrote."""
    path = root / "locales/ja/LC_MESSAGES" / f"{name}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = (f'\nmsgid "{text}"\nmsgstr "{"人" if text in known else ""}"\n' for text in texts)
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return path


@pytest.fixture
def root(tmp_path):
    (tmp_path / "localize.toml").write_text('locales = ["ja"]\n')
    return tmp_path


def work_of(root, *, redraft=False):
    """The work on all catalogs of the project."""
    paths = tuple(sorted((root / "locales/ja/LC_MESSAGES").glob("*.po")))
    locations = Locations(paths, paths, root / "journal.jsonl", root / "alternatives.json")
    return LocaleWork(EN, JA, locations, termbase=Termbase((), EN), redraft=redraft)


def drafted(root, engine, *, redraft=False):
    with work_of(root, redraft=redraft) as work:
        work.draft(engine)
        return work.write()


def test_a_text_of_several_groups_is_asked_for_once(root, monkeypatch):
    monkeypatch.setattr(entry_groups, "MOST", 3)
    paths = [catalog(root, name, [f"{name} {n}" for n in range(5)] + ["same"]) for name in "ab"]
    engine = Telling()
    done = drafted(root, engine)
    assert sorted(text for _, text, _ in engine.asked) == sorted(
        {entry.msgid for path in paths for entry in read_catalog(path).entries}
    )
    assert (done.drafted, done.skipped, len(done.files)) == (12, 0, 2)
    assert all(e.text == f"【{e.msgid}】" for path in paths for e in read_catalog(path).entries)


def test_a_persons_translation_in_any_catalog_serves_every_group(root, monkeypatch):
    monkeypatch.setattr(entry_groups, "MOST", 2)
    path = catalog(root, "a", ["one", "two", "three", "four", "five"])
    catalog(root, "z", ["five", "one", "six"], known=("five", "one"))
    engine = Telling()
    drafted(root, engine)
    assert {text for _, text, _ in engine.asked} == {"two", "three", "four", "six"}
    found = {entry.msgid: entry for entry in read_catalog(path).entries}
    assert found["one"].text == found["five"].text == "人"
    assert machine_stamp(found["one"]).get("engine") == "tm"


def test_a_neighbour_stands_in_the_same_document_be_it_in_another_group(root, monkeypatch):
    monkeypatch.setattr(entry_groups, "MOST", 2)
    catalog(root, "a", ["a1", "a2", "a3", "a4"], known=("a2",))
    catalog(root, "b", ["b1", "b2"])
    engine = Telling()
    drafted(root, engine)
    around = {text: (before, after) for before, text, after in engine.asked}
    assert around == {
        "a1": ("", "a2"),
        "a3": ("a2", "a4"),
        "a4": ("a3", ""),
        "b1": ("", "b2"),
        "b2": ("b1", ""),
    }


def test_a_catalog_that_goes_meanwhile_costs_no_other_its_drafts(root):
    gone = catalog(root, "a", ["the longest of all texts"])
    others = [catalog(root, name, [f"text {name}"]) for name in "bc"]
    with work_of(root) as work:
        work.draft(Telling())
        gone.unlink()
        with pytest.raises(CatalogError, match=r"a\.po: cannot be read"):
            work.write()
    assert all(entry.text for path in others for entry in read_catalog(path).entries)


def test_what_is_not_due_is_held_only_beside_what_is(root):
    texts = [f"t{n}" for n in range(500)]
    path = catalog(root, "a", texts, known=set(texts) - {"t250"})
    (group,) = groups([path], lambda _, entry: not entry.text)
    assert [entry.msgid for entry in group.due] == ["t250"]
    assert [entry.msgid for entry in group.around] == ["", "t249", "t250", "t251", "t499"]


@pytest.mark.slow
def test_four_times_the_entries_are_drafted_in_as_much_memory(root, monkeypatch):
    monkeypatch.setattr(entry_groups, "MOST", 150)
    monkeypatch.setattr(stream, "_BLOCK", 1 << 13)
    monkeypatch.setattr(stream, "_SURVEYED", 1 << 13)
    peaks = []
    for name, count in (("first", 4), ("warm", 500), ("few", 500), ("many", 2_000)):
        path = catalog(root, name, [f"{name} sentence number {n}" for n in range(count)])
        engine = Telling()
        engine.asked = type("Nothing", (), {"append": lambda self, one: None})()
        tracemalloc.start()
        try:
            assert drafted(root, engine).drafted == count
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
        path.unlink()
    assert peaks[-1] < 1.25 * peaks[-2], peaks
