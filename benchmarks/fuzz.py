"""Mutated real documents through every format: no crash, no hang, identity always.

    python benchmarks/fuzz.py DIR [--seconds 600] [--seed 1]

Each round takes a document of DIR, mutates it (cuts, repeats, swaps, pastes markup) and holds:
`parse(text).source == text`, rendering without targets gives the text back, rendering with changed
targets does not crash, and no round takes over a second. Prints `RESULT rounds=… crashed=…
different=… slow=… slowest_s=…`.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from pathlib import Path

from _data import unpacked

from localize.plugins import FORMATS, load, registered

SUFFIXES = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".txt": "text"}
PASTED = (
    "#",
    "> ",
    "- ",
    "1. ",
    "```",
    "~~~",
    "|",
    "***",
    "[",
    "](",
    "![",
    "<!--",
    "-->",
    "<div>",
    "</p>",
    ":::",
    "!!! note",
    "{{",
    "}}",
    "$$",
    "---\n",
    "+++\n",
    "\t",
    "    ",
    "\r\n",
    "\\",
    "&amp;",
    "\u2028",
    "\ufeff",
    "\x00",
    "[^1]:",
    "<b",
    "|---|",
    "\n\n",
    "\u3000",
    "「",
    "ु",
)


def mutated(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 8)):
        at, end = sorted(chance.randint(0, len(text)) for _ in range(2))
        end = min(end, at + 400)
        match chance.randint(0, 4):
            case 0:
                text = text[:at] + text[end:]
            case 1:
                text = text[:at] + text[at:end] * chance.randint(2, 4) + text[end:]
            case 2:
                text = text[:at] + chance.choice(PASTED) * chance.choice((1, 1, 3, 40)) + text[at:]
            case 3:
                text = text[:at] + text[at:end][::-1] + text[end:]
            case _:
                text = text[:at] + text[at:end].replace("\n", chance.choice(PASTED)) + text[end:]
    return text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    files = sorted(p for p in unpacked(options.folder).rglob("*") if p.suffix in SUFFIXES)
    forms = {name: load(FORMATS, name)() for name in registered(FORMATS)}
    rounds = crashed = different = slow = 0
    slowest = 0.0
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        path = chance.choice(files)
        form = forms[SUFFIXES[path.suffix]]
        text = mutated(path.read_text(encoding="utf-8", errors="replace")[:20_000], chance)
        rounds += 1
        start = time.process_time()
        try:
            document = form.parse(text, path.name, {})
            same = document.source == text and form.render(document, lambda _: None).text == text
            form.render(document, lambda one: f"{one.msgid[::-1]} # 1. > |")
        except Exception:  # noqa: BLE001 - that is what is looked for
            crashed += 1
            print(f"round {rounds}, {path.name}", file=sys.stderr)
            traceback.print_exc()
            Path(f"fuzz-{options.seed}-{rounds}{path.suffix}").write_text(text, encoding="utf-8")
            continue
        different += not same
        spent = time.process_time() - start
        slow += spent > 1
        slowest = max(slowest, spent)
    print(
        f"RESULT rounds={rounds} crashed={crashed} different={different} slow={slow} "
        f"slowest_s={slowest:.2f}"
    )
    sys.exit(1 if crashed or different else 0)


if __name__ == "__main__":
    main()
