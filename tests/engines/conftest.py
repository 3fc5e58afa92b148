from __future__ import annotations

import os

import pytest


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key and no proxy of the machine takes part in a test."""
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "DEEPL_", "LIBRETRANSLATE_")) or name.lower().endswith(
            "_proxy"
        ):
            monkeypatch.delenv(name)
