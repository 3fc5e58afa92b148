"""The command that adds an extra, tried with the programs that people install with."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from localize.extras import DISTRIBUTION, install_command

ROOT = Path(__file__).parent.parent
EXTRA, PACKAGE = "postgres", "pg8000"  # small, and without others behind it that are large

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def wheels(tmp_path_factory) -> Path:
    """A folder with our wheel, which an index will have one day."""
    folder = tmp_path_factory.mktemp("wheels")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="session")
def registry(tmp_path_factory) -> None:
    """The package index that pip knows; out of reach: a skip, in CI a failure."""
    words = ["download", "--quiet", "--no-deps", "--retries", "0", "--timeout", "20", "polib"]
    done = subprocess.run(
        [sys.executable, "-m", "pip", *words, "-d", str(tmp_path_factory.mktemp("registry"))],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        fail("no package index can be reached")


@pytest.fixture
def shell(tmp_path: Path, wheels: Path, registry):
    """Run a line as a user types it, with homes of its own; where our wheel is, is told."""
    places = {
        "PIPX_HOME": "pipx",
        "PIPX_BIN_DIR": "bin",
        "UV_TOOL_DIR": "uv",
        "UV_TOOL_BIN_DIR": "bin",
        "PIPX_MAN_DIR": "man",
    }
    known = os.environ.get("PIP_FIND_LINKS", "")
    environment = {
        **os.environ,
        **{name: str(tmp_path / folder) for name, folder in places.items()},
        "PIP_FIND_LINKS": f"{known} {wheels}".strip(),
        "UV_FIND_LINKS": str(wheels),
        "UV_PYTHON": sys.executable,
        "UV_PYTHON_DOWNLOADS": "never",
        "PIPX_DEFAULT_PYTHON": sys.executable,
        "NO_COLOR": "1",
    }
    environment.pop("VIRTUAL_ENV", None)

    def run(line: str, code: int = 0) -> str:
        done = subprocess.run(
            line,
            shell=True,
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == code, f"{line}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    return run


def program(name: str) -> str:
    """An installer by name; missing: a skip, in CI a failure."""
    found = os.environ.get(f"LOCALIZE_{name.upper()}") or shutil.which(name)
    if found is None:
        fail(f"pip install {name}")
    return found


def fail(reason: str) -> None:
    """Skip, or fail in CI."""
    (pytest.fail if os.environ.get("LOCALIZE_CI") else pytest.skip)(reason)


def fill(shell, python: Path, target: str) -> None:
    """Install something into an environment with pip, or faster where uv is."""
    uv = os.environ.get("LOCALIZE_UV") or shutil.which("uv")
    installer = f'{uv} pip install --python "{python}"' if uv else f'"{python}" -m pip install'
    shell(f"{installer} --quiet {target}")


def advised(text: str) -> str:
    """The line that `localize doctor` shows below the extra."""
    return re.search(rf"^- +extra {EXTRA}: not installed: {PACKAGE}\n +(.+)$", text, re.MULTILINE)[
        1
    ]


def walk(shell, localize: Path, expected: str, installer: str = "") -> None:
    """Do what `localize doctor` and the error of a command say; then the extra is there."""
    line = advised(shell(f'"{localize}" doctor'))
    assert line == expected
    settings = Path(localize).parent.parent / "tm"
    settings.mkdir(exist_ok=True)
    text = 'source = "en"\nlocales = ["ja"]\n[tm]\nurl = "postgresql://127.0.0.1:9/tm"\n'
    (settings / "localize.toml").write_text(text, encoding="utf-8")
    assert line in shell(f'"{localize}" -C "{settings}" tm stats', code=5)
    shell(f'PATH="{Path(installer).parent}:$PATH"; {line}')
    assert f"extra {EXTRA}: {PACKAGE} " in shell(f'"{localize}" doctor')
    assert "is the server up" in shell(f'"{localize}" -C "{settings}" tm stats', code=1)


def without_torch(shell, localize: Path, installer: str) -> None:
    """Do what `localize engines` says of argostranslate, whose dependencies are gigabytes."""
    line = re.search(r"\S.* --no-deps .*argostranslate.*", shell(f'"{localize}" engines'))[0]
    line = line[re.search(r"uv pip|pipx runpip", line).start() :]
    # What else the engine needs is as large as numpy and tried elsewhere.
    shell(f'PATH="{Path(installer).parent}:$PATH"; {line.partition(" ctranslate2")[0]}')
    assert "extra argostranslate: argostranslate " in shell(f'"{localize}" doctor')


def test_pip_in_an_environment(shell, tmp_path, wheels):
    folder = tmp_path / "my env"  # a path with a space
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    fill(shell, python, DISTRIBUTION)
    walk(shell, folder / "bin" / "localize", f'"{python}" -m pip install "{DISTRIBUTION}[{EXTRA}]"')


def test_pipx(shell, tmp_path):
    pipx = program("pipx")
    shell(f"{pipx} install {DISTRIBUTION}")
    localize = tmp_path / "bin" / "localize"
    walk(shell, localize, f'pipx inject {DISTRIBUTION} "pg8000>=1.31"', pipx)
    without_torch(shell, localize, pipx)


def test_uv_tool_keeps_what_was_asked_for_before(shell, tmp_path):
    uv = program("uv")
    shell(f'{uv} tool install "{DISTRIBUTION}[deepl]" --with tabulate')
    walk(
        shell,
        tmp_path / "bin" / "localize",
        f'uv tool install "{DISTRIBUTION}[deepl]" --with "tabulate" --with "pg8000>=1.31"',
        uv,
    )
    without_torch(shell, tmp_path / "bin" / "localize", uv)
    text = shell(f'"{tmp_path}/bin/localize" doctor')
    assert "extra deepl: deepl " in text
    assert "tabulate" in shell(f'{uv} pip list --python "{tmp_path}/uv/{DISTRIBUTION}/bin/python"')


def test_uv_tool_keeps_the_extras_of_a_wheel(shell, tmp_path, wheels):
    uv = program("uv")
    wheel = next(wheels.glob("*.whl"))
    shell(f'{uv} tool install "{wheel}[deepl]"')
    expected = f'uv tool install "{wheel}[deepl]" --with "pg8000>=1.31"'
    walk(shell, tmp_path / "bin" / "localize", expected, uv)
    assert "extra deepl: deepl " in shell(f'"{tmp_path}/bin/localize" doctor')


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        ({"specifier": "==0.1"}, '"localize-toolkit[llm]==0.1"'),
        ({"directory": "/a b"}, '"/a b[llm]"'),
        ({"url": "http://h/l.whl"}, '"localize-toolkit[llm] @ http://h/l.whl"'),
        ({"git": "https://h/l"}, '"localize-toolkit[llm] @ git+https://h/l"'),
        ({"git": "https://h/l?rev=v9"}, '"localize-toolkit[llm] @ git+https://h/l@v9"'),
        ({"editable": "/l"}, "--editable /l[llm]"),
    ],
    ids=str,
)
def test_uv_tool_is_told_where_this_copy_came_from(tmp_path, monkeypatch, source, asked):
    """As the receipts of uv 0.13 have it, each copied from a real one."""
    table = {"name": DISTRIBUTION, "extras": ["llm"], **source}
    pairs = ", ".join(f"{key} = {json.dumps(value)}" for key, value in table.items())
    (tmp_path / "uv-receipt.toml").write_text(f"[tool]\nrequirements = [{{ {pairs} }}]\n")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert install_command(EXTRA) == f'uv tool install {asked} --with "pg8000>=1.31"'


def test_an_environment_of_uv_has_no_pip(shell, tmp_path):
    uv = program("uv")
    shell(f"{uv} venv --quiet env")
    python = tmp_path / "env" / "bin" / "python"
    shell(f"{uv} pip install --quiet --python {python} {DISTRIBUTION}")
    walk(
        shell,
        tmp_path / "env" / "bin" / "localize",
        f'uv pip install --python {python} "{DISTRIBUTION}[{EXTRA}]"',
        uv,
    )


def test_a_clone_is_installed_from_where_it_is(shell, tmp_path):
    clone = tmp_path / "clone"
    (clone / "src").mkdir(parents=True)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, clone)
    (clone / "src" / "localize").symlink_to(ROOT / "src" / "localize")
    folder = tmp_path / "env"
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    fill(shell, python, f'-e "{clone}"')
    walk(shell, folder / "bin" / "localize", f'{python} -m pip install -e "{clone}[{EXTRA}]"')
