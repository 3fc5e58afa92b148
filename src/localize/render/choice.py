"""Items of lists of languages, which write themselves: a template takes several times as long."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import escape


@dataclass(frozen=True, slots=True)
class Choice:
    """A language of the switcher."""

    tag: str
    direction: str
    autonym: str
    href: str
    current: bool = False

    def link(self) -> str:
        """The choice as an element."""
        current = ' aria-current="page"' if self.current else ""
        return (
            f'<a href="{escape(self.href)}" lang="{self.tag}" dir="{self.direction}" '
            f'hreflang="{self.tag}"{current}>{escape(self.autonym)}</a>'
        )

    def __html__(self) -> str:
        """The choice in a list."""
        return f"<li>{self.link()}</li>\n"


@dataclass(frozen=True, slots=True)
class Listed:
    """An edition in the list of a document's languages."""

    choice: Choice
    words: str
    """How far it has come; empty for the original."""
    bar: str
    """Its meter, as HTML."""

    def __html__(self) -> str:
        """The item in a list: there are as many on a front page as editions."""
        share = f' <span class="share">{escape(self.words)}</span>{self.bar}' if self.words else ""
        return f"<li>{self.choice.link()}{share}</li>\n"
