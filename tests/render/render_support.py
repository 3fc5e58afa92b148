"""Projects on disk with real documents and real catalogs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from localize.catalogs.files import write_catalog
from localize.catalogs.layout import layout
from localize.check.run import rule_names
from localize.config import Project, load_project
from localize.model import Catalog, Entry, Key, Locale, Segment, State
from localize.model.state import drafted, edited, reviewed
from localize.workflow.project import read_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

REPOSITORY = Path(__file__).parents[2]
ARTICLE = """---
title: Harbour notes
description: What the tide leaves behind.
lang: en
date: 2026-10-03
author: A. Writer
---

The tide came in *twice* today, and `tide --now` said so.

## What we found

- A bottle
- A **green** stone

> Nobody asked.

| Place | Depth |
|:------|------:|
| Pier  | 3 m   |

See [the other notes](other.md#when) and [a site](https://example.org/).[^1]

[^1]: Written in the rain.
"""


def entry_in(entry: Entry, text: str, state: State) -> Entry:
    """The entry with a text, in a state."""
    match state:
        case State.MISSING:
            return entry
        case State.MACHINE:
            return drafted(entry, (text,), engine="pseudo")
        case State.STALE:
            old = drafted(replace(entry, msgid=f"{entry.msgid} (old)"), (text,), engine="pseudo")
            return replace(old, msgid=entry.msgid, previous_msgid=f"{entry.msgid} (old)")
        case State.NEEDS_WORK:
            return edited(entry, (text,), fuzzy=True)
        case State.TRANSLATED:
            return edited(entry, (text,), fuzzy=False)
        case State.REVIEWED:
            return reviewed(edited(entry, (text,), fuzzy=False), by="Aiko", at="2026-11-01")


def write_project(
    root: Path,
    documents: Mapping[str, str],
    locales: tuple[str, ...] = ("ja",),
    translate: Callable[[Segment, Locale], tuple[str, State] | None] | None = None,
    config: str = "",
    *,
    checked: bool = False,
) -> Project:
    """A project with a catalog for each document and locale.

    The texts are made up, so the rules are off unless `checked`.
    """
    tags = ", ".join(f'"{tag}"' for tag in locales)
    head = f'source = "en"\nlocales = [{tags}]\ncontent = ["content/**/*"]\n'
    rules = "".join(f'"{name}" = "off"\n' for name in rule_names() if not checked)
    tail = f"[check.rules]\n{rules}" if rules else ""
    (root / "localize.toml").write_text(head + config + tail, encoding="utf-8")
    for name, text in documents.items():
        path = root / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    project = load_project(root, {})
    if translate is not None:
        write_catalogs(project, translate)
    return project


def write_catalogs(
    project: Project, translate: Callable[[Segment, Locale], tuple[str, State] | None]
) -> None:
    """A catalog for each document and locale, translated as said."""
    for document in read_documents(project):
        for locale in project.locales:
            entries: dict[Key, Entry] = {}
            for segment in document.segments:
                bare = Entry(segment.msgid, msgctxt=segment.msgctxt)
                found = translate(segment, locale)
                entries.setdefault(bare.key, entry_in(bare, *found) if found else bare)
            header = Entry("", ("Content-Type: text/plain; charset=UTF-8\n",))
            path = layout(project).catalog(locale, layout(project).domain(document.path))
            write_catalog(path, Catalog(tuple(entries.values()), header, locale))


def everything(state: State) -> Callable[[Segment, Locale], tuple[str, State]]:
    """Every segment in one state, its text the locale's tag and the msgid."""
    return lambda segment, locale: (f"{locale}: {segment.msgid}", state)
