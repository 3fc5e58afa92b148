"""The same queue in a terminal: source and target side by side, one key an act, `$EDITOR`."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from localize.catalogs.plurals import shown_numbers
from localize.errors import ConflictError, UsageError
from localize.review.decide import Act, Decision, Reviewer, remarks
from localize.review.marks import Mark, difference
from localize.review.queries import Query
from localize.review.queue import ReviewUnit
from localize.review.session import Session
from localize.review.suggestions import suggestions

if TYPE_CHECKING:
    from rich.console import Console

KEYS = (
    "a approve · s save · e edit · t take an engine's · g take a suggestion · w needs work · "
    "c comment · u undo · n next · p back · q quit"
)
_STYLES = {Mark.ADDED: "green underline", Mark.REMOVED: "red strike"}


@dataclass(slots=True)
class Terminal:
    """One reviewer's walk through a queue."""

    session: Session
    query: Query
    reviewer: Reviewer
    console: Console
    ask: Callable[[str], str]
    """Shows a prompt and gives the line typed. Raises EOFError at the end."""
    environment: Mapping[str, str]

    def walk(self) -> int:
        """Show unit after unit until the end or `q`; the number of acts."""
        idents = [unit.ident for unit in self.session.queries.units(self.query)]
        at = acts = 0
        while 0 <= at < len(idents):
            self.session.store.refresh()
            unit = self.session.store.find(idents[at])
            if unit is None:
                at += 1
                continue
            self._show(unit, f"{at + 1} of {len(idents)}")
            try:
                key = self.ask("> ").strip().lower()
            except EOFError:
                return acts
            if key == "q":
                return acts
            if key in {"n", ""}:
                at += 1
            elif key == "p":
                at = max(at - 1, 0)
            elif key == "u":
                self._undo()
            elif key == "g":
                taken = self._suggested(unit)
                acts, at = acts + taken, at + taken
            elif key == "t":
                taken = self._taken(unit)
                acts, at = acts + taken, at + taken
            elif (decision := self._decision(unit, key)) is not None and self._did(unit, decision):
                acts += 1
                at += decision.act is not Act.COMMENT
        self.console.print("The end of the queue.")
        return acts

    def _decision(self, unit: ReviewUnit, key: str) -> Decision | None:
        today = self.session.services.today()
        match key:
            case "a":
                return Decision(Act.APPROVE, self.reviewer, today)
            case "s":
                return Decision(Act.SAVE, self.reviewer, today)
            case "w":
                return Decision(Act.NEEDS_WORK, self.reviewer, today)
            case "e":
                return self._edited(unit, today)
            case "c":
                return Decision(Act.COMMENT, self.reviewer, today, comment=self.ask("Comment: "))
            case _:
                self.console.print(KEYS)
                return None

    def _edited(self, unit: ReviewUnit, today: str) -> Decision | None:
        before = self.session.queries.texts(unit)
        try:
            forms = tuple(
                edited_text(form, self.environment, name=f"{unit.number}-{n}")
                for n, form in enumerate(before)
            )
        except UsageError as error:
            hint = f"; {error.hint}" if error.hint else ""
            self.console.print(f"{error.message}{hint}", style="red", markup=False)
            return None
        if forms == before:
            self.console.print("Unchanged.")
            return None
        return Decision(Act.SAVE, self.reviewer, today, forms)

    def _taken(self, unit: ReviewUnit) -> bool:
        names = list(self.session.queries.alternatives(unit))
        if not names:
            self.console.print("No other engine's text is kept for this unit.")
            return False
        name = names[0] if len(names) == 1 else self.ask(f"Whose ({', '.join(names)})? ").strip()
        decision = Decision(Act.SAVE, self.reviewer, self.session.services.today())
        return self._did(unit, decision, engine=name)

    def _suggested(self, unit: ReviewUnit) -> bool:
        known = {suggestion.by: suggestion for suggestion in suggestions(unit.entry)}
        if not known:
            self.console.print("Nobody suggested a text for this unit.")
            return False
        by = next(iter(known)) if len(known) == 1 else self.ask(f"Whose ({', '.join(known)})? ")
        suggestion = known.get(by.strip())
        if suggestion is None:
            self.console.print("Nobody of that name suggested a text.")
            return False
        today = self.session.services.today()
        return self._did(unit, Decision(Act.SAVE, self.reviewer, today, suggestion.msgstr))

    def _did(self, unit: ReviewUnit, decision: Decision, *, engine: str = "") -> bool:
        try:
            if engine:
                outcome = self.session.take(unit.ident, unit.hash, engine, decision)
            else:
                outcome = self.session.act(unit.ident, unit.hash, decision)
        except ConflictError:
            self.console.print("[red]Somebody else changed this meanwhile; look again.[/red]")
            for form in decision.msgstr or ():
                self.console.print("Your text, not saved:", style="red")
                self.console.print(form, markup=False, highlight=False)
            return False
        if outcome.refused:
            self.console.print(outcome.refused, style="red", markup=False)
        if outcome.note:
            self.console.print(outcome.note, markup=False)
        return not outcome.refused

    def _undo(self) -> None:
        outcome = self.session.undo(self.reviewer)
        self.console.print(outcome.refused or f"Undone: {len(outcome.done)}", markup=False)

    def _target(self, unit: ReviewUnit) -> str:
        """The translation; of a plural each form under the numbers that it is for."""
        texts, forms = self.session.queries.texts(unit), self.session.queries.forms(unit)
        if not forms:
            return texts[0] or "(no translation yet)"
        rows = zip_longest(texts, forms, fillvalue=())
        return "\n".join(
            f"for {shown_numbers(numbers) or 'no number'}:\n{text or '(empty)'}"
            for text, numbers in rows
        )

    def _show(self, unit: ReviewUnit, where: str) -> None:
        from rich.table import Table
        from rich.text import Text

        entry = unit.entry
        source = Text("\n".join(filter(None, (entry.msgid, entry.msgid_plural))))
        if entry.previous_msgid is not None:
            source = Text()
            for run in difference(entry.previous_msgid, entry.msgid):
                source.append(run.text, _STYLES.get(run.mark, ""))
        ref = self.session.queries.catalog_of(unit)
        table = Table(title=f"{ref.title} · {where} · {unit.state.value}", expand=True)
        # fold: a text without spaces is else cut to a line that ends with …
        table.add_column(str(self.session.services.source), ratio=1, overflow="fold")
        table.add_column(str(ref.locale), ratio=1, overflow="fold")
        table.add_row(source, Text(self._target(unit)))
        self.console.print(table)
        for finding in self.session.findings.of(unit):
            self.console.print(f"{finding.severity.value}: {finding.message}", markup=False)
        for name, alternative in self.session.queries.alternatives(unit).items():
            self.console.print(
                f"{name}: {alternative.text}", style="cyan", markup=False, highlight=False
            )
        for suggestion in suggestions(entry):
            text = " / ".join(suggestion.msgstr)
            self.console.print(f"{suggestion.by} suggests: {text}", style="cyan", markup=False)
        for remark in remarks(entry):
            self.console.print(f"# {remark}", style="dim", markup=False)


