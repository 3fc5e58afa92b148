"""What `make demo` shows: the article's editions, and a phrase book drafted then and there."""

from __future__ import annotations

import html
import re
import shutil

import pytest
from tests.conftest import ROOT, Project

from localize.catalogs.po import read_catalog
from localize.model import State, state


def words_of(page: str) -> str:
    """The text of a page as a reader has it, white space and invisible breaks left out."""
    without = re.sub(r"<(script|style)\b.*?</\1>|<wbr>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"[\s\u200b\u2060]+", "", html.unescape(without))


def bare(text: str) -> str:
    """A msgstr without Markdown's marks and white space."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"[\s*`_]+", "", text)


@pytest.fixture
def phrasebook(tmp_path):
    """A copy of the phrase book beside the models, as in the repository."""
    shutil.copytree(ROOT / "models", tmp_path / "models")
    target = tmp_path / "examples" / "phrasebook"
    shutil.copytree(
        ROOT / "examples" / "phrasebook",
        target,
        ignore=shutil.ignore_patterns("locales", "build", ".localize"),
    )
    return Project(target)


@pytest.mark.parametrize("tag", ["ja", "hi", "ar"])
def test_edition_of_the_article_has_every_paragraph_and_no_source_text(article, tag):
    article("run")
    entries = read_catalog(
        article.root / f"locales/{tag}/LC_MESSAGES/us-japan-defense-pact.po"
    ).live()
    page = article.read(f"build/site/{tag}/us-japan-defense-pact/index.html")
    direction = "rtl" if tag == "ar" else "ltr"
    assert f'<html lang="{tag}" dir="{direction}"' in page
    read = words_of(page)
    for entry in entries:
        assert bare(entry.text) in read, entry.text
        assert bare(entry.msgid) not in read, entry.msgid
        assert state(entry) is State.MACHINE


def test_second_run_of_the_article_changes_no_byte(article):
    article("run")
    before = article.tree("build", "locales", "content")
    article("run")
    assert article.tree("build", "locales", "content") == before


def test_catalogs_in_git_are_what_a_run_leaves(article):
    before = article.tree("locales")
    article("run")
    assert article.tree("locales") == before


def test_phrase_book_is_drafted_by_the_models_and_nothing_else(phrasebook, tmp_path):
    home = {"ARGOS_PACKAGES_DIR": str(tmp_path / "none"), "HOME": str(tmp_path)}
    done = phrasebook("run", LOCALIZE_PACKAGES=str(tmp_path / "models"), **home)
    for tag, engine in (("ja", "argos/en_ja@0.1"), ("hi", "argos/en_hi@0.1")):
        assert engine in done.stdout
        path = phrasebook.root / f"locales/{tag}/LC_MESSAGES/phrasebook.po"
        entries = {entry.msgid: entry for entry in read_catalog(path).live()}
        assert {state(entry) for entry in entries.values()} == {State.MACHINE}
        assert entries["{name}"].text == "{name}"
        page = phrasebook.read(f"build/site/{tag}/phrasebook/index.html")
        assert all(bare(entry.text) in words_of(page) for entry in entries.values())
    ja = read_catalog(phrasebook.root / "locales/ja/LC_MESSAGES/phrasebook.po").live()
    texts = {entry.msgid: entry.text for entry in ja}
    assert texts["I like history."] == "私は歴史が好きです。"
    assert texts["**Thanks!**"].startswith("**")
    assert "findings: 1 error" in done.stdout  # the sentence they get wrong


def test_the_session_of_the_readme_is_what_happens(tmp_path, monkeypatch):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    session = text.partition("Here is a whole session")[2].partition("\nThe line that")[0]
    lines = session.partition("\n\n")[2].splitlines()
    block = "\n".join(line.removeprefix("    ") for line in lines)
    parts = [part.partition("\n") for part in block.split("$ ")[1:]]
    shown = {command: output.strip() for command, _, output in parts}
    exported, init, cat, run, tail = shown
    assert exported == "export LOCALIZE_PACKAGES=$PWD/models"
    monkeypatch.setenv("LOCALIZE_PACKAGES", str(ROOT / "models"))
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "none"))
    words = init.removeprefix("localize ").removesuffix(" && cd garden").split()
    assert Project(tmp_path)(*words).stdout.strip() == shown[init]
    garden = Project(tmp_path / "garden")
    garden.write(cat.split()[1], shown[cat] + "\n")
    done = garden(*run.split()[1:])
    seconds = re.compile(r" +\d+\.\d ")
    assert seconds.sub(" ", done.stdout.strip()) == seconds.sub(" ", shown[run])
    score = re.compile(r"score=-\d\.\d+")  # another processor may round otherwise
    last = "\n".join(garden.read(tail.split()[2]).splitlines()[-6:])
    assert score.sub("", last) == score.sub("", shown[tail])
