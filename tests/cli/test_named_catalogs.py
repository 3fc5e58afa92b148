"""Commands on catalogs that are named, with no project of ours."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys

import pytest
from tests.conftest import ROOT, Project

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n{}\n'
PLURALS = '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n'
ENTRIES = """\
#: app.c:3
#, c-format
msgid "Open %s"
msgstr "{}"

#: app.c:9
msgid "Close the window"
msgstr ""
"""


def catalog(language="", said="Ouvrir %s"):
    field = f'"Language: {language}\\n"\n' if language else ""
    return HEADER.format(field + PLURALS) + ENTRIES.format(said)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A checkout of another tool's project: a flat one, LC_MESSAGES, Sphinx's, KDE's."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = Project(tmp_path / "checkout")
    made.write("po/fr.po", catalog())
    made.write("po/de.po", catalog("de", "Öffnen %s"))
    made.write("po/app.pot", catalog(said=""))
    made.write("locale/ja/LC_MESSAGES/django.po", catalog("ja", "%sを開く"))
    made.write("docs/locale/ja/LC_MESSAGES/library/os.po", catalog(said="%sを開く"))
    made.write("kde/sr@latin/kcm/kcm_style.po", catalog(said="Otvori %s"))
    for words in ("init -q", "add -A", "-c user.name=A -c user.email=a@b commit -qm a"):
        subprocess.run(["git", *words.split()], cwd=made.root, check=True)
    return made


def changed(folder):
    done = subprocess.run(
        ["git", "status", "--porcelain"],
        cwd=folder.root,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split("\n")[:-1]


def test_status_finds_every_layout(folder):
    rows = json.loads(folder("status", ".", "--json").stdout)
    assert {(row["path"], row["locale"]) for row in rows} == {
        ("po/fr.po", "fr"),
        ("po/de.po", "de"),
        ("locale/ja/LC_MESSAGES/django.po", "ja"),
        ("docs/locale/ja/LC_MESSAGES/library/os.po", "ja"),
        ("kde/sr@latin/kcm/kcm_style.po", "sr-Latn"),
    }
    assert all((row["total"], row["translated"], row["missing"]) == (2, 1, 1) for row in rows)
    assert [
        row["locale"] for row in json.loads(folder("status", "po", "-t", "de", "--json").stdout)
    ] == ["de"]
    assert changed(folder) == []


def test_check_reads_what_is_named_and_says_so(folder):
    assert "5 files" in folder("check", ".").stderr
    folder.write("po/fr.po", catalog(said="Ouvrir"))
    assert "po/fr.po:6" in folder("check", "po/fr.po", code=4).stdout
    assert "po/fr.po:6" in folder("check", "po", code=4).stdout
    folder("check", "po/de.po")
    assert "fr.po:6" in folder("check", str(folder.root / "po"), code=4).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "gone.po"], "gone.po: no such file or folder"),
        (["status", "empty"], "no .po or .pot file in this folder"),
        (["check", "app.c"], "no catalog"),
        (["check", "broken/fr.po"], "broken/fr.po:2"),
        (["status", "broken"], "broken/fr.po:2"),
        (["check", "unknown/messages.po"], "say it: --to ja"),
        (["check", "po", "--to", "hi"], "no catalog of hi"),
        (["translate", "po/app.pot", "--to", "ja", "-e", "pseudo"], "a template has no trans"),
        (["review", "po/app.pot", "--no-browser"], "a template has no translations"),
        (["check"], "name the catalogs"),
    ],
)
def test_what_cannot_be_read_is_never_success(folder, words, said):
    folder.write("empty/readme.txt", "")
    folder.write("app.c", "")
    folder.write("broken/fr.po", 'msgid "a"\nmsgstr "b\n')
    folder.write("unknown/messages.po", catalog())
    assert said in folder(*words, code=2).stderr


def test_a_locale_that_nothing_tells_is_said(folder):
    folder.write("unknown/messages.po", catalog())
    (row,) = json.loads(folder("status", "unknown/messages.po", "--to", "hi", "--json").stdout)
    assert row["locale"] == "hi"


def test_translate_changes_the_file_that_is_named_and_no_other(folder):
    folder("translate", "po/fr.po", "--engine", "pseudo")
    assert changed(folder) == [" M po/fr.po"]
    assert 'msgstr "Ouvrir %s"' in folder.read("po/fr.po")
    assert "localize: mt engine=pseudo" in folder.read("po/fr.po")
    assert folder.read("po/fr.po").startswith(catalog().split("#: app.c:9")[0])
    assert "Close the window" in folder("diff", "po/fr.po").stdout
    assert "0 units changed" in folder("diff", "HEAD", "po/de.po").stdout


def test_in_a_project_too_only_the_named_catalog_is_drafted(project):
    project("extract")
    project("update")
    before = project.tree("locales")
    project("translate", "locales/hi/LC_MESSAGES/garden.po")
    after = project.tree("locales")
    assert [name for name in before if before[name] != after[name]] == [
        "locales/hi/LC_MESSAGES/garden.po"
    ]
    project.write("vendor/po/de.po", catalog())
    (row,) = json.loads(project("status", "vendor", "--json").stdout)
    assert (row["path"], row["locale"], row["missing"]) == ("vendor/po/de.po", "de", 1)


def test_export_and_review_know_the_named_catalogs(folder):
    folder("export", "po/fr.po", "--format", "csv", "-o", "out")
    assert "Ouvrir %s" in folder.read("out/fr.csv")
    folder("export", "locale", "--format", "mo", "--state", "translated")
    assert (folder.root / "locale/ja/LC_MESSAGES/django.mo").exists()
    folder("review", "export", "out", "po", "--to", "de")
    assert "Öffnen %s" in folder.read("out/de.html")


def test_what_comes_from_markdown_is_markdown_without_its_flag(folder):
    link = 'msgid "See [the **list**](list.md) and `run`."\nmsgstr ""\n'
    folder.write("po/ja.po", catalog("ja") + f"\n#: src/SUMMARY.md:3 src/a.md:1\n{link}")
    folder.write("po/hi.po", catalog("hi") + f"\n#: src/a.md:1\n#, no-markdown-text\n{link}")
    folder("translate", "po/ja.po", "po/hi.po", "--engine", "pseudo")
    assert "](list.md)" in folder.read("po/ja.po")
    assert "`run`" in folder.read("po/ja.po")
    assert folder.read("po/hi.po").count("](list.md)") == 1  # its msgid
    head, _, tail = folder.read("po/ja.po").rpartition("](list.md)")
    folder.write("po/ja.po", f"{head}](lost.md){tail}")
    assert "link list.md is missing" in folder("check", "po/ja.po", code=4).stdout


def test_a_template_is_checked_as_source(folder):
    folder.write("po/app.pot", catalog(said="").replace("Close the window", "Close (the window"))
    assert "source-balance" in folder("check", "po/app.pot").stdout
    texts = ("The merge driver runs.", "Install the merge driver.", "No merge driver is there.")
    folder.write("po/app.pot", "\n".join(f'msgid "{text}"\nmsgstr ""\n' for text in texts))
    assert "merge driver" in folder("terms", "extract", "po/app.pot").stdout


PAGE = (ROOT / "docs" / "po.md").read_text(encoding="utf-8")
COMMANDS = [
    shlex.split(line, comments=True)[1:]
    for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]


def test_every_command_of_the_page_runs(folder):
    folder.write("strings/messages.po", catalog())
    folder.write("po/fr.po", catalog(said="Ouvrir"))
    codes = {"check po": 4}
    for words in COMMANDS:
        if words[0] != "review":
            folder(*words, code=codes.get(" ".join(words), 0), LOCALIZE_ENGINE="pseudo")
    assert len(COMMANDS) > 7
    assert changed(folder) == [" M po/fr.po", "?? po/de.mo", "?? po/fr.mo", "?? strings/"]


def test_the_review_of_the_page_is_served(folder):
    (words,) = (words for words in COMMANDS if words[0] == "review")
    command = [sys.executable, "-m", "localize", *words, "--no-browser", "--port", "0"]
    with subprocess.Popen(
        command, cwd=folder.root, stdout=subprocess.PIPE, text=True, env={**os.environ}
    ) as served:
        address = served.stdout.readline()
        served.terminate()
    assert address.startswith("http://127.0.0.1:")


def test_a_link_that_a_checkout_brings_leads_nowhere(folder, tmp_path):
    outside = tmp_path / "private.po"
    outside.write_text(catalog("ja"), encoding="utf-8")
    (folder.root / "po/ja.po").symlink_to(outside)
    assert "leads out of the folder" in folder("translate", "po", code=None).stderr
    assert outside.read_text(encoding="utf-8") == catalog("ja")
