"""What changed between two versions of a catalog, unit by unit. Pure."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from localize.model import Catalog, Entry, State, state
from localize.scripts.letters import diff_tokens


class DifferenceKind(StrEnum):
    """What happened to a unit."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One unit in both versions."""

    kind: DifferenceKind
    old: Entry | None
    new: Entry | None

    @property
    def entry(self) -> Entry:
        """The newer version of the unit."""
        newer = self.new or self.old
        assert newer is not None
        return newer

    @property
    def states(self) -> tuple[State | None, State | None]:
        """The state before and now; None where there was no such unit."""
        return (state(self.old) if self.old else None, state(self.new) if self.new else None)

    @property
    def text_changed(self) -> bool:
        """Whether the msgstr is another."""
        return (self.old.msgstr if self.old else None) != (self.new.msgstr if self.new else None)


def differences(old: Catalog, new: Catalog) -> Iterator[Difference]:
    """Units whose text or state changed, in the new order; removed ones last.

    Places, extracted comments and the order of entries are not told: a reviewer did not do them.
    """
    before, now = old.by_key(), new.by_key()
    for key, entry in now.items():
        was = before.get(key)
        if was is None:
            yield Difference(DifferenceKind.ADDED, None, entry)
        elif was is not entry and (was.msgstr != entry.msgstr or state(was) is not state(entry)):
            yield Difference(DifferenceKind.CHANGED, was, entry)
    for key, entry in before.items():
        if key not in now:
            yield Difference(DifferenceKind.REMOVED, entry, None)


def word_diff(old: str, new: str) -> list[tuple[str, str]]:
    """`(mark, text)` in order, mark ` `, `-` or `+`. All but `-`, joined, are the new text."""
    before, after = diff_tokens(old), diff_tokens(new)
    pieces: list[tuple[str, str]] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pieces.append((" ", "".join(before[a:b])))
            continue
        if a < b:
            pieces.append(("-", "".join(before[a:b])))
        if c < d:
            pieces.append(("+", "".join(after[c:d])))
    return pieces
