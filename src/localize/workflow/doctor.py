"""`localize doctor`: what is here, what is missing, and what to do about it."""

import platform
from collections.abc import Iterator
from dataclasses import dataclass

import localize
from localize.catalogs.layout import layout
from localize.catalogs.po import read_catalog
from localize.config import Project
from localize.errors import LocalizeError
from localize.extras import extras, install_command, installed_version
from localize.plugins import CHECKS, ENGINES, FORMATS, load, registered
from localize.render.pdf import program
from localize.user import program as found_program
from localize.workflow.project import read_documents

_TOOLS = {"git": "histories and diffs", "msgfmt": "gettext's own judgement of a catalog"}
_HEAVY = "argostranslate"
"""By plain pip it brings torch; its engine says how it is had without."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked at."""

    subject: str
    healthy: bool | None
    """None: not there, and not needed unless you want what it is for."""
    detail: str
    remedy: str = ""


def diagnoses(project: Project | None) -> tuple[Diagnosis, ...]:
    """What was looked at, in order; without a project only the installation."""
    looked_at = [
        Diagnosis("localize", True, f"{localize.__version__}, Python {platform.python_version()}"),
        *_extras(),
        *_tools(),
        *_plugins(),
        *_models(project),
    ]
    if project is not None:
        looked_at += [*_documents(project), *_catalogs(project)]
    return tuple(looked_at)


def _extras() -> Iterator[Diagnosis]:
    for extra, packages in extras().items():
        if extra == "all":
            continue
        versions = {package: installed_version(package) for package in packages}
        absent = [package for package, version in versions.items() if version is None]
        if absent:
            detail = f"not installed: {', '.join(absent)}"
            remedy = "localize engines" if extra == _HEAVY else install_command(extra)
            yield Diagnosis(f"extra {extra}", None, detail, remedy)
        else:
            detail = ", ".join(f"{package} {version}" for package, version in versions.items())
            yield Diagnosis(f"extra {extra}", True, detail)


def _tools() -> Iterator[Diagnosis]:
    for name, purpose in _TOOLS.items():
        place = found_program(name)
        yield Diagnosis(f"tool {name}", True if place else None, place or f"not found; {purpose}")
    try:
        yield Diagnosis("PDF", True, program("auto"))
    except LocalizeError as error:
        yield Diagnosis("PDF", None, str(error), error.hint or "")


def _plugins() -> Iterator[Diagnosis]:
    for group in (FORMATS, ENGINES, CHECKS):
        names = registered(group)
        for name, point in names.items():
            if point.value.startswith("localize."):
                continue
            try:
                load(group, name)
            except LocalizeError as error:
                yield Diagnosis(f"plug-in {name}", healthy=False, detail=str(error))
        yield Diagnosis(group.removeprefix("localize."), True, ", ".join(names))


def _models(project: Project | None) -> Iterator[Diagnosis]:
    from localize.workflow.models import listed

    try:
        pairs = sorted({f"{one.source}-{one.target} {one.version}" for one in listed(project)})
    except LocalizeError as error:
        yield Diagnosis("models", False, str(error), error.hint or "")
        return
    if pairs:
        yield Diagnosis("models", True, ", ".join(pairs))
    else:
        yield Diagnosis("models", None, "none installed", "localize models install en ja")


def _documents(project: Project) -> Iterator[Diagnosis]:
    try:
        count = sum(1 for _ in read_documents(project))
    except LocalizeError as error:
        yield Diagnosis("documents", False, str(error), error.hint or "")
    else:
        yield Diagnosis("documents", True, f"{count} can be read")


def _catalogs(project: Project) -> Iterator[Diagnosis]:
    for locale in project.locales:
        read = 0
        for path in layout(project).catalogs(locale):
            try:
                read_catalog(path)
                read += 1
            except LocalizeError as error:
                yield Diagnosis(f"catalogs {locale}", False, str(error), error.hint or "")
        yield Diagnosis(f"catalogs {locale}", True, f"{read} can be read")
