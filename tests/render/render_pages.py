"""Reading pages back, as a browser or a search engine would."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Page:
    """What stands in a page."""

    lang: str = ""
    direction: str = ""
    title: str = ""
    robots: str = ""
    canonical: str = ""
    alternates: dict[str, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    units: list[dict[str, str]] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    structured: dict[str, object] = field(default_factory=dict)
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        page = self.page
        page.tags.append((tag, found))
        self.inside.append(tag)
        if tag == "html":
            page.lang, page.direction = found.get("lang", ""), found.get("dir", "")
        if tag == "meta" and found.get("name") == "robots":
            page.robots = found["content"]
        if tag == "link" and found.get("rel") == "canonical":
            page.canonical = found["href"]
        if tag == "link" and found.get("rel") == "alternate" and "hreflang" in found:
            assert found["hreflang"] not in page.alternates
            page.alternates[found["hreflang"]] = found["href"]
        if tag == "a" and "href" in found:
            page.links.append(found["href"])
        if tag in {"img", "script"} and "src" in found:
            page.sources.append(found["src"])
        if tag == "link" and found.get("rel") == "stylesheet":
            page.sources.append(found["href"])
        if "id" in found:
            page.ids.append(found["id"])
        if "data-unit" in found:
            page.units.append({"tag": tag, **found})

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.inside and self.inside[-1] == "title":
            self.page.title += data
        elif self.inside and self.inside[-1] == "script":
            if "@context" in data:
                self.page.structured = json.loads(data)
        else:
            self.page.text += data


def read_page(path: Path) -> Page:
    """A page, read."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.page
