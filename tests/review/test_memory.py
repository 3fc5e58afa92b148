"""Matches at a unit, from the project's real memory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from localize.catalogs.files import edit_catalog

from .conftest import GULLS, catalog, command, until

MARKET = """
msgid ""
msgstr ""
"Language: ja\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Nobody counts the small gulls."
msgstr "小さなカモメを数える者はいない。"
"""

LATE = """
const ask = window.fetch;
window.fetch = async (...words) => {
  const answer = await ask(...words);
  const late = words[0].includes("rows?ids=") ? 700 : /unit\\/\\w+$/.test(words[0]) ? 1000 : 0;
  await new Promise((go) => setTimeout(go, late));
  return answer;
};
"""
"""What the checks found comes while a unit is under way, and its row is rendered anew."""


@pytest.fixture
def project(desk_project):
    path = catalog(desk_project, domain="market")
    path.write_text(MARKET.lstrip(), encoding="utf-8")
    return desk_project


def memory_at(client, msgid_part):
    unit = client.units(f"?q={msgid_part}")[0][0]
    answer = client.ask("GET", f"/ja/unit/{unit}?memory=1", headers={"Accept": "application/json"})
    return answer.json["html"]


def test_matches_of_other_catalogs_show_score_and_difference(project, serve):
    found = memory_at(serve(project).client(), "gulls")
    assert "<del>small" in found
    assert "小さなカモメを数える者はいない。" in found
    assert " %</span>" in found
    assert "market.po" in found
    assert "カモメを数える者はいない。<" not in found.replace("小さなカモメを", "")


def test_what_was_imported_is_asked_too(project, serve, tmp_path):
    tmx = tmp_path / "old.tmx"
    command(project, "tm", "export", str(tmx))
    path = catalog(project, domain="market")
    edit_catalog(path, lambda found: replace(found, entries=()))
    command(project, "tm", "import", str(tmx))
    assert "小さなカモメ" in memory_at(serve(project).client(), "gulls")


@pytest.mark.browser
def test_a_match_is_shown_when_a_unit_is_open_and_taken_by_a_key(opened, project, serve):
    server = serve(project)
    page = opened("static/review.css", server=server, selector="body")
    page.add_init_script(LATE)
    page.goto(f"{server.address}/ja/")
    page.wait_for_selector("html[data-ready]")
    page.locator(".unit", has_text=GULLS).locator(".target").click()
    page.wait_for_selector(".memory .matches")
    assert page.locator(".memory del").inner_text().strip() == "small"
    page.keyboard.press("Alt+m")
    until(lambda: page.locator(".editor textarea").input_value().startswith("小さな"))
