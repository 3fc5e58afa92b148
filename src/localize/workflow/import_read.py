"""An exchange file: what is in it, and for which of the project's locales."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from localize.catalogs.po import decoded
from localize.config import Project
from localize.errors import UsageError
from localize.interchange.exchange import (
    NEVER,
    Exchange,
    ExchangeRecord,
    identity,
    left_as,
    records,
    text_hash,
)
from localize.interchange.json_lines import read_json_lines
from localize.interchange.table import read_table
from localize.interchange.xliff_read import read_xliff
from localize.model import Locale, State, locale
from localize.scripts import own_scripts
from localize.scripts.letters import script_counts

READABLE = (".xlf", ".xliff", ".csv", ".tsv", ".txt", ".po", ".jsonl")
"""Suffixes of the files that can be read."""
_FEW = 3
"""So many texts in another script may be names."""


def read_exchange(project: Project, path: Path, to: Locale | None) -> tuple[Exchange, Locale]:
    """The records of a file, and the project's locale that they are for.

    Raises:
        UsageError: the kind of file is not known, or its locale is not `to`, or not the project's.
        CatalogError: it cannot be read, with the line.
    """
    exchange = read_file(project, path, to or _named(project, path.stem))
    target = _target(project, exchange, path, to)
    new = [one for one in exchange.records if one.target.strip() and not _is_ours(one)]
    refuse_script([(one.target, one.line) for one in new], path, project.source, target)
    return exchange, target


def read_file(project: Project, path: Path, wanted: Locale | None) -> Exchange:
    """The records of a file as it says them. `wanted`: the locale, where it is known.

    Raises:
        UsageError: the kind of file is not known.
        CatalogError: it cannot be read, with the line.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", path=path) from error
    match path.suffix.lower():
        case ".xlf" | ".xliff":
            return read_xliff(raw, str(path))
        case ".csv" | ".tsv" | ".txt":
            return read_table(raw, str(path), wanted)
        case ".jsonl":
            return read_json_lines(raw, str(path))
        case ".po":
            return _catalog(project, raw, path)
    known = ", ".join(READABLE)
    raise UsageError(f"no exchange file: {path.suffix or 'no suffix'}", path=path, hint=known)


def _catalog(project: Project, raw: bytes, path: Path) -> Exchange:
    catalog = decoded(raw, path=str(path))
    name = project.relative(path) if path.is_relative_to(project.root) else ""
    texts = []
    for record in records(catalog, name, states=frozenset(State)):
        ours = identity(record.id)
        assert ours is not None
        # A PO file from elsewhere does not say what it left with.
        named = f"u{ours.source}-{ours.form}-{NEVER}"
        texts.append(replace(record, id=named, notes=(), flags=()))
    return Exchange(tuple(texts), str(catalog.locale or ""))


def _named(project: Project, name: str) -> Locale | None:
    try:
        target = locale(name)
    except UsageError:
        return None
    return next((one for one in project.locales if _same(one, target)), None)


def _same(ours: Locale, theirs: Locale) -> bool:
    """Whether a tag may be another tool's for a locale of ours: `ja-JP` for `ja`."""
    here, there = ours.territory, theirs.territory
    near = (ours.language, ours.script) == (theirs.language, theirs.script)
    return ours == theirs or (near and (here is None or there is None))


def _target(project: Project, exchange: Exchange, path: Path, to: Locale | None) -> Locale:
    if to is not None and not exchange.locale:
        return to
    try:
        # A catalog may be in a language that CLDR does not know, and then so is its project.
        tags = {each.tag: each for each in project.locales}
        written = tags.get(exchange.locale) or locale(exchange.locale or path.stem)
    except UsageError as error:
        raise UsageError(
            f"its locale is no locale: {exchange.locale!r}"
            if exchange.locale
            else "the file does not say its locale",
            path=path,
            hint="say it: --to ja",
        ) from error
    if to is not None:
        if not _same(to, written):
            raise UsageError(
                f"the file is for {written}, not for {to}",
                path=path,
                hint=f"import it with --to {written}, or correct the locale in the file",
            )
        return to
    near = [one for one in project.locales if _same(one, written)]
    if written in near or len(near) == 1:
        return written if written in near else near[0]
    known = ", ".join(map(str, project.locales))
    raise UsageError(f"locale {written} is not in the project", path=path, hint=f"it has {known}")


def refuse_script(
    texts: Sequence[tuple[str, int]], path: Path, source: Locale, target: Locale
) -> None:
    """Refuse a file most of whose texts (with their lines) are in a script of neither locale.

    Raises:
        UsageError: with the line of the first.
    """
    known = own_scripts(source) | own_scripts(target)
    wrong = [line for text, line in texts if _is_strange(text, known)]
    if len(wrong) < _FEW or len(wrong) * 2 <= len(texts):
        return
    raise UsageError(
        f"{len(wrong)} of {len(texts)} texts are not written as {target} is",
        path=path,
        line=wrong[0] or None,
        hint=f"is the file for another locale than {target}?",
    )


def _is_strange(text: str, known: frozenset[str]) -> bool:
    counts = script_counts(text, known)
    strange = sum(count for script, count in counts.items() if script not in known)
    return strange * 2 > counts.total()


def _is_ours(record: ExchangeRecord) -> bool:
    """Whether a text is the one that left."""
    return left_as(record) == text_hash(record.target)
