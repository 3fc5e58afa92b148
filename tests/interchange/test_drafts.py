"""Drafts that were made elsewhere: what a model is told, and what becomes of what it gives back."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from localize.catalogs.files import write_catalog
from localize.catalogs.po import read_catalog
from localize.model import State, state
from localize.model.state import edited, machine_stamp

PO = """\
msgid ""
msgstr ""
"Language: ja\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

#. heading 1
#. Of a shop's door.
#, markdown-text
msgid "The **garden** is open"
msgstr ""

#, python-brace-format
msgid "Hello {name}, welcome to GitHub"
msgstr ""

#, fuzzy
#| msgid "A pact was signed"
# localize: mt engine=old@1 src=000000000000 out=@@
msgid "A pact was signed today"
msgstr "協定が署名された"

msgctxt "menu"
msgid "Open"
msgstr ""

#, c-format
msgid "%d cat"
msgid_plural "%d cats"
msgstr[0] ""

msgid "Written by a person"
msgstr "人が書いた"

msgid "Goodbye\\n"
msgstr ""
"""
MODEL = """\
import json, sys
SAYS = {
    "The **garden** is open": "**庭**は開いています",
    "Hello {name}, welcome to GitHub": "こんにちは、{name}さん。GitHubへようこそ",
    "A pact was signed today": "条約が今日署名された",
    "Open": "開く", "Goodbye\\n": "さようなら",
    "%d cats": "猫%d匹", "%d cat": "猫%d匹",
}
for line in sys.stdin:
    told = json.loads(line)
    if told["draftable"]:
        keys = ("id", "locale", "source")
        print(json.dumps({**{k: told[k] for k in keys}, "target": SAYS[told["source"]]}))
