"""Run every benchmark that needs no full-size model, on the data of a folder.

    python benchmarks/all.py DATA [NAME …]

DATA holds `markdown/`, `gettext/` and `wmt24/`; archives are unpacked to a temporary folder. NAME:
only these. Prints each benchmark's RESULT line.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
MODELS = HERE.parent / "models"


def commands(folder: Path, unpacked: Path) -> dict[str, list[str]]:
    """The words after each benchmark's name."""
    markdown = [str(folder / "markdown" / "commonmark-spec.json"), str(unpacked / "markdown")]
    package = ["--package", str(MODELS / "translate-en_ja-0_1.argosmodel")]
    return {
        "startup": [],
        "kill": ["--rounds", "100"],
        "roundtrip": markdown,
        "documents": [],
        "catalogs": [str(unpacked / "gettext")],
        "memory": [],
        "translate": [*package, "--text", str(MODELS / "known.en-ja.tsv")],
        "checks": [str(folder / "wmt24" / "dev.jsonl")],
        "build": [],
    }


def unpack(folder: Path, target: Path) -> None:
    """Every archive below the folder, beside its own name."""
    for archive in folder.rglob("*.tar.xz"):
        place = target / archive.parent.name
        place.mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive) as opened:
            opened.extractall(place, filter="data")


def main() -> None:
    if len(sys.argv) < 2 or not Path(sys.argv[1]).is_dir():
        sys.exit(__doc__)
    folder, names = Path(sys.argv[1]), sys.argv[2:]
    failed = []
    with tempfile.TemporaryDirectory() as temporary:
        unpack(folder, Path(temporary))
        for name, words in commands(folder, Path(temporary)).items():
            if names and name not in names:
                continue
            print(f"== {name}", flush=True)
            done = subprocess.run([sys.executable, str(HERE / f"{name}.py"), *words], check=False)
            if done.returncode:
                failed.append(name)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
