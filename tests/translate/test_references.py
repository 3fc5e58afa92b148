"""Links that are known by their text, and texts that stand for images, from document to edition."""

from __future__ import annotations

import pyromark
import pytest

from localize.extract.template import template
from localize.formats.markdown import MarkdownFormat
from localize.inline.markup import described, parse
from localize.inline.tree import Atom, Wrap
from localize.model import Markup, locale
from localize.model.segment import link_comment, link_labels
from localize.translate.draft import drafts
from localize.translate.engines.base import Draft
from localize.translate.pipeline import Route

EN, JA = locale("en"), locale("ja")
DEFINITIONS = "\n\n[my *house*]: https://a.example/\n[dog]: dog.png\n"


class Loud:
    """An engine that shouts."""

    name = "loud"

    def __init__(self, markup="none"):
        self.markup = markup

    def translate(self, requests, source, target):
        for number, request in enumerate(requests):
            yield number, Draft(request.text.upper(), self.name)


def edition(source, engine):
    """The Markdown of a document that was extracted, drafted and rendered."""
    format_ = MarkdownFormat()
    document = format_.parse(source, "a.md", {})
    entries = template([document]).live()
    made = {old.msgid: new.text for old, new in drafts(list(entries), Route(engine, EN, JA))}
    return format_.render(document, lambda segment: made[segment.msgid]).text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("See [my *house*] now.", "SEE [MY *HOUSE*][my *house*] NOW."),
        ("See [my\n*house*] now.", "SEE [MY *HOUSE*][my *house*] NOW."),
        ("See [my *house*][] now.", "SEE [MY *HOUSE*][my *house*] NOW."),
        ("See [it][my *house*] now.", "SEE [IT][my *house*] NOW."),
        ("See [above] now.", "SEE [ABOVE] NOW."),
        ("A ![cat \\[x\\]](cat.png 'C') sits.", "A ![CAT [X]](cat.png 'C') SITS."),
        ("A ![dog] sits, ![](x.png) too.", "A ![DOG][dog] SITS, ![](x.png) TOO."),
        ("A [![dog]](https://b.example/) sits.", "A [![DOG][dog]](https://b.example/) SITS."),
    ],
)
def test_a_link_keeps_its_target_and_an_image_gets_its_text(source, expected):
    written = edition(source + DEFINITIONS, Loud())
    assert written == expected + DEFINITIONS
    before, after = pyromark.html(source + DEFINITIONS), pyromark.html(written)
    assert [before.count(tag) for tag in ("<a ", "<img ")] == [
        after.count(tag) for tag in ("<a ", "<img ")
    ]


def test_an_engine_that_reads_markup_may_translate_the_text_of_an_image():
    class Good(Loud):
        def translate(self, requests, source, target):
            for number, request in enumerate(requests):
                yield number, Draft(request.text.replace("[cat]", "[ネコ]"), self.name)

    assert edition("A ![cat](cat.png) sits.", Good("source")) == "A ![ネコ](cat.png) sits."


def test_what_would_be_no_image_any_more_keeps_its_text():
    nodes = parse("![a](b.png)", Markup.MARKDOWN)
    assert described(nodes, {"a": "x](y) ![z"}) == nodes
    (image,) = described(nodes, {"a": "ネコ"})
    assert isinstance(image, Atom)
    assert image.written == "![ネコ](b.png)"


def test_labels_are_told_to_translators_and_read_again():
    comments = ("paragraph", link_comment("my [x] *house*"), "link [x]", "see [a]: write")
    assert link_labels(comments) == ("my [x] *house*",)


def test_brackets_are_a_link_only_where_the_document_says_so():
    assert parse("[a] b", Markup.MARKDOWN) == ("[a] b",)
    assert parse("[a] b", Markup.MARKDOWN, labels=("A",)) == (Wrap("[", "][a]", ("a",)), " b")
