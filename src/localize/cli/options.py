"""Options that several commands share, declared once."""

from pathlib import Path
from typing import Annotated, Literal

import typer

To = Annotated[
    list[str] | None,
    typer.Option("--to", "-t", metavar="LOCALE", help="Only this locale. May be repeated."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON to stdout.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done; write nothing.")]
Frozen = Annotated[
    bool, typer.Option("--frozen", help="Write nothing; exit 3 if something is out of date.")
]
EngineName = Annotated[
    str | None, typer.Option("--engine", "-e", metavar="NAME", help="Engine to draft with.")
]
Quality = Annotated[
    Literal["fast", "balanced", "best"],
    typer.Option("--quality", help="How widely to search: beam 1, 2 or 4."),
]
Device = Annotated[
    Literal["auto", "cpu", "cuda"], typer.Option("--device", help="Where models run.")
]
Jobs = Annotated[
    int, typer.Option("--jobs", "-j", metavar="N", help="Threads; 0 is one per core.", min=0)
]
Yes = Annotated[
    bool, typer.Option("--yes", "-y", help="Install a missing model package without asking.")
]
NoProgress = Annotated[bool, typer.Option("--no-progress", help="Show no progress bar.")]
Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[PATH]...",
        help="Only these: documents of the project, or any .po and .pot files and folders of them.",
        show_default=False,
    ),
]
From = Annotated[
    str | None,
    typer.Option(
        "--from", metavar="LOCALE", help="The locale of the source texts of PATH; else en."
    ),
]
