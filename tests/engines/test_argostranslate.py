"""Argos Translate itself behind our protocol, on the small packages of this repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "models"
PROJECT = 'source = "en"\nlocales = ["ja", "hi"]\n'
BALANCED = """
import json, sys
from localize.model import locale
from localize.translate.engines.base import EngineOptions, Request
from localize.plugins import load
texts = json.load(sys.stdin)
argos = {}
def drafts(name, target, **table):
    engine = load("localize.engines", name)(
        EngineOptions(table=table or (argos if name == "argos" else {}), engines={"argos": argos})
    )
    pair = locale("en"), locale(target)
    rows = dict(engine.translate([Request(text) for text in texts], *pair))
    return [rows[n].text for n in range(len(texts))], rows[0].engine, engine.identity(*pair)
"""

pytestmark = pytest.mark.skipif(
    find_spec("argostranslate") is None or find_spec("ctranslate2") is None,
    reason="pip install --no-deps argostranslate ctranslate2 sentencepiece numpy packaging",
)


@pytest.fixture
def python(tmp_path):
    """Run code in a process and a home of its own: upstream makes folders when imported."""
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "NO_COLOR": "1"}
    environment = {**os.environ, **home, "LOCALIZE_PACKAGES": str(MODELS)}
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        environment.pop(name, None)
    (tmp_path / "localize.toml").write_text(PROJECT)

    def run(code, *words, texts=(), absent=()):
        hidden = "".join(f"import sys; sys.modules[{name!r}] = None\n" for name in absent)
        return subprocess.run(
            [sys.executable, "-c", hidden + code, *words],
            input=json.dumps(texts),
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environment,
            check=False,
        )

    return run


def known(pair):
    lines = (MODELS / f"known.{pair}.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines]


@pytest.mark.parametrize("target", ["ja", "hi"])
def test_the_original_says_what_our_runner_says_on_the_same_package(python, target):
    texts = [source for source, _ in known(f"en-{target}")[:200]]
    code = (
        BALANCED
        + f"print(json.dumps([drafts(n, {target!r}) for n in ('argos', 'argostranslate')]))"
    )
    done = python(code, str(MODELS), texts=texts)
    assert not done.returncode, done.stderr
    (ours, _, _), (theirs, stamp, _) = json.loads(done.stdout)
    assert stamp == f"argostranslate/en_{target}@0.1"
    assert sum(a == b for a, b in zip(ours, theirs, strict=True)) >= 0.98 * len(texts)


def test_whitespace_paragraphs_and_nothing_come_through(python):
    texts = ["  Who is she?\n", "", " \n", "Who is she? Take a bus."]
    done = python(
        BALANCED + "print(json.dumps(drafts('argostranslate', 'ja')))", str(MODELS), texts=texts
    )
    assert not done.returncode, done.stderr
    made, _, identity = json.loads(done.stdout)
    assert made[:3] == ["  彼女は誰ですか。\n", "", " \n"]
    assert "彼女は誰ですか。" in made[3]
    assert "バスに乗りなさい。" in made[3]
    assert identity.startswith("argostranslate/en_ja@0.1 balanced, sentences by ")


def test_without_its_splitters_our_sentences_serve_and_it_says_so(python):
    code = BALANCED + "print(json.dumps(drafts('argostranslate', 'ja')))"
    done = python(code, str(MODELS), texts=["Who is she?"], absent=("stanza", "minisbd", "spacy"))
    assert json.loads(done.stdout)[2].endswith("sentences by localize")
    assert "sentences of argostranslate/en_ja@0.1 are split by localize" in done.stderr
    code = BALANCED + "drafts('argostranslate', 'ja', sentences='upstream')"
    done = python(code, str(MODELS), texts=["Who is she?"], absent=("minisbd",))
    assert "splits the sentences of en_ja@0.1 with minisbd" in done.stderr


def test_with_its_splitters_upstream_splits(python, tmp_path):
    """Stand-ins of the two: the real ones are 5 GB, or fetch a model when they are first asked."""
    (tmp_path / "stanza.py").write_text("")
    (tmp_path / "minisbd.py").write_text(
        "from types import SimpleNamespace as S\n"
        "models = S(cache_dir='', list_models=lambda: ['en'])\n"
        "SBDetect = lambda lang, use_gpu: S(sentences=lambda text: text.split(' | '))\n"
    )
    code = "import sys; sys.path.insert(0, '')\n" + BALANCED
    call = "print(json.dumps(drafts('argostranslate', 'ja')))"
    done = python(code + call, str(MODELS), texts=["Who is she? | Take a bus."])
    assert not done.returncode, done.stderr
    (made,), _, identity = json.loads(done.stdout)
    assert identity.endswith("sentences by MiniSBDSentencizer")
    assert "|" not in made
    assert not done.stderr
    call = "print(json.dumps(drafts('argostranslate', 'ja', sentences='localize')))"
    done = python(code + call, str(MODELS), texts=["Who is she? | Take a bus."])
    assert json.loads(done.stdout)[2].endswith("sentences by localize")


def test_evaluate_holds_both_against_the_same_reference(python):
    words = ["--engine", "argos", "--engine", "argostranslate", "--to", "ja", "--most", "60"]
    reference = str(MODELS / "known.en-ja.tsv")
    pytest.importorskip("sacrebleu", reason="pip install sacrebleu")
    code = "from localize.cli.app import main; main()"
    done = python(code, "evaluate", *words, "--reference", reference, "--json")
    assert not done.returncode, done.stderr
    ours, theirs = json.loads(done.stdout)["scores"]
    assert (ours["engine"], theirs["engine"]) == ("argos", "argostranslate")
    assert theirs["segments"] == 60
    assert theirs["bleu"] == pytest.approx(ours["bleu"], abs=1)
    assert theirs["bleu"] > 80


@pytest.mark.parametrize("absent", ["argostranslate", "packaging"])
def test_what_is_not_installed_is_exit_5_with_the_way_out(python, absent):
    words = [
        "--engine",
        "argostranslate",
        "--to",
        "ja",
        "--reference",
        str(MODELS / "known.en-ja.tsv"),
    ]
    code = "from localize.cli.app import main; main()"
    done = python(code, "evaluate", *words, absent=(absent,))
    assert done.returncode == 5, done.stderr
    assert "Traceback" not in done.stderr
    assert f"engine argostranslate needs {absent}" in done.stderr
    assert f"-m pip install --no-deps {absent}" in done.stderr
    assert "--engine argos" in done.stderr
    listed = python(code, "engines", "--json", absent=(absent,))
    row = next(one for one in json.loads(listed.stdout) if one["name"] == "argostranslate")
    assert absent in row["problem"]


def test_a_pair_without_a_package_and_an_unknown_splitter_are_told(python, tmp_path):
    code = "from localize.cli.app import main; main()"
    words = ["--engine", "argostranslate", "--reference", str(MODELS / "known.en-ja.tsv")]
    done = python(code, "evaluate", *words, "--to", "fr")
    assert done.returncode == 2 or "models install" in done.stderr
    (tmp_path / "localize.toml").write_text(PROJECT + '[engines.argostranslate]\nsentences = "x"\n')
    done = python(code, "evaluate", *words, "--to", "ja")
    assert done.returncode == 2
    assert "sentences must be one of auto, upstream, localize" in done.stderr
