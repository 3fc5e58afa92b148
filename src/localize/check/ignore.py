"""`# localize: ignore RULE "reason"`: a finding silenced by a person, with the reason kept."""

import re
from dataclasses import dataclass

from localize.model import Entry

_IGNORE = re.compile(r'\s*localize:\s*ignore\s+(?P<rule>[\w.-]+)\s*(?:"(?P<reason>[^"]*)"|$)')


@dataclass(frozen=True, slots=True)
class Ignore:
    """One ignore comment."""

    rule: str
    reason: str
    """Why, in a person's words; empty: not given, which is a finding itself."""

    def __str__(self) -> str:
        reason = self.reason.replace('"', "'").replace("\n", " ")
        return f'localize: ignore {self.rule} "{reason}"'


def ignores(entry: Entry) -> tuple[Ignore, ...]:
    """The ignore comments of an entry, in file order."""
    if not entry.comments:
        return ()
    matches = (_IGNORE.match(comment) for comment in entry.comments if "ignore" in comment)
    return tuple(
        Ignore(match["rule"], (match["reason"] or "").strip()) for match in matches if match
    )
