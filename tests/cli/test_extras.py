"""An optional package that is missing: exit 5 and the command that adds it, never a traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from tests.conftest import CONFIG as PROJECT
from tests.conftest import ROOT, Project
from tests.translate.test_install import State, serving

# As where the packages are not installed: importing them fails, and nothing finds them.
WITHOUT = """
import sys
for name in sys.argv.pop(1).split(","):
    sys.modules[name] = None
from localize.cli.app import main
sys.argv[0] = "localize"
main()
"""
MODULES = {
    "argos": "ctranslate2,sentencepiece,numpy",
    "deepl": "deepl",
    "evaluate": "sacrebleu",
    "fonts": "fontTools,brotli,zopfli",
    "llm": "openai",
    "pdf": "weasyprint,pydyf",
    "postgres": "pg8000",
}
CONFIG = {
    # Packages that nobody has tried yet: the first look at them loads them.
    "argos": '[engines.argos]\npackages = ["models"]\n',
    "fonts": '[site]\nfonts = "subset"\n',
    "llm": '[engines.openai]\nmodel = "small"\n',
    "pdf": '[site]\nprinter = "weasyprint"\n',
    "postgres": '[tm]\nurl = "postgresql://127.0.0.1:1/tm"\n',
}
NEEDED = [
    ("argos", ["translate", "--engine", "argos"]),
    ("argos", ["run", "--engine", "argos"]),
    ("argos", ["evaluate", "--engine", "argos", "--to", "ja", "--reference", "known.tsv"]),
    ("deepl", ["translate", "--engine", "deepl"]),
    ("deepl", ["run", "--engine", "deepl"]),
    ("deepl", ["evaluate", "--engine", "deepl", "--to", "ja", "--reference", "known.tsv"]),
    ("evaluate", ["evaluate", "--to", "ja", "--reference", "known.tsv"]),
    ("fonts", ["build"]),
    ("fonts", ["run"]),
    ("llm", ["translate", "--engine", "openai"]),
    ("llm", ["run", "--engine", "openai"]),
    ("llm", ["evaluate", "--engine", "openai", "--to", "ja", "--reference", "known.tsv"]),
    ("pdf", ["build", "--pdf"]),
    ("postgres", ["tm", "stats"]),
    ("postgres", ["tm", "search", "A garden", "--to", "ja"]),
    ("postgres", ["tm", "export", "memory.tmx"]),
    ("postgres", ["tm", "import", "memory.tmx"]),
    ("postgres", ["translate"]),
    ("postgres", ["run"]),
]
# What goes on without an extra, whatever it is.
UNTOUCHED = [
    ["doctor"],
    ["engines"],
    ["models", "list"],
    ["status"],
    ["check"],
    ["review", "--export", "pages"],
]
TMX = """<?xml version="1.0"?><tmx version="1.4"><header creationtool="a" creationtoolversion="1"
segtype="block" o-tmf="a" adminlang="en" srclang="en" datatype="plaintext"/><body><tu>
<tuv xml:lang="en"><seg>A</seg></tuv><tuv xml:lang="ja"><seg>B</seg></tuv></tu></body></tmx>"""


@pytest.fixture
def without(project: Project):
    """Run `localize` without the packages of an extra, in a project whose settings want them."""

    def run(extra: str, words: list[str], config: dict[str, str] = CONFIG):
        project.write("localize.toml", PROJECT + config.get(extra, ""))
        project.write("known.tsv", "Is this your book?\tこれはあなたの本ですか。\n")
        project.write("memory.tmx", TMX)
        (project.root / "models").mkdir(exist_ok=True)
        for path in (ROOT / "models").glob("*.argosmodel"):
            shutil.copy(path, project.root / "models")
        return subprocess.run(
            [sys.executable, "-c", WITHOUT, MODULES[extra], *words],
            cwd=project.root,
            env={
                **os.environ,
                "NO_COLOR": "1",
                "DEEPL_API_KEY": "k",
                "OPENAI_API_KEY": "k",
                "LOCALIZE_CHROMIUM": "",
                "XDG_DATA_HOME": str(project.root / "data"),
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.mark.parametrize(
    ("extra", "words"),
    NEEDED,
    ids=lambda part: part if isinstance(part, str) else "-".join(part[:2]),
)
def test_a_command_without_its_extra_names_the_way_out(without, project, extra, words):
    project("update" if words[0] == "translate" else "run")
    if words[0] == "run":
        project.write("content/more.md", "# More\n")
    done = without(extra, words)
    assert done.returncode == 5, f"{done.stdout}\n{done.stderr}"
    assert f"needs the extra {extra!r}" in done.stderr
    assert f"{ROOT}[{extra}]" in done.stderr or f'localize-toolkit[{extra}]"' in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("extra", MODULES)
def test_other_commands_go_on_without_an_extra(without, project, extra):
    project("run")
    for words in UNTOUCHED:
        done = without(extra, words, CONFIG | {"argos": ""})
        # 4: the drafts of the engine pseudo have findings.
        assert done.returncode in {0, 4}, f"{words}\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize("extra", MODULES)
def test_drafting_by_another_engine_goes_on_without_an_extra(without, project, extra):
    if extra in {"fonts", "postgres"}:
        pytest.skip("its settings want it in every run")
    done = without(extra, ["run"])
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_every_extra_is_tried():
    from localize.extras import extras

    assert set(MODULES) == set(extras()) - {"all", "argostranslate"}


@pytest.mark.parametrize(
    "words",
    [["models", "install", "en", "ja"], ["run", "--engine", "argos", "--yes"]],
    ids=" ".join,
)
def test_no_package_is_fetched_that_nothing_here_could_run(without, project, words, monkeypatch):
    with serving(State()) as state:
        state.offer("en_ja", "1.1", b"not asked for")
        monkeypatch.setenv("ARGOS_PACKAGE_INDEX", state.url)
        done = without("argos", words, CONFIG | {"argos": ""})
        assert done.returncode == 5, f"{done.stdout}\n{done.stderr}"
        assert done.stderr.count("needs the extra 'argos'") == 1
        assert "models install" not in done.stderr  # it would not help
        assert not state.asked