"""


@pytest.fixture
def shop(project):
    """A catalog with something missing of every kind, and terms."""
    from localize.model.state import output_hash

    project.write("localize.toml", 'source = "en"\nlocales = ["ja"]\ncontent = ["content/*.txt"]\n')
    project.write("locales/terms.csv", "source,dnt,ja,ja!,note\nGitHub,yes,,,\npact,,条約,協定,\n")
    out = output_hash(("協定が署名された",))
    project.write("locales/ja/LC_MESSAGES/a.po", PO.replace("@@", out))
    return project


def entries(shop):
    catalog = read_catalog(shop.root / "locales/ja/LC_MESSAGES/a.po")
    return {entry.msgid: entry for entry in catalog.live()}


def told(shop, *words):
    shop("export", "--format", "jsonl", "-o", "out", *words)
    return (shop.root / "out/ja.jsonl").read_text(encoding="utf-8")


def drafted(shop, *rows, code=0, name="some/model@3", suffix="jsonl"):
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    shop.write(f"back.{suffix}", lines)
    return shop("import", "--as-draft", name, "--to", "ja", f"back.{suffix}", "--json", code=code)


def left(done):
    return [(one["outcome"], one["msgid"]) for one in json.loads(done.stdout)[0]["left"]]


def test_a_model_is_told_all_that_there_is_to_know(shop):
    lines = [json.loads(line) for line in told(shop, "-s", "missing", "-s", "stale").splitlines()]
    by_source = {one["source"]: one for one in lines}
    assert "Written by a person" not in by_source
    garden = by_source["The **garden** is open"]
    assert garden["markup"] == "markdown"
    assert "Of a shop's door." in garden["note"]
    assert (garden["before"], garden["after"]) == ("", "Hello {name}, welcome to GitHub")
    pact = by_source["A pact was signed today"]
    assert (pact["state"], pact["previous_source"], pact["previous_target"]) == (
        "stale",
        "A pact was signed",
        "協定が署名された",
    )
    assert pact["terms"] == [{"source": "pact", "target": "条約"}]
    assert by_source["Open"]["msgctxt"] == "menu"
    assert all(one["id"] and one["locale"] == "ja" and one["draftable"] for one in lines)


def test_what_a_model_gives_back_are_drafts_with_its_stamp(shop):
    lines = told(shop, "-s", "missing", "-s", "stale")
    script = shop.write("model.py", MODEL)
    done = subprocess.run(
        [sys.executable, str(script)], input=lines.encode(), capture_output=True, check=True
    )
    (shop.root / "back.jsonl").write_bytes(done.stdout)
    shop("import", "--as-draft", "some/model@3", "back.jsonl")
    for msgid, entry in entries(shop).items():
        if msgid != "Written by a person":
            assert state(entry) is State.MACHINE, msgid
            assert machine_stamp(entry).get("engine") == "some/model@3"
            assert entry.fuzzy
    assert entries(shop)["%d cat"].msgstr == ("猫%d匹",)
    assert entries(shop)["Goodbye\n"].text == "さようなら\n"
    assert told(shop, "-s", "translated").count("\n") == 1
    before = shop.tree("locales")
    shop("import", "--as-draft", "some/model@3", "back.jsonl")
    assert shop.tree("locales") == before
    assert shop("export", "-f", "jsonl", "-s", "missing", "-s", "stale", code=2)


def test_a_persons_words_are_not_replaced(shop):
    done = drafted(shop, {"source": "Written by a person", "target": "機械"}, code=6)
    assert left(done) == [("conflict", "Written by a person")]
    assert entries(shop)["Written by a person"].text == "人が書いた"
    path = shop.root / "locales/ja/LC_MESSAGES/a.po"
    catalog = read_catalog(path)
    typed = [
        edited(one, ("途中",), fuzzy=True) if one.msgid == "Open" else one
        for one in catalog.entries
    ]
    from dataclasses import replace

    write_catalog(path, replace(catalog, entries=tuple(typed)))
    done = drafted(shop, {"source": "Open", "msgctxt": "menu", "target": "機械"}, code=6)
    assert left(done) == [("conflict", "Open")]
    assert entries(shop)["Open"].text == "途中"


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("Hello {name}, welcome to GitHub", "こんにちは。GitHubへようこそ", "{name}"),
        ("Hello {name}, welcome to GitHub", "こんにちは{name}、ギットハブへ", "GitHub"),
        ("The **garden** is open", "庭は開いています", "markup"),
        ("The **garden** is open", "**庭は開いています", "markup"),
        ("No such source", "文", "no entry"),
    ],
)
def test_a_draft_that_lost_something_is_refused_and_named(shop, source, target, reason):
    before = shop.tree("locales")
    done = drafted(shop, {"source": source, "target": target}, code=6)
    (told_of,) = json.loads(done.stdout)[0]["left"]
    assert told_of["msgid"] == source
    assert reason in told_of["reason"]
    assert reason in done.stderr
    assert shop.tree("locales") == before


def test_what_is_to_be_doubted_is_in_the_stamp(shop):
    drafted(shop, {"source": "A pact was signed today", "target": "協定が今日署名された"})
    assert machine_stamp(entries(shop)["A pact was signed today"]).get("doubts") == "term"
    drafted(shop, {"source": "Open", "target": "Open now and then"})
    assert machine_stamp(entries(shop)["Open"]).get("doubts") == "script"


def test_an_id_is_enough_and_a_source_that_is_not_its_own_is_not(shop):
    lines = map(json.loads, told(shop).splitlines())
    ids = {one["source"]: one["id"] for one in lines}
    drafted(shop, {"id": ids["Open"], "target": "開く"})
    assert entries(shop)["Open"].text == "開く"
    crossed = {"id": ids["Open"], "source": "%d cats", "target": "猫%d匹"}
    assert left(drafted(shop, crossed, code=6)) == [("unknown", "%d cats")]
    kept = drafted(shop, {"id": ids["Written by a person"], "target": "機械"}, code=6)
    assert left(kept) == [("conflict", "Written by a person")]


@pytest.mark.parametrize("form", ["csv", "xliff", "po"])
def test_drafts_come_in_other_formats_too(shop, form):
    if form == "po":
        text = PO.replace('msgid "Open"\nmsgstr ""', 'msgid "Open"\nmsgstr "開く"')
        path = shop.write("back.po", text.replace("@@", "0" * 12))
    else:
        shop("export", "-f", form, "-o", "out")
        (path,) = (shop.root / "out").glob("ja.*")
        text = path.read_text(encoding="utf-8")
        if form == "csv":
            changed = text.replace(",menu,Open,,missing", ",menu,Open,開く,translated")
        else:
            changed = text.replace(">Open</source>", ">Open</source><target>開く</target>")
        assert changed != text
        path.write_text(changed, encoding="utf-8")
    shop("import", "--as-draft", "m", str(path))
    assert entries(shop)["Open"].text == "開く"
    assert state(entries(shop)["Open"]) is State.MACHINE
    assert entries(shop)["Written by a person"].text == "人が書いた"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('{"source": "Open", "target": "開', 1, "not JSON"),
        ("\n[1]\n", 2, "not a JSON object"),
        ('{"source": "Open"}', 1, 'no "target"'),
        ('{"target": "x"}', 1, 'no "source"'),
        ('{"source": "Open", "target": 3}', 1, "no text"),
    ],
)
def test_what_is_wrong_in_json_lines_is_told_with_its_line(shop, text, line, message):
    shop.write("ja.jsonl", text)
    done = shop("import", "--as-draft", "m", "ja.jsonl", code=1)
    assert f"ja.jsonl:{line}:" in done.stderr
    assert message in done.stderr


def test_json_lines_are_a_machines(shop):
    shop.write("ja.jsonl", '{"source": "Open", "target": "開く"}\n')
    assert "--as-draft" in shop("import", "ja.jsonl", code=2).stderr
    assert "NAME" in shop("import", "--as-draft", " ", "ja.jsonl", code=2).stderr
    shop("import", "--as-draft", "tm", "ja.jsonl", code=2)
    shop("import", "--as-draft", "m", "--overwrite", "ja.jsonl", code=2)
    before = shop.tree("locales")
    assert "1 drafted" in shop("import", "--as-draft", "m", "--dry-run", "ja.jsonl").stderr
    assert shop.tree("locales") == before
