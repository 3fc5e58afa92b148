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
