"""Another program loses what stood in a catalog: we notice, say so, and put it back on demand."""

from __future__ import annotations

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import polib
import pytest

from localize.catalogs.files import edit_catalog
from localize.catalogs.po import read_catalog
from localize.config import load_project
from localize.errors import CatalogError
from localize.model import State, state
from localize.model.state import drafted, edited, reviewed
from localize.review.decide import Act, Decision, Reviewer, decided
from localize.workflow.extract import extract
from localize.workflow.review import session
from localize.workflow.status import status
from localize.workflow.update import update

PO = "locales/ja/LC_MESSAGES/garden.po"


class Stages:
    """The stages in this process, on a project of one locale."""

    def __init__(self, made):
        self.made = made
        made.write("localize.toml", made.read("localize.toml").replace('"ja", "hi"', '"ja"'))
        self.project = load_project(made.root, {})
        self.path = made.root / PO

    def update(self, **options):
        templates = extract(self.project).templates
        return update(self.project, templates, locales=self.project.locales, now="", **options)

    def lost(self):
        return [str(one) for one in status(self.project, locales=self.project.locales).lost]

    @property
    def entries(self):
        return read_catalog(self.path).entries

    def write(self, place, text):
        """What a person does in an editor of ours."""

        def change(catalog):
            entries = list(catalog.entries)
            entries[place] = edited(entries[place], (text,), fuzzy=False)
            return replace(catalog, entries=tuple(entries))

        edit_catalog(self.path, change)

    def empty(self, place=0):
        """What a program does that thinks little of msgstr and comments."""
        file = polib.pofile(str(self.path))
        file[place].msgstr = file[place].tcomment = ""
        file.save()


@pytest.fixture
def stages(project):
    """A project in which a person translated two texts, and another reviewed the first."""
    made = Stages(project)
    made.update()
    made.write(0, "庭")
    made.write(1, "春の庭")

    def approve(catalog):
        first, *rest = catalog.entries
        return replace(catalog, entries=(reviewed(first, by="Aiko Sato", at="2026-11-22"), *rest))

    edit_catalog(made.path, approve)
    assert made.lost() == []
    return made


@pytest.fixture
def git(stages, tool):
    tool("git", "git")

    def run(*words):
        person = ["-c", "user.name=A", "-c", "user.email=a@b.org"]
        command = ["git", *person, *words]
        subprocess.run(command, cwd=stages.made.root, check=True, capture_output=True)

    run("init", "-q", "-b", "main")
    stages.made.write(".gitignore", ".localize/\n")
    run("add", "-A")
    run("commit", "-qm", "begun")
    return run


def test_the_commands_tell_a_loss_and_put_it_back(stages):
    before, localize = stages.entries, stages.made
    stages.empty()
    told = localize("update", "--json")
    assert json.loads(told.stdout)["lost"] == [
        {"path": PO, "aside": f".localize/lost/{PO}", "translation": 1}
    ]
    assert f"lost: {PO}: 1 translation" in told.stderr
    assert "localize update --restore" in told.stderr
    assert stages.entries[0].text == "", "nothing is put back unasked"
    assert "1 translation" in localize("check", code=None).stderr
    assert "lost" not in localize("-q", "status").stderr
    assert "status" in localize("update", "--restore", "--dry-run", code=2).stderr
    assert json.loads(localize("update", "--restore", "--json").stdout)["restored"] == {PO: 1}
    stages.empty()
    assert "1 of its entries restored" in localize("update", "--restore").stdout
    assert stages.entries == before
    assert state(stages.entries[0]) is State.REVIEWED
    assert stages.lost() == []


def test_a_persons_new_text_is_no_loss_and_is_not_replaced(stages):
    stages.empty()
    assert stages.lost() == ["1 translation"]
    stages.write(0, "花園")
    assert stages.lost() == []
    stages.update(put_back=True)
    assert stages.entries[0].text == "花園"


def test_a_catalog_that_was_deleted_can_be_had_back(stages):
    before = stages.entries
    stages.path.unlink()
    assert [str(one) for one in stages.update().lost] == ["2 translations"]
    stages.update(put_back=True)
    assert stages.entries == before


def test_vanished_obsolete_entries_come_back(stages, tool):
    tool("msgattrib", "gettext")
    stages.made.write("content/garden.md", "# Quite another text\n")
    stages.update()
    before = stages.entries
    assert {one.text for one in before if one.obsolete} == {"庭", "春の庭"}
    subprocess.run(["msgattrib", "--no-obsolete", "-o", stages.path, stages.path], check=True)
    assert stages.lost() == ["2 translations"]
    stages.update(put_back=True)
    assert stages.entries == before


def test_what_is_let_go_is_not_told_again(stages):
    stages.empty()
    assert stages.lost() == ["1 translation"]
    assert stages.lost() == ["1 translation"], "it is told until somebody decides"
    (stages.made.root / ".localize/lost" / PO).unlink()
    assert stages.lost() == []


def test_a_dry_run_tells_it_and_writes_nothing(stages):
    stages.update()
    stages.empty()
    before = stages.made.tree(".localize", "locales")
    assert [str(one) for one in stages.update(dry_run=True).lost] == ["1 translation"]
    assert stages.made.tree(".localize", "locales") == before


