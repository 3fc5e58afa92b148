"""Nothing a person wrote is ever changed: random edits, kills, other tools."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localize.catalogs.files import edit_catalog
from localize.catalogs.po import read_catalog
from localize.config import load_project
from localize.model import State, may_draft, state
from localize.model.state import edited, reviewed
from localize.workflow.extract import extract
from localize.workflow.project import chosen_locales
from localize.workflow.translate import translate
from localize.workflow.update import update

NOW = "2026-11-22 20:17+0000"
PARAGRAPHS = (
    "Tulips bloom in April.",
    "Roses bloom in June, and some of them until October.",
    "The **first** flowers are yellow.",
    "A gardener keeps a diary of every plant.",
    "Water the seedlings in the evening.",
    "In winter the garden sleeps under the snow.",
)


def run_in_process(root):
    """The stages that write catalogs: extract, update, translate."""
    project = load_project(root, {})
    locales = chosen_locales(project, None)
    update(project, extract(project).templates, locales=locales, now=NOW)
    translate(project, locales=locales, engine_name="pseudo")


def persons(path):
    """What a person wrote in a catalog: text, flags and comments by key and obsolete."""
    return {
        (entry.msgctxt, entry.msgid, entry.msgstr): entry
        for entry in read_catalog(path).entries
        if any(entry.msgstr) and not may_draft(replace(entry, obsolete=False))
    }


by_hand = st.sampled_from(
    ["花が咲く。", "**太字**の文。", '引用 "と" \\ 記号', "改行\nあり", "{name} さん"]
)
acts = st.lists(
    st.tuples(
        st.sampled_from(["write", "doubt", "approve", "comment", "drop", "change", "add", "swap"]),
        st.integers(0, 5),
        by_hand,
    ),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts)
def test_no_act_of_the_machine_changes_a_persons_text(tmp_path_factory, acts):
    root = tmp_path_factory.mktemp("project")
    (root / "content").mkdir()
    (root / "localize.toml").write_text('locales = ["ja"]\ncontent = ["content/*.md"]\n')
    document = root / "content" / "a.md"
    paragraphs = list(PARAGRAPHS)
    catalog = root / "locales/ja/LC_MESSAGES/a.po"
    document.write_text("\n\n".join(paragraphs) + "\n")
    run_in_process(root)
    for act, number, text in acts:
        entries = read_catalog(catalog).live()
        chosen = entries[number % len(entries)]
        if act in {"write", "doubt", "approve", "comment"}:
            changed = by_person(chosen, act, text)
            edit_catalog(catalog, lambda c, old=chosen, new=changed: put(c, old, new))
        elif act == "drop" and len(paragraphs) > 1:
            paragraphs.pop(number % len(paragraphs))
        elif act == "change":
            paragraphs[number % len(paragraphs)] += " And more."
        elif act == "add":
            paragraphs.insert(number % len(paragraphs), f"A new paragraph, number {number}.")
        elif act == "swap":
            paragraphs.reverse()
        document.write_text("\n\n".join(paragraphs) + "\n")
        before = persons(catalog)
        run_in_process(root)
        after = {
            (entry.msgstr, comment)
            for entry in read_catalog(catalog).entries
            for comment in (None, *entry.comments)
        }
        for entry in before.values():
            assert (entry.msgstr, None) in after, f"lost {entry.msgstr}"
            own = [one for one in entry.comments if not one.startswith("localize:")]
            assert all((entry.msgstr, one) in after for one in own)


def by_person(entry, act, text):
    if act == "write":
        return edited(entry, (text,), fuzzy=False)
    if act == "doubt":
        return edited(entry, (text,), fuzzy=True)
    if act == "approve":
        return reviewed(entry, by="Aiko", at="2026-11-22")
    return replace(entry, comments=(*entry.comments, "a note by hand"))


def put(catalog, old, new):
    entries = tuple(
        new if entry.key == old.key and not entry.obsolete else entry for entry in catalog.entries
    )
    return replace(catalog, entries=entries)


def test_only_the_edited_and_the_added_paragraph_change_state(article):
    article("run", "--engine", "pseudo")
    path = article.root / "locales/ja/LC_MESSAGES/us-japan-defense-pact.po"
    before = {entry.msgid: entry for entry in read_catalog(path).live()}
    assert {state(entry) for entry in before.values()} == {State.MACHINE}
    text = article.read("content/us-japan-defense-pact.md")
    changed = text.replace("For decades, Japan has", "For many decades, Japan has")
    article.write("content/us-japan-defense-pact.md", changed + "\nA paragraph that is new.\n")
    article("update")
    after = {entry.msgid: entry for entry in read_catalog(path).live()}
    moved = {msgid: state(entry) for msgid, entry in after.items() if msgid not in before}
    assert sorted(moved.values()) == [State.MISSING, State.STALE]
    same = after.keys() & before.keys()
    assert len(same) == len(before) - 1
    assert all(after[msgid] == before[msgid] for msgid in same)
    article("translate", "--engine", "pseudo")
    drafted = {entry.msgid: entry for entry in read_catalog(path).live()}
    assert {msgid for msgid in drafted if drafted[msgid] != after[msgid]} == moved.keys()


@pytest.mark.slow
def test_killed_at_any_moment_nothing_is_lost_and_the_next_run_completes(project):
    rounds = 12  # benchmarks/kill.py does a hundred
    catalogs = [project.root / f"locales/{tag}/LC_MESSAGES/garden.po" for tag in ("ja", "hi")]
    project("run")
    for path in catalogs:
        edit_catalog(
            path, lambda c: put(c, c.live()[0], edited(c.live()[0], ("人の訳",), fuzzy=False))
        )
    chance = random.Random(7)
    for number in range(rounds):
        article = project.read("content/garden.md")
        project.write("content/garden.md", f"{article}\nParagraph {number} is new.\n")
        process = subprocess.Popen(
            [sys.executable, "-m", "localize", "run"],
            cwd=project.root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.05, 1.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
        for path in catalogs:
            assert ("人の訳",) in {entry.msgstr for entry in read_catalog(path).entries}
    project("run")
    for path in catalogs:
        live = read_catalog(path).live()
        assert not [entry for entry in live if state(entry) is State.MISSING]
        assert ("人の訳",) in {entry.msgstr for entry in live}


def test_gettext_accepts_every_catalog_and_msgmerge_keeps_every_stamp(article, tool, tmp_path):
    msgfmt, msgmerge = tool("msgfmt", "gettext"), tool("msgmerge", "gettext")
    article("run", "--engine", "pseudo")
    for tag in ("ja", "hi"):
        path = article.root / f"locales/{tag}/LC_MESSAGES/us-japan-defense-pact.po"
        done = subprocess.run(
            [msgfmt, "-c", "--statistics", "-o", "/dev/null", path],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "warning" not in done.stderr
        template = article.root / "locales/us-japan-defense-pact.pot"
        merged = tmp_path / f"{tag}.po"
        subprocess.run([msgmerge, "-q", "-o", merged, path, template], check=True)
        kept = {entry.msgid: entry for entry in read_catalog(merged).live()}
        for entry in read_catalog(path).live():
            other = kept[entry.msgid]
            assert (other.msgstr, other.comments) == (entry.msgstr, entry.comments)
            assert state(other) is state(entry)


def test_second_run_changes_no_byte(project):
    project("run")
    before = project.tree("locales", "build")
    project("run")
    assert project.tree("locales", "build") == before


def test_renamed_document_keeps_its_translations(project):
    project("run")
    (project.root / "content/garden.md").rename(project.root / "content/spring.md")
    old = project.root / "locales/ja/LC_MESSAGES/garden.po"
    edit_catalog(old, lambda c: put(c, c.live()[0], edited(c.live()[0], ("人の訳",), fuzzy=False)))
    project("run")
    new = read_catalog(project.root / "locales/ja/LC_MESSAGES/spring.po")
    assert ("人の訳",) in {entry.msgstr for entry in new.live()}
    assert old.is_file()
