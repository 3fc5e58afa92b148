"""`localize build --keep N`, as po4a users know it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from localize.catalogs.files import edit_catalog
from localize.cli.console import percent
from localize.model.state import edited

JA = "build/markdown/ja/garden.md"


@pytest.fixture
def half(project):
    """A project of one locale: of four texts, two translated, one of them since outdated."""
    project.write("localize.toml", project.read("localize.toml").replace('"ja", "hi"', '"ja"'))
    project.write("content/garden.md", "# Garden\n\nTulips bloom in April.\n\nOne.\n\nTwo.\n")
    project("update")

    def change(catalog):
        first, second, *rest = catalog.entries
        made = edited(first, ("庭",), fuzzy=False), edited(second, ("四月の花。",), fuzzy=False)
        return replace(catalog, entries=(*made, *rest))

    edit_catalog(project.root / "locales/ja/LC_MESSAGES/garden.po", change)
    text = project.read("content/garden.md")
    project.write("content/garden.md", text.replace("in April", "in early April"))
    project("update")
    return project


def test_an_edition_is_kept_from_so_many_percent_on(half):
    done = half("build", "--keep", "26")
    assert "ja of content/garden.md is left out: 25 % translated, --keep 26" in done.stderr
    assert not (half.root / JA).exists()
    half("build", "--keep", "25")
    text = half.read(JA)
    assert "庭" in text
    assert "Tulips bloom in early April." in text, "what is outdated shows its source"
    assert "四月の花。" not in text


def test_outdated_texts_are_shown_on_demand_and_count(half):
    half("build", "--keep", "50", "--outdated")
    assert "四月の花。" in half.read(JA)
    assert "Tulips" not in half.read(JA)
    page = half.read("build/site/ja/garden/index.html")
    assert "四月の花。" in page


def test_outdated_without_a_threshold_is_a_mistake(half):
    assert "--keep" in half("build", "--outdated", code=2).stderr


def test_with_publish_both_gates_have_to_be_met(half):
    text = half.read("localize.toml")
    half.write("localize.toml", text + '\n[publish]\nminimum = "reviewed"\nshare = 0.01\n')
    assert "--keep 25 have to be met" in half("build", "--publish", "--keep", "25", code=4).stderr
    half("build", "--keep", "25")
    half.write("localize.toml", text + '\n[publish]\nminimum = "missing"\n')
    half("build", "--publish")
    half("build", "--publish", "--keep", "26", code=4)
    half("build", "--publish", "--keep", "25")


def test_a_share_is_told_in_the_percents_that_it_is():
    assert [percent(one) for one in (0.29, 0.57, 0.999, 1.0)] == [29, 57, 99, 100]
