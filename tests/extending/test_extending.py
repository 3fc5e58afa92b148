"""What `docs/architecture.md` says of adding things is enough: each listing is installed and used."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import localize

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LISTING = re.compile(r"<!-- (tests/extending/\S+) -->\n+```\w+\n(.*?)```", re.DOTALL)
LISTINGS = dict(LISTING.findall((ROOT / "docs/architecture.md").read_text(encoding="utf-8")))
TOYS = sorted(path for path in HERE.iterdir() if path.name.startswith("toy_"))


@pytest.mark.parametrize("toy", TOYS, ids=lambda path: path.name)
def test_the_listing_in_the_docs_is_the_file_that_is_tested(toy: Path):
    assert LISTINGS[f"tests/extending/{toy.name}"] == toy.read_text(encoding="utf-8")


@pytest.fixture
def run(tmp_path: Path):
    """Runs the command in a project, with the packages of `tmp_path/site` before all others."""
    site = tmp_path / "site"
    project = tmp_path / "project"
    (project / "content").mkdir(parents=True)
    site.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(site)}

    def call(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "localize", *words],
            cwd=project,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        assert done.returncode in {0, 4}, done.stderr
        return done.stdout

    call.site, call.project = site, project
    return call


def install(site: Path, toy: str, group: str, name: str, value: str) -> None:
    """What `pip install` leaves of a plug-in: its module, and its entry point."""
    shutil.copy(HERE / f"{toy}.py", site)
    metadata = site / f"{toy}-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {toy}\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text(f"[{group}]\n{name} = {value}\n")


def test_a_format_an_engine_and_a_check_work_as_plug_ins(run):
    install(run.site, "toy_format", "localize.formats", "properties", "toy_format:PropertiesFormat")
    install(run.site, "toy_engine", "localize.engines", "loud", "toy_engine:engine")
    install(run.site, "toy_check", "localize.checks", "shouting", "toy_check:RULES")
    (run.project / "localize.toml").write_text('locales = ["de"]\nengine = "loud"\n')
    source = run.project / "content" / "app.properties"
    source.write_text("# the window\ntitle = My notes\nsave = Save the file now\n")
    run("run")
    catalog = run.project / "locales/de/LC_MESSAGES/app.po"
    text = catalog.read_text(encoding="utf-8")
    assert 'msgid "Save the file now"\nmsgstr "SAVE THE FILE NOW"' in text
    edition = run.project / "build/markdown/de/app.properties"
    assert edition.read_text() == "# the window\ntitle = MY NOTES\nsave = SAVE THE FILE NOW\n"
    catalog.write_text(text.replace('"SAVE THE FILE NOW"', '"Datei jetzt speichern!"'))
    assert "more exclamation marks than the source has" in run("check")


def copied_package(site: Path) -> Path:
    """The package itself, for what is added inside of it."""
    ours = Path(localize.__file__).parent
    return Path(shutil.copytree(ours, site / "localize", ignore=shutil.ignore_patterns("*.pyc")))


def test_a_language_is_an_entry(run):
    package = copied_package(run.site)
    text = "Gwelodd Parch. Jones y llyfr, h.y. y nofel. Aeth adref."
    script = (
        "import localize.scripts as s; from localize.model import locale; import sys;"
        "print(len(s.sentences(sys.argv[1], locale('cy'))), s.language('cy').quotes)"
    )

    def answer() -> str:
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-c", script, text],
            env={**os.environ, "PYTHONPATH": str(run.site)},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        return done.stdout.strip()

    assert answer().startswith("3")
    with (package / "scripts/languages.toml").open("a", encoding="utf-8") as table:
        table.write((HERE / "toy_language.toml").read_text(encoding="utf-8"))
    assert answer() == "2 ‘’"


def test_a_command_is_a_file(run):
    package = copied_package(run.site)
    shutil.copy(HERE / "toy_command.py", package / "cli" / "locales.py")
    (run.project / "localize.toml").write_text('locales = ["de", "hi"]\n')
    assert run("locales") == "de\nhi\n"
    assert "List the project's locales" in run("--help")
