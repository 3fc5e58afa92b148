"""The footnotes of a page: numbered as they are referred to, at the end of the text."""


class Footnotes:
    """References and notes of one document, as HTML."""

    def __init__(self) -> None:
        self._notes: dict[str, str] = {}
        self._numbers: dict[str, int] = {}

    def reference(self, label: str) -> str:
        """A mark in the text; only the first of a note can be returned to."""
        again = label in self._numbers
        number = self._number(label)
        name = "" if again else f' id="fnref-{number}"'
        return f'<sup class="note-ref"><a href="#fn-{number}"{name}>{number}</a></sup>'

    def define(self, label: str, html: str) -> None:
        """Keep the body of a note."""
        self._notes[label] = html

    def section(self) -> str:
        """All notes in the order of their references, those without any at the end."""
        if not self._notes:
            return ""
        ordered = [label for label in self._numbers if label in self._notes]
        rest = [label for label in self._notes if label not in self._numbers]
        notes = []
        for label in (*ordered, *rest):
            number = self._number(label)
            back = f' <a href="#fnref-{number}" class="note-back">↩</a>' if label in ordered else ""
            text, end, tail = self._notes[label].rpartition("</p>")
            note = text + back + end + tail if end else tail + back
            notes.append(f'<li id="fn-{number}">{note}</li>\n')
        return f'<section class="notes"><ol>{"".join(notes)}</ol></section>\n'

    def _number(self, label: str) -> int:
        return self._numbers.setdefault(label, len(self._numbers) + 1)
