"""Kill `localize run` at random moments and see whether anything is lost.

    python benchmarks/kill.py [--rounds 100] [--seed 1]

Each round adds a paragraph, starts `localize run` on a project of its own with engine `pseudo`, and
kills it with SIGKILL after a random time. After each kill every catalog must parse and hold what a
person wrote; at the end one run must complete. Prints `RESULT rounds=… killed=… lost=… broken=…
completed=…`.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from localize.catalogs.files import edit_catalog
from localize.catalogs.po import read_catalog
from localize.errors import CatalogError
from localize.model import Catalog, Entry, State, state

CONFIG = 'locales = ["ja", "hi"]\ncontent = ["content/*.md"]\nengine = "pseudo"\n'
ARTICLE = (
    "# A garden\n\n" + "\n\n".join(f"Sentence {n} is about flowers." for n in range(60)) + "\n"
)
BY_HAND = ("人の訳",)


def accepted(catalog: Catalog) -> Catalog:
    """The catalog with its first entry translated by a person."""
    from dataclasses import replace

    from localize.model.state import edited

    first, *rest = catalog.entries
    return replace(catalog, entries=(edited(first, BY_HAND, fuzzy=False), *rest))


def entries(path: Path) -> tuple[Entry, ...] | None:
    try:
        return read_catalog(path).entries
    except CatalogError as error:
        print(error, file=sys.stderr)
        return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "content").mkdir()
        (root / "localize.toml").write_text(CONFIG)
        article = root / "content" / "garden.md"
        article.write_text(ARTICLE)
        command = [sys.executable, "-m", "localize", "-q", "-C", str(root), "run"]
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        usual = time.perf_counter() - start
        catalogs = [root / f"locales/{tag}/LC_MESSAGES/garden.po" for tag in ("ja", "hi")]
        for path in catalogs:
            edit_catalog(path, accepted)
        killed = lost = broken = 0
        for number in range(options.rounds):
            article.write_text(f"{article.read_text()}\nParagraph {number} is new.\n")
            process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            time.sleep(chance.uniform(0, usual * 1.1))
            process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
            for path in catalogs:
                found = entries(path)
                broken += found is None
                lost += found is not None and BY_HAND not in {one.msgstr for one in found}
        done = subprocess.run(command, check=False, capture_output=True)
        missing = sum(
            state(one) is State.MISSING for path in catalogs for one in entries(path) or ()
        )
    completed = int(done.returncode == 0 and missing == 0)
    print(
        f"RESULT rounds={options.rounds} killed={killed} lost={lost} broken={broken} "
        f"completed={completed}"
    )
    sys.exit(0 if completed and not lost and not broken else 1)


if __name__ == "__main__":
    main()
