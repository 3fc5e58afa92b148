"""What other engines made of a locale's texts, for review to compare. Never in the catalog.

One file a locale, keyed by source. It may be deleted at any time: the engines can be asked again.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from localize.errors import LocalizeError
from localize.inline.markup import syntax
from localize.model import Draft, Entry
from localize.storage.write import explained, write_file

Source: TypeAlias = "tuple[str, str]"
"""A msgid and how it is read."""
Alternatives: TypeAlias = "dict[Source, dict[str, Draft]]"
"""By source, then by the engine's name as the command line has it."""


def source_of(entry: Entry) -> Source:
    """What an entry's alternatives are found by."""
    return entry.msgid, syntax(entry.reading).markup.value


def read_alternatives(path: Path) -> Alternatives:
    """The alternatives of a file; none where there is no file, or none that can be read."""
    alternatives: Alternatives = {}
    try:
        for row in json.loads(path.read_bytes()):
            alternatives[row["msgid"], row["markup"]] = {
                name: Draft(text, engine, score, tuple(doubts))
                for name, (text, engine, score, doubts) in row["engines"].items()
            }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
    return alternatives


def write_alternatives(path: Path, alternatives: Mapping[Source, Mapping[str, Draft]]) -> None:
    """Put the alternatives in the file's place at once, or leave it as it is.

    Raises:
        LocalizeError: it cannot be written.
    """
    rows = [
        {
            "msgid": msgid,
            "markup": read_as,
            "engines": {
                name: (one.text, one.engine, one.score, one.doubts)
                for name, one in sorted(by_engine.items())
            },
        }
        for (msgid, read_as), by_engine in sorted(alternatives.items())
    ]
    raw = json.dumps(rows, ensure_ascii=True, indent=1).encode("ascii")  # lone surrogates survive
    with explained(path, LocalizeError, problem="the alternatives cannot be written"):
        write_file(path, raw)
