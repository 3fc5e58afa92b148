"""What reviewers did, so that each can take back what is his."""

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import replace

from localize.model import Entry
from localize.model.state import output_hash, stamps
from localize.review.decide import Reviewer
from localize.review.store import Swap

_STEPS = 100


class UndoLog:
    """The last acts of each reviewer, and the drafts that went with them."""

    def __init__(self) -> None:
        self._steps: dict[str, deque[tuple[Swap, ...]]] = defaultdict(lambda: deque(maxlen=_STEPS))
        self._drafts: dict[str, tuple[str, ...]] = {}
        self._lock = threading.Lock()

    def remember(self, by: Reviewer, swaps: Sequence[Swap]) -> None:
        """Note an act; one that changed nothing is no step."""
        real = tuple(swap for swap in swaps if swap.before != swap.after.entry)
        if not real:
            return
        with self._lock:
            self._steps[by.name].append(real)
            for swap in real:
                if any(swap.before.msgstr) and stamps(swap.before, "mt"):
                    self._drafts[output_hash(swap.before.msgstr)] = swap.before.msgstr

    def pop(self, by: Reviewer) -> tuple[Swap, ...]:
        """The last act of a reviewer, which is then forgotten; empty: there is none."""
        with self._lock:
            steps = self._steps[by.name]
            return steps.pop() if steps else ()

    def steps(self, by: Reviewer) -> int:
        """How many acts a reviewer can take back."""
        return len(self._steps[by.name])

    def draft(self, entry: Entry) -> tuple[str, ...] | None:
        """What the engine wrote, where it is still known; None if the entry has it now."""
        outs = {stamp.get("out") for stamp in stamps(entry, "mt")}
        if output_hash(entry.msgstr) in outs:
            return None
        return next((text for out, text in self._drafts.items() if out in outs), None)


def restored(before: Entry) -> Callable[[Entry], Entry]:
    """The change that gives an entry back what it was; the source's own lines stay current."""

    def change(entry: Entry) -> Entry:
        if (entry.references, entry.extracted) == (before.references, before.extracted):
            return before  # as it was read: the bytes of the file as they were
        return replace(before, references=entry.references, extracted=entry.extracted)

    return change
