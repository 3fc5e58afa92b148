"""`tm` and `diff`, as a user calls them."""

from __future__ import annotations

import json
import subprocess

import pytest

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
CATALOG = "locales/ja/LC_MESSAGES/garden.po"
TEXT = HEADER + (
    'msgid "Tulips bloom in April."\nmsgstr "チューリップは四月に咲く。"\n\n'
    '#, fuzzy\nmsgid "Roses bloom in June."\nmsgstr "バラは六月に咲く。"\n'
)


def test_tm_finds_exports_and_imports(project, tmp_path):
    project.write(CATALOG, TEXT)
    found = json.loads(project("tm", "search", "Tulips bloom in May.", "--json").stdout)
    assert found[0]["target"] == "チューリップは四月に咲く。"
    assert found[0]["origin"] == CATALOG
    assert "chars" not in found[0]
    assert "100%" in project("tm", "search", "Tulips bloom in April.", "-t", "ja").stdout
    assert "nothing similar" in project("tm", "search", "Quite another thing").stdout
    assert "2 units" in project("tm", "export", "memory.tmx").stdout
    (project.root / CATALOG).unlink()
    stats = json.loads(project("tm", "stats", "--json").stdout)
    assert stats == [{"source_locale": "en", "target_locale": "ja", "units": 2, "accepted": 1}]
    (project.root / ".localize/memory.sqlite").unlink()
    assert "2 new units" in project("tm", "import", "memory.tmx").stdout
    assert "0 new units" in project("tm", "import", "memory.tmx").stdout
    found = json.loads(project("tm", "search", "Tulips bloom in April.", "--json").stdout)
    assert found[0]["origin"] == "memory.tmx"
    assert "error" in project("tm", "import", "missing.tmx", code=2).stderr


def test_tm_takes_the_projects_tmx_files_and_follows_its_catalogs(project):
    project.write(CATALOG, TEXT)
    project("tm", "export", "team.tmx")
    project.write("localize.toml", project.read("localize.toml") + '[tm]\nfiles = "*.tmx"\n')
    project.write(CATALOG, TEXT.replace("四月", "4月"))
    found = json.loads(project("tm", "search", "Tulips bloom in April.", "--json").stdout)
    assert {(one["target"], one["origin"]) for one in found} == {
        ("チューリップは4月に咲く。", CATALOG),
        ("チューリップは四月に咲く。", "team.tmx"),
    }


def test_tm_searches_for_every_open_entry_of_a_catalog(article):
    """The catalog of this repository: drafts of a machine, a person's text for one of them."""
    path = "locales/ja/LC_MESSAGES/us-japan-defense-pact.po"
    text = article.read(path)
    header, *entries = text.split("\n\n")
    accepted = entries[1].replace("#, fuzzy\n", "")
    article.write(path.replace("us-japan", "old"), f"{header}\n\n{accepted}\n")
    article.write(path, text.replace("In a recent statement, Trump called", "Trump called", 1))
    found = json.loads(article("tm", "search", "--catalog", path, "--json").stdout)
    assert len(found) == len(entries)
    [one] = [entry for entry in found if entry["matches"] and entry["matches"][0]["score"] > 0.85]
    assert one["line"] == 21
    assert one["msgid"].startswith("Trump called the U.S.-Japan")
    assert one["matches"][0]["state"] == "translated"
    assert one["matches"][0]["source"].startswith("In a recent statement, Trump called")
    shown = article("tm", "search", "-c", path, "--cutoff", "0.85").stdout
    assert "86%" in shown
    assert f"open entries: {len(entries)}, with a match: 1 (0 exact, 1 similar)" in shown
    # A catalog from elsewhere says its locale itself.
    article.write("other.po", text)
    shown = article("tm", "search", "-c", "other.po").stdout
    assert f"with a match: {len(entries)} ({len(entries)} exact, 0 similar)" in shown
    assert "--to" in article("tm", "search", "-c", "other.po", "-t", "hi", code=2).stderr
    assert "--catalog" in article("tm", "search", code=2).stderr


def test_diff_shows_what_a_reviewer_did(project, tool):
    git = tool("git", "git")

    def run(*words):
        command = [git, "-c", "user.name=A", "-c", "user.email=a@example.org", *words]
        subprocess.run(command, cwd=project.root, check=True, capture_output=True)

    assert "git repository" in project("diff", code=2).stderr
    run("init", "-q")
    project.write(CATALOG, TEXT)
    run("add", ".")
    run("commit", "-qm", "one")
    assert "0 units changed" in project("diff").stdout
    changed = (
        TEXT.replace("#, fuzzy\n", "").replace("四月に", "四月ごろに")
        + '\nmsgid "New"\nmsgstr ""\n'
    )
    project.write(CATALOG, changed)
    text = project("diff", "HEAD").stdout
    assert "{+ごろ+}" in text
    assert "needs-work → translated" in text
    found = json.loads(project("diff", "--json").stdout)
    kinds = [(one["kind"], one["state"]["old"], one["state"]["new"]) for one in found["units"]]
    assert kinds == [
        ("changed", "translated", "translated"),
        ("changed", "needs-work", "translated"),
        ("added", None, "missing"),
    ]
    (project.root / CATALOG).unlink()
    assert project("diff").stdout.count("removed") == 2
    assert "no such revision" in project("diff", "nowhere", code=2).stderr
    assert project("diff", "--", "--output=x", code=2)


@pytest.mark.parametrize("command", ["tm", "diff", "merge-driver"])
def test_help(project, command):
    assert command in project(command, "--help").stdout


def test_tm_does_not_offer_an_entry_its_own_draft(project):
    drafts = (
        '#, fuzzy\nmsgid "%d red rose"\nmsgid_plural "%d red roses"\n'
        'msgstr[0] "バラ一輪"\nmsgstr[1] "多くのバラ"\n\n'
        '#, fuzzy\nmsgid "Roses bloom in June. They are red."\n'
        'msgstr "バラは六月に咲く。それは赤い。"\n'
    )
    project.write(CATALOG, HEADER + drafts)
    path = str(project.root / CATALOG)
    found = json.loads(project("tm", "search", "-c", path, "--cutoff", "0.5", "--json").stdout)
    assert [entry["matches"] for entry in found] == [[], []]


def test_an_export_that_fails_leaves_nothing(project):
    project.write(CATALOG, TEXT)
    (project.root / "out.tmx").mkdir()
    project("tm", "export", "out.tmx", code=None)
    assert not list(project.root.glob(".out.tmx*"))
