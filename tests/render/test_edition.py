from dataclasses import replace

import pytest
from render_support import ARTICLE, entry_in

from localize.formats.markdown import MarkdownFormat
from localize.model import Catalog, Entry, Locale, Segment, State
from localize.model.state import source_hash
from localize.render.edition import edition
from localize.render.headings import heading_ids

EN, JA, AR = Locale("en"), Locale("ja"), Locale("ar")


def of(source, locale=JA, states=None, text="訳文", **options):
    form = MarkdownFormat()
    document = form.parse(source, "content/a.md", {})
    states = states or {}
    entries = tuple(
        entry_in(Entry(s.msgid, msgctxt=s.msgctxt), text, states.get(s.msgid, State.MACHINE))
        for s in document.segments
    )
    catalog = None if locale == EN else Catalog(tuple({e.key: e for e in entries}.values()))
    return edition(document, catalog, locale, EN, form, **options)


def test_every_segment_has_an_element_with_its_unit_and_state():
    made = of(ARTICLE)
    html = made.title_attributes + made.lede + made.body
    for block in made.blocks:
        key = block.key
        assert block.unit == source_hash(Entry(key[1], msgctxt=key[0]))
        assert f'data-unit="{block.unit}" data-state="machine"' in html, key
    assert html.count("data-unit=") == len(made.blocks)


@pytest.mark.parametrize("state", [one for one in State if one is not State.MISSING])
def test_review_edition_shows_whatever_has_text_with_its_state(state):
    made = of("One paragraph.\n", states={"One paragraph.": state})
    assert f'data-state="{state}">訳文</p>' in made.body
    assert made.counts[state] == 1


def test_title_of_an_element_is_not_the_title_of_the_page():
    source = '# Guide\n\n<p title="A tip">Words</p>\n'
    assert of(source, EN).title == "Guide"


def test_heading_of_an_html_block_takes_no_attributes_of_markdown():
    made = of("<div>\n<h2>\nWords\n</h2>\n</div>\n\n## Other\n")
    assert [made.text[end - 2 : end] for end, _ in made.anchors] == ["訳文"]
    assert len(made.anchors) == 1


def test_missing_paragraph_stands_in_the_source_language_and_direction():
    made = of("One paragraph.\n", AR, {"One paragraph.": State.MISSING})
    assert 'data-state="missing" lang="en" dir="ltr">One paragraph.</p>' in made.body


def test_unit_below_the_minimum_shows_its_source():
    made = of("One paragraph.\n", minimum=State.REVIEWED)
    assert 'lang="en">One paragraph.</p>' in made.body
    assert not made.blocks[0].shown


def test_heading_anchors_come_from_the_source_in_every_locale():
    source = "# Top\n\n## What we found\n\nx\n\n## What we found\n\n## Kept {#mine}\n"
    found = [of(source, one).body for one in (EN, JA, AR)]
    for html in found:
        assert [x.split('"')[0] for x in html.split(' id="')[1:]] == [
            "what-we-found",
            "what-we-found-1",
            "mine",
        ]


def test_anchor_ids_are_distinct_even_against_numbered_ones():
    form = MarkdownFormat()
    document = form.parse("## a\n\n## a-1\n\n## a\n\n## a\n", "a.md", {})
    ids = list(heading_ids(document).values())
    assert len(set(ids)) == 4


def test_title_of_the_front_matter_is_the_heading_unless_the_text_has_one():
    assert of("---\ntitle: Given\n---\n\nText.\n", EN).title_html == "Given"
    made = of("---\ntitle: Given\n---\n\n# Own\n\nText.\n", EN)
    assert (made.title, made.title_html) == ("Given", "Own")
    assert "<h1" not in made.body
    assert of("Text only.\n", EN).title == "a"


def test_engine_is_named_only_while_the_draft_stands():
    made = of("One.\n\nTwo.\n", states={"Two.": State.REVIEWED})
    assert [block.engine for block in made.blocks] == ["pseudo", ""]
    assert made.engines == ("pseudo",)


def test_share_counts_paragraphs_that_have_come_so_far():
    made = of("One.\n\nTwo.\n", states={"Two.": State.TRANSLATED})
    assert made.share(State.TRANSLATED) == 0.5
    assert made.share(State.MACHINE) == 1.0


def test_translation_that_would_break_the_structure_is_shown_as_source():
    class Refusing(MarkdownFormat):
        def render(self, document, target):
            from localize.model import Problem, Rendered

            rendered = super().render(document, lambda segment: None)
            broken = tuple(Problem(s, "because") for s in document.segments)
            return Rendered(rendered.text, rendered.spans, broken)

    document = MarkdownFormat().parse("One.\n", "a.md", {})
    made = edition(document, {(None, "One."): Entry("One.", ("一",))}, JA, EN, Refusing())
    assert made.blocks[0].problem == "because"
    assert 'lang="en">One.</p>' in made.body


def test_segment_made_anew_by_a_format_does_no_harm():
    class Copying(MarkdownFormat):
        def html(self, rendered, attributes):
            spans = tuple((a, b, replace(segment)) for a, b, segment in rendered.spans)
            return super().html(replace(rendered, spans=spans), attributes)

    document = MarkdownFormat().parse("One.\n", "a.md", {})
    made = edition(document, {}, JA, EN, Copying())
    assert "<p>One.</p>" in made.body
    assert isinstance(next(document.segments), Segment)


def test_title_in_an_attribute_of_a_box_is_marked_as_the_sources():
    text = '{{< notice tip title="Mind the tide" >}}\nText.\n{{< /notice >}}\n'
    label = '<p class="label"{}>Mind the tide</p>'
    assert label.format("") in of(text, EN).body
    assert label.format(' lang="en"') in of(text).body
    assert label.format(' lang="en" dir="ltr"') in of(text, Locale("ar")).body
