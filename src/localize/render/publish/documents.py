"""The documents of a build: which of them have to be made again, and the making."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from localize.catalogs.layout import catalog_in
from localize.render.publish.context import BuildContext
from localize.render.publish.digests import Digests, Seen, digest, site_key
from localize.render.publish.ledger import DocumentRecord, Ledger, Link
from localize.render.publish.pool import all_made
from localize.render.urls import without_root


@dataclass(frozen=True, slots=True)
class RebuildResult:
    """What became of the documents."""

    changed: int
    """Files with new bytes."""
    same: bool
    """Whether no document was made again, and none has gone."""
    gone: set[str]
    """Files that a document had and has no more; another one may have them now."""


def renewed(
    context: BuildContext, ledger: Ledger, *, jobs: int, progress: Callable[[int, int], None] | None
) -> RebuildResult:
    """What became of the documents, once the ledger and the build folder are up to date."""
    gone: set[str] = set()
    left = [path for path in ledger.paths() if path not in context.slugs]
    for path in left:
        gone.update(_outputs(ledger.record(path)))
        ledger.drop(path)
    stale = list(_stale(context, ledger))
    same = not stale and not left
    changed = 0
    # Which editions are published may turn out only now; then the pages with a link to one that
    # has come or gone are made once more.
    while stale:
        for built in all_made(context, stale, jobs, progress):
            gone.update(_outputs(ledger.record(built.path)) - _outputs(built.record))
            ledger.put(built.path, built.record, built.summaries)
            changed += built.changed
        before, context = context, replace(context, unpublished=ledger.summaries.withheld())
        stale = [] if context.unpublished == before.unpublished else list(_turned(context, ledger))
    return RebuildResult(changed, same, gone)


def _outputs(record: DocumentRecord | None) -> set[str]:
    return {one.path for one in record.outputs} if record else set()


def _turned(context: BuildContext, ledger: Ledger) -> Iterator[tuple[str, str]]:
    return ((path, key) for path, key, links in ledger.links() if not _lead(links, context))


def _lead(links: Iterable[Link], context: BuildContext) -> bool:
    """Whether links lead where they did when their pages were made."""
    return all(context.place(link.path, link.tag) == link.place for link in links)


def _stale(context: BuildContext, ledger: Ledger) -> Iterator[tuple[str, str]]:
    """`(path, key)` of the documents that are not as they were made."""
    now = time.time_ns()
    catalogs = _Catalogs(context, now)
    shared = _shared_key(context)
    workspace = context.workspace
    for path in context.slugs:
        before = ledger.seen(path)
        digests = Digests(before, now)
        translated, seen = catalogs.of(workspace.layout.domain(path), before)
        name = without_root(path, workspace.content)
        text = digests.of(f"{workspace.root}/{path}")
        key = digest(shared, path, context.slugs[path], name, text, *translated)
        record = ledger.record(path)
        if record is None or not _stands(context, record, key, digests):
            yield path, key
        seen = seen | digests.seen
        if seen != before:
            ledger.put_seen(path, seen)


def _stands(context: BuildContext, record: DocumentRecord, key: str, digests: Digests) -> bool:
    root, build = context.workspace.root, context.workspace.build
    return (
        record.key == key
        and all(digests.of(f"{root}/{name}") == found for name, found in record.inputs)
        and all(output.stands(build) for output in record.outputs)
        and _lead(record.links, context)
    )


def _shared_key(context: BuildContext) -> str:
    site = context.site
    theme = (site.theme,) if site.theme else ()
    options = context.workspace.format_options
    return digest(site_key(site, theme), repr(options), repr(context.assets))


class _Catalogs:
    """The digests of a domain's catalogs.

    The documents that share a domain mostly follow each other, so the last one's are remembered.
    """

    def __init__(self, context: BuildContext, now: int) -> None:
        self._folders = [context.folders[one] for one in context.site.locales]
        self._now = now
        self._domain = ""
        self._found: tuple[list[str], dict[str, Seen]] = [], {}

    def of(self, domain: str, before: Mapping[str, Seen]) -> tuple[list[str], dict[str, Seen]]:
        """The digests, one a locale, and what the next build may rely on."""
        if domain != self._domain:
            digests = Digests(before, self._now)
            texts = [digests.of(catalog_in(folder, domain)) for folder in self._folders]
            self._domain, self._found = domain, (texts, digests.seen)
        return self._found
