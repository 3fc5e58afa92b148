from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from localize.errors import EngineMissingError
from localize.model import Locale
from localize.translate.engines.apertium import engine
from localize.translate.engines.base import EngineOptions, Request

EN, ES = Locale("en"), Locale("es")


@pytest.fixture
def _pair() -> None:
    there = (
        shutil.which("apertium")
        and "eng-spa"
        in subprocess.run(
            ["apertium", "-l"], capture_output=True, encoding="utf-8", check=True
        ).stdout
    )
    if not there:
        why = "apt install apertium apertium-eng-spa"
        pytest.fail(why) if os.environ.get("LOCALIZE_CI") else pytest.skip(why)


@pytest.mark.usefixtures("_pair")
def test_each_text_gets_its_own_translation_and_keeps_its_tags():
    requests = [
        Request("This is a <b>red</b> house."),
        Request("The <x1/> table."),
        Request("Yes & no."),
    ]
    found = dict(engine(EngineOptions()).translate(requests, EN, ES))
    assert "casa" in found[0].text
    assert "<b>" in found[0].text
    assert found[1].text.count("<x1/>") == 1
    assert "mesa" in found[1].text
    assert "&" in found[2].text
    assert found[0].engine == "apertium/eng-spa"


@pytest.mark.usefixtures("_pair")
def test_a_pair_that_is_not_installed_is_named_with_its_package():
    with pytest.raises(EngineMissingError, match="eng-ja") as info:
        list(engine(EngineOptions()).translate([Request("x")], EN, Locale("ja")))
    assert "eng-spa" in (info.value.hint or "")


def test_without_the_command_the_engine_is_missing():
    made = engine(EngineOptions(user={"command": "no-such-apertium"}))
    with pytest.raises(EngineMissingError, match="no command") as info:
        list(made.translate([Request("x")], EN, ES))
    assert info.value.exit_code == 5
