from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "engine-plugin"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, installed by pip into a folder of its own, without the network."""
    pytest.importorskip("hatchling", reason="pip install hatchling")
    target = tmp_path_factory.mktemp("plugin")
    words = ["--no-deps", "--no-index", "--no-build-isolation", "--quiet", "--target", str(target)]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", *words, str(EXAMPLE)],
        check=True,
        timeout=120,
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )
    return target


def path_with(installed: Path) -> str:
    return os.pathsep.join(filter(None, [str(installed), os.environ.get("PYTHONPATH", "")]))


def test_the_example_is_listed_beside_the_built_in_engines(project, installed: Path):
    done = project("engines", "--json", PYTHONPATH=path_with(installed))
    found = {one["name"]: one for one in json.loads(done.stdout)}
    assert found["shout"]["module"] == "localize_engine_shout"
    assert found["shout"]["problem"] is None
    assert {"argos", "apertium", "deepl", "libretranslate", "openai", "pseudo"} <= set(found)


def test_the_example_drafts_a_project_and_keeps_its_markup(project, installed: Path):
    project.write(
        "localize.toml",
        'source = "en"\nlocales = ["fr"]\ncontent = ["content/*.md"]\nengine = "shout"\n'
        '[engines.shout.words]\nHello = "Bonjour"\n',
    )
    project.write("content/garden.md", "Hello dear {name}, see **the garden**.\n")
    environment = {"PYTHONPATH": path_with(installed)}
    project("extract", **environment)
    project("update", **environment)
    project("translate", "--no-progress", **environment)
    catalog = project.read("locales/fr/LC_MESSAGES/garden.po")
    assert 'msgstr "Bonjour DEAR {name}, SEE **THE GARDEN**."' in catalog
    assert "engine=shout/fr@1" in catalog


def test_the_example_is_as_short_as_the_documentation_says():
    lines = (EXAMPLE / "localize_engine_shout.py").read_text(encoding="utf-8").splitlines()
    assert sum(1 for line in lines if line.strip()) <= 30
