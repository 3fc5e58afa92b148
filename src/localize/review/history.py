"""What git knows of a catalog: the versions of one entry, and one commit at a session's end."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from localize.catalogs.po import decoded
from localize.errors import CatalogError, LocalizeError
from localize.git import git as asked
from localize.model import Entry
from localize.review.catalog_refs import CatalogRef
from localize.review.services import Version

_COMMITS = 30


def git(folder: Path, *words: str) -> bytes | None:
    """What git prints; none: no git, no repository, or it refused."""
    done = asked(folder, *words)
    return done.stdout if done is not None and done.returncode == 0 else None


def history(ref: CatalogRef, entry: Entry) -> tuple[Version, ...]:
    """The texts an entry had, newest first, each with the commit that brought it."""
    folder, name = ref.path.parent, ref.path.name
    layout = "--format=%H%x1f%an%x1f%as%x1f%s"
    log = git(folder, "log", f"-n{_COMMITS}", layout, "--", name)
    if not log:
        return ()
    versions: list[Version] = []
    for line in log.decode("utf-8", "replace").splitlines():
        commit, by, at, subject = line.split("\x1f", 3)
        text = _text_at(folder, commit, name, entry)
        if text is not None:
            versions.append(Version(text, by, at, subject))
    # A commit that left the text alone says nothing of it.
    return tuple(
        one
        for one, older in pairwise((*versions, None))
        if one is not None and (older is None or one.text != older.text)
    )


def _text_at(folder: Path, commit: str, name: str, entry: Entry) -> str | None:
    raw = git(folder, "show", f"{commit}:./{name}")
    if raw is None:
        return None
    try:
        then = decoded(raw, path=name).by_key().get(entry.key)
    except CatalogError:
        return None
    return "\n".join(then.msgstr) if then else None


def commit(root: Path, refs: Sequence[CatalogRef], name: str) -> str | None:
    """The subject of the commit made of the refs' catalogs; none: nothing to commit.

    Raises:
        LocalizeError: git refused.
    """
    paths = [ref.path.relative_to(root).as_posix() for ref in refs]
    if not paths or not git(root, "status", "--porcelain", "--", *paths):
        return None
    locales = sorted({ref.locale.tag for ref in refs})
    titles = sorted({ref.title for ref in refs})
    what = titles[0] if len(titles) == 1 else f"{len(titles)} documents"
    subject = f"review: {what} in {', '.join(locales)}"
    body = "\n".join(f"- {ref.path.relative_to(root).as_posix()}" for ref in refs)
    author = f"{name} <{_address(root)}>"
    done = (
        git(root, "add", "--", *paths) is not None
        and git(
            root, "commit", "--quiet", f"--author={author}", "-m", subject, "-m", body, "--", *paths
        )
        is not None
    )
    if not done:
        raise LocalizeError(
            "git did not take the commit; the catalogs are saved",
            path=root,
            hint="run `git status` and commit them yourself",
        )
    return subject


def _address(root: Path) -> str:
    raw = git(root, "config", "user.email")
    return (raw or b"").decode("utf-8", "replace").strip()


def git_name(root: Path) -> str:
    """The name git signs with; empty where there is none."""
    raw = git(root, "config", "user.name")
    return (raw or b"").decode("utf-8", "replace").strip()
