"""A large catalog's file brought up to its template's: the bytes as in memory, without holding it.

What is held grows with what changes, not with what stands there.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from localize.catalogs.disk import make_folder, replace_file
from localize.catalogs.glance import Glance
from localize.catalogs.numbered import NumberedFile, numbered
from localize.catalogs.plurals import form_count
from localize.catalogs.stream import encoded_pieces, rewrite, survey
from localize.model import CatalogStyle, Entry, Locale
from localize.model.state import without_fuzzy
from localize.storage.lock import folder_locked
from localize.update.header import new_header
from localize.update.merge import Step, are_the_same, dated_header, report_of, steps
from localize.update.plan import planned
from localize.update.report import UpdateOptions, UpdateReport
from localize.update.similar import InMemory

_never = itertools.count()


class FileUpdate(NamedTuple):
    """What an update did to a file."""

    report: UpdateReport
    changed: bool


class _HeldWholeError(Exception):
    """Something a file has is only looked after in memory; never leaves this module."""


def update_file(
    template: Path, path: Path, options: UpdateOptions, *, now: str, dry_run: bool
) -> FileUpdate | None:
    """Bring a catalog up to its template as `merged` does; None: it has to be held whole.

    Raises:
        CatalogError: one of the files cannot be read, or the catalog cannot be written.
    """
    done: list[FileUpdate] = []

    def pieces(style: CatalogStyle) -> Iterator[bytes]:
        with _template(template) as sources, _opened(path) as catalog:
            yield from _updated(sources, catalog, style, options, now, done.append)

    try:
        if not dry_run:
            with folder_locked(path):
                is_plain = rewrite(path, lambda known: pieces(known.style))
            return done[-1] if is_plain else None
        known = survey(path)
        if known is None:
            return None
        for _ in pieces(known.style):
            pass
        return done[-1]
    except _HeldWholeError:
        return None


def create_file(
    template: Path, path: Path, locale: Locale, options: UpdateOptions, *, now: str
) -> UpdateReport | None:
    """Make a locale's catalog of a template; None: it has to be held whole.

    Raises:
        CatalogError: the template cannot be read, or the catalog cannot be written.
    """
    try:
        with _template(template) as sources:
            nothing = InMemory(())
            plan = planned(sources, nothing, options)
            header = new_header(sources.header, locale, now=now)
            header = dated_header(header, sources.header, now) or header
            every = steps(plan, sources, nothing, form_count(header), options)
            entries = (step for step in every if isinstance(step, Entry))
            style = replace(sources.survey.style, bom=False)
            make_folder(path)
            with folder_locked(path):
                replace_file(path, encoded_pieces(itertools.chain([header], entries), style, path))
            return report_of(plan, 0)
    except _HeldWholeError:
        return None


def _updated(
    sources: NumberedFile,
    catalog: NumberedFile,
    style: CatalogStyle,
    options: UpdateOptions,
    now: str,
    tell: Callable[[FileUpdate], None],
) -> Iterator[bytes]:
    """The bytes of the catalog as it is to be; what was done is told when they are taken."""
    plan = planned(sources, catalog, options)
    header = catalog.header

    def every() -> Iterator[Step]:
        return steps(
            plan,
            sources,
            catalog,
            form_count(header),
            options,
            lambda source, place: sources.marks[source] == catalog.marks[place],
        )

    dated = dated_header(header, sources.header, now if plan.texts_changed else "")
    if dated is not header and not plan.texts_changed and are_the_same(every(), len(catalog)):
        dated = header
    tally = _Tally(every(), catalog)
    entries = itertools.chain([] if dated is None else [dated], tally.entries())
    yield from encoded_pieces(entries, style, catalog.path)
    yield catalog.tail.encode()
    tell(FileUpdate(report_of(plan, tally.unchanged), tally.changed))


class _Tally:
    """The entries of a result, those that stay as rows of their file; counted as they pass."""

    def __init__(self, every: Iterable[Step], catalog: NumberedFile) -> None:
        self._every = every
        self._catalog = catalog
        self.unchanged = 0
        self.changed = False

    def entries(self) -> Iterator[Entry]:
        first = last = at = 0
        for at, step in enumerate(self._every, 1):  # noqa: B007 - their number
            if isinstance(step, int):
                self.unchanged += not self._catalog.obsolete[step]
                if step != last:
                    yield from self._catalog.row(first, last)
                    self.changed = True
                    first = step
                last = step + 1
            else:
                yield from self._catalog.row(first, last)
                self.changed = True
                first = last
                yield step
        yield from self._catalog.row(first, last)
        self.changed = self.changed or at != len(self._catalog)


@contextmanager
def _opened(path: Path) -> Iterator[NumberedFile]:
    file = numbered(path, _said)
    if file is None:
        raise _HeldWholeError
    with file:
        yield file


@contextmanager
def _template(path: Path) -> Iterator[NumberedFile]:
    with _opened(path) as file:
        if any(file.obsolete):
            raise _HeldWholeError
        yield file


def _said(seen: Entry | Glance) -> int:
    """A hash of what a template says of an entry: where it is, what is noted, and its flags.

    Two that are equal say the same; where they differ, the entries themselves are looked at.
    """
    if isinstance(seen, Entry):
        loose = without_fuzzy(seen.flags)
        is_odd = len(seen.flags) - len(loose) > 1
        said = seen.msgid_plural, seen.references, seen.extracted, tuple(sorted(loose))
        return next(_never) if is_odd else hash(said)
    block = "\n" + seen.comments
    if "fuzzy" in block:
        block = block.replace("\n#, fuzzy, ", "\n#, ", 1).replace("\n#, fuzzy\n", "\n", 1)
        if "fuzzy" in block:
            return next(_never)
    return hash("\n".join(line for line in block.split("\n") if line[1:2] not in {"", " "}))
