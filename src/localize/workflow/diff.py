"""`localize diff`: what changed in the catalogs since a revision, by unit."""

from collections.abc import Iterable
from dataclasses import dataclass

from localize.catalogs.difference import Difference, differences
from localize.catalogs.layout import layout
from localize.catalogs.po import decoded, read_catalog
from localize.check.run import catalog_findings
from localize.config import Project
from localize.errors import UsageError
from localize.git import git
from localize.model import Catalog, Entry, Finding, Locale
from localize.workflow.check import options_of


@dataclass(frozen=True, slots=True)
class ChangedUnit:
    """One unit that changed, and what the checks say of it now."""

    path: str
    locale: Locale
    difference: Difference
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class DiffResult:
    """All changed units, by locale and file."""

    revision: str
    units: tuple[ChangedUnit, ...]


def diff(project: Project, revision: str, *, locales: Iterable[Locale]) -> DiffResult:
    """What changed in the working tree's catalogs since a revision of git.

    Raises:
        UsageError: no repository, or no such revision.
        CatalogError: a catalog of either version cannot be read.
    """
    if revision.startswith("-"):
        raise UsageError(f"not a revision: {revision}")
    _git(project, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    options = options_of(project)
    units: list[ChangedUnit] = []
    for locale in locales:
        now = {project.relative(path): path for path in layout(project).catalogs(locale)}
        gone: set[str] = set()
        if project.files is None:
            folder = f"{project.relative(project.catalogs)}/{locale.posix}"
            gone = set(_names(project, revision, folder))
        for name in sorted(now.keys() | gone):
            old = _old(project, revision, name)
            new = read_catalog(now[name]) if name in now else Catalog(())
            changes = list(differences(old, new))
            said: dict[int, list[Finding]] = {}
            if any(one.text_changed for one in changes):
                for entry, finding in catalog_findings(new, locale, options, project.source):
                    said.setdefault(id(entry), []).append(finding)
            units += [ChangedUnit(name, locale, one, tuple(_of(one.new, said))) for one in changes]
    return DiffResult(revision, tuple(units))


def _of(entry: Entry | None, said: dict[int, list[Finding]]) -> list[Finding]:
    return said.get(id(entry), []) if entry is not None else []


def _names(project: Project, revision: str, folder: str) -> list[str]:
    """The catalogs of a folder at a revision, relative to the project."""
    listed = _git(project, "ls-tree", "-r", "-z", "--name-only", revision, "--", folder)
    return [name for name in listed.decode("utf-8").split("\0") if name.endswith(".po")]


def _old(project: Project, revision: str, name: str) -> Catalog:
    if not _git(project, "ls-tree", "-z", "--name-only", revision, "--", name):
        return Catalog(())
    raw = _git(project, "show", f"{revision}:./{name}")
    return decoded(raw, path=f"{revision}:{name}")


def _git(project: Project, *words: str) -> bytes:
    done = git(project.root, *words)
    if done is None:
        raise UsageError("git cannot be run", hint="install git")
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise UsageError(
            said or f"git has no such revision: {words[-1].removesuffix('^{commit}')}",
            hint="`localize diff REV` needs a git repository and a commit, branch or tag of it",
        )
    return done.stdout
