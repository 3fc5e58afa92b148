"""Boxes of site generators in HTML."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.formats.markdown import MarkdownFormat
from localize.formats.markdown.boxes import LABELS

FORMAT = MarkdownFormat()
NOTE = (
    '<aside class="admonition note"><p class="label">Note</p> <p data-unit="foo">foo</p> </aside>'
)


def html(text, path="a.md", target=lambda segment: None):
    """The page's HTML; each segment's element has its msgid as `data-unit`."""
    document = FORMAT.parse(text, path, {})
    rendered = FORMAT.render(document, target)
    made = FORMAT.html(rendered, lambda segment: {"data-unit": segment.msgid})
    return re.sub(r"\s+", " ", made).strip()


@pytest.mark.parametrize(
    ("source", "path"),
    [
        (":::note\nfoo\n:::\n", "a.md"),
        (":::: note\n\nfoo\n\n::::\n", "a.md"),
        ("::: {.callout-note}\nfoo\n:::\n", "a.md"),
        (":::{note}\nfoo\n:::\n", "a.md"),
        ("/// note\nfoo\n///\n", "a.md"),
        ("!!! note\n    foo\n", "a.md"),
        ("!!! note inline end\n\n    foo\n", "a.md"),
        ("{{< note >}}\nfoo\n{{< /note >}}\n", "a.md"),
        ("{{% notice note %}}\nfoo\n{{% /notice %}}\n", "a.md"),
        ("{% note %}\n\nfoo\n\n{% endnote %}\n", "a.md"),
        ("<Note>\n\nfoo\n\n</Note>\n", "a.mdx"),
        ("> [!NOTE]\n> foo\n", "a.md"),
    ],
)
def test_same_box_in_every_generators_words(source, path):
    assert html(source, path).replace("</p><p", "</p> <p") == NOTE


def test_title_is_a_segment_and_carries_its_attributes():
    titled = '<p class="label" data-unit="My *t*">My <em>t</em></p>'
    for source in (
        ":::tip[My *t*]\nx\n:::\n",
        '!!! tip "My *t*"\n\n    x\n',
        ":::tip My *t*\nx\n:::",
    ):
        assert titled in html(source)
    assert 'class="label" lang="und">A &lt; b</p>' in html(':::tip{title="A < b"}\nx\n:::\n')
    assert "label" not in html('!!! note ""\n    foo\n')


def test_default_titles_are_words_of_the_interface():
    found = {
        re.search(r'label">([^<]*)<', html(f"!!! {label.lower()}\n    x\n"))[1] for label in LABELS
    }
    assert found == set(LABELS)


def test_boxes_nest_and_the_outer_goes_on_after_the_inner():
    nested = html("::::info\na\n:::tip\nb\n:::\nc\n::::\nd\n")
    assert re.sub(r' (data-unit|class)="[^"]*"|\s', "", nested) == (
        "<aside><p>Info</p><p>a</p><aside><p>Tip</p><p>b</p></aside><p>c</p></aside><p>d</p>"
    )
    by_indent = html("!!! note\n\n    a\n\n    - i\n\n    ??? bug\n        b\n\nc\n")
    assert re.sub(r' (data-unit|class)="[^"]*"|\s', "", by_indent) == (
        "<aside><p>Note</p><p>a</p><ul><li><p>i</p></li></ul>"
        "<details><summary>Bug</summary><p>b</p></details></aside><p>c</p>"
    )


def test_box_ends_with_the_list_item_or_quotation_it_began_in():
    assert html("- a\n  :::note\n  b\n\nc\n").endswith(
        '</aside> </li> </ul> <p data-unit="c">c</p>'
    )
    assert html("> :::note\n> b\n\nc\n").endswith('</aside> </blockquote> <p data-unit="c">c</p>')
    assert html(":::note\n\n- a\n\n  :::\n\nc\n").endswith('</ul> </aside> <p data-unit="c">c</p>')


def test_prose_after_a_box_in_a_tight_list_is_a_paragraph_with_its_segment():
    assert '<p data-unit="b">b</p> </aside>' in html("- a\n  :::note\n  b\n  :::\n- c\n")


def test_list_behind_a_box_by_indentation_is_a_list_of_its_own():
    made = html("!!! note\n    foo\n\n- a\n- b\n")
    assert made.startswith(NOTE.replace("</p> <p", "</p> <p"))
    assert made.count("<ul>") == 1
    assert made.count("<li>") == 2


def test_folding_box_and_tabs():
    assert html("??? tip\n    x\n").startswith('<details class="admonition tip"><summary')
    assert html("???+ tip\n    x\n").startswith('<details class="admonition tip" open="">')
    assert "<summary" in html(":::details\nx\n:::\n")
    assert html('=== "A"\n\n    x\n').startswith(
        '<div class="box box-tab"><p class="label" data-unit="A">A'
    )


@pytest.mark.parametrize(
    "source",
    [
        "{{< youtube x >}}\n",
        "{% include x.html %}\n",
        "{: .wide }\n",
        "[TOC]\n",
        ":::\n",
        "{{#include a.rs}}\n",
        "{{< note >}}\n",
        "<div>\n{{< x >}}\n</div>\n",
    ],
)
def test_line_that_only_its_generator_understands_is_left_out(source):
    made = html(f"a\n\n{source}\nb\n")
    assert re.sub(r"<[^>]*>|\s", "", made) == "ab"


def test_code_keeps_the_lines_of_generators():
    for source in ("    :::note\n    {{< x >}}\n", "```\n:::note\n{{< x >}}\n```\n"):
        assert ":::note {{&lt; x &gt;}}" in html(f"a\n\n{source}")


def test_unknown_container_is_a_plain_box_that_looks_like_nothing_of_ours():
    assert html("::: columns\nx\n:::\n").startswith('<div class="box box-columns">')
    assert html('::: "><script>\nx\n:::\n').count("<script") == 0


def test_component_is_told_from_markdown_by_the_suffix():
    source = "import X from 'x'\n\n<Tabs>\n\nin\n\n</Tabs>\n"
    assert html(source, "a.mdx") == '<p data-unit="in">in</p>'


lines = st.lists(
    st.sampled_from(
        [
            *(":::note", ":::", "::::tip T", "::::", "  :::", "- a", "  b", "> q", "> :::note"),
            *("", "", '!!! note "T"', "    x", "        y", "??? tip", "{{< note >}}"),
            *("{{< /note >}}", "[^1]: f", "[^1]", "# H", "| a |", "|---|", "```", "<div>"),
            *("</div>", "/// tip", "///", "1. n", "***", "![:::](x)", "t\\"),
        ]
    ),
    max_size=14,
)


@settings(deadline=None, max_examples=150)
@given(lines)
def test_any_lines_give_html_that_nests(found):
    from html.parser import HTMLParser

    class Nesting(HTMLParser):
        open: list[str]

        def handle_starttag(self, tag, attrs):
            if tag not in {"br", "hr", "img"}:
                self.open.append(tag)

        def handle_endtag(self, tag):
            assert self.open.pop() == tag

    document = FORMAT.parse("\n".join(found), "a.md", {})
    reader = Nesting()
    reader.open = []
    reader.feed(FORMAT.html(FORMAT.render(document, lambda s: f"T {s.msgid}"), lambda s: {}))
    assert not reader.open


def test_a_note_within_a_note_keeps_its_name_and_the_outer_one_its_own():
    text = (
        "a[^out] b[^in]\n\n[^out]: outer\n\n    > quoted\n    >\n    > [^in]: inner\n\n    more\n"
    )
    found = html(text)
    for number in (1, 2):
        assert f'href="#fn-{number}"' in found
        assert f'<li id="fn-{number}">' in found
    first = found.index('<li id="fn-1">')
    assert first < found.index("outer") < found.index("more") < found.index('<li id="fn-2">')
    assert found.index('<li id="fn-2">') < found.index("inner")
