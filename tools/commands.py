"""Write docs/commands.md from the commands themselves.

python tools/commands.py            (a test holds that the file is current)
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from localize.cli.app import app, register

if TYPE_CHECKING:
    from collections.abc import Iterator

TARGET = Path(__file__).parent.parent / "docs" / "commands.md"
_HEAD = """\
# Commands

Every command and option, as `localize COMMAND --help` says it. Before the command stand
`--project` (`-C`) for another project's folder, `--verbose` (`-v`), `--quiet` (`-q`) and
`--version`. Exit codes: docs/exit-codes.md.
"""


def page() -> str:
    """The text of docs/commands.md."""
    return _HEAD + "".join(_section(name, command) for name, command in _commands())


def _commands() -> Iterator[tuple[str, Any]]:
    register()
    group: Any = typer.main.get_command(app)
    for name in group.list_commands(None):
        command = group.commands[name]
        inner = getattr(command, "commands", {})
        if not inner or command.invoke_without_command:
            yield name, command
        for below, sub in inner.items():
            yield f"{name} {below}", sub


def _section(name: str, command: Any) -> str:
    arguments = "".join(
        f" {parameter.metavar or parameter.name.upper()}"
        for parameter in command.params
        if parameter.param_type_name == "argument"
    )
    rows = "".join(
        f"| {_names(parameter)} | {_cell(parameter.help)} |\n"
        for parameter in command.params
        if parameter.param_type_name == "option" and not getattr(parameter, "hidden", False)
    )
    table = f"\n| option | |\n|---|---|\n{rows}" if rows else ""
    text = " ".join((command.help or "").split())
    return f"\n## `localize {name}{arguments}`\n\n{text}\n{table}"


def _names(parameter: Any) -> str:
    return ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|")


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
