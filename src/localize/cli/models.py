"""`localize models list|search|install|remove|verify`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from localize.cli.app import app, current_project, is_quiet
from localize.cli.console import note, print_json, print_table, say
from localize.cli.options import Json, NoProgress
from localize.cli.progress import Bar
from localize.errors import ConfigError, PackageError, PairMissingError

if TYPE_CHECKING:
    from localize.config import Project
    from localize.translate.engines.packages import Package
    from localize.translate.engines.packages_index import Available
    from localize.workflow.models_install import Installed
    from localize.workflow.models_plan import Plan

T = TypeVar("T")

models = typer.Typer(help="The model packages of the offline engine.", no_args_is_help=True)
app.add_typer(models, name="models")


def _project(context: typer.Context) -> Project | None:
    """The project, if the command is called in one."""
    try:
        return current_project(context)
    except ConfigError as error:
        if error.path is not None or context.find_root().obj["project"] is not None:
            raise
        return None


Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="[WORD]...", help="Codes or names: ja, zh-Hant, Japanese."),
]


@models.command("list")
def list_packages(context: typer.Context, words: Words = None, as_json: Json = False) -> None:
    """List the installed packages. Those in the project's own folders are included."""
    from localize.translate.engines.packages import matches, shown_code
    from localize.workflow.models import listed

    packages = [
        package
        for package in listed(_project(context))
        if matches(
            words or (),
            (package.source, package.target),
            (package.source_name, package.target_name),
        )
    ]
    if as_json:
        print_json({"packages": [_package_json(package) for package in packages]})
        return
    if not packages:
        what = "no such package is installed" if words else "no package is installed"
        note(f"{what}; install one: localize models install en ja")
        return
    print_table(
        ("package", "MB", "from", "to", "languages", "path"),
        (
            (
                package.name,
                f"{package.bytes / 1e6:.1f}",
                shown_code(package.source),
                shown_code(package.target),
                _languages(package),
                str(package.path),
            )
            for package in packages
        ),
    )


def _package_json(package: Package) -> dict[str, object]:
    return {
        "name": package.name,
        "from": package.source,
        "to": package.target,
        "version": package.version,
        "bytes": package.bytes,
        "path": str(package.path),
    }


def _languages(row: Package | Available) -> str:
    return f"{row.source_name or row.source} → {row.target_name or row.target}"


@models.command()
def search(context: typer.Context, words: Words = None, as_json: Json = False) -> None:
    """Show what the index of packages has. Of few packages their sizes are asked for."""
    from localize.translate.engines.packages import matches
    from localize.translate.engines.packages_look import sizes
    from localize.workflow.models import available

    rows = [
        row
        for row in available(_project(context))
        if matches(words or (), (row.source, row.target), (row.source_name, row.target_name))
    ]
    asked = [row for row in rows if row.links] if len(rows) <= _ASKED else []
    size = dict(zip(asked, sizes([row.links[0] for row in asked]), strict=True))
    if as_json:
        print_json({"packages": [_row_json(row, size.get(row, 0)) for row in rows]})
    elif rows:
        print_table(
            ("package", "from", "to", "MB", "languages"),
            (
                (
                    row.name,
                    *row.pair,
                    f"{size[row] / 1e6:.1f}" if size.get(row) else "?",
                    _languages(row),
                )
                for row in rows
            ),
        )
    else:
        note("the index has no such package")


def _row_json(row: Available, size: int) -> dict[str, object]:
    return {
        "name": row.name,
        "from": row.source,
        "to": row.target,
        "version": row.version,
        "bytes": size or None,
        "links": list(row.links),
    }


_ASKED = 24
"""Packages whose sizes `search` asks for: a request each."""


