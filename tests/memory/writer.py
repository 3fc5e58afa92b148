"""Another process that fills a memory: `python writer.py FILE UNITS [without-numpy]`.

Its texts can be made again by whoever knows their numbers.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

WORDS = [
    a + b + c for a in ("bar", "fel", "gon", "hum") for b in "aeiou" for c in ("d", "ntic", "l")
]


def text(number):
    return f"{number} " + " ".join(random.Random(number).choices(WORDS, k=9))


def main(path, count, *words):
    if words:
        sys.modules["numpy"] = None  # as where it is not installed
    from localize.memory.store import open_memory
    from localize.memory.unit import MemoryUnit
    from localize.model import locale

    memory = open_memory(Path(path))
    memory.add(MemoryUnit(text(number), "訳", "en", "ja") for number in range(int(count)))
    [match] = memory.fuzzy(f"{text(7)} more", locale("en"), locale("ja"), limit=1)
    memory.close()
    print(match.source)


if __name__ == "__main__":
    main(*sys.argv[1:])
