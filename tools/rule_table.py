"""Prints the rules as the table of docs/checks.md.

python tools/rule_table.py
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from localize.check.run import catalog_rules, rules

EXAMPLES = Path(__file__).parents[1] / "tests" / "check" / "examples.toml"


def main() -> None:
    """One row a rule: name, severity, reason, an example that fires."""
    print("| rule | severity | why | fires on |")
    print("|---|---|---|---|")
    examples = tomllib.loads(EXAMPLES.read_text(encoding="utf-8"))
    for rule in sorted(rules(), key=lambda one: (one.severity, one.name)):
        source, target, *_ = examples[rule.name]["fires"][0]
        shown = f"`{cell(source)}` → `{cell(target)}`"
        print(f"| `{rule.name}` | {rule.severity} | {rule.reason} | {shown} |")
    for across in catalog_rules():
        print(f"| `{across.name}` | {across.severity} | {across.reason} | (one catalog) |")


def cell(text: str) -> str:
    """A text in a table's cell, shortened."""
    short = text if len(text) <= 60 else f"{text[:57]}…"
    return ascii_controls(short).replace("|", "\\|").replace("`", "ˋ")


def ascii_controls(text: str) -> str:
    """Control characters as Python writes them."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


if __name__ == "__main__":
    main()
