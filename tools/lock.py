"""Make requirements.lock and requirements-dev.lock again: pinned, hashed, no download addresses.

For development argostranslate is added without its dependencies: stanza, spaCy, torch (5.8 GB) and
minisbd (AGPL) stand behind it, and the tests that hold our engine against it use none of them.

    python tools/lock.py        (makes its own environment for pip-tools)
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
WITHOUT_DEPENDENCIES = ("argostranslate",)
UNWANTED = ("torch", "stanza", "spacy", "minisbd")
_COMPILE = (
    "--quiet",
    "--generate-hashes",
    "--upgrade",
    "--no-emit-index-url",
    "--no-emit-trusted-host",
    "--no-emit-find-links",
    "--no-header",
    "--no-annotate",
    "--strip-extras",
    "--allow-unsafe",
)


def main() -> None:
    """Write both lock files."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        _run(python, "-m", "pip", "install", "--quiet", "pip-tools")
        _write(python, "requirements")
        extra = (_pinned(python, name, Path(folder)) for name in WITHOUT_DEPENDENCIES)
        _write(python, "requirements-dev", "".join(extra))


def _write(python: Path, name: str, extra: str = "") -> None:
    lock = ROOT / f"{name}.lock"
    _run(
        python,
        *("-m", "piptools", "compile", *_COMPILE),
        *("--output-file", lock, ROOT / f"{name}.in"),
    )
    text = lock.read_text(encoding="utf-8").lstrip() + extra
    _check(text)
    lock.write_text(text, encoding="utf-8")


def _pinned(python: Path, name: str, folder: Path) -> str:
    target = folder / name
    _run(python, "-m", "pip", "download", "--quiet", "--no-deps", "-d", target, name)
    files = sorted(target.iterdir())
    version = next(
        m[1] for f in files if (m := re.match(rf"{name}-([\d.]+?)(?:-py|\.tar)", f.name))
    )
    hashes = (hashlib.sha256(path.read_bytes()).hexdigest() for path in files)
    return f"{name}=={version}" + "".join(f" \\\n    --hash=sha256:{one}" for one in hashes) + "\n"


def _check(text: str) -> None:
    for name in UNWANTED:
        if re.search(rf"^{name}==", text, re.MULTILINE):
            sys.exit(f"{name} came in: look at what requires it")
    if "://" in text or "--find-links" in text:
        sys.exit("a download address came in")


def _run(*words: str | Path) -> None:
    subprocess.run([str(word) for word in words], check=True)


if __name__ == "__main__":
    main()
