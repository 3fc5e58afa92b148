"""What a page lets readers choose from: languages, and the pages of a list.

Items write themselves: a template takes several times as long.
"""

from collections.abc import Container
from dataclasses import dataclass

from markupsafe import escape

from localize.render.settings import Site


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


@dataclass(frozen=True, slots=True)
class Chapter:
    """One page of a list that goes over several."""

    number: int
    """1-based."""
    count: int

    def path(self, base: str) -> str:
        """The file of this page of the list, `base` being that of the first."""
        folder = base.removesuffix("index.html")
        return base if self.number == 1 else f"{folder}page/{self.number}/index.html"

    def near(self) -> list[int]:
        """The numbers to show: the first, the last and two on either side of this."""
        around = range(self.number - 2, self.number + 3)
        return sorted({1, self.count} | {n for n in around if 1 <= n <= self.count})


@dataclass(frozen=True, slots=True)
class Languages:
    """The locales that have articles, and of these the ones that search engines are told of."""

    present: tuple[str, ...]
    listed: tuple[str, ...]


def languages(site: Site, present: Container[str], listed: Container[str]) -> Languages:
    """The languages of all published editions, in the project's order."""
    order = [one.tag for one in (site.source, *site.locales)]
    return Languages(
        tuple(one for one in order if one in present), tuple(one for one in order if one in listed)
    )
