"""Every command is documented, starts fast, and imports no more than it needs."""

from __future__ import annotations

import importlib.util
import os
import resource
import subprocess
import sys
from pathlib import Path

from localize.cli.app import hoisted

ROOT = Path(__file__).parent.parent.parent
HEAVY = ("ctranslate2", "sentencepiece", "argostranslate", "numpy", "openai", "deepl", "torch")


def written():
    """tools/commands.py as a module: it is a script, not a part of the package."""
    spec = importlib.util.spec_from_file_location("commands", ROOT / "tools" / "commands.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_command_and_option_is_in_the_docs():
    current = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert current == written().page(), "run `python tools/commands.py`"


def test_every_command_has_a_help_text():
    assert not [name for name, command in written()._commands() if not (command.help or "").strip()]


def test_help_is_fast():
    # Seconds of the processor, not of the clock: other tests and other programs run meanwhile.
    spent = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-m", "localize", "--help"], check=True, capture_output=True
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(spent) < 0.5, "benchmarks/startup.py measures it; on a quiet machine 0.25 s"


def test_status_check_and_build_import_no_engine(project):
    project("run")
    for command in ("status", "check", "build"):
        code = (
            f"import sys; sys.argv = ['localize', '{command}'];"
            "from localize.cli.app import main\n"
            "try: main()\n"
            "except SystemExit as e: code = e.code or 0\n"
            f"found = [m for m in {HEAVY!r} if m in sys.modules]\n"
            "found += [m for m in sys.modules if m.startswith('localize.translate.engines')]\n"
            "sys.exit(f'imported {found}' if found else 0)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=project.root,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stderr}"


def test_options_of_localize_itself_may_stand_behind_the_command(project):
    assert project("run", "-q", "-C", str(project.root)).stdout == ""
    assert project("status", f"--project={project.root}", "--json").stdout.startswith("[")
    assert hoisted(["check", "--", "-q"]) == ["check", "--", "-q"]
    assert hoisted(["run", "-C"]) == ["-C", "run"]


def test_status_says_what_is_not_extracted_yet(project):
    done = project("status")
    assert "not extracted yet: 2 catalogs; run `localize update`" in done.stderr
    project("update")
    assert not project("status").stderr


def test_counts_of_one_are_singular(project):
    project.write("content/garden.md", "# Garden\n")
    project("run", "--to", "ja")
    assert " in 1 entry of 1 file" in project("check", "--to", "ja", code=None).stderr


def test_without_a_termbase_the_next_step_is_named(project):
    done = project("terms", "check", code=1)
    assert "terms.csv: cannot be read" in done.stderr
    assert "localize terms extract --csv" in done.stderr
    project("update")
    project("terms", "extract", "--csv")


def test_models_say_that_none_is_installed(project, tmp_path):
    for command in ("list", "verify"):
        done = project("models", command, ARGOS_PACKAGES_DIR=str(tmp_path / "none"))
        assert done.stderr.startswith("no package is installed; ")


def test_no_summary_of_a_command_is_cut_short():
    for words in ([], ["tm"], ["terms"], ["models"], ["review"]):
        done = subprocess.run(
            [sys.executable, "-m", "localize", *words, "--help"],
            env={**os.environ, "COLUMNS": "80"},
            check=True,
            capture_output=True,
            text=True,
        )
        _, _, commands = done.stdout.partition("Commands:\n")
        assert commands
        assert "..." not in commands


def test_every_argument_has_a_help_text():
    for name, command in written()._commands():
        for parameter in command.params:
            assert parameter.help, f"{name}: {parameter.name}"
