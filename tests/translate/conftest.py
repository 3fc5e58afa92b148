"""The two small packages of this repository, unpacked once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from localize.translate.engines.argos import ArgosEngine
from localize.translate.engines.base import EngineOptions

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "models"


@pytest.fixture(scope="session")
def models() -> Path:
    return MODELS


@pytest.fixture(scope="session")
def session_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a project's, with the packages in it: a project names none outside of itself."""
    root = tmp_path_factory.mktemp("argos")
    shutil.copytree(MODELS, root / "models")
    return root


@pytest.fixture(scope="session")
def argos(session_root: Path) -> ArgosEngine:
    pytest.importorskip("ctranslate2", reason="pip install ctranslate2 sentencepiece numpy")
    table = {"packages": ["models"]}
    return ArgosEngine(EngineOptions(table=table, root=str(session_root), device="cpu"))
