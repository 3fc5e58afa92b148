"""A text that is put into the HTML by itself looks there as if the whole edition had been read."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from localize.formats.markdown import MarkdownFormat
from localize.formats.markdown.local import Local

FORM = MarkdownFormat()
DOCUMENTS = (
    "# Title\n\nOne paragraph.\n\n- item\n- another\n\n1. first\n\n   loose\n2. second\n",
    "---\ntitle: Front\n---\nSetext\nheading\n===\n\n> quoted\n> lines\n\nlast *one*\n---\n\nx\n",
    "| a | b |\n|---|--:|\n| one | two |\n| three | `c` |\n\nafter [l](u.md) it\n",
    "Term\n: what it *means*\n: and more\n\n## Heading ##\n\n- [ ] to do\n- [x] done\n",
    "- outer\n  - inner\n    soft\n  - more\n\n  para\n\n> - in quote\n>   soft\n\n***\n\nend\n",
    "text\n```\ncode\n```\nbehind\n\n<div>block</div>\n\n![alt](p.png) and <kbd>K</kbd>\n\n> [!NOTE]\n> a note\n",
    "a [reference] here\n\n[reference]: https://example.org\n",
    "a note[^1]\n\n[^1]: the note\n",
    "## Explicit {#own}\n\ntext\n",
    '!!! note "Box"\n    inside\n\n::: tip\nmore\n:::\n',
)
PIECES = (
    *("word", "漢字", "نص", " ", "  ", "*", "**", "_", "`", "``", "[", "]", "(", ")", "!["),
    *("](u.md)", "<b>", "</b>", "<br>", "<div>", "<!-- c -->", "<script>", "&", "&amp;"),
    *("&nbsp;", "\xa0", "\\", "|", "#", "# ", ">", "> ", "- ", "+ ", "1. ", "1) ", "12", "."),
    *(":", ": ", "~", "~~", "---", "===", "{", "}", "{#x}", "{{", "{%", "$", "$$", "^", "!"),
    *("=", "\n", "\u3000", "\u2028", "\ufeff", "[x] ", "[^1]", "[reference]", "[a]: b"),
    *("https://example.org", "<https://example.org>", "'", '"', "///", ":::", "!!! note"),
    *("[TOC]", "[!NOTE]", "\ue000", "\ue0001\ue001", "\x07", "\u200b", "—", "。", "🙂"),
)
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)


def shown(rendered, ids):
    def attributes(segment):
        own = {"data-unit": f"{id(segment):x}", "data-state": "machine"}
        return own | ({"id": 'a&"b'} if ids and segment.level else {})

    return FORM.html(rendered, attributes)


def same(document, targets, *, ids=False):
    rendered = FORM.render(document, lambda one: targets.get(one.msgid))
    if not isinstance(rendered.slot, Local):
        return False
    assert shown(rendered, ids) == shown(replace(rendered, slot=None), ids)
    again = FORM.parse(rendered.text, document.path, {})
    pieces = iter([rendered.text[start:end] for start, end, _ in rendered.spans])
    assert all(one.source in pieces for one in again.segments)
    return True


@settings(max_examples=150)
@given(st.sampled_from(DOCUMENTS), st.lists(texts, min_size=12, max_size=12), st.booleans())
@example(DOCUMENTS[0], ["a\xa0b > c"] * 12, True)
@example(DOCUMENTS[1], ["Wort"] * 12, True)
@example(DOCUMENTS[0], ["<kbd id=a>x</kbd> y"] * 12, False)
@example(DOCUMENTS[4], ["**b** `c` [l](x.md)"] * 12, False)
def test_page_is_the_same_read_by_parts_or_as_a_whole(text, targets, ids):
    document = FORM.parse(text, "a.md", {})
    msgids = [one.msgid for one in document.segments]
    same(document, dict(zip(msgids, targets, strict=False)), ids=ids)


@settings(max_examples=150)
@given(texts, texts, st.sampled_from(range(5)))
@example("word&", "\ufeffword", 0)
def test_one_strange_text_among_plain_ones(one, two, number):
    document = FORM.parse(DOCUMENTS[number], "a.md", {})
    msgids = [segment.msgid for segment in document.segments]
    targets = {msgid: f"Wort {n}" for n, msgid in enumerate(msgids)}
    same(document, targets | {msgids[0]: one, msgids[-1]: two})


@pytest.mark.parametrize("number", range(len(DOCUMENTS)))
def test_document_whose_parts_have_a_meaning_elsewhere_is_read_as_a_whole(number):
    document = FORM.parse(DOCUMENTS[number], "a.md", {})
    targets = {one.msgid: f"ganz *anders* {n}" for n, one in enumerate(document.segments)}
    # In 5 a text stands in an HTML block, which is not the parser's of Markdown.
    assert same(document, targets) is (number in {0, 1, 2, 3, 4})


def test_a_link_within_a_raw_link_over_blocks_is_read_as_a_whole():
    source = '<a href="u.md">\n\nOne.\n\n</a>\n\nTwo.\n'
    document = FORM.parse(source, "a.md", {})
    assert not same(document, {"One.": "[Eins](v.md).", "Two.": "Zwei."})
