"""The first article: not a word of its source is changed."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
ARTICLE = ROOT / "content" / "us-japan-defense-pact.md"
SOURCE = ROOT / "tests" / "fixtures" / "us-japan-defense-pact.txt"


def plain(markdown: str) -> list[str]:
    """The article's blocks without Markdown's marks, the front matter's title first."""
    _, front, body = markdown.split("---\n", 2)
    title = re.search(r'^title: "(.*)"$', front, re.MULTILINE)
    assert title is not None
    marks = re.compile(r"^(## |> |- )")
    return [title[1], *(marks.sub("", line) for line in body.splitlines() if line)]


def test_article_has_every_word_of_its_source_in_order():
    # The source marks its list with "- " too; both sides are compared without marks.
    lines = SOURCE.read_text(encoding="utf-8").splitlines()
    source = [line.removeprefix("- ") for line in lines if line]
    assert plain(ARTICLE.read_text(encoding="utf-8")) == source


def test_description_is_a_sentence_of_the_source():
    front = ARTICLE.read_text(encoding="utf-8").split("---\n", 2)[1]
    description = re.search(r'^description: "(.*)"$', front, re.MULTILINE)
    assert description is not None
    assert description[1] in SOURCE.read_text(encoding="utf-8")
