"""Several runs on one project, at once or after one another: no text is paid for twice."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter

import pytest

from localize.catalogs.po import read_catalog

PLUGIN = """
import os, time
from localize.errors import EngineError
from localize.translate.engines.base import Draft

class Slow:
    markup = "source"

    def __init__(self, name):
        self.name = name

    def translate(self, requests, source, target):
        for number, request in enumerate(requests):
            with open(os.environ["ASKED"], "a") as asked:
                asked.write(request.text + "\\n")
            time.sleep(float(os.environ.get("PAUSE", "0")))
            if self.name == "failing" and number == 1:
                raise EngineError("the service is down")
            yield number, Draft("訳" + request.text, self.name)

def slow(options):
    return Slow("slow")

def failing(options):
    return Slow("failing")
"""


@pytest.fixture
def slow(project, tmp_path_factory, monkeypatch):
    """The project, its engine a plug-in that writes down what it was asked."""
    folder = tmp_path_factory.mktemp("plugin")
    (folder / "slow_engine.py").write_text(PLUGIN)
    about = folder / "slow_engine-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: slow-engine\nVersion: 1\n")
    (about / "entry_points.txt").write_text(
        "[localize.engines]\nslow = slow_engine:slow\nfailing = slow_engine:failing\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)
    monkeypatch.setenv("ASKED", str(asked_of(project)))
    project.write("localize.toml", 'locales = ["ja"]\ncontent = ["content/*.md"]\nengine = "slow"')
    project.write("content/other.md", "First.\n\nSecond.\n")
    project("update")
    return project


def asked_of(project):
    return project.root / ".asked"


def started(project, *words, **environment):
    return subprocess.Popen(
        [sys.executable, "-m", "localize", "translate", *words],
        cwd=project.root,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
    )


def until_asked(project, count):
    ends = time.monotonic() + 60
    while not asked_of(project).exists() or asked_of(project).read_text().count("\n") < count:
        assert time.monotonic() < ends
        time.sleep(0.01)


def times(project):
    """How often each text was asked for."""
    return Counter(asked_of(project).read_text().splitlines())


def test_a_second_run_waits_for_the_first_and_asks_for_nothing_again(slow):
    with started(slow, PAUSE="0.2") as first:
        until_asked(slow, 1)
        with started(slow) as second:
            _, told = second.communicate(timeout=60)
        assert (second.returncode, first.wait(timeout=60)) == (0, 0)
    assert "ja: another `localize` is drafting it; waiting" in told
    assert set(times(slow).values()) == {1}


def test_a_run_for_one_document_keeps_what_an_unfinished_one_had_for_others(slow):
    with started(slow, PAUSE="0.3") as killed:
        until_asked(slow, 5)
        killed.kill()
    slow("translate", "content/other.md")
    assert all(one.text for one in read_catalog(slow.root / OTHER).live())
    slow("translate")
    asked = times(slow)
    assert sum(asked.values()) <= len(asked) + 1, "only what was under way when it was killed"
    assert not list((slow.root / ".localize/journal").iterdir())


def test_a_document_drafted_anew_is_not_taken_from_the_journal(slow):
    with started(slow, PAUSE="0.3") as killed:
        until_asked(slow, 3)
        killed.kill()
    before = times(slow)
    slow("translate", "content/other.md")
    for more in (1, 2):
        slow("translate", "--redraft", "content/other.md")
        assert times(slow)["First."] == max(before["First."], 1) + more


def test_an_engine_that_fails_half_way_is_named_and_the_next_does_the_rest(slow):
    slow.write(
        "localize.toml",
        'locales = ["ja"]\ncontent = ["content/*.md"]\n[engines.route]\nja = ["failing", "slow"]\n',
    )
    done = slow("translate")
    assert "ja: the service is down; slow goes on" in done.stderr
    assert "failing, slow" in done.stdout
    assert max(times(slow).values()) == 2, "what it failed with"
    assert all(one.text for one in read_catalog(slow.root / OTHER).live())


OTHER = "locales/ja/LC_MESSAGES/other.po"
