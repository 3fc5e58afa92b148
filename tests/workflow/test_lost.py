"""Another program loses what stood in a catalog: we notice, say so, and put it back on demand."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace

import polib
import pytest

from localize.catalogs.files import edit_catalog
from localize.catalogs.po import read_catalog
from localize.config import load_project
from localize.model import State, state
from localize.model.unit import edited, reviewed
from localize.workflow.extract import extract
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


def test_another_branch_is_no_loss_but_a_commit_that_loses_is(stages, tool):
    tool("git", "git")

    def git(*words):
        person = ["-c", "user.name=A", "-c", "user.email=a@b.org"]
        command = ["git", *person, *words]
        subprocess.run(command, cwd=stages.made.root, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    stages.made.write(".gitignore", ".localize/\n")
    stages.empty()
    git("add", "-A")
    git("commit", "-qm", "by a program")
    assert stages.lost() == ["1 translation"]
    stages.update(put_back=True)
    git("checkout", "-qb", "work")
    git("commit", "-qam", "translated")
    git("checkout", "-q", "main")
    assert stages.entries[0].text == ""
    assert stages.lost() == []
