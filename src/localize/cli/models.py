"""`localize models list|search|install|remove|verify`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from localize.cli.app import current_project, is_quiet
from localize.cli.console import note, print_json, print_table, say
from localize.cli.options import Json, NoProgress
from localize.cli.progress import Bar

if TYPE_CHECKING:
    from collections.abc import Callable

    from localize.config import Project
    from localize.errors import PairMissingError

T = TypeVar("T")

models = typer.Typer(
    help="Model packages of the offline engine, shared with Argos Translate.",
    no_args_is_help=True,
)


def _project(context: typer.Context) -> Project | None:
    """The project, if the command is called in one."""
    from localize.errors import ConfigError

    try:
        return current_project(context)
    except ConfigError as error:
        if error.path is not None or context.find_root().obj["project"] is not None:
            raise
        return None


@models.command("list")
def list_packages(context: typer.Context, as_json: Json = False) -> None:
    """Show the installed packages, those in the project's own folders included."""
    from localize.workflow.models import listed

    packages = listed(_project(context))
    if as_json:
        rows = [
            {
                "name": one.name,
                "from": one.source,
                "to": one.target,
                "version": one.version,
                "bytes": one.bytes,
                "path": str(one.path),
            }
            for one in packages
        ]
        print_json({"packages": rows})
        return
    if not packages:
        note("no packages; install one: localize models install en ja")
        return
    print_table(
        ("package", "MB", "languages", "path"),
        (
            (
                one.name,
                f"{one.bytes / 1e6:.1f}",
                f"{one.source_name or one.source} → {one.target_name or one.target}",
                str(one.path),
            )
            for one in packages
        ),
    )


@models.command()
def search(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORD]...", help="Codes or names: ja, Japanese."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what the index of packages has."""
    from localize.workflow.models import available

    found = [
        one
        for one in available(_project(context))
        if all(
            word.casefold() in {one.source.casefold(), one.target.casefold()}
            or word.casefold() in f"{one.source_name} {one.target_name}".casefold()
            for word in words or ()
        )
    ]
    if as_json:
        rows = [{"name": one.name, "from": one.source, "to": one.target} for one in found]
        print_json({"packages": rows})
    elif found:
        names = ((one.name, f"{one.source_name} → {one.target_name}") for one in found)
        print_table(("package", "languages"), names)
    else:
        note("the index has no such package")


@models.command()
def install(
    context: typer.Context,
    pair: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FROM TO]", help="Two locales: en ja.", show_default=False),
    ] = None,
    from_file: Annotated[
        list[Path] | None,
        typer.Option("--from-file", metavar="FILE", help="An .argosmodel that is there already."),
    ] = None,
    version: Annotated[
        str, typer.Option("--package-version", metavar="V", help="Not the newest, but this one.")
    ] = "",
    no_progress: NoProgress = False,
) -> None:
    """Install packages from the index or from files, checked before they are put in place."""
    from localize.errors import UsageError
    from localize.model import locale
    from localize.workflow.models import install as installed
    from localize.workflow.models import install_file

    project = _project(context)
    if bool(pair) == bool(from_file) or (pair and len(pair) != 2):
        raise UsageError(
            "say either two locales or --from-file",
            hint="localize models install en ja\n"
            "localize models install --from-file translate-en_ja-1_1.argosmodel",
        )
    found = [install_file(path, project) for path in from_file or ()]
    if pair:
        source, target = map(locale, pair)
        shown = sys.stderr.isatty() and not (no_progress or is_quiet(context))
        with Bar(shown=shown, unit="bytes") as bar:
            found += installed(source, target, project=project, version=version, progress=bar.show)
    for one in found:
        say(f"installed {one.package.name} in {one.package.path}")


@models.command()
def remove(
    name: Annotated[str, typer.Argument(metavar="PACKAGE", help="en_ja, or en_ja@1.1.")],
) -> None:
    """Remove an installed package."""
    from localize.workflow.models import remove as removed

    say(f"removed {removed(name).name}")


@models.command()
def verify(context: typer.Context, as_json: Json = False) -> None:
    """Check every package against what was installed, and load it once."""
    from localize.errors import PackageError
    from localize.workflow.models import verify as verified

    found = verified(_project(context))
    bad = [one for one in found if one.problem]
    if as_json:
        print_json({"packages": [{"name": o.name, "problem": o.problem} for o in found]})
    else:
        for one in found:
            say(f"{one.name}: {one.problem or 'good'}")
    if bad:
        raise PackageError(
            f"{len(bad)} of {len(found)} packages are broken",
            hint="install them again: localize models install FROM TO",
        )


def with_models(context: typer.Context, call: Callable[[], T], *, yes: bool) -> T:
    """What a call returns; a missing package is installed first, if somebody says yes to it.

    Raises:
        PairMissingError: nobody is there to be asked, or the answer is no.
    """
    from localize.errors import PairMissingError

    install = installer(context, yes=yes)
    while True:
        try:
            return call()
        except PairMissingError as error:
            if not install(error):
                raise


def installer(context: typer.Context, *, yes: bool) -> Callable[[PairMissingError], bool]:
    """Installs a missing pair if somebody says yes to it; whether it did. Once a pair.

    The call may raise what an installation raises.
    """
    from localize.model import locale
    from localize.workflow.models import install as installed

    asked: set[tuple[str, str]] = set()

    def install(error: PairMissingError) -> bool:
        pair = error.source, error.target
        terminal = sys.stdin.isatty() and sys.stderr.isatty()
        if pair in asked or not (yes or terminal):
            return False
        asked.add(pair)
        question = f"{error}. Fetch and install one from the index?"
        if not yes and not typer.confirm(question, default=False, err=True):
            return False
        with Bar(shown=sys.stderr.isatty(), unit="bytes") as bar:
            found = installed(*map(locale, pair), project=_project(context), progress=bar.show)
        for one in found:
            note(f"installed {one.package.name} in {one.package.path}")
        return True

    return install


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(models, name="models")
