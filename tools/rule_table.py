"""Prints the rules as the table of docs/checks.md.

python tools/rule_table.py
"""

from __future__ import annotations

from localize.check.run import catalog_rules, rules


def main() -> None:
    """One row a rule: name, severity, reason, an example that fires."""
    print("| rule | severity | why | fires on |")
    print("|---|---|---|---|")
    for rule in sorted(rules(), key=lambda one: (one.severity, one.name)):
        example = rule.fires[0]
        shown = f"`{cell(example.source)}` → `{cell(example.target)}`"
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
