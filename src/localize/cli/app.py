"""The `localize` command. One module of this package is one command."""

from __future__ import annotations

import importlib
import itertools
import logging
import os
import pkgutil
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

import localize
import localize.cli as package
from localize.cli.console import MessageFormatter, note, prepare_streams, print_error
from localize.errors import CatalogError, ExitCode, LocalizeError

if TYPE_CHECKING:
    from localize.config import Project

# In the order of the pipeline, which is the order of `localize --help`.
_ORDER = (
    *("init", "extract", "update", "translate", "check", "status", "review", "build", "serve"),
    *("run", "diff", "import_", "export", "tm", "terms", "models", "engines", "evaluate"),
    *("merge_driver", "doctor"),
)
_NOT_COMMANDS = frozenset({"app", "console", "defect", "options", "progress"})


def _position(name: str) -> int:
    module = name.replace("-", "_")
    return next((at for at, known in enumerate(_ORDER) if known.rstrip("_") == module), len(_ORDER))


class _InOrder(typer.core.TyperGroup):
    """Typer would list every command with commands below it after the others."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override] # typer's Context is click's
        return sorted(super().list_commands(ctx), key=_position)

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override] # as above
        try:
            return super().invoke(ctx)
        except CatalogError as error:
            if ctx.obj.get("named"):  # what is named and cannot be read is a mistake of the call
                error.exit_code = ExitCode.USAGE
            raise


app = typer.Typer(
    cls=_InOrder,
    name="localize",
    help="Extract articles into gettext catalogs, draft translations offline, review them, "
    "and publish localized editions. A person's words are never changed by a machine.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: rich costs 60 ms at every start
)


def _print_version(value: bool) -> None:
    if value:
        print(f"localize {localize.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    project: Annotated[
        Path | None,
        typer.Option(
            "--project",
            "-C",
            metavar="DIR",
            help="The folder of the project; by default the nearest above.",
        ),
    ] = None,
    verbose: Annotated[
        int,
        typer.Option(
            "--verbose", "-v", count=True, help="Say more; -vv shows what a developer needs."
        ),
    ] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
    version: Annotated[  # noqa: ARG001 - the callback answers
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    level = logging.ERROR if quiet else (logging.WARNING, logging.INFO)[min(verbose, 1)]
    shown = logging.StreamHandler()
    shown.setFormatter(MessageFormatter("%(message)s"))
    logging.basicConfig(level=logging.DEBUG if verbose > 1 else level, handlers=[shown])
    context.obj = {"project": project, "quiet": quiet, "verbose": verbose}


def current_project(
    context: typer.Context,
    paths: Sequence[Path] | None = None,
    *,
    to: Sequence[str] | None = None,
    source: str | None = None,
) -> Project:
    """The project a command works on: `--project`, or the nearest upwards.

    `paths`: the catalogs that it is about; then there need be no project. `to`, `source`: their
    locales, where they do not tell them.

    Raises:
        ConfigError: there is none, or its configuration is wrong.
        UsageError: as `named_project`.
    """
    from localize.config import find_root, load_project, nearest_root

    chosen: Path | None = context.find_root().obj["project"]
    start = chosen.resolve() if chosen is not None else Path.cwd()
    if not paths:
        project = load_project(find_root(start))
        if not project.patterns:
            return project
        from localize.workflow.paths import with_catalogs

        return with_catalogs(project)
    from localize.workflow.paths import named_project

    context.find_root().obj["named"] = True
    root = find_root(start) if chosen else nearest_root(start)
    around = load_project(root) if root else None
    return named_project(paths, cwd=Path.cwd(), project=around, to=to, source=source)


def is_quiet(context: typer.Context) -> bool:
    """Whether `--quiet` was said."""
    return bool(context.find_root().obj["quiet"])


def register(words: Sequence[str] = ()) -> None:
    """Add the command that the words begin with, or all: a command pays for no other's import."""
    commands = {module.name for module in pkgutil.iter_modules(package.__path__)} - _NOT_COMMANDS
    named = [word for at, word in enumerate(words) if at == 0 or words[at - 1] not in _PROJECT]
    first = next((word for word in named if not word.startswith("-")), "").replace("-", "_")
    chosen = commands & {first, f"{first}_"} or commands
    for name in sorted(chosen):
        importlib.import_module(f"{package.__name__}.{name}")


_PROJECT = frozenset({"-C", "--project"})
_ANYWHERE = frozenset({"-q", "--quiet", "-v", "-vv", "--verbose"})


def hoisted(words: Sequence[str]) -> list[str]:
    """The words with the options of `localize` itself first: people say `localize run -q`."""
    front: list[str] = []
    rest: list[str] = []
    left = iter(words)
    for word in left:
        if word == "--":
            rest += [word, *left]
        elif word in _ANYWHERE or word.startswith("--project="):
            front.append(word)
        elif word in _PROJECT:
            front += [word, *itertools.islice(left, 1)]
        else:
            rest.append(word)
    return front + rest


def main() -> None:
    """Run the command line and exit with a documented code."""
    prepare_streams()
    words = hoisted(sys.argv[1:])
    try:
        register(words)
        try:
            app(args=words)
        finally:
            sys.stdout.flush()  # here, where what goes wrong can still be told
    except LocalizeError as error:
        _fail(error)
    except (KeyboardInterrupt, SystemExit) as end:  # typer makes an exit of Ctrl-C
        if isinstance(end, SystemExit) and end.code != ExitCode.INTERRUPTED:
            raise
        note("interrupted; everything finished so far is kept")
        sys.exit(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(ExitCode.FAILURE)
    except Exception as error:  # noqa: BLE001 - the last resort: nobody above would tell it better
        if logging.getLogger().isEnabledFor(logging.DEBUG):
            traceback.print_exception(error)
        if isinstance(error, OSError):
            _fail(_system_error(error))
        from localize.cli.defect import defect

        _fail(defect(error, words))


def _system_error(error: OSError) -> LocalizeError:
    """What the system refused: a file, or standard output, which has no name."""
    told = error.strerror or str(error)
    if error.filename is not None:
        place = os.fsdecode(error.filename)
        return LocalizeError(told, path=place, hint="-vv shows what was done with it")
    # At exit it would be written once more.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return LocalizeError(
        f"the output cannot be written: {told}", hint="what the command itself wrote is kept"
    )


def _fail(error: LocalizeError) -> NoReturn:
    print_error(error)
    sys.exit(error.exit_code)
