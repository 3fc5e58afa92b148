"""`localize check` as a user runs it."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

HEADER = 'msgid ""\nmsgstr ""\n"Language: ja\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
CATALOG = "locales/ja/LC_MESSAGES/garden.po"
BAD = HEADER + (
    '#: content/garden.md\n#, markdown-text\nmsgid "Roses bloom in June 1987, see <https://a.org/x>."\n'
    'msgstr "バラは1978年の6月に咲きます。\x0b <https://a.org/x>を見てください。"\n\n'
    '#: content/garden.md\nmsgid "He said (yes)."\nmsgstr "彼は（はいと言った。"\n'
)


@pytest.fixture
def garden(project):
    project.write(CATALOG, BAD)
    return project


def test_findings_are_grouped_with_place_texts_and_span(garden):
    done = garden("check", "--to", "ja", code=4)
    assert f"{CATALOG}:" in done.stdout
    assert "error numbers: 1987 became 1978" in done.stdout
    assert "⟦1978⟧" in done.stdout
    assert "warning brackets" in done.stdout


def test_json_has_every_field(garden):
    report = json.loads(garden("check", "--json", code=4).stdout)
    assert report["errors"] == 2
    numbers = next(one for one in report["findings"] if one["rule"] == "numbers")
    assert numbers["path"] == CATALOG
    assert numbers["msgstr"][0][slice(*numbers["span"])] == "1978"


def test_sarif_names_rules_and_places(garden):
    log = json.loads(garden("check", "--format", "sarif", code=4).stdout)
    run = log["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == CATALOG


def test_junit_is_xml_whatever_the_text_holds(garden):
    suites = ET.fromstring(garden("check", "--format", "junit", code=4).stdout)
    assert suites.get("failures") == "2"
    assert len(suites.findall("./testsuite/testcase/failure")) == 2


def test_github_annotations_are_one_line_each(garden):
    lines = garden("check", "--format", "github", code=4).stdout.rstrip("\n").split("\n")
    assert all(
        line.startswith((f"::error file={CATALOG},", f"::warning file={CATALOG},"))
        for line in lines
    )


def test_fail_on_decides_the_exit_code(garden):
    garden.write(CATALOG, BAD.replace("\x0b", "").replace("1978", "1987"))
    garden("check", code=0)
    garden("check", "--fail-on", "warning", code=4)
    garden.write("localize.toml", garden.read("localize.toml") + '[check]\nfail-on = "warning"\n')
    garden("check", code=4)


def test_a_reason_silences_a_finding_and_is_kept(garden):
    quiet = BAD.replace("\x0b", "").replace(
        "#: content/garden.md\n#, m",
        '# localize: ignore numbers "as the gardener says"\n#: content/garden.md\n#, m',
    )
    garden.write(CATALOG, quiet)
    garden("check", code=0)
    assert "1987 became 1978" in garden("check", "--ignored", code=4).stdout


def test_only_the_documents_or_catalogs_named_are_checked(garden):
    garden("check", CATALOG, code=4)
    garden("check", "content/garden.md", code=4)
    garden.write("content/other.md", "# Other\n")
    assert "no catalog yet" in garden("check", "content/other.md", code=2).stderr
    garden("check", "--source", "content/other.md", code=0)
    garden("check", "content/missing.md", code=2)


def test_a_wrong_rule_name_is_a_usage_error_with_a_hint(garden):
    garden.write("localize.toml", garden.read("localize.toml") + '[check.rules]\nnumber = "off"\n')
    done = garden("check", code=2)
    assert "'numbers'" in done.stderr


def test_source_is_checked_on_request(garden):
    garden.write("content/garden.md", "# A garden\n\nIt opened on 03/04/2026 (a Friday.\n")
    done = garden("check", "--source", code=0)
    assert "source-date" in done.stdout
    assert "source-balance" in done.stdout
    garden("check", "--source", "--fail-on", "warning", code=4)


def test_the_termbase_of_the_project_is_used(garden):
    garden.write("locales/terms.csv", "source,dnt,ja\nRoses,,薔薇\n")
    done = garden("check", code=4)
    assert "terms" in done.stdout
