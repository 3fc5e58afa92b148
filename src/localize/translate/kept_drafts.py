"""The drafts of a locale until they are written: on disk, however many they are."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from localize.model import Draft, Entry
from localize.model.state import drafted, machine_stamp
from localize.translate.journal import read_record, record_key, record_line
from localize.translate.spool import Spool


@dataclass(slots=True)
class Tally:
    """What was written."""

    drafted: int = 0
    characters: int = 0
    """Of the msgids."""
    engines: set[str] = field(default_factory=set)
    doubts: Counter[str] = field(default_factory=Counter)

    def count(self, draft: Entry) -> None:
        """Count a draft."""
        said = record_of(draft)
        self.drafted += 1
        self.characters += len(draft.msgid)
        self.engines.add(said.engine)
        self.doubts.update(said.doubts)

    def add(self, other: Tally) -> None:
        """Count what another has counted."""
        self.drafted += other.drafted
        self.characters += other.characters
        self.engines |= other.engines
        self.doubts += other.doubts


class Drafts:
    """Drafts by catalog and entry, as that was when it was drafted."""

    def __init__(self) -> None:
        self._kept = Spool()
        self.counts: Counter[Path] = Counter()
        """How many drafts each catalog has."""

    def close(self) -> None:
        """Forget all."""
        self._kept.close()

    def add(self, path: Path, old: Entry, new: Entry) -> None:
        """Keep the draft of an entry."""
        self._kept.put(_key(path, old), json.dumps([new.msgstr, record_line(record_of(new))]))
        self.counts[path] += 1

    def record(self, path: Path, entry: Entry) -> Draft | None:
        """What the engine said of an entry's draft; none where it has none."""
        draft = self._found(path, entry)
        return None if draft is None else draft[1]

    def of(self, path: Path, entry: Entry) -> Entry | None:
        """An entry with its draft; none where it has none, or had another source or text then."""
        draft = self._found(path, entry)
        if draft is None:
            return None
        msgstr, said = draft
        return drafted(entry, msgstr, engine=said.engine, score=said.score, doubts=said.doubts)

    def _found(self, path: Path, entry: Entry) -> tuple[tuple[str, ...], Draft] | None:
        if not self.counts[path]:
            return None
        value = self._kept.get(_key(path, entry))
        if value is None:
            return None
        msgstr, line = json.loads(value)
        return tuple(msgstr), read_record(line)


def record_of(draft: Entry) -> Draft:
    """What a draft's stamp says of it."""
    stamp = machine_stamp(draft)
    assert stamp is not None, "a draft carries its stamp"
    score, doubts = stamp.get("score"), stamp.get("doubts")
    return Draft(
        draft.text,
        stamp.get("engine"),
        float(score) if score else None,
        tuple(doubts.split(",")) if doubts else (),
    )


def _key(path: Path, entry: Entry) -> str:
    return record_key(
        str(path), repr((entry.msgctxt, entry.msgid, entry.msgid_plural, entry.msgstr))
    )