def edited_text(text: str, environment: Mapping[str, str], *, name: str) -> str:
    """A text after `$VISUAL` or `$EDITOR`; the line end an editor adds is not part of it.

    Raises:
        UsageError: no editor is set, or it failed.
    """
    said = environment.get("VISUAL") or environment.get("EDITOR") or ""
    is_windows = sys.platform == "win32"  # where a backslash parts folders
    try:
        words = [word.strip('"') for word in shlex.split(said, posix=not is_windows)]
    except ValueError as error:
        raise UsageError(f"$EDITOR is no command: {said!r}", hint=str(error)) from error
    if not words:
        raise UsageError("no editor", hint="set $EDITOR, for instance: export EDITOR=nano")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.txt"
        path.write_text(text, encoding="utf-8", newline="")
        try:
            done = subprocess.run([*words, os.fspath(path)], check=False)  # noqa: S603 - theirs
        except OSError as error:
            raise UsageError(f"{words[0]} cannot be started: {error.strerror}") from error
        if done.returncode:
            raise UsageError(f"{words[0]} ended with {done.returncode}; the text is as it was")
        try:
            typed = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise UsageError(f"{words[0]} did not write UTF-8; the text is as it was") from error
    return typed if text.endswith("\n") else typed.removesuffix("\n")
