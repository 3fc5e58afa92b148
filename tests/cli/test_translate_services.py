from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.servers.loopback import Asked, Reply, serving
from tests.servers.protocols import chat, completion, libretranslate, segments

if TYPE_CHECKING:
    from collections.abc import Callable

pytest.importorskip("openai", reason="pip install 'localize-toolkit[llm]'")

ARTICLE = """\
# The garden of Zeta

Zeta has a **red** gate. Write to {name}.

See [the map](map.html).

The last paragraph.
"""


@pytest.fixture
def garden(project):
    """A project with catalogs, without drafts."""
    project.write("content/garden.md", ARTICLE)
    project.write("locales/terms.csv", "source,dnt,fr\nZeta,yes,\ngate,,portail\n")

    def configured(engine: str, url: str) -> None:
        key = "base_url" if engine == "openai" else "url"
        model = 'model = "small"\n' if engine == "openai" else ""
        project.write(
            "localize.toml",
            f'source = "en"\nlocales = ["fr"]\ncontent = ["content/*.md"]\nengine = "{engine}"\n'
            f'[engines.{engine}]\n{model}{key} = "{url}"\n',
        )
        for words in (("extract",), ("update",)):
            project(*words)

    return project, configured


def msgstrs(project) -> list[str]:
    lines = project.read("locales/fr/LC_MESSAGES/garden.po").splitlines()
    return [line[8:-1] for line in lines if line.startswith('msgstr "') and line != 'msgstr ""']


@pytest.mark.parametrize(
    ("engine", "answer"), [("openai", chat), ("libretranslate", libretranslate)]
)
def test_a_service_drafts_a_document_and_nothing_of_its_markup_is_lost(
    garden, engine: str, answer: Callable[[Asked], Reply]
):
    project, configured = garden
    with serving(answer) as server:
        configured(engine, server.url)
        project("translate", "--no-progress", OPENAI_API_KEY="", no_proxy="*")
        again = len(server.asked)
        project("translate", "--no-progress", OPENAI_API_KEY="", no_proxy="*")
    assert len(server.asked) == again
    whole = "\n".join(msgstrs(project))
    for kept in ("**red**", "{name}", "](map.html)", "garden of Zeta"):
        assert whole.count(kept) == 1, kept
    assert f"engine={engine}" in project.read("locales/fr/LC_MESSAGES/garden.po")


def test_a_model_is_told_only_the_terms_that_occur(garden):
    project, configured = garden
    with serving(chat) as server:
        configured("openai", server.url)
        project("translate", "--no-progress", no_proxy="*")
    terms = [json.loads(one.json["messages"][1]["content"]).get("terms") for one in server.posts()]
    assert {"Zeta": "Zeta", "gate": "portail"} in terms


def test_what_was_had_before_a_refusal_is_written_and_not_asked_for_again(garden):
    project, configured = garden

    def choosy(asked: Asked) -> Reply:
        if any("last" in text for text in segments(asked).values()):
            return completion(None, refusal="I will not.")
        return chat(asked)

    with serving(choosy) as server:
        configured("openai", server.url)
        done = project("translate", "--no-progress", code=1, no_proxy="*")
        assert "1 of the segments could not be translated: refused: I will not." in done.stderr
        assert len(msgstrs(project)) == 3
        before = len(server.asked)
        project("translate", "--no-progress", code=1, no_proxy="*")
    asked = {text for one in server.posts()[before:] for text in segments(one).values()}
    assert asked == {"The last paragraph."}


def test_without_a_server_the_exit_code_and_the_next_step_are_told(garden):
    project, configured = garden
    with serving(libretranslate) as server:
        configured("libretranslate", server.url)
    done = project("translate", "--no-progress", code=5, no_proxy="*")
    assert "is the server running?" in done.stderr


def test_a_dry_run_tells_tokens_and_cost_and_asks_nobody(garden):
    project, configured = garden
    with serving(chat) as server:
        configured("openai", server.url)
        assert "cost unknown" in project("translate", "--dry-run", no_proxy="*").stderr
        project.write(
            "localize.toml",
            project.read("localize.toml") + "price_in = 1000\nprice_out = 1000\n",
        )
        done = project("translate", "--dry-run", no_proxy="*")
        found = json.loads(project("translate", "--dry-run", "--json", no_proxy="*").stdout)
    assert "by the prices in localize.toml" in done.stderr
    assert found["locales"][0]["cost"] == pytest.approx(found["locales"][0]["tokens"] / 1000)
    assert found["locales"][0]["tokens"] > 100
    assert not server.asked
