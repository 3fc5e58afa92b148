"""Several engines in one `localize translate`: the first drafts, the others are kept to compare."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.translate.test_command import CONFIG, catalog, entry, mirror, small

from localize.catalogs.po import read_catalog
from localize.config import load_project
from localize.model import Draft, locale
from localize.translate.alternatives import read_alternatives, write_alternatives
from localize.workflow.review_services import review_services

__all__ = ["mirror", "small"]
JA, HI = locale("ja"), locale("hi")
BOTH = ("--engine", "argos", "--engine", "pseudo")


def kept(project, tag="ja"):
    """By msgid, the alternatives of the locale."""
    found = read_alternatives(project.root / f".localize/alternatives/{tag}.json")
    return {msgid: by_engine for (msgid, _), by_engine in found.items()}


def shown(project, one, target):
    """What review shows beside an entry, by engine."""
    known = review_services(load_project(project.root), lambda: "2026-01-01")
    return {name: found.text for name, found in known.alternatives(one, target).items()}


def test_the_first_engine_drafts_and_the_other_is_kept_for_review(small):
    path = catalog(small, "ja", entry("Who is she?"), entry("Take a bus.", "バスで"))
    done = small("translate", "--to", "ja", *BOTH)
    assert "ja: pseudo: 1 alternative" in done.stderr
    first, mine = read_catalog(path).live()
    assert first.text == "彼女は誰ですか。"
    assert mine.text == "バスで"
    assert "pseudo" not in path.read_text(encoding="utf-8")
    assert list(kept(small)) == ["Who is she?"]
    record = kept(small)["Who is she?"]["pseudo"]
    assert record.engine == "pseudo"
    assert not list((small.root / ".localize/journal").iterdir())
    # Review shows what is kept and asks no engine: this one could not say it.
    file = small.root / ".localize/alternatives/ja.json"
    file.write_text(file.read_text().replace(json.dumps(record.text), '"誰だ。"'))
    assert shown(small, first, JA) == {"pseudo": "誰だ。"}
    assert shown(small, mine, JA) == {}


def test_an_engine_is_asked_once_and_again_with_redraft(small):
    catalog(small, "ja", entry("Who is she?"))
    small("translate", "--to", "ja", "--engine", "argos")
    dry = json.loads(small("translate", "--to", "ja", *BOTH, "--dry-run", "--json").stdout)
    assert dry["locales"][0]["alternatives"] == [{"engine": "pseudo", "texts": 1, "cost": None}]
    assert not kept(small)
    small("translate", "--to", "ja", *BOTH)  # for what was drafted before, too
    assert kept(small)
    assert "nothing to draft" in small("translate", "--to", "ja", *BOTH).stdout
    again = small("translate", "--to", "ja", *BOTH, "--redraft")
    assert "pseudo: 1 alternative" in again.stderr


def test_alternatives_of_texts_that_are_gone_are_dropped(small):
    catalog(small, "ja", entry("Who is she?"))
    small("translate", "--to", "ja", *BOTH)
    catalog(small, "ja", entry("Take a bus."))
    small("translate", "--to", "ja", *BOTH)
    assert list(kept(small)) == ["Take a bus."]


def test_what_the_memory_knows_is_not_compared(small):
    catalog(small, "ja", entry("Take a bus.", "バスで"), name="a")
    path = catalog(small, "ja", entry("Take a bus."), name="b")
    small("translate", "--to", "ja", *BOTH)
    assert read_catalog(path).live()[0].text == "バスで"
    assert not kept(small)


def test_a_second_engine_that_is_missing_costs_no_draft(small, mirror):
    small.write("localize.toml", CONFIG.format(""))
    path = catalog(small, "hi", entry("Who is she?"))
    words = ("translate", "--to", "hi", "--engine", "pseudo", "--engine", "argos")
    assert "no Argos package" in small(*words, code=5, **mirror).stderr
    assert "Ŵ" in read_catalog(path).live()[0].text
    small(*words, "--yes", **mirror)
    assert kept(small, "hi")["Who is she?"]["argos"].text == "वह कौन है?"
    assert "Ŵ" in read_catalog(path).live()[0].text


def test_an_unknown_engine_is_told_before_anything_is_drafted(small):
    path = catalog(small, "ja", entry("Who is she?"))
    done = small("translate", "--to", "ja", "-e", "pseudo", "-e", "nobody", code=2)
    assert "there is no engine 'nobody'" in done.stderr
    assert not read_catalog(path).live()[0].text


def test_a_route_is_no_engine_that_proposes(small):
    small.write("localize.toml", CONFIG.format('[engines.route]\nja = "pseudo"'))
    known = review_services(load_project(small.root), lambda: "2026-01-01")
    assert "route" not in known.engines


@settings(deadline=None, max_examples=40)
@given(
    st.dictionaries(
        st.tuples(st.text(), st.sampled_from(["text", "html"])),
        st.dictionaries(
            st.text(max_size=5),
            st.builds(
                Draft,
                st.text(),
                st.text(),
                st.none() | st.floats(-9, 0),
                st.lists(st.text(max_size=5), max_size=2).map(tuple),
            ),
            max_size=2,
        ),
        max_size=4,
    )
)
def test_what_is_written_is_read(tmp_path_factory, found):
    path = tmp_path_factory.mktemp("kept") / "folder" / "ja.json"
    write_alternatives(path, found)
    assert read_alternatives(path) == found
    assert [one.name for one in path.parent.iterdir()] == ["ja.json"]


@pytest.mark.parametrize("raw", [b"", b"{}", b"[1]", b'[{"msgid": "a"}]', b"\xff"])
def test_a_file_that_is_none_counts_as_empty(tmp_path, raw):
    path = tmp_path / "ja.json"
    path.write_bytes(raw)
    assert read_alternatives(path) == {}