def test_what_a_document_no_longer_says_is_no_loss(stages):
    stages.made.write("content/garden.md", "# A garden in the spring\n")
    assert stages.update().lost == ()
    assert stages.lost() == []


def test_another_branch_is_no_loss_but_a_commit_that_loses_is(stages, git):
    stages.empty()
    git("commit", "-qam", "by a program")
    assert stages.lost() == ["1 translation"]
    stages.update(put_back=True)
    git("checkout", "-qb", "work")
    git("commit", "-qam", "translated")
    git("checkout", "-q", "main")
    assert stages.entries[0].text == ""
    assert stages.lost() == []


def test_words_that_git_never_had_are_told_after_a_hard_reset(stages, git):
    stages.write(2, "まだ誰も知らない")
    assert stages.lost() == []
    git("reset", "-q", "--hard")
    assert stages.lost() == ["1 translation"]
    stages.update(put_back=True)
    assert stages.entries[2].text == "まだ誰も知らない"


def test_a_commit_message_of_another_charset_stops_nothing(stages, git):
    message = stages.made.root / "message"
    message.write_bytes(b"M\xfcller\n")
    git("-c", "i18n.commitEncoding=latin-1", "commit", "-q", "--allow-empty", "-F", message)
    stages.write(2, "新しい")
    assert stages.lost() == []
    git("add", "-A")
    git("reset", "-q", "--hard")
    assert stages.lost() == [], "git had it: it was added"


def test_what_was_seen_stays_while_what_is_lost_cannot_be_put_aside(stages):
    place = stages.made.root / ".localize/lost"
    place.write_text("in the way", encoding="utf-8")
    stages.empty()
    assert stages.lost() == ["1 translation"]
    place.unlink()
    assert stages.lost() == ["1 translation"]


def test_an_unreadable_catalog_of_what_is_lost_is_never_deleted(stages):
    stages.empty()
    assert stages.lost() == ["1 translation"]
    aside = stages.made.root / ".localize/lost" / PO
    aside.write_text('msgid "half', encoding="utf-8")
    with pytest.raises(CatalogError, match="lost/locales"):
        stages.lost()
    stages.write(3, "別の")
    assert aside.read_text(encoding="utf-8") == 'msgid "half'


def test_two_commands_at_once_keep_what_is_lost(stages):
    stages.empty()
    with ThreadPoolExecutor(4) as pool:
        told = [one.result() for one in [pool.submit(stages.lost) for _ in range(8)]]
    assert told == [["1 translation"]] * 8
    stages.update(put_back=True)
    assert stages.entries[0].text == "庭"


def test_a_later_loss_of_a_comment_keeps_the_text_lost_before(stages):
    def note(catalog):
        first, *rest = catalog.entries
        return replace(catalog, entries=(replace(first, comments=("by hand",)), *rest))

    stages.empty()
    assert stages.lost() == ["1 translation"]
    edit_catalog(stages.path, note)
    assert stages.lost() == ["1 translation"]
    stages.empty()
    stages.lost()
    stages.update(put_back=True)
    assert stages.entries[0].text == "庭"
    assert "by hand" in stages.entries[0].comments


def test_what_a_reviewer_does_is_no_loss(stages):
    def draft(catalog):
        first, *rest = catalog.entries
        bare = replace(first, msgstr=("",), comments=(), flags=())
        return replace(catalog, entries=(drafted(bare, ("機械",), engine="e/1"), *rest))

    edit_catalog(stages.path, draft)
    stages.update(put_back=True)
    (stages.made.root / ".localize/lost" / PO).unlink(missing_ok=True)
    assert stages.lost() == []
    review = session(stages.project, stages.project.locales, lambda: "2026-11-23")
    review.store.refresh()
    person = Reviewer("Aiko Sato")

    def does(text=None):
        decision = Decision(Act.NEEDS_WORK, person, "2026-11-23", text)
        units = review.store.units(stages.project.locales[0])
        unit = next(one for one in units if one.entry.key == stages.entries[0].key)
        review.store.save(unit.ident, unit.hash, lambda entry: decided(entry, decision))

    does()
    assert state(stages.entries[0]) is State.NEEDS_WORK
    assert stages.lost() == []
    does(("",))
    assert stages.entries[0].text == ""
    assert stages.lost() == []
    stages.update(put_back=True)
    assert stages.entries[0].text == ""


def test_a_lost_comment_comes_back_with_its_bytes(stages):
    whole = stages.path.read_bytes()
    at = whole.index(b"msgid", whole.index(b"msgid") + 1)
    at = whole.rindex(b"\n\n", 0, at) + 2
    whole = whole[:at] + b"# M\xfcller\n" + whole[at:]
    stages.path.write_bytes(whole)
    assert stages.lost() == []
    stages.path.write_bytes(whole.replace(b"# M\xfcller\n", b""))
    assert stages.lost() == ["1 comment"]
    stages.update(put_back=True)
    assert b"# M\xfcller\n" in stages.path.read_bytes()
