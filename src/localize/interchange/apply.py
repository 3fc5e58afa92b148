"""What came back, into a catalog: pure, and never over what somebody wrote meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from localize.inline.grammar import PieceKind
from localize.inline.markup import syntax
from localize.inline.pieces import lost
from localize.interchange.exchange import ExchangeRecord, identity, left_as, text_hash
from localize.model import Catalog, Entry, Key, State, may_draft, state
from localize.model.state import edited

# A person may have reasons to change an address or code; `check` speaks of these.
_PROTECTED = frozenset({PieceKind.PLACEHOLDER, PieceKind.TAG})


class Outcome(StrEnum):
    """What became of a record."""

    CHANGED = "changed"
    ACCEPTED = "accepted"
    """The text is the same, and somebody answers for it now."""
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    CONFLICT = "conflict"
    """The catalog's text was changed since the export: both stay, in their files."""
    UNKNOWN = "unknown"
    """No entry has this source any more."""
    REFUSED = "refused"
    """What is wrong with the record is its `problem`."""
    DRAFTED = "drafted"
    """It is a machine's, and the draft of its entry now."""

    @property
    def left(self) -> bool:
        """Whether a text of somebody did not get into the catalog."""
        return self in {Outcome.CONFLICT, Outcome.UNKNOWN, Outcome.REFUSED}


@dataclass(frozen=True, slots=True)
class Applied:
    """A record, what became of it, and what the catalog has if that is another text."""

    record: ExchangeRecord
    outcome: Outcome
    present: str = ""

    @property
    def reason(self) -> str:
        """Why the text is not in the catalog."""
        return self.record.problem or _REASONS.get(self.outcome, "")


_REASONS = {
    Outcome.CONFLICT: "somebody changed the text since the export, or wrote another one",
    Outcome.REFUSED: "whether a person confirmed it cannot be told: rows or columns changed places",
    Outcome.UNKNOWN: "no entry of the catalogs has this source",
}


def applied(
    catalog: Catalog,
    records: Mapping[Key, Sequence[tuple[int, ExchangeRecord]]],
    *,
    overwrite: bool = False,
) -> tuple[Catalog, tuple[Applied, ...]]:
    """The catalog with the records in it, and what became of each.

    Invariant: a text that somebody wrote after the export stays, unless `overwrite`; entries
    without a record, and those whose record changes nothing, are the very objects they were.
    """
    outcomes: list[Applied] = []
    entries = []
    for entry in catalog.entries:
        pairs = () if entry.obsolete else records.get(entry.key, ())
        new, said = _entry(entry, pairs, overwrite=overwrite) if pairs else (entry, ())
        entries.append(new)
        outcomes.extend(said)
    return replace(catalog, entries=tuple(entries)), tuple(outcomes)


def _entry(
    entry: Entry, pairs: Sequence[tuple[int, ExchangeRecord]], *, overwrite: bool
) -> tuple[Entry, tuple[Applied, ...]]:
    texts = list(entry.msgstr or ("",))
    said: list[Applied] = []
    typed: dict[int, ExchangeRecord] = {}
    sure: set[int] = set()
    for form, record in pairs:
        present = entry.msgstr[form] if entry.msgstr else ""
        outcome = _outcome(entry, present, record, overwrite=overwrite)
        text = with_edges(record.target, entry.msgid)
        if outcome is Outcome.CHANGED and form in typed:
            outcome = Outcome.UNCHANGED if texts[form] == text else Outcome.CONFLICT
            present = texts[form]
        elif outcome is Outcome.CHANGED:
            texts[form], typed[form] = text, record
        if outcome is Outcome.UNCHANGED and _confirmed(record):
            sure.add(form)
        told = outcome in {Outcome.CONFLICT, Outcome.REFUSED}
        said.append(Applied(record, outcome, present if told else ""))
    if typed:
        doubtful = any(_doubtful(record, entry) for record in typed.values())
        unseen = entry.fuzzy and len(sure | typed.keys()) < len(texts)
        return edited(entry, tuple(texts), fuzzy=doubtful or unseen or not all(texts)), tuple(said)
    # Nobody has touched the text; a tool in which somebody pressed "confirm" says so by the state.
    confirmed = {one.outcome for one in said} == {Outcome.UNCHANGED} and len(sure) == len(texts)
    if confirmed and not state(entry).accepted:
        accepted = edited(entry, tuple(texts), fuzzy=False)
        return accepted, tuple(replace(one, outcome=Outcome.ACCEPTED) for one in said)
    return entry, tuple(said)


def _outcome(entry: Entry, present: str, record: ExchangeRecord, *, overwrite: bool) -> Outcome:
    """What is to become of a record; CHANGED: its text is a person's, and is taken."""
    text = with_edges(record.target, entry.msgid)
    if not record.target.strip():
        return Outcome.EMPTY
    same = present in {text, record.target}  # as it left, even where its edges are odd
    doubted = record.strange and _says_accepted(record) and not state(entry).accepted
    if doubted and (same or _came_back(entry, present, record)):
        return Outcome.REFUSED
    if same:
        return Outcome.UNCHANGED
    if not _confirmed(record) and (_came_back(entry, present, record) or _machines(record)):
        filled = not present and _machines(record)  # as needs-work
        return Outcome.CHANGED if filled and not record.problem else Outcome.UNCHANGED
    if record.problem:
        return Outcome.REFUSED
    return Outcome.CHANGED if overwrite or _untouched(entry, present, record) else Outcome.CONFLICT


def _came_back(entry: Entry, present: str, record: ExchangeRecord) -> bool:
    """Whether the text is the one that left.

    Of a person's text that nobody changed meanwhile, a change of white space is one.
    """
    left = left_as(record)
    if left is None or left != text_hash(record.target):
        return False
    return may_draft(entry) or left != text_hash(present)


def _machines(record: ExchangeRecord) -> bool:
    """Whether a file from elsewhere says that a machine wrote the text.

    In one of ours, a draft that came back changed was typed by somebody.
    """
    return record.state is State.MACHINE and left_as(record) is None


def _untouched(entry: Entry, text: str, record: ExchangeRecord) -> bool:
    """Whether the catalog's text is what it was at the export, or nobody's."""
    return not text or may_draft(entry) or left_as(record) == text_hash(text)


def _confirmed(record: ExchangeRecord) -> bool:
    """Whether the file says that a person answers for the text, and did not when it left."""
    ours = identity(record.id)
    left_so = ours is not None and ours.accepted
    return _says_accepted(record) and not record.strange and not left_so


def _says_accepted(record: ExchangeRecord) -> bool:
    return record.state is not None and record.state.accepted


def _doubtful(record: ExchangeRecord, entry: Entry) -> bool:
    """Whether the text comes with doubts: its tool says so, or it lost a placeholder or tag."""
    if record.state in {State.STALE, State.NEEDS_WORK} or _machines(record):
        return True
    return bool(lost(record.source, record.target, syntax(entry.reading), _PROTECTED))


def with_edges(target: str, msgid: str) -> str:
    """The text with the line ends of its msgid at both edges, as `msgfmt --check` wants them."""
    if not target.strip():
        return target
    if msgid.startswith("\n") != target.startswith("\n"):
        target = "\n" + target if msgid.startswith("\n") else target.lstrip("\n")
    if msgid.endswith("\n") != target.endswith("\n"):
        target = target + "\n" if msgid.endswith("\n") else target.rstrip("\n")
    return target
