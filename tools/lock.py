"""Write requirements.lock and requirements-dev.lock again: pinned, hashed, no download addresses.

They hold for every system and Python that we support: what only some of them need has a marker.
For development argostranslate is added without its dependencies: stanza, spaCy, torch (5.8 GB) and
minisbd (AGPL) stand behind it, and the tests that hold our engine against it use none of them.

    python tools/lock.py        (makes its own environment for uv)
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
WITHOUT_DEPENDENCIES = "argostranslate\n"
UNWANTED = ("torch", "stanza", "spacy", "minisbd")
_COMPILE = (
    *("-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-header", "--no-annotate", "--strip-extras"),
    *("--no-emit-index-url", "--no-emit-find-links"),
)


def main() -> None:
    """Write both lock files."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], check=True)
        _write("requirements", _compiled(python, ROOT / "requirements.in"))
        extra = _compiled(python, "--no-deps", "-", text=WITHOUT_DEPENDENCIES)
        _write("requirements-dev", _compiled(python, ROOT / "requirements-dev.in") + extra)


def _compiled(python: Path, *words: str | Path, text: str = "") -> str:
    done = subprocess.run(
        [python, *_COMPILE, *words], input=text, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def _write(name: str, text: str) -> None:
    for unwanted in UNWANTED:
        if re.search(rf"^{unwanted}==", text, re.MULTILINE):
            sys.exit(f"{unwanted} came in: look at what requires it")
    if "://" in text or "--find-links" in text:
        sys.exit("a download address came in")
    (ROOT / f"{name}.lock").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
