"""Run every benchmark that needs no full-size model, on the data of a folder.

    python benchmarks/all.py DATA [NAME …]

DATA holds `markdown/`, `gettext/` and `wmt24/`. NAME: only these. Each prints its RESULT line.
"""

from __future__ import annotations

import atexit
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
MODELS = HERE.parent / "models"


def sentences() -> Path:
    """The English column of the sentences that lie beside the models, as a file of its own."""
    target = Path(tempfile.mkdtemp(prefix="localize-bench-")) / "sentences.en.txt"
    rows = (MODELS / "known.en-ja.tsv").read_text(encoding="utf-8").splitlines()
    lines = "".join(row.split("\t")[0] + "\n" for row in rows)
    target.write_text(lines, encoding="utf-8")
    atexit.register(shutil.rmtree, target.parent, ignore_errors=True)
    return target


def commands(folder: Path) -> dict[str, list[str]]:
    """The words after each benchmark's name."""
    package = ["--package", str(MODELS / "translate-en_ja-0_1.argosmodel")]
    text = ["--text", str(sentences())]
    return {
        "startup": [],
        "sentences": [str(MODELS)],
        "kill": [],
        "roundtrip": [str(folder / "markdown")],
        "documents": [],
        "catalogs": [str(folder / "gettext")],
        "memory": [str(folder / "gettext")],
        "translate": [*package, *text],
        "resume": [*package, *text, "--count", "20000"],
        "markup": [*package, *text],
        "terms": [*package, *text],
        "checks": [str(folder / "wmt24" / "dev.jsonl")],
        "checks_docs": [str(folder / "gettext")],
        "formats_msgfmt": [str(folder / "gettext")],
        "build": [],
        "review": ["--minutes", "1"],
    }


def main() -> None:
    if len(sys.argv) < 2 or not Path(sys.argv[1]).is_dir():
        sys.exit(__doc__)
    folder, names = Path(sys.argv[1]), sys.argv[2:]
    failed = []
    for name, words in commands(folder).items():
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