@models.command()
def install(
    context: typer.Context,
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FROM TO]",
            help="Two locales: en ja. Or a package's name, file or folder.",
            show_default=False,
        ),
    ] = None,
    from_file: Annotated[
        list[Path] | None,
        typer.Option("--from-file", metavar="FILE", help="An .argosmodel file that you have."),
    ] = None,
    version: Annotated[
        str,
        typer.Option("--package-version", metavar="V", help="This version instead of the newest."),
    ] = "",
    no_progress: NoProgress = False,
) -> None:
    """Install packages from the index or from files. Each is checked before it is put in place."""
    from localize.workflow.models_install import fetched, install_path
    from localize.workflow.models_plan import planned
    from localize.workflow.models_words import wanted

    project = _project(context)
    paths, pairs = wanted(what or (), from_file or (), project, version)
    for path in paths:
        _say_installed(install_path(path, project))
    shown = sys.stderr.isatty() and not (no_progress or is_quiet(context))
    for source, target, chosen in pairs:
        plan = planned(source, target, project=project, version=chosen)
        _note_plan(plan)
        with Bar(shown=shown, unit="bytes") as bar:
            made = fetched(plan, project=project, progress=bar.show)
        for package in plan.there:
            say(f"{package.name} is installed already in {package.path}")
        _say_installed(made)


def _note_plan(plan: Plan) -> None:
    for line in plan.left_out:
        note(line)
    for choice in plan.choices:
        note(f"fetching {choice}")


def _say_installed(packages: Iterable[Installed]) -> None:
    for made in packages:
        say(f"installed {made.package.name} in {made.package.path}")


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
    from localize.workflow.models import verify as verified

    rows = verified(_project(context))
    bad = [row for row in rows if row.problem]
    if as_json:
        table = [{"name": row.name, "path": str(row.path), "problem": row.problem} for row in rows]
        print_json({"packages": table})
    else:
        for row in rows:
            say(f"{row.name}: {row.problem or 'good'}  ({row.path})")
        if not rows:
            note("no package is installed; install one: localize models install en ja")
    if bad:
        raise PackageError(
            f"{len(bad)} of {len(rows)} packages are broken",
            hint="\n".join(f"install it again, or delete {row.path}" for row in bad),
        )


def with_models(context: typer.Context, call: Callable[[], T], *, yes: bool) -> T:
    """What a call returns; a missing package is installed first, if somebody says yes to it.

    Raises:
        PairMissingError: nobody is there to be asked, or the answer is no.
    """
    install = installer(context, yes=yes)
    while True:
        try:
            return call()
        except PairMissingError as error:
            if not install(error):
                raise


def installer(context: typer.Context, *, yes: bool) -> Callable[[PairMissingError], bool]:
    """Installs a missing pair if somebody says yes to it; whether it did. Once a pair.

    The call may raise what reading the index or an installation raises.
    """
    from localize.model import locale
    from localize.workflow.models_install import fetched
    from localize.workflow.models_plan import planned

    asked: set[tuple[str, str]] = set()

    def install(error: PairMissingError) -> bool:
        pair = error.source, error.target
        terminal = sys.stdin.isatty() and sys.stderr.isatty()
        if pair in asked or not (yes or terminal):
            return False
        asked.add(pair)
        project = _project(context)
        plan = planned(*map(locale, pair), project=project)
        if not plan.choices:
            return False
        if yes:
            _note_plan(plan)
        elif not _agreed(error, plan):
            return False
        with Bar(shown=sys.stderr.isatty(), unit="bytes") as bar:
            made = fetched(plan, project=project, progress=bar.show)
        for done in made:
            note(f"installed {done.package.name} in {done.package.path}")
        return True

    return install


def _agreed(error: PairMissingError, plan: Plan) -> bool:
    for line in plan.left_out:
        note(line)
    packages = " and ".join(map(str, plan.choices))
    question = f"{error}.\nFetch and install {packages}?"
    try:
        return typer.confirm(question, default=True, err=True)
    except typer.Abort as end:  # Ctrl-C, or the end of the input, which is no yes
        note("")
        if isinstance(end.__context__, KeyboardInterrupt):
            raise KeyboardInterrupt from end
        return False
