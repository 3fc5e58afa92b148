"""What an author says to the extractor, in comments of a document.

Ours is `<!-- localize: VERB TEXT -->` (`{/* localize: … */}` in MDX). Those of mdbook-i18n-helpers,
mdpo and translate-toolkit are understood too, so that their documents need no change.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Verb(StrEnum):
    """What a directive asks for."""

    SKIP = "skip"
    """The next block is not extracted: a paragraph, a heading, a whole list or table."""
    OFF = "off"
    """Nothing is extracted until `on`."""
    ON = "on"
    CONTEXT = "context"
    """The msgctxt of the next segment."""
    NOTE = "note"
    """A note to translators, on the next segment."""
    CODE = "code"
    """The next code block is extracted, its lines unchanged."""


_SPELLINGS = {
    "localize:skip-start": Verb.OFF,
    "localize:skip-end": Verb.ON,
    **{f"localize:{verb}": verb for verb in Verb},
    # mdbook-i18n-helpers
    "i18n:skip": Verb.SKIP,
    "i18n:skip-start": Verb.OFF,
    "i18n:skip-end": Verb.ON,
    "i18n:comment": Verb.NOTE,
    "mdbook-xgettext:skip": Verb.SKIP,
    "mdbook-xgettext:comment": Verb.NOTE,
    # mdpo
    "mdpo-disable-next-block": Verb.SKIP,
    "mdpo-disable-next-line": Verb.SKIP,
    "mdpo-disable": Verb.OFF,
    "mdpo-enable": Verb.ON,
    "mdpo-context": Verb.CONTEXT,
    "mdpo-translator": Verb.NOTE,
    "mdpo-include-codeblock": Verb.CODE,
    # translate-toolkit
    "translate:off": Verb.OFF,
    "translate:on": Verb.ON,
}
_DIRECTIVE = re.compile(
    r"\s*(?P<name>(?:localize|i18n|mdbook-xgettext|translate)\s*:\s*[\w-]+|mdpo-[\w-]+)"
    r"\s*:?\s*(?P<text>.*?)\s*",
    re.DOTALL,
)
_CLOSERS = {"<!--": "-->", "{/*": "*/}"}


@dataclass(slots=True)
class Directives:
    """The directives in force while a document is read from its head to its end."""

    off: bool = False
    context: str | None = None
    notes: list[str] = field(default_factory=list)
    skip: bool = False
    code: bool = False

    def read(self, text: str) -> None:
        """Take in the comments of a text."""
        for comment in comments(text):
            said = directive(comment)
            if said is not None:
                self._take(*said)

    def _take(self, verb: Verb, text: str) -> None:
        match verb:
            case Verb.SKIP:
                self.skip = True
            case Verb.OFF:
                self.off = True
            case Verb.ON:
                self.off = False
            case Verb.CONTEXT:
                self.context = text or None
            case Verb.NOTE:
                self.notes.append(" ".join(text.split()))
            case Verb.CODE:
                self.code = True

    def taken(self) -> tuple[str | None, str]:
        """Return the msgctxt and note for the segment that comes now; they hold for one segment."""
        context, note = self.context, "\n".join(self.notes)
        self.context = None
        self.notes.clear()
        return context, note


def comments(text: str) -> Iterator[str]:
    """Yield the insides of comments, HTML's and MDX's. Linear, also where none closes."""
    for opener, closer in _CLOSERS.items():
        at = text.find(opener)
        while at >= 0:
            end = text.find(closer, at + len(opener))
            if end < 0:
                break
            yield text[at + len(opener) : end]
            at = text.find(opener, end)


def directive(comment: str) -> tuple[Verb, str] | None:
    """Return the verb and text of a comment, given its inside; None if it is no directive."""
    match = _DIRECTIVE.fullmatch(comment)
    if match is None:
        return None
    verb = _SPELLINGS.get(re.sub(r"\s+", "", match["name"]))
    return None if verb is None else (verb, match["text"])
