"""Build the wheel and the sdist, and hold that they are what we may publish.

Built twice, in two folders, they are the same bytes; the wheel made from the sdist is the same once
more; the metadata is valid, names a license and says README.md. Files dated as the last commit.

    python tools/dist.py [FOLDER]        (dist/ if none is named)
"""

from __future__ import annotations

import email
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.metadata import Metadata
from trove_classifiers import classifiers

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parent.parent
INIT = ROOT / "src" / "localize" / "__init__.py"


def main() -> None:
    """Build, check, and leave the two files in the folder."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "dist").resolve()
    for path in distribution(folder):
        print(path)


def distribution(folder: Path) -> tuple[Path, Path]:
    """The wheel and the sdist, built into a folder, which loses its older ones."""
    with tempfile.TemporaryDirectory() as scratch:
        first, second, third = (Path(scratch, name) for name in ("first", "second", "third"))
        build(ROOT, first)
        build(ROOT, second)
        _same(first, second, "*")
        [sdist] = first.glob("*.tar.gz")
        with tarfile.open(sdist) as archive:
            archive.extractall(third, filter="data")
        [source] = third.iterdir()
        build(source, third, "wheel")
        _same(first, third, "*.whl")
        [wheel] = first.glob("*.whl")
        check(wheel)
        folder.mkdir(parents=True, exist_ok=True)
        for old in [*folder.glob("*.whl"), *folder.glob("*.tar.gz")]:
            old.unlink()
        return tuple(Path(shutil.copy(path, folder)) for path in (wheel, sdist))


def build(source: Path, folder: Path, *targets: str) -> None:
    """Build what a source tree makes, dated as the last commit."""
    told = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    words = [word for target in targets for word in ("-t", target)]
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder), *words],
        cwd=source,
        env={**os.environ, "SOURCE_DATE_EPOCH": told.stdout.strip()},
        stderr=subprocess.DEVNULL,  # its progress
        check=True,
    )


def _same(folder: Path, other: Path, pattern: str) -> None:
    for path in folder.glob(pattern):
        if path.read_bytes() != (other / path.name).read_bytes():
            sys.exit(f"{path.name}: two builds differ")


def check(wheel: Path) -> None:
    """Exit with what is wrong with a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        [place] = [name for name in names if name.endswith(".dist-info/METADATA")]
        raw = archive.read(place)
    metadata = Metadata.from_email(raw, validate=True)
    version = re.search(r'__version__ = "(.+)"', INIT.read_text(encoding="utf-8"))[1]
    tag = os.environ["GITHUB_REF_NAME"] if os.environ.get("GITHUB_REF_TYPE") == "tag" else ""
    strangers = sorted(set(metadata.classifiers or ()) - classifiers)
    wrong = {
        f"version {metadata.version}, not {version}": str(metadata.version) != version,
        f"the tag {tag} is not v{version}": tag not in {"", f"v{version}"},
        "no license": metadata.license_expression is None or not metadata.license_files,
        "no README": len(email.message_from_bytes(raw).get_payload()) < 1000,
        f"unknown classifiers: {strangers}": bool(strangers),
        f"not in the wheel: {_lacking(names)}": bool(_lacking(names)),
        f"strange in the wheel: {_strange(names)}": bool(_strange(names)),
    }
    if any(wrong.values()):
        sys.exit("\n".join(f"{wheel.name}: {text}" for text, is_so in wrong.items() if is_so))


def _lacking(names: Iterable[str]) -> list[str]:
    """Files of the package in git that the wheel lacks."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--", "src"], cwd=ROOT, capture_output=True, check=True
    )
    tracked = {name.removeprefix("src/") for name in done.stdout.decode().split("\0") if name}
    return sorted(tracked - set(names))


def _strange(names: Iterable[str]) -> list[str]:
    return [name for name in names if not re.match(r"localize/|[\w.-]+\.dist-info/", name)]


if __name__ == "__main__":
    main()
