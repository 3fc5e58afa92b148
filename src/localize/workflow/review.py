"""`localize review`: the store, and what other stages say of a unit."""

from __future__ import annotations

import getpass
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from localize.catalogs.layout import layout
from localize.errors import ConfigError, NotAllowedError, UsageError
from localize.git import git
from localize.review.access import Address, Invitations, Keeper, reviewer_name
from localize.review.catalog_refs import catalog_refs
from localize.review.decide import Reviewer, Role
from localize.review.session import Session
from localize.review.store import CatalogStore
from localize.storage.write import write_file
from localize.workflow.lost_and_found import followed
from localize.workflow.project import chosen_locales, content_paths, refuse_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from localize.config import Project
    from localize.model import Locale
    from localize.review.offline_page import Taken

DEFAULT_PORT = 8474
_KEYS = frozenset({"four_eyes"})
_FIRST_UNITS = 60  # a page of the list; what follows is read while one looks


@dataclass(frozen=True, slots=True)
class ReviewOptions:
    """What the command line says of a review."""

    name: str = ""
    """The reviewer; empty: as git says, else the login."""
    host: str = "127.0.0.1"
    port: int | None = None
    """None: 8474, or one of the next twenty; 0: any."""
    url: str = ""
    token: str = ""
    """The owner's; empty: a new one."""
    commit: bool = False


@dataclass(frozen=True, slots=True)
class ReviewResult:
    """What came of a session."""

    catalogs: tuple[str, ...] = field(default=())
    """The catalogs somebody changed, relative to the project."""
    commit: str = ""
    """The subject of the commit, where one was made."""


def four_eyes(project: Project) -> bool:
    """`[review] four_eyes`: whether nobody approves what he wrote himself."""
    table = project.table("review")
    for key in table:
        if key not in _KEYS:
            raise project.error(f"unknown key {key!r} in [review]", key=key, hint="four_eyes")
    value = table.get("four_eyes", False)
    if not isinstance(value, bool):
        raise project.error(f"four_eyes must be true or false, not {value!r}", key="four_eyes")
    return value


def who(project: Project, name: str) -> Reviewer:
    """The person at this machine."""
    from localize.review.history import git_name

    login = name or git_name(project.root)
    if not login:
        try:
            login = getpass.getuser()
        except (OSError, KeyError, ImportError):  # ImportError: Windows without $USERNAME
            login = "reviewer"
    return Reviewer(reviewer_name(login))


def session(project: Project, locales: Iterable[Locale], today: Callable[[], str]) -> Session:
    """The project's catalogs, read, and all that the other stages know of them.

    Raises:
        ConfigError: there is nothing to review yet.
    """
    from localize.workflow.review_services import review_services

    refuse_templates(project)
    where = layout(replace(project, files=None))
    documents = {
        name: where.domain(name)
        for name in (project.relative(path) for path in content_paths(project))
    }
    known = catalog_refs(project, tuple(locales), documents)
    existing = [ref for ref in known if ref.path.exists()]
    if not existing:
        raise ConfigError(
            "no catalog to review", path=project.catalogs, hint="run `localize update` first"
        )
    store = CatalogStore(existing, writing=partial(followed, project))
    store.begin(units=_FIRST_UNITS)
    return Session(store, review_services(project, today), four_eyes=four_eyes(project))


