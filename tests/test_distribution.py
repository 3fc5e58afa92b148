"""The package as it is published: its name, its version, and what it says it needs."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import metadata, packages_distributions, requires
from pathlib import Path

import yaml
from packaging.requirements import Requirement

import localize
from localize.extras import DISTRIBUTION, extras

ROOT = Path(__file__).parent.parent
METADATA = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


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
    assert declared() - wanted == set()


def test_an_extra_says_what_it_brings_from_the_metadata():
    assert set(extras()["argos"]) == {"ctranslate2", "sentencepiece", "numpy"}
    assert "web" not in extras()
    assert {"ctranslate2", "weasyprint", "fonttools"} <= set(extras()["all"])
    assert "argostranslate" not in extras()["all"]


def test_every_extra_is_explained():
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    for name in METADATA["optional-dependencies"]:
        assert f"`{name}`" in page


def closure(names: set[str]) -> set[str]:
    """These distributions and all that they ask for here, extras left out."""
    known: set[str] = set()
    while names := names - known:
        known |= names
        asked = [text for name in names for text in requires(name) or ()]
        here = [text for text in asked if "extra ==" not in text and wanted_here(text)]
        names = {distribution_name(text) for text in here}
    return known


def wanted_here(requirement: str) -> bool:
    marker = Requirement(requirement).marker
    return marker is None or marker.evaluate()


def test_every_dependency_is_explained_with_its_license():
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    core = {distribution_name(text) for text in METADATA["dependencies"]}
    argos = {distribution_name(text) for text in METADATA["optional-dependencies"]["argos"]}
    for name in closure(core | argos):
        rows = [line for line in page.splitlines() if re.match(rf"\| [^|]*\b{name}\b", line)]
        assert rows, name
        said = metadata(name).get("License-Expression", "").split(" AND ")[0]
        assert said.removesuffix(" License") in rows[0], f"{name}: {said}"


WORKFLOW = ROOT / ".github/workflows/release.yml"


def steps(workflow: dict) -> list[dict]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_the_release_only_calls_targets_that_run_here():
    workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    commands = [step["run"] for step in steps(workflow) if "run" in step]
    assert set(commands) == {
        "make check",
        "make test",
        "make demo",
        "make dist",
        "make clean-install",
    }
    for command in commands:
        subprocess.run([*command.split(), "--dry-run"], cwd=ROOT, check=True, capture_output=True)


def test_the_release_is_tried_wherever_we_say_it_runs():
    workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    matrix = workflow["jobs"]["test"]["strategy"]["matrix"]
    assert [name.partition("-")[0] for name in matrix["os"]] == ["ubuntu", "macos", "windows"]
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]
    told = {text.rpartition(" ")[2] for text in METADATA["classifiers"] if "Python :: 3." in text}
    assert told == set(matrix["python"])


def test_the_release_is_published_without_a_token():
    text = WORKFLOW.read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    assert "secrets." not in text
    assert "password" not in text
    publish = workflow["jobs"]["publish"]
    assert publish["permissions"] == {"id-token": "write"}
    assert set(publish["needs"]) == set(workflow["jobs"]) - {"publish"}


def test_two_builds_are_the_same_bytes_and_their_metadata_is_valid(tmp_path):
    script = [sys.executable, ROOT / "tools" / "dist.py", tmp_path]
    done = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert sorted(first) == [
        f"localize_toolkit-{localize.__version__}-py3-none-any.whl",
        f"localize_toolkit-{localize.__version__}.tar.gz",
    ]


def test_a_tag_of_another_version_is_not_built(tmp_path):
    script = [sys.executable, ROOT / "tools" / "dist.py", tmp_path]
    tag = {**os.environ, "GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": "v99.0"}
    done = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, check=False, env=tag)
    assert done.returncode != 0
    assert "v99.0" in done.stderr
