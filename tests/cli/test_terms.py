from __future__ import annotations

import json

import pytest

TERMS = "source,dnt,ja,ja!,note\nGitHub,yes,,,\npact,,条約,契約,\nautonomy,,,,\n"
PO = """\
msgid ""
msgstr ""
"Language: ja\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "a pact on GitHub"
msgstr "ギットハブの契約"
"""


@pytest.fixture
def shop(project):
    """A project with terms and one translation that breaks them."""
    project.write("localize.toml", 'source = "en"\nlocales = ["ja"]\ncontent = ["content/*.txt"]\n')
    project.write(
        "content/a.txt", "We met Shinzo Abe about a pact.\n\nThen Shinzo Abe went home.\n"
    )
    project.write("locales/terms.csv", TERMS)
    project.write("locales/ja/LC_MESSAGES/a.po", PO)
    return project


def test_list_shows_all_terms_or_those_of_a_text(shop):
    assert shop("terms", "list").stdout.count("\n") == 4
    found = json.loads(shop("terms", "list", "two Pacts", "--json").stdout)
    assert [one["source"] for one in found] == ["pact"]
    assert found[0]["forbidden"] == {"ja": ["契約"]}


def test_check_tells_of_termbase_and_translations_and_exits_4(shop):
    done = shop("terms", "check", "--json", code=4)
    said = {(one["term"], one["severity"]) for one in json.loads(done.stdout)["findings"]}
    assert said == {
        ("GitHub", "error"),
        ("pact", "warning"),
        ("pact", "error"),
        ("autonomy", "warning"),
    }
    assert (
        "locales/ja/LC_MESSAGES/a.po:6: error [ja] GitHub" in shop("terms", "check", code=4).stdout
    )


def test_import_adds_and_never_changes(shop):
    before = shop.read("locales/terms.csv")
    shop.write("more.csv", "source,ja-JP\npact,協定\ntreaty,条約\n")
    done = shop("terms", "import", "more.csv", "--dry-run")
    assert "would add 1 terms" in done.stdout
    assert shop.read("locales/terms.csv") == before
    done = shop("terms", "import", "more.csv")
    assert "kept '条約', offered '協定'" in done.stderr
    assert shop.read("locales/terms.csv") == before + "treaty,,条約,,\n"


def test_extract_proposes_what_is_no_term_yet(shop):
    done = shop("terms", "extract")
    assert "Shinzo Abe" in done.stdout
    assert "pact" not in done.stdout
    assert shop("terms", "extract", "--csv").stdout == "Shinzo Abe\n"


def test_a_broken_termbase_is_told_with_its_line(shop):
    shop.write("locales/terms.csv", "source,ja\npact,a,b\n")
    done = shop("terms", "list", code=1)
    assert "terms.csv:2: 3 cells" in done.stderr
