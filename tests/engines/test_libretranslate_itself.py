"""Against LibreTranslate itself, with the small packages, where it is installed.

python -m venv LT && LT/bin/pip install libretranslate
LOCALIZE_LIBRETRANSLATE=LT/bin/python python -m pytest tests/engines/test_libretranslate_itself.py
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from localize.errors import EngineMissingError
from localize.model import Locale, Markup
from localize.translate.engines.base import EngineOptions, Request
from localize.translate.engines.libretranslate import engine
from localize.translate.pipeline import Route, SourceText, translated

ROOT = Path(__file__).parents[2]
MODELS = Path(os.environ.get("LOCALIZE_MODELS", ROOT / "models"))
EN, JA = Locale("en"), Locale("ja")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory):
    """The address of the server."""
    python = os.environ.get("LOCALIZE_LIBRETRANSLATE")
    models = sorted(MODELS.glob("*en_ja*.argosmodel"))
    if not python:
        why = "pip install libretranslate in an environment of its own, see the docstring"
        pytest.fail(why) if os.environ.get("LOCALIZE_CI") else pytest.skip(why)
    if not models:
        pytest.skip(f"no en_ja package in {MODELS}")
    folder = tmp_path_factory.mktemp("libretranslate")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "ARGOS_PACKAGES_DIR": str(folder / "packages"),
    }
    (folder / "packages").mkdir()
    script = ROOT / "tests" / "servers" / "libretranslate_server.py"
    command = [python, str(script), str(port), *map(str, models)]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log) as server,
    ):
        address = f"http://127.0.0.1:{port}"
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/languages", timeout=5).close()
                break
            except OSError:
                assert server.poll() is None, (folder / "log").read_text()
                time.sleep(0.25)
        yield address
        server.terminate()


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


def test_known_sentences_come_back_as_the_model_knows_them(url: str):
    made = engine(EngineOptions(table={"url": url}))
    requests = [Request("I am a boy."), Request("Who is she?"), Request("Take a bus.")]
    found = dict(made.translate(requests, EN, JA))
    assert {index: draft.text for index, draft in found.items()} == {
        0: "私は少年です。",
        1: "彼女は誰ですか。",
        2: "バスに乗りなさい。",
    }


def test_markup_and_placeholders_are_whole_behind_the_ladder(url: str):
    made = engine(EngineOptions(table={"url": url}))
    texts = [
        SourceText("I like **history**.", Markup.MARKDOWN),
        SourceText("Do you like this *color*, {name}?", Markup.MARKDOWN),
        SourceText("See [the map](map.html) at https://example.org/a?b=1.", Markup.MARKDOWN),
    ]
    found = {text.msgid: record.text for text, record in translated(texts, Route(made, EN, JA))}
    assert found[texts[0].msgid].count("**") == 2
    assert found[texts[1].msgid].count("{name}") == 1
    assert found[texts[2].msgid].count("](map.html)") == 1
    assert found[texts[2].msgid].count("https://example.org/a?b=1") == 1


def test_a_pair_it_does_not_have_is_a_missing_engine(url: str):
    made = engine(EngineOptions(table={"url": url}))
    with pytest.raises(EngineMissingError, match="no en to fr"):
        list(made.translate([Request("x")], EN, Locale("fr")))
