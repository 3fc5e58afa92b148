"""States and stamps: who wrote a msgstr, and whether anyone looked at it.

A stamp is a translator comment, because msgmerge and msgcat keep translator comments and drop
unknown flags::

    # localize: mt engine=argos/en_ja@1.1 score=-0.42 src=1f0c… out=9a3e…
    # localize: reviewed by="Aiko Sato" at=2026-11-22 src=1f0c… out=9a3e…
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b

from localize.model.catalog import Entry

_FIELD = re.compile(r'([\w-]+)=("(?:[^"\\]|\\.)*"|\S*)')
_PREFIX = "localize:"
SUGGESTED = "suggested"
"""The verb of a stamp that holds another text for the entry, and says nothing of its own."""


class State(StrEnum):
    """How far a unit has come. The order is the order of progress."""

    MISSING = "missing"
    MACHINE = "machine"
    STALE = "stale"
    NEEDS_WORK = "needs-work"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"

    @property
    def accepted(self) -> bool:
        """Whether a person vouches for the text."""
        return self in {State.TRANSLATED, State.REVIEWED}


@dataclass(frozen=True, slots=True)
class Stamp:
    """One `# localize:` comment."""

    verb: str
    """`mt` or `reviewed` (or another's: `ignore` …)."""
    fields: tuple[tuple[str, str], ...] = ()

    def get(self, name: str, default: str = "") -> str:
        """The value of a field."""
        for known, value in reversed(self.fields):
            if known == name:
                return value
        return default

    def __str__(self) -> str:
        words = [f"{name}={_quoted(value)}" for name, value in self.fields]
        return " ".join([_PREFIX, self.verb, *words])


def _quoted(value: str) -> str:
    if value and not re.search(r'[\s"\\=]', value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def _unquoted(value: str) -> str:
    if not value.startswith('"'):
        return value
    return re.sub(r"\\(.)", r"\1", value[1:-1])


@lru_cache(maxsize=512)  # one entry's are asked for several times in a row
def stamp(comment: str) -> Stamp | None:
    """The stamp a translator comment is, or none."""
    text = comment.strip()
    if not text.startswith(_PREFIX):
        return None
    verb, _, rest = text[len(_PREFIX) :].strip().partition(" ")
    fields = _FIELD.findall(rest)
    if '"' in rest:
        fields = [(name, _unquoted(value)) for name, value in fields]
    return Stamp(verb, tuple(fields))


def text_stamp(comment: str) -> Stamp | None:
    """The stamp a translator comment is, where it speaks of the text: no suggestion does."""
    mark = stamp(comment)
    return None if mark is None or mark.verb == SUGGESTED else mark


def stamps(entry: Entry, verb: str) -> tuple[Stamp, ...]:
    """The entry's stamps of that verb, in file order."""
    parsed = [stamp(comment) for comment in entry.comments if _PREFIX in comment]
    return tuple([one for one in parsed if one is not None and one.verb == verb])


def source_hash(entry: Entry) -> str:
    """12 hexadecimal digits over msgctxt, msgid and plural."""
    return _hash(entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def output_hash(msgstr: tuple[str, ...]) -> str:
    """12 hexadecimal digits over the msgstr."""
    return _hash(*msgstr)


def entry_hash(entry: Entry) -> str:
    """12 hexadecimal digits over all that a save compares: source, text, flags and comments."""
    texts = *entry.msgstr, *sorted(entry.flags), *entry.comments
    return _hash(source_hash(entry), *texts, entry.previous_msgid or "")


def _hash(*texts: str) -> str:
    return blake2b("\0".join(texts).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def machine_stamp(entry: Entry) -> Stamp | None:
    """The `mt` stamp whose `out` is the entry's present text; None: the text is a person's."""
    drafts = stamps(entry, "mt")
    if not drafts:
        return None
    out = output_hash(entry.msgstr)
    return next((one for one in reversed(drafts) if one.get("out") == out), None)


def review_stamp(entry: Entry) -> Stamp | None:
    """The review stamp that counts: both hashes match and the entry is not fuzzy."""
    reviews = () if entry.fuzzy else stamps(entry, "reviewed")
    if not reviews:
        return None
    src, out = source_hash(entry), output_hash(entry.msgstr)
    matching = (one for one in reversed(reviews) if (one.get("src"), one.get("out")) == (src, out))
    return next(matching, None)


def state(entry: Entry) -> State:
    """The state of an entry, by design.md's table."""
    return standing(entry)[0]


def standing(entry: Entry, source: str = "") -> tuple[State, Stamp | None]:
    """The state of an entry, and the stamp of the draft that it still is.

    `source`: its `source_hash`, where the caller has it.
    """
    if not any(entry.msgstr):
        return State.MISSING, None
    if "fuzzy" not in entry.flags:
        if not entry.translated:
            return State.NEEDS_WORK, None  # a plural with an empty form
        return State.REVIEWED if review_stamp(entry) else State.TRANSLATED, None
    mt = machine_stamp(entry)
    if mt is not None and mt.get("src") == (source or source_hash(entry)):
        return State.MACHINE, mt
    if mt is not None or entry.previous_msgid is not None:
        return State.STALE, mt
    return State.NEEDS_WORK, None


def may_draft(entry: Entry) -> bool:
    """Whether an engine may write this entry: it is empty, or machine output nobody accepted.

    Everything else is a person's, and an engine may only propose. A draft that a person accepted
    stays theirs when its source changes and it becomes fuzzy: our update notes the acceptance in
    the stamp, and a review of that very text tells it where another tool did the update.
    """
    if entry.obsolete:
        return False
    if not any(entry.msgstr):
        return True
    mt = machine_stamp(entry) if entry.fuzzy else None
    if mt is None or mt.get("accepted"):
        return False
    out = output_hash(entry.msgstr)
    return all(one.get("out") != out for one in stamps(entry, "reviewed"))


def is_due(entry: Entry) -> bool:
    """Whether an engine should write this entry: it is empty, or a draft of another source."""
    return (
        bool(entry.msgid.strip())
        and may_draft(entry)
        and state(entry) in {State.MISSING, State.STALE}
    )


def with_acceptance(entry: Entry) -> Entry:
    """The entry, the `mt` stamp of its text noting that a person accepted it.

    For an entry without the fuzzy flag that is about to become fuzzy.
    """
    mt = machine_stamp(entry)
    if mt is None or mt.get("accepted"):
        return entry
    noted = str(replace(mt, fields=(*mt.fields, ("accepted", "yes"))))
    comments = tuple(noted if stamp(one) == mt else one for one in entry.comments)
    return replace(entry, comments=comments)


def _without_stamps(comments: tuple[str, ...], *verbs: str) -> tuple[str, ...]:
    def is_kept(comment: str) -> bool:
        parsed = stamp(comment)
        return parsed is None or parsed.verb not in verbs

    return tuple(filter(is_kept, comments))


def drafted(
    entry: Entry,
    msgstr: tuple[str, ...],
    *,
    engine: str,
    score: float | None = None,
    doubts: tuple[str, ...] = (),
) -> Entry:
    """The entry with a machine draft: fuzzy, stamped, the previous msgid gone.

    `doubts`: what the engine could not mend (`loop`, `length`, …); the stamp tells reviewers.

    Invariant: only for an entry that `may_draft`.
    """
    assert may_draft(entry), "a person's words are never changed by a machine"
    fields = [("engine", engine)]
    if score is not None:
        fields.append(("score", f"{score:.2f}"))
    if doubts:
        fields.append(("doubts", ",".join(doubts)))
    fields += [("src", source_hash(entry)), ("out", output_hash(msgstr))]
    comments = (*_without_stamps(entry.comments, "mt", "reviewed"), str(Stamp("mt", tuple(fields))))
    return replace(
        entry,
        msgstr=msgstr,
        comments=comments,
        flags=_with_fuzzy(entry.flags),
        previous_msgctxt=None,
        previous_msgid=None,
        previous_msgid_plural=None,
    )


def edited(entry: Entry, msgstr: tuple[str, ...], *, fuzzy: bool) -> Entry:
    """The entry with a person's text. The old `mt` stamp stays: it says what the draft was.

    `fuzzy`: the person has doubts (needs-work). Otherwise the text is accepted for this source.
    """
    flags = _with_fuzzy(entry.flags) if fuzzy else without_fuzzy(entry.flags)
    kept = entry if fuzzy else _without_previous(entry)
    comments = _without_stamps(entry.comments, "reviewed")
    return replace(kept, msgstr=msgstr, flags=flags, comments=comments)


def reviewed(entry: Entry, *, by: str, at: str) -> Entry:
    """The entry approved. `at` is an ISO 8601 date; the clock is the caller's."""
    fields = (
        ("by", by),
        ("at", at),
        ("src", source_hash(entry)),
        ("out", output_hash(entry.msgstr)),
    )
    comments = (*_without_stamps(entry.comments, "reviewed"), str(Stamp("reviewed", fields)))
    flags = without_fuzzy(entry.flags)
    return replace(_without_previous(entry), flags=flags, comments=comments)


def _without_previous(entry: Entry) -> Entry:
    return replace(entry, previous_msgctxt=None, previous_msgid=None, previous_msgid_plural=None)


def _with_fuzzy(flags: tuple[str, ...]) -> tuple[str, ...]:
    return flags if "fuzzy" in flags else ("fuzzy", *flags)


def without_fuzzy(flags: tuple[str, ...]) -> tuple[str, ...]:
    """The flags without `fuzzy`."""
    return tuple(flag for flag in flags if flag != "fuzzy")
