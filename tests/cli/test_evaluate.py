from __future__ import annotations

import json

import pytest
from tests.servers.loopback import serving
from tests.servers.protocols import libretranslate

pytest.importorskip("sacrebleu", reason="pip install 'localize-toolkit[evaluate]'")

PO = """\
msgid ""
msgstr ""
"Language: ja\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Hello {name}, this is GitHub"
msgstr "こんにちは、{name}さん。GitHubです。"

#, fuzzy
msgid "not accepted"
msgstr "未"
"""


@pytest.fixture
def shop(project):
    project.write("localize.toml", 'source = "en"\nlocales = ["ja"]\nengine = "pseudo"\n')
    project.write("locales/ja/LC_MESSAGES/a.po", PO)
    project.write("locales/terms.csv", "source,dnt,ja\nGitHub,yes,\nHello,,こんにちは\n")
    return project


def scores(done) -> list[dict]:
    return json.loads(done.stdout)["scores"]


def test_what_is_accepted_in_the_catalogs_is_the_reference(shop):
    (score,) = scores(shop("evaluate", "--json"))
    assert score["segments"] == 1
    assert (score["placeholders"], score["kept"], score["terms"]) == (1.0, 1.0, 0.0)
    assert score["problem"] is None


def test_engines_stand_in_one_table_with_signatures(shop):
    with serving(libretranslate) as server:
        shop.write(
            "localize.toml",
            f'source = "en"\nlocales = ["ja"]\n[engines.libretranslate]\nurl = "{server.url}"\n',
        )
        shop.write("ref.tsv", 'He said "no\t彼は「いいえ」\nBye\t«Bye»\n')
        words = ("-e", "libretranslate", "-e", "pseudo", "-e", "deepl", "-r", "ref.tsv")
        done = shop("evaluate", *words, DEEPL_API_KEY="")
        found = scores(shop("evaluate", *words, "--json", DEEPL_API_KEY=""))
    assert [line.split()[0] for line in done.stdout.splitlines()] == [
        "engine",
        "libretranslate",
        "pseudo",
        "deepl",
    ]
    assert "ja BLEU: nrefs:1|case:mixed|eff:no|tok:char" in done.stderr
    assert "deepl ja: engine 'deepl' needs a key" in done.stderr
    assert found[0]["segments"] == 2
    assert found[0]["chrf"] > found[1]["chrf"]
    assert "needs a key" in found[2]["problem"]


def test_the_same_text_scores_full_marks(shop):
    with serving(libretranslate) as server:
        shop.write(
            "localize.toml",
            f'source = "en"\nlocales = ["ja"]\n[engines.libretranslate]\nurl = "{server.url}"\n',
        )
        shop.write("ref.csv", "source,note,target\none two three four,x,«one two three four»\n")
        words = ("-e", "libretranslate", "-r", "ref.csv", "--json")
        (score,) = scores(shop("evaluate", *words))
    assert (score["chrf"], score["bleu"], score["ter"]) == (100.0, 100.0, 0.0)


def test_only_some_segments_are_asked_for(shop):
    shop.write("ref.tsv", "".join(f"text {n}\ttext {n}\n" for n in range(30)))
    (score,) = scores(shop("evaluate", "-r", "ref.tsv", "--most", "7", "--json"))
    assert score["segments"] == 7


def test_without_anything_to_compare_the_next_step_is_told(shop):
    shop.write("locales/ja/LC_MESSAGES/a.po", PO.split('msgid "Hello', maxsplit=1)[0])
    done = shop("evaluate", code=2)
    assert "nothing to compare with in ja" in done.stderr
    assert "--reference" in done.stderr


def test_when_no_engine_can_the_exit_code_says_so(shop):
    done = shop("evaluate", "-e", "deepl", code=5, DEEPL_API_KEY="")
    assert "DEEPL_API_KEY" in done.stderr


def test_a_broken_reference_is_told_with_its_line(shop):
    shop.write("ref.tsv", "a\tb\nno tab here\n")
    done = shop("evaluate", "-r", "ref.tsv", code=2)
    assert "ref.tsv:2: no target beside the source" in done.stderr


def test_engines_lists_what_each_one_needs(shop):
    done = shop("engines", DEEPL_API_KEY="")
    assert "DEEPL_API_KEY is not set" in done.stdout
    assert "pseudo *" in done.stdout
    shop.write("localize.toml", 'source = "en"\n[engines.openai]\nmodl = "x"\n')
    found = {one["name"]: one for one in json.loads(shop("engines", "--json").stdout)}
    assert "unknown key 'modl'" in found["openai"]["problem"]
