"""The package as it is published: its name, its version, and what it says it needs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import localize
from localize.extras import DISTRIBUTION, extras

ROOT = Path(__file__).parent.parent
METADATA = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Found by name at run time, or only by tests.
NOT_IMPORTED = {"polib"}


def tracked() -> list[Path]:
    """The text files of the repository."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name.decode() for name in done.stdout.split(b"\0") if name]


def distribution_name(text: str) -> str:
    """The normalised name of a requirement."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", text)[0]).lower()


def declared() -> set[str]:
    lists = [METADATA["dependencies"], *METADATA["optional-dependencies"].values()]
    return {distribution_name(text) for part in lists for text in part} - {DISTRIBUTION}


def imported() -> set[str]:
    """The top-level names that src/ imports, wherever in a file."""
    names = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(node.module.partition(".")[0])
    return names - {"localize"} - sys.stdlib_module_names


def test_the_name_is_the_one_that_every_hint_says():
    assert METADATA["name"] == DISTRIBUTION


def test_the_version_is_written_once():
    assert METADATA["dynamic"] == ["version"]
    assert "version" not in METADATA
    done = subprocess.run(
        [sys.executable, "-m", "localize", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"localize {localize.__version__}\n"


def test_no_page_and_no_hint_installs_a_strangers_program():
    strangers = re.compile(r"""(?:pip|pipx|uv tool) (?:install|inject) ['"]?localize[\[' "`]""")
    for path in tracked():
        if path.suffix in {".py", ".md", ".toml", ".in", ".yml"} and path != Path(__file__):
            assert not strangers.search(path.read_text(encoding="utf-8")), path


def test_what_is_imported_is_declared():
    owners = packages_distributions()
    wanted = {distribution_name(owners[name][0]) for name in imported()}
    assert wanted - declared() == set()


def test_what_is_declared_is_imported():
    owners = packages_distributions()
    wanted = {distribution_name(owners[name][0]) for name in imported()}
    assert declared() - wanted - NOT_IMPORTED == set()


def test_an_extra_says_what_it_brings_from_the_metadata():
    assert set(extras()["argos"]) == {"ctranslate2", "sentencepiece", "numpy"}
    assert "web" not in extras()
    assert {"ctranslate2", "weasyprint", "fonttools"} <= set(extras()["all"])
    assert "argostranslate" not in extras()["all"]


def test_every_extra_is_explained():
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    for name in METADATA["optional-dependencies"]:
        assert f"`{name}`" in page
