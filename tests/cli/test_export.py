from __future__ import annotations

import json
from pathlib import Path

import pytest

from localize.config import load_project
from localize.interchange.apply import Outcome
from localize.model import State
from localize.workflow.import_file import import_file

PO = """\
msgid ""
msgstr ""
"Language: {0}\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

#. heading 1
#: content/garden.md
#, fuzzy
# localize: mt engine=argos/en@1 src=x out=y
msgid "The <b>garden</b> of {{name}}"
msgstr "{0} <b>!</b> {{name}}"

msgctxt "menu"
msgid "Open"
msgstr ""
"""


@pytest.fixture
def drafted(project):
    """A project with catalogs in two locales."""
    project.write("localize.toml", 'source = "en"\nlocales = ["ja", "hi"]\n')
    for tag in ("ja", "hi"):
        project.write(f"locales/{tag}/LC_MESSAGES/garden.po", PO.format(tag))
    return project


@pytest.mark.parametrize(("form", "suffix"), [("xliff", "xlf"), ("xliff12", "xlf"), ("csv", "csv")])
def test_what_goes_out_comes_back_without_a_change(drafted, form: str, suffix: str):
    before = drafted.tree("locales")
    made = json.loads(drafted("export", "-f", form, "-o", "out", "--json").stdout)
    configured = load_project(drafted.root)
    assert len(made) == len(configured.locales)
    for one in made:
        path = Path(drafted.root, one["path"])
        assert path.suffix == f".{suffix}"
        result = import_file(configured, path)
        assert (result.count(Outcome.UNCHANGED), result.count(Outcome.EMPTY)) == (1, 1)
    assert drafted.tree("locales") == before


def test_a_translators_work_comes_into_the_catalog(drafted):
    tag = str(load_project(drafted.root).locales[0])
    (made,) = json.loads(drafted("export", "-f", "csv", "-o", "out", "-t", tag, "--json").stdout)
    path = drafted.root / made["path"]
    rows = path.read_text(encoding="utf-8-sig").splitlines()
    _, _, id_, _, source, *_ = rows[1].split(",")
    back = f"locale,id,msgid,msgstr\n{tag},{id_},{source},A person's words\n"
    drafted.write("back.csv", back)
    before = drafted.tree("locales")
    configured = load_project(drafted.root)
    dry = import_file(configured, drafted.root / "back.csv", dry_run=True)
    assert dry.count(Outcome.CHANGED) == 1
    assert drafted.tree("locales") == before
    result = import_file(configured, drafted.root / "back.csv")
    assert result.count(Outcome.CHANGED) == 1
    (file,) = result.files
    assert "A person's words" in file.read_text(encoding="utf-8")


def test_only_some_states_are_exported_and_nothing_is_told(drafted):
    done = drafted("export", "-s", "reviewed", "-o", "out", code=2)
    assert "nothing to export" in done.stderr
    assert "machine" in drafted("export", "-s", "done", code=2).stderr
    assert set(State) >= {"machine"}


def test_mo_has_what_people_accepted_where_gettext_looks_for_it(drafted):
    import gettext

    assert "nothing to export" in drafted("export", "--format", "mo", code=2).stderr
    path = drafted.root / "locales/ja/LC_MESSAGES/garden.po"
    accepted = path.read_text().replace('msgid "Open"\nmsgstr ""', 'msgid "Open"\nmsgstr "開く"')
    path.write_text(accepted)
    done = drafted("export", "--format", "mo")
    assert "build/locale/ja/LC_MESSAGES/garden.mo: 1 texts, 4 characters" in done.stdout
    found = gettext.translation("garden", str(drafted.root / "build/locale"), ["ja"])
    assert found.pgettext("menu", "Open") == "開く"
    source = "The <b>garden</b> of {name}"
    assert found.gettext(source) == source, "a draft passes for reviewed"
    before = (drafted.root / "build/locale/ja/LC_MESSAGES/garden.mo").stat().st_mtime_ns
    drafted("export", "--format", "mo")
    assert (drafted.root / "build/locale/ja/LC_MESSAGES/garden.mo").stat().st_mtime_ns == before
    drafted("export", "--format", "mo", "--state", "needs-work", "--to", "hi", "-o", "out")
    drafts = gettext.translation("garden", str(drafted.root / "out"), ["hi"])
    assert drafts.gettext(source) == "hi <b>!</b> {name}"