def serve(
    project: Project,
    locales: Iterable[Locale],
    options: ReviewOptions,
    *,
    today: Callable[[], str],
    ready: Callable[[str], None],
) -> ReviewResult:
    """Serve the review until interrupted. `ready` gets the address, token included.

    Raises:
        UsageError: it would be open to others without anyone being invited.
    """
    import secrets

    from localize.review.web.app import application
    from localize.review.web.server import free_port, listening_socket
    from localize.review.web.server import serve as run

    owner = who(project, options.name)
    invitations = _invitations(project)
    address = Address(options.host, options.port or 0, options.url)
    if not address.loopback and not invitations.known():
        raise UsageError(
            f"--host {options.host} is open to others, and nobody is invited",
            hint="run `localize review invite NAME` for each reviewer first",
        )
    if options.port is None:
        bound = listening_socket(options.host, DEFAULT_PORT, tries=20)
    else:
        bound = listening_socket(options.host, options.port)
    address = Address(options.host, free_port(bound), options.url, invitations.path())
    token = options.token or secrets.token_urlsafe(32)
    keeper = Keeper(invitations, owner=owner, token=token)
    review = session(project, locales, today)
    app = application(review, keeper=keeper, address=address)
    run(app, bound, ready=lambda: ready(f"{address.public}?token={token}"))
    return _ended(project, review, owner, commit=options.commit)


def _ended(project: Project, review: Session, owner: Reviewer, *, commit: bool) -> ReviewResult:
    from localize.review.history import commit as git_commit

    changed = [review.store.catalogs[ident] for ident in sorted(review.changed)]
    changed.sort(key=lambda ref: ref.path)
    subject = git_commit(project.root, changed, owner.name) if commit else None
    return ReviewResult(tuple(project.relative(ref.path) for ref in changed), subject or "")


def review_folder(project: Project) -> Path:
    """Where the invitations and the secret stand; not for git."""
    return project.state_directory / "review"


def _invitations(project: Project) -> Invitations:
    """The project's reviewers.

    Raises:
        NotAllowedError: git has them, and with it whoever made or copied the repository.
    """
    folder = review_folder(project)
    listed = git(project.root, "ls-files", "-z", "--", str(folder))
    if listed is not None and listed.returncode == 0 and listed.stdout:
        raise NotAllowedError(
            "git tracks it, so that its secrets are not yours alone",
            path=folder,
            hint=f"git rm -r --cached {project.relative(folder)}, delete it, and invite again",
        )
    return Invitations(folder)


def invite(project: Project, name: str, role: Role) -> str:
    """A new token for somebody."""
    return _invitations(project).invite(Reviewer(reviewer_name(name), role))


def export_pages(
    project: Project, locales: Iterable[Locale], folder: Path, *, today: Callable[[], str]
) -> list[Path]:
    """Write one page a locale for people without the tool; their paths."""
    from localize.review.offline_page import offline_page

    wanted = tuple(locales)
    review = session(project, wanted, today)
    review.store.refresh()
    paths: list[Path] = []
    for locale in wanted:
        if not review.store.of_locale(locale):
            continue
        path = folder / f"{locale}.html"
        write_file(path, offline_page(review, locale).encode("utf-8"))
        paths.append(path)
    return paths


def import_edits(project: Project, path: Path, *, today: Callable[[], str]) -> Taken:
    """Save what somebody wrote into an exported page.

    Raises:
        UsageError: the file is none of those, or of a locale the project does not have.
    """
    from localize.review.offline_page import edits, take

    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", path=path) from error
    sent = edits(raw, path)
    review = session(project, chosen_locales(project, [str(sent.locale)]), today)
    review.store.refresh()
    return take(review, sent)


def walk(
    project: Project,
    locales: Iterable[Locale],
    options: ReviewOptions,
    *,
    today: Callable[[], str],
    ask: Callable[[str], str],
    by_risk: bool = False,
) -> ReviewResult:
    """Review in the terminal, locale by locale."""
    import os

    from rich.console import Console

    from localize.review.queries import Query
    from localize.review.queue import Order
    from localize.review.terminal import Terminal

    review = session(project, locales, today)
    review.store.refresh()
    owner = who(project, options.name)
    order = Order.RISK if by_risk else Order.DOCUMENT
    for locale in locales:
        query = Query(locale, order=order)
        if by_risk:
            review.findings.look_ahead(seconds=30.0)
        Terminal(review, query, owner, Console(), ask, os.environ).walk()
    return _ended(project, review, owner, commit=options.commit)
