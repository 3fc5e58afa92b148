"""What all tests share: a small project on disk, and the command as a user starts it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# What a shell starts in the background ignores Ctrl-C, and so would every command that is started here.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(frozen=True, slots=True)
class Project:
    """A project on disk, and `localize` in it."""

    root: Path

    def __call__(self, *words: str, code: int | None = 0, **environment: str):
        """Run `localize WORDS`; `code` is the exit code expected, None for any."""
        done = subprocess.run(
            [sys.executable, "-m", "localize", *words],
            cwd=self.root,
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "NO_COLOR": "1", **environment},
            check=False,
        )
        if code is not None:
            assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def write(self, name: str, text: str) -> Path:
        """A file of the project."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def read(self, name: str) -> str:
        """A file's text."""
        return (self.root / name).read_text(encoding="utf-8")

    def tree(self, *folders: str) -> dict[str, bytes]:
        """Every file below the folders, to compare."""
        paths = (path for folder in folders for path in (self.root / folder).rglob("*"))
        return {str(p.relative_to(self.root)): p.read_bytes() for p in paths if p.is_file()}


CONFIG = """\
source = "en"
locales = ["ja", "hi"]
content = ["content/**/*.md"]
engine = "pseudo"
"""
ARTICLE = """\
---
title: A garden in spring
---

# A garden in spring

The **first** flowers are yellow. See [the list](https://example.org/list).

- Tulips bloom in April.
- Roses bloom in June.
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project of one small article in two locales, engine `pseudo`."""
    made = Project(tmp_path)
    made.write("localize.toml", CONFIG)
    made.write("content/garden.md", ARTICLE)
    return made


@pytest.fixture
def article(tmp_path: Path) -> Project:
    """A copy of this repository's own project: the article and its catalogs."""
    for name in ("content", "locales"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "localize.toml", tmp_path)
    return Project(tmp_path)


@pytest.fixture(scope="session")
def tool():
    """A system tool by name; missing: a skip, or in CI a failure."""

    def find(name: str, package: str) -> str:
        found = shutil.which(name)
        if found is None:
            message = f"{name} is missing: apt install {package}"
            if os.environ.get("LOCALIZE_CI"):
                pytest.fail(message)
            pytest.skip(message)
        return found

    return find


CHROMIUM = "/usr/bin/chromium"
# Nothing of the browser's own goes out: a test needs no network.
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-component-update",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, one for all tests: Playwright allows one event loop a process."""
    wanted = None if Path(CHROMIUM).exists() else "no Chromium: apt install chromium"
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        wanted = "no playwright: pip install playwright"
    if wanted and os.environ.get("LOCALIZE_CI"):
        pytest.fail(wanted)
    if wanted:
        pytest.skip(wanted)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_QUIET))
        yield found
        found.close()
